import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { writeConcurrency, writeContext, writeRequests } from '../../language/writeBack.js';
import type { TextEdit } from '../../plan/edits.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { LIMITS, type Limit } from '../../tools/limits.js';
import type { Analyses } from '../documents/analyses.js';
import { writeEdits } from '../documents/writing.js';

/** A limit whose value can be written into the plan. */
interface Inverse extends Limit {
  readonly title: string;
  readonly write: (document: Analysis['document'], workload: string, value: number) => TextEdit[];
}

const concurrency = (): Inverse => ({
  ...LIMITS.concurrency,
  title: l10n.t('Largest concurrency'),
  write: writeConcurrency,
});

const context = (): Inverse => ({ ...LIMITS.context, title: l10n.t('Longest context'), write: writeContext });

const requests = (): Inverse => ({
  ...LIMITS.requests,
  title: l10n.t('Largest request rate'),
  write: writeRequests,
});

/** Asks for option and workload, solves, and offers to write the answer into the file. */
async function solve(document: vscode.TextDocument, analyses: Analyses, question: Inverse): Promise<void> {
  const { plan, document: parsed } = analyses.of(document);
  if (!plan)
    return void vscode.window.showWarningMessage(
      l10n.t('The plan is not valid yet: see the Problems panel.'),
    );
  const workload = await pick(
    Object.keys(plan.workloads),
    l10n.t('{title}: for which workload?', { title: question.title }),
  );
  const options = Object.keys(plan.options).filter((name) => !plan.options[name]?.hosted);
  const option =
    workload && (await pick(options, l10n.t('{title}: on which option?', { title: question.title })));
  if (!workload || !option) return;
  const value = question.solve(plan, option, workload);
  if (value === null) return void vscode.window.showInformationMessage(question.none(option, workload));
  const write = l10n.t('Write to File');
  const choice = await vscode.window.showInformationMessage(question.say(value, option, workload), write);
  if (choice !== write || document.getText() !== parsed.text) return;
  const refused = await writeEdits(document, question.write(parsed, workload, value));
  if (refused !== null) void vscode.window.showWarningMessage(refused);
}

async function pick(names: readonly string[], title: string): Promise<string | undefined> {
  return names.length === 1 ? names[0] : vscode.window.showQuickPick([...names], { title });
}

export function findLargestConcurrency(document: vscode.TextDocument, analyses: Analyses): Promise<void> {
  return solve(document, analyses, concurrency());
}

export function findLongestContext(document: vscode.TextDocument, analyses: Analyses): Promise<void> {
  return solve(document, analyses, context());
}

export function findLargestRequestRate(document: vscode.TextDocument, analyses: Analyses): Promise<void> {
  return solve(document, analyses, requests());
}
