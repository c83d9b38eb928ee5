import { parsePlan, type PlanDocument } from '../plan/document.js';
import { inItsManner, minimalEdit, setValue, type TextEdit } from '../plan/edits.js';
import { calibrationText, type Measurements } from '../exchange/measurements.js';

/** The one edit that puts measurements into a plan's `calibration`; measured steps are added to those there. */
export function calibrationEdit(text: string, measurements: Measurements): TextEdit {
  const document = parsePlan(text);
  const { root } = document;
  const isFlow = root?.kind === 'map' && root.flow;
  if (!document.nodeAt('calibration') && !isFlow) return appended(text, calibrationText(measurements));
  const withMemory = Object.entries(measurements.memory).reduce(
    (plan, [name, value]) => changed(plan, setValue(parsePlan(plan), ['calibration', 'memory', name], value)),
    text,
  );
  const steps = measurements.steps.map(
    (step) =>
      `{ ${Object.entries(step)
        .map(([key, value]) => `${key}: ${value}`)
        .join(', ')} }`,
  );
  const written = steps.reduce((plan, step) => changed(plan, stepEdit(parsePlan(plan), step)), withMemory);
  return minimalEdit(text, written);
}

/** The edit that makes a plan's model the one of a config.json, by its path from the plan. */
export function modelEdit(text: string, config: string): TextEdit {
  return minimalEdit(text, changed(text, setValue(parsePlan(text), ['model'], configModel(config))));
}

/** A model by its config.json, as a plan writes it. */
export function configModel(path: string): string {
  const plain = /^[\w./-]+$/.test(path) ? path : JSON.stringify(path);
  return `{ config: ${plain} }`;
}

function changed(text: string, edit: TextEdit | null): string {
  return edit ? text.slice(0, edit.start) + edit.newText + text.slice(edit.end) : text;
}

function appended(text: string, block: string): TextEdit {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? newline : `${newline}${newline}`;
  return { start: text.length, end: text.length, newText: `${gap}${block.replace(/\n/g, newline)}` };
}

/** Adds a measured step behind the last one, in the manner of the list. */
function stepEdit(document: PlanDocument, step: string): TextEdit | null {
  const path = ['calibration', 'steps'];
  const list = document.nodeAt(path);
  const last = list?.kind === 'list' ? list.items.at(-1) : undefined;
  if (!last) return setValue(document, path, `[${step}]`);
  const { text } = document;
  const end = last.start + text.slice(last.start, last.end).trimEnd().length;
  const first = list?.start ?? last.start;
  if (text[first] === '[') return { start: end, end, newText: `, ${inItsManner(document, step)}` };
  const column = document.positionAt(first).column - 1;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lineEnd = text.slice(end).search(/\r?\n/);
  const at = lineEnd < 0 ? text.length : end + lineEnd;
  return { start: at, end: at, newText: `${newline}${' '.repeat(column)}- ${step}` };
}
