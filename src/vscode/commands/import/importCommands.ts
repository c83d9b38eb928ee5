import * as vscode from 'vscode';
import * as l10n from '../../../l10n/l10n.js';
import { calibrationEdit } from '../../../language/importEdits.js';
import { launchIn } from '../../../exchange/launch/launchImport.js';
import { launchEdit, launchText, type LaunchImport } from '../../../exchange/launch/launchWriting.js';
import { usualPlan } from '../../../language/starters/newPlan.js';
import { readMeasurements } from '../../../exchange/measurements.js';
import { bookAt } from '../../documents/books.js';
import { isPlan, LANGUAGE } from '../../documents/convert.js';
import { chooseConfig, importModelInto, readConfig } from './modelImport.js';
import { showNewPlan } from '../start/newPlanCommand.js';
import { applyToPlan } from '../../documents/planFiles.js';
import type { ChartsPanel } from '../../panel/panel.js';

const USUAL_ACCELERATOR = 'h200-sxm';
/** What stands where neither the command nor its text says how many. */
const USUAL_COUNT = 8;

/** A config.json becomes the model of the active plan, or of a new one beside the file. */
export async function importModel(panel: ChartsPanel, file?: vscode.Uri): Promise<void> {
  const model = file ? await readConfig(file) : await chooseConfig();
  if (!model) return;
  const document = activePlan();
  if (document && !document.isUntitled) return importModelInto(document, model);
  const { spec, member, folder, files } = model;
  const book = await bookAt(vscode.Uri.joinPath(folder, 'plan.decodeplan'));
  await showNewPlan({ ...usualPlan(member, spec, book), files }, folder, panel);
}

/** Log lines or a benchmark's result become the calibration of the active plan. */
export async function importMeasurements(file?: vscode.Uri): Promise<void> {
  const document = activePlan();
  if (!document)
    return void vscode.window.showInformationMessage(
      l10n.t('Open the plan that the measurements belong to.'),
    );
  const text = file
    ? await textOf(file)
    : await chooseText(l10n.t('Import Measurements'), ['log', 'txt', 'json', 'jsonl', 'csv', 'yaml']);
  if (text === null) return;
  const measurements = readMeasurements(text);
  const { memory, steps } = measurements;
  const ignored = [...(measurements.said ?? []), ...measurements.ignored];
  const found = Object.keys(memory).length + steps.length;
  if (found === 0) {
    const why = ignored[0] ? ` (${ignored[0]})` : '';
    return void vscode.window.showWarningMessage(
      l10n.t(
        'No measurements found: neither memory lines of a server’s log nor a result of a benchmark{why}.',
        {
          why,
        },
      ),
    );
  }
  await applyToPlan(document, calibrationEdit(document.getText(), measurements));
  if (ignored.length > 0) tellIgnored(ignored);
}

/** A launch command, selected or on the clipboard, becomes serving and model of the active plan, or of a new one. */
export async function importLaunchCommand(text?: string): Promise<void> {
  const reading = launchIn(text ?? selectedText() ?? (await vscode.env.clipboard.readText()));
  if (!reading.ok) {
    return void vscode.window.showWarningMessage(
      l10n.t('No launch command found, selected or copied: {why}.', { why: reading.why }),
    );
  }
  const { launch } = reading;
  const document = activePlan();
  if (!document && !launch.members.some(([[name]]) => name === 'model'))
    return void vscode.window.showWarningMessage(
      l10n.t('No model is named, so there is no plan: open the plan that these options belong to.'),
    );
  if (document) await applyToPlan(document, launchEdit(document.getText(), launch));
  else {
    const content = planOf(launch);
    await vscode.window.showTextDocument(
      await vscode.workspace.openTextDocument({ language: LANGUAGE, content }),
    );
  }
  if (launch.ignored.length > 0) tellIgnored(launch.ignored);
}

/** A plan around a command, with what it does not say to be filled in. */
function planOf(launch: LaunchImport): string {
  const { sequences, accelerators } = launch;
  const lines = [
    'workloads:',
    '  chat:',
    `    concurrency: ${sequences ?? 64} # ${l10n.t('sequences decoding at the same time, at peak')}`,
    `    context: { p50: 2K, p95: 8K } # ${l10n.t('put the lengths of your traffic')}`,
    `gpus: { type: ${USUAL_ACCELERATOR}, count: ${accelerators ?? USUAL_COUNT} } # ${l10n.t('the command does not name them: put yours')}`,
  ];
  return `decodeplan: 1\n${launchText(launch)}${lines.join('\n')}\n`;
}

function activePlan(): vscode.TextDocument | null {
  const document = vscode.window.activeTextEditor?.document;
  return document && isPlan(document) ? document : null;
}

function selectedText(): string | null {
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(editor.selection) ?? '';
  return text.trim() === '' ? null : text;
}

async function chooseText(title: string, extensions: string[]): Promise<string | null> {
  const [file, clipboard] = [l10n.t('From a file…'), l10n.t('From the clipboard')];
  const source = await vscode.window.showQuickPick(
    [
      {
        label: file,
        detail: l10n.t('a start-up log of vLLM, SGLang or TensorRT-LLM, or the results of a benchmark'),
      },
      { label: clipboard, detail: l10n.t('the same, copied') },
    ],
    { title },
  );
  if (source?.label === clipboard) return vscode.env.clipboard.readText();
  if (!source) return null;
  const [uri] =
    (await vscode.window.showOpenDialog({ filters: { [l10n.t('Measurements')]: extensions } })) ?? [];
  return uri ? textOf(uri) : null;
}

async function textOf(uri: vscode.Uri): Promise<string> {
  return new TextDecoder('utf-8').decode(await vscode.workspace.fs.readFile(uri));
}

const MOST_SHOWN = 6;

function tellIgnored(ignored: readonly string[]): void {
  const rest = ignored.length - MOST_SHOWN;
  const shown = ignored.slice(0, MOST_SHOWN).join(', ');
  void vscode.window.showInformationMessage(
    rest > 0
      ? l10n.t('Imported. Not used: {shown}, and {rest} more.', { shown, rest })
      : l10n.t('Imported. Not used: {shown}.', { shown }),
  );
}
