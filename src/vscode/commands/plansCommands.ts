import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import type { PlansView } from '../features/plansView.js';
import type { Reports } from '../documents/reports.js';
import type { ChartsPanel } from '../panel/panel.js';
import { planAt } from './activePlan.js';
import { comparePlanAt } from './compareCommand.js';
import { exportReport } from './exportCommands.js';
import { showHistory } from './historyCommand.js';
import type { Analyses } from '../documents/analyses.js';

type Run = (...given: unknown[]) => unknown;

/** The file that a menu's entry stands for: a file of the explorer, or a plan of the list. */
export function uriOf(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  if (typeof given !== 'object' || given === null || !('uri' in given)) return undefined;
  return given.uri instanceof vscode.Uri ? given.uri : undefined;
}

/** Commands of the list of plans, and those that menus give a plan to. */
export function plansCommands(
  view: PlansView,
  { analyses, panel, reports }: { analyses: Analyses; panel: ChartsPanel; reports: Reports },
): Readonly<Record<string, Run>> {
  const withPlanOf =
    (run: (document: vscode.TextDocument) => unknown): Run =>
    async (given) => {
      const document = await planAt(uriOf(given));
      if (document) await run(document);
    };
  return {
    refreshPlans: () => view.refresh(),
    filterPlans: () => view.showProblemsOnly(true),
    unfilterPlans: () => view.showProblemsOnly(false),
    openPlanCharts: withPlanOf((document) => panel.open(document)),
    exportPlanReport: withPlanOf((document) => exportReport(analyses, document)),
    showHistory: withPlanOf((document) => showHistory(reports, document)),
    compareSelectedPlans: async (given, all) => {
      const chosen = (Array.isArray(all) ? all : [given]).flatMap((one) => uriOf(one) ?? []);
      const [before, after] = chosen;
      if (chosen.length > 2)
        return void vscode.window.showInformationMessage(l10n.t('Choose two plans to compare.'));
      // The one that was chosen first is what the other is held against.
      await (after ? comparePlanAt(reports, after, before) : comparePlanAt(reports, before, undefined));
    },
  };
}
