import * as vscode from 'vscode';
import { largestConcurrency, largestRequestRate, longestContext } from '../../engine/questions/inverse.js';
import * as l10n from '../../l10n/l10n.js';
import { writeConcurrency, writeContext, writeRequests } from '../../language/writeBack.js';
import type { TextEdit } from '../../plan/edits.js';
import type { Analysis } from '../../report/answers/analysis.js';
import * as format from '../../report/words/format.js';
import type { Analyses } from '../documents/analyses.js';
import { writeEdits } from '../documents/writing.js';

/** A question whose answer is a value of the plan. */
interface Inverse {
  readonly title: string;
  readonly solve: typeof largestConcurrency;
  readonly say: (value: number, option: string, workload: string) => string;
  readonly none: (option: string, workload: string) => string;
  readonly write: (document: Analysis['document'], workload: string, value: number) => TextEdit[];
}

const CONCURRENCY: Inverse = {
  get title() {
    return l10n.t('Largest concurrency');
  },
  solve: largestConcurrency,
  say: (value, option, workload) =>
    l10n.t('{option} serves up to {value} sequences of {workload}.', {
      option,
      value: format.count(value),
      workload,
    }),
  none: (option, workload) =>
    l10n.t('{option} does not serve {workload} at any concurrency, with everything else as planned.', {
      option,
      workload,
    }),
  write: writeConcurrency,
};

const CONTEXT: Inverse = {
  get title() {
    return l10n.t('Longest context');
  },
  solve: longestContext,
  say: (value, option, workload) =>
    l10n.t('{option} serves {workload} up to a median context of {value} tokens.', {
      option,
      workload,
      value: format.tokens(value),
    }),
  none: (option, workload) =>
    l10n.t('{option} does not serve {workload} at any context, with everything else as planned.', {
      option,
      workload,
    }),
  write: writeContext,
};

const REQUESTS: Inverse = {
  get title() {
    return l10n.t('Largest request rate');
  },
  solve: largestRequestRate,
  say: (value, option, workload) =>
    l10n.t('{option} serves up to {value} of {workload} on average, with its targets kept at the peak.', {
      option,
      value: format.quantity(value, 'requestRate'),
      workload,
    }),
  none: (option, workload) =>
    l10n.t('{option} does not serve requests of {workload} at any rate, with everything else as planned.', {
      option,
      workload,
    }),
  write: writeRequests,
};

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
  return solve(document, analyses, CONCURRENCY);
}

export function findLongestContext(document: vscode.TextDocument, analyses: Analyses): Promise<void> {
  return solve(document, analyses, CONTEXT);
}

export function findLargestRequestRate(document: vscode.TextDocument, analyses: Analyses): Promise<void> {
  return solve(document, analyses, REQUESTS);
}
