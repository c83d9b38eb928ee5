import * as vscode from 'vscode';
import type { Tab } from '../../contract/vocabulary.js';
import * as l10n from '../../l10n/l10n.js';
import type { NewPlan } from '../../language/starters/draft.js';
import { makePlan } from '../../language/starters/newPlan.js';
import type { Question } from '../../language/starters/questions.js';
import { parsePlan } from '../../plan/document.js';
import { LANGUAGE, toRange } from '../documents/convert.js';
import type { ChartsPanel } from '../panel/panel.js';
import { askNewPlan } from './newPlanSteps.js';

/** The tab that answers a question. */
const ANSWERS: Readonly<Record<Question, Tab>> = {
  fit: 'memory',
  speed: 'overview',
  lpx: 'breakEven',
  mla: 'mla',
};

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
  const { text, first, name } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: l10n.t('Sizing the plan') },
    () => Promise.resolve(makePlan(plan)),
  );
  const document = folder
    ? await vscode.workspace.openTextDocument(await storedPlan(folder, name, text))
    : await untitledPlan(name, text);
  const place = parsePlan(text).rangeOf(first);
  const selection = toRange(document, place);
  await vscode.window.showTextDocument(document, { selection });
  panel.open(document, { type: 'show', tab: ANSWERS[plan.question], variable: null });
}

/** An unsaved plan whose name is proposed when it is saved; it takes no file's place. */
export async function untitledPlan(name: string, text: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  // Only a path of this machine can be proposed: elsewhere a text without a name opens.
  if (folder?.scheme !== 'file')
    return vscode.workspace.openTextDocument({ language: LANGUAGE, content: text });
  const uri = vscode.Uri.joinPath(folder, await freeName(folder, name)).with({ scheme: 'untitled' });
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  const end = document.positionAt(document.getText().length);
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}

async function storedPlan(folder: vscode.Uri, name: string, text: string): Promise<vscode.Uri> {
  const uri = vscode.Uri.joinPath(folder, await freeName(folder, name));
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return uri;
}

/** A file name that neither a file of the folder nor an unsaved plan has. */
async function freeName(folder: vscode.Uri, name: string): Promise<string> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(folder)).map(([file]) => file));
  for (const { uri } of vscode.workspace.textDocuments)
    if (uri.scheme === 'untitled') taken.add(uri.path.split('/').at(-1) ?? '');
  let free = `${name}.decodeplan`;
  for (let i = 2; taken.has(free); i++) free = `${name}-${i}.decodeplan`;
  return free;
}
