import assert from 'node:assert/strict';
import { complete } from '../../src/language/completion/completion.js';
import { fixAll, fixes } from '../../src/language/fixes/fixes.js';
import { formatEdits } from '../../src/language/format/formatting.js';
import { hints } from '../../src/language/hints.js';
import { hover } from '../../src/language/hover.js';
import { lenses } from '../../src/language/lenses.js';
import { entryAt, nameAt, occurrencesOf } from '../../src/language/reading/names.js';
import { selectionRanges } from '../../src/language/selection.js';
import { symbols } from '../../src/language/symbols.js';
import { tokens } from '../../src/language/tokens.js';
import { parsePlan } from '../../src/plan/document.js';
import { applyEdits, type TextEdit } from '../../src/plan/edits.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { resultJson } from '../../src/report/writers/resultJson.js';
import { DIMENSIONS, type Dimension } from '../../src/units/dimensions.js';
import { displayQuantity } from '../../src/units/display.js';
import { formatQuantity, parseQuantity } from '../../src/units/quantity.js';
import { repairs } from '../../src/units/repair.js';
import { rewritten } from '../../src/units/rewrite.js';

// Each dimension's name is one of its keys.
export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as Dimension[];

// Each target says what kind of answer it got: an input with an answer of a new kind is worth going on from.

/** A text read as a quantity: finite, in order and printed as one, or an error in words. */
export function fuzzUnits(text: string, dimension: Dimension): string {
  const read = parseQuantity(text, dimension);
  if (!read.ok) {
    assert.ok(read.error.message.length > 0);
    const offered = repairs(text, dimension);
    for (const repair of offered) assert.ok(parseQuantity(repair, dimension).ok, repair);
    return `${dimension} ${withoutNames(read.error.message)} ${offered.length}`;
  }
  const { low, likely, high } = read.quantity;
  assert.ok([low, likely, high].every((value) => Number.isFinite(value) && value >= 0));
  assert.ok(low <= likely && likely <= high);
  assert.ok(displayQuantity(likely, dimension).length > 0);
  const printed = formatQuantity(likely, dimension, text);
  assert.ok(parseQuantity(printed, dimension).ok, `${text} is printed as ${printed}`);
  const moved = rewritten(text, dimension, likely);
  assert.ok(parseQuantity(moved, dimension).ok, `${text} is rewritten as ${moved}`);
  return `${dimension} ${text.replace(/\d+/g, '0')}`;
}

/** A message without what it quotes from the text. */
function withoutNames(message: string): string {
  return message.replace(/[`'"“].*[`'"”]|\d+/gs, '');
}

/** A text read as a plan: every problem stands inside it and says something. */
export function fuzzPlan(text: string): string {
  const { problems, input, root, positionAt } = parsePlan(text);
  assert.ok(input !== null || problems.length > 0, 'no plan, and no word why');
  assert.ok(root === null || (root.start >= 0 && root.end <= text.length));
  for (const { range, message, code } of problems) {
    assert.ok(range.start >= 0 && range.start <= range.end && range.end <= text.length, `${code}: place`);
    assert.ok(message.length > 0 && code.length > 0);
    assert.ok(positionAt(range.start).line >= 1);
  }
  return kinds(problems.map(({ code }) => code));
}

function kinds(codes: readonly string[]): string {
  return [...new Set(codes)].sort().join(' ');
}

/** Does one thing that an editor asks for, by its name. */
export type Ask = <T>(what: string, work: () => T) => T;

const atOnce: Ask = (_what, work) => work();

/** Everything that an editor shows of a text, with the cursor at `offset`, thing by thing as `ask` does them. */
export function fuzzEditor(text: string, offset: number, ask: Ask = atOnce): string {
  fuzzPlan(text);
  const analysis = analyze(text);
  // The worst case of each: nothing of the text is known from before.
  const known = ask('reading and evaluation', () => analyze(text).diagnostics());
  const { document } = analysis;
  assert.equal(document.text, text);
  for (const { message, range } of analysis.diagnostics()) {
    assert.ok(range.start <= range.end && range.end <= text.length);
    assert.ok(!/\b(NaN|Infinity|undefined|null)\b|\[object/.test(withoutQuotes(message, text)), message);
  }
  assertFinite(resultAnswer(text));
  ask('completion', () => complete(analysis, offset));
  const found = ask('hover', () => hover(analysis, offset));
  assert.ok(!/\bNaN\b|\[object|\bundefined\b/.test(withoutQuotes(found?.text ?? '', text)), found?.text);
  ask('hints', () => hints(analysis, 0, text.length));
  ask('lenses', () => lenses(analysis));
  ask('outline', () => symbols(document.root, text));
  ask('tokens', () => tokens(analysis));
  ask('selection', () => selectionRanges(text, document.root, offset));
  ask('names', () => {
    entryAt(document, offset);
    const name = nameAt(document, offset);
    if (name) occurrencesOf(document, name);
  });
  const offered = ask('fixes', () => fixes(analysis));
  for (const { edits } of offered) assertOutsideKept(text, edits);
  assertOutsideKept(
    text,
    ask('fix all', () => fixAll(analysis)),
  );
  assertOutsideKept(
    text,
    ask('formatting', () => formatEdits(text)),
  );
  return kinds(known.map(({ code }) => code));
}

function resultAnswer(text: string): unknown {
  const analysis = analyze(text);
  return analysis.plan ? analysis.result() : null;
}

/** A message that repeats what the text says, as it stands or escaped, is not at fault for it. */
function withoutQuotes(message: string, text: string): string {
  return /NaN|Infinity|undefined|null|object/i.test(JSON.stringify(text)) ? '' : message;
}

/** Edits lie in the text, apart from each other: what is outside them stays. */
export function assertOutsideKept(text: string, edits: readonly TextEdit[]): void {
  const ordered = [...edits].sort((a, b) => a.start - b.start);
  let kept = '';
  let at = 0;
  for (const { start, end, newText } of ordered) {
    assert.ok(start >= at && end >= start && end <= text.length, 'edits overlap or leave the text');
    kept += text.slice(at, start) + newText;
    at = end;
  }
  assert.equal(applyEdits(text, edits), kept + text.slice(at));
}

/** No number in a result is `NaN`, and JSON as it is written out has no number that it cannot hold. */
export function assertFinite(value: unknown): void {
  assert.ok(!(typeof value === 'number' && Number.isNaN(value)), 'NaN in a result');
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    assert.ok(!(typeof member === 'number' && Number.isNaN(member)), `NaN in ${key}`);
    assertFinite(member);
  }
}

/** The written answer, break-evens included: finite numbers only. */
export function fuzzAnswer(text: string): string {
  const analysis = analyze(text);
  const written = JSON.stringify(resultJson(analysis, null), (_key, value: unknown) => {
    assert.ok(typeof value !== 'number' || Number.isFinite(value), 'a number that JSON cannot hold');
    return value;
  });
  assert.ok(written.length > 0);
  return kinds(analysis.diagnostics().map(({ code }) => code));
}
