import * as vscode from 'vscode';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { comparisonOf, findBreakEvens } from '../../engine/questions/breakEven.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import { variablesOf, type Variable } from '../../engine/questions/variables.js';
import * as l10n from '../../l10n/l10n.js';
import { launchCommand } from '../../exchange/launch/launchCommand.js';
import * as format from '../../report/words/format.js';
import { explainMemory, explainSavings } from '../../report/writers/markdown.js';
import { breakEvenSentence } from '../../report/words/sentences.js';
import type { Analyses } from '../documents/analyses.js';
import { exportChart, exportReport } from './exportCommands.js';
import { compareWithAnother, otherPlan } from './compareCommand.js';
import { isPlan } from '../documents/convert.js';
import { importLaunchCommand, importMeasurements, importModel } from './importCommands.js';
import { findLargestConcurrency, findLongestContext } from './inverseCommands.js';
import { newPlan } from './newPlanCommand.js';
import type { Tab } from '../../contract/messages.js';
import type { ChartsPanel } from '../panel/panel.js';
import type { Reports } from '../documents/reports.js';
import { summarizePlans } from './summaryCommand.js';

/** The commands of the palette. */
export function registerCommands(
  context: vscode.ExtensionContext,
  analyses: Analyses,
  panel: ChartsPanel,
  reports: Reports,
): vscode.Disposable {
  const explain = (title: string, write: (plan: ResolvedPlan, result: PlanResult) => string) => async () => {
    const answered = await answeredPlan(analyses);
    if (answered) await reports.show(title, write(answered.plan, answered.result));
  };
  const commands: Readonly<Record<string, Parameters<typeof vscode.commands.registerCommand>[1]>> = {
    openChartsToSide: async () => {
      const document = await activePlan();
      if (document) panel.open(document);
    },
    pinCharts: () => panel.togglePin(),
    unpinCharts: () => panel.togglePin(),
    openLockedCharts: withPlan(panel.openLocked),
    exportChart: withPlan((document) => exportChart(panel, document)),
    exportReport: withPlan((document) => exportReport(analyses, document)),
    newPlan,
    explainKvCache: explain(l10n.t('KV cache memory pressure'), explainMemory),
    explainMlaSavings: explain(l10n.t('MLA savings'), explainSavings),
    findBreakEven: () => findBreakEven(analyses, panel),
    analyzeSensitivity: withPlan((document) => showTab(panel, document, 'sensitivity')),
    analyzeUncertainty: withPlan((document) => showTab(panel, document, 'uncertainty')),
    showAttachRate: withPlan((document) => showTab(panel, document, 'attachRate')),
    findLargestConcurrency: withPlan((document) => findLargestConcurrency(document, analyses)),
    findLongestContext: withPlan((document) => findLongestContext(document, analyses)),
    copyLaunchCommand: () => copyLaunchCommand(analyses),
    comparePlans: async (uri?: vscode.Uri, more?: unknown) => {
      const document = await planAt(uri);
      if (document) await compareWithAnother(document, reports, otherPlan(document.uri, more));
    },
    summarizePlans: () => summarizePlans(reports),
    importModel,
    importMeasurements,
    importLaunchCommand,
    showValidation: () => reports.open(vscode.Uri.joinPath(context.extensionUri, 'docs', 'validation.md')),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`decodeplan.${name}`, run),
    ),
  );
}

function showTab(panel: ChartsPanel, document: vscode.TextDocument, tab: Tab): void {
  panel.open(document, { type: 'show', tab, variable: null });
}

/** A command on the plan that is meant, if there is one. */
function withPlan(run: (document: vscode.TextDocument) => unknown): () => Promise<void> {
  return async () => {
    const document = await activePlan();
    if (document) await run(document);
  };
}

/** The plan of a menu's entry, else the one that is meant. */
async function planAt(uri: vscode.Uri | undefined): Promise<vscode.TextDocument | null> {
  return uri instanceof vscode.Uri ? vscode.workspace.openTextDocument(uri) : activePlan();
}

/** The plan that a command means: the active one, the only one open, or the user's choice. */
async function activePlan(): Promise<vscode.TextDocument | null> {
  const active = vscode.window.activeTextEditor?.document;
  if (active && isPlan(active)) return active;
  const open = vscode.workspace.textDocuments.filter(isPlan);
  if (open.length > 1) {
    const picked = await vscode.window.showQuickPick(
      open.map((document) => ({ label: vscode.workspace.asRelativePath(document.uri), document })),
      { title: l10n.t('Which plan?') },
    );
    return picked?.document ?? null;
  }
  const [only] = open;
  if (only) return only;
  const choice = await vscode.window.showInformationMessage(l10n.t('No plan is open.'), l10n.t('New Plan…'));
  if (choice) await newPlan();
  return null;
}

async function answeredPlan(analyses: Analyses) {
  const document = await activePlan();
  if (!document) return null;
  const analysis = analyses.of(document);
  const result = analysis.result();
  if (analysis.plan && result) return { document, plan: analysis.plan, result };
  void vscode.window.showWarningMessage(l10n.t('The plan is not valid yet: see the Problems panel.'));
  return null;
}

async function findBreakEven(analyses: Analyses, panel: ChartsPanel): Promise<void> {
  const answered = await answeredPlan(analyses);
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
  const quantity = (value: number) => format.quantity(value, variable.dimension);
  const current = variable.current(plan, workload ?? Object.keys(plan.workloads)[0] ?? '');
  const text = found.map((one) => breakEvenSentence(one, variable.label, quantity, current)).join(' ');
  void vscode.window.showInformationMessage(text);
}

async function copyLaunchCommand(analyses: Analyses): Promise<void> {
  const answered = await answeredPlan(analyses);
  if (!answered) return;
  const { plan, result } = answered;
  const names = Object.keys(plan.options);
  const name =
    names.length === 1
      ? names[0]
      : await vscode.window.showQuickPick(names, { title: l10n.t('Launch command of which option?') });
  const option = name === undefined ? undefined : result.options[name];
  if (name === undefined || !option) return;
  const launch = launchCommand(plan, name, option);
  if (!launch.ok) return void vscode.window.showInformationMessage(launch.message);
  await vscode.env.clipboard.writeText(launch.command);
  const notes = launch.notes.join('; ');
  void vscode.window.showInformationMessage(
    notes === ''
      ? l10n.t('Copied the launch command of {name}.', { name })
      : l10n.t('Copied the launch command of {name}. Note: {notes}.', { name, notes }),
  );
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
