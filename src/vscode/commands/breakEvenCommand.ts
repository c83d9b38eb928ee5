import * as vscode from 'vscode';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { findBreakEvens } from '../../engine/questions/breakEven.js';
import { comparisonOf } from '../../engine/questions/comparison.js';
import { variablesOf } from '../../engine/questions/variables.js';
import type { Variable } from '../../engine/questions/variables/variable.js';
import * as l10n from '../../l10n/l10n.js';
import { crossingSentence } from '../../tools/crossings.js';
import type { Analyses } from '../documents/analyses.js';
import type { ChartsPanel } from '../panel/panel.js';
import { answeredPlan } from './activePlan.js';

/** More crossings than this are for the table. */
const MOST_TOLD = 3;

/** Asks what is compared and along which input, tells where the answer changes, and shows it in the charts. */
export async function findBreakEven(analyses: Analyses, panel: ChartsPanel, uri?: unknown): Promise<void> {
  const answered = await answeredPlan(analyses, uri);
  if (!answered) return;
  const { document, plan } = answered;
  const comparison = await pickComparison(plan);
  const variable = comparison && (await pickVariable(plan));
  if (!comparison || !variable) return;
  const workload =
    variable.perWorkload || Object.keys(plan.workloads).length === 1 ? await pickWorkload(plan) : null;
  if (workload === undefined) return;
  const found = findBreakEvens(plan, comparison, variable, workload);
  panel.open(document, { type: 'show', tab: 'breakEven', variable: variable.id });
  const text = found
    .slice(0, MOST_TOLD)
    .map((one, _, all) => crossingSentence(plan, one, all))
    .join(' ');
  void vscode.window.showInformationMessage(text);
}

async function pickComparison(plan: ResolvedPlan) {
  const names = Object.keys(plan.options);
  if (names.length < 2) {
    void vscode.window.showInformationMessage(l10n.t('A break-even needs at least two options in the plan.'));
    return null;
  }
  const usual = comparisonOf(plan);
  const first = (name: string | undefined) =>
    [...names].sort((a, b) => Number(b === name) - Number(a === name));
  const baseline = await vscode.window.showQuickPick(first(usual?.baseline), {
    title: l10n.t('Break-even (1/3): baseline'),
  });
  if (!baseline) return null;
  const challengers = first(usual?.challenger).filter((name) => name !== baseline);
  const [only] = challengers;
  if (only !== undefined && challengers.length === 1) return { baseline, challenger: only };
  const challenger = await vscode.window.showQuickPick(challengers, {
    title: l10n.t('Break-even (2/3): challenger to {baseline}', { baseline }),
  });
  return challenger ? { baseline, challenger } : null;
}

async function pickVariable(plan: ResolvedPlan): Promise<Variable | null> {
  const items = variablesOf(plan).map((variable) => ({ label: variable.label, variable }));
  const picked = await vscode.window.showQuickPick(items, {
    title: l10n.t('Break-even (3/3): along which input?'),
  });
  return picked?.variable ?? null;
}

async function pickWorkload(plan: ResolvedPlan): Promise<string | undefined> {
  const names = Object.keys(plan.workloads);
  return names.length === 1
    ? names[0]
    : vscode.window.showQuickPick(names, { title: l10n.t('For which workload?') });
}
