import * as vscode from 'vscode';
import * as l10n from '../../../l10n/l10n.js';
import type { NewPlan } from '../../../language/starters/draft.js';
import { makePlan } from '../../../language/starters/newPlan.js';
import { parsePlan } from '../../../plan/document.js';
import { toRange } from '../../documents/convert.js';
import type { ChartsPanel } from '../../panel/panel.js';
import { answerTab } from './answers.js';
import { askNewPlan } from './newPlanSteps.js';
import { beginPlan, freeName, showPlan } from './untitled.js';

/** Asks what a planner knows, and opens a commented plan of a size that works, with the charts that answer. */
export async function newPlan(panel: ChartsPanel): Promise<void> {
  const asked = await askNewPlan();
  if (asked) await showNewPlan(asked.plan, asked.folder, panel);
}

/** Opens a new plan: unsaved, or, where its model is a file, stored beside that file so that it is found. */
export async function showNewPlan(
  plan: NewPlan,
  folder: vscode.Uri | null,
  panel: ChartsPanel,
): Promise<void> {
  const { text, first, name, answer } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: l10n.t('Sizing the plan') },
    () => Promise.resolve(makePlan(plan)),
  );
  const document = folder
    ? await vscode.workspace.openTextDocument(await storedPlan(folder, name, text))
    : await beginPlan(name, text);
  const place = parsePlan(text).rangeOf(first);
  const selection = toRange(document, place);
  await showPlan(document, selection);
  panel.open(document, { type: 'show', tab: answerTab(plan.question), variable: null });
  // Which option is cheapest is told above the text and on top of the charts; the answer to what was asked is not.
  const said = answer();
  if (said !== null) void vscode.window.showInformationMessage(said);
}

async function storedPlan(folder: vscode.Uri, name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder, await freeName(folder, name));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}
