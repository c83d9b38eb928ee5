import * as vscode from 'vscode';
import type { Analyses } from '../documents/analyses.js';
import type { Reports } from '../documents/reports.js';
import type { ChartsPanel } from '../panel/panel.js';
import { withPlan, type Given } from './activePlan.js';
import { findBreakEven } from './breakEvenCommand.js';
import { exportChart, showTab } from './chartCommands.js';
import { comparePlanAt } from './compareCommand.js';
import { openExample } from './start/exampleCommand.js';
import { explainKvCache, explainMlaSavings } from './explainCommands.js';
import { exportReport } from './exportCommands.js';
import { importLaunchCommand, importMeasurements, importModel } from './import/importCommands.js';
import { findLargestConcurrency, findLargestRequestRate, findLongestContext } from './inverseCommands.js';
import { copyLaunchCommand, exportDeployment } from './launchCommands.js';
import { newPlan } from './start/newPlanCommand.js';
import { showPlanMenu } from './planMenu.js';
import { plansCommands } from './plansCommands.js';
import type { PlansView } from '../features/plansView.js';
import { summarizePlans } from './summaryCommand.js';
import { importWorkload } from './import/traceCommand.js';

/** The commands of the palette. */
export function registerCommands(
  context: vscode.ExtensionContext,
  analyses: Analyses,
  panel: ChartsPanel,
  reports: Reports,
  plans: PlansView,
): vscode.Disposable {
  const commands: Readonly<Record<string, Parameters<typeof vscode.commands.registerCommand>[1]>> = {
    openChartsToSide: withPlan((document, option) => panel.open(document, null, option)),
    pinCharts: () => panel.togglePin(),
    unpinCharts: () => panel.togglePin(),
    openLockedCharts: withPlan((document) => panel.openLocked(document)),
    exportChart: withPlan((document) => exportChart(panel, document)),
    exportReport: withPlan((document) => exportReport(analyses, document)),
    newPlan: () => newPlan(panel),
    openExample: (file?: unknown) => openExample(context.extensionUri, panel, file),
    explainKvCache: (uri?: unknown) => explainKvCache(analyses, reports, uri),
    explainMlaSavings: (uri?: unknown) => explainMlaSavings(analyses, reports, uri),
    findBreakEven: (uri?: unknown) => findBreakEven(analyses, panel, uri),
    analyzeSensitivity: withPlan((document) => showTab(panel, document, 'sensitivity')),
    analyzeUncertainty: withPlan((document) => showTab(panel, document, 'uncertainty')),
    showAttachRate: withPlan((document) => showTab(panel, document, 'attachRate')),
    findLargestConcurrency: withPlan((document) => findLargestConcurrency(document, analyses)),
    findLargestRequestRate: withPlan((document) => findLargestRequestRate(document, analyses)),
    findLongestContext: withPlan((document) => findLongestContext(document, analyses)),
    copyLaunchCommand: (...given: Given) => copyLaunchCommand(analyses, ...given),
    exportDeployment: (...given: Given) => exportDeployment(analyses, ...given),
    comparePlans: (uri?: vscode.Uri, more?: unknown) => comparePlanAt(reports, uri, more),
    summarizePlans: () => summarizePlans(reports),
    openPortfolio: (folder?: unknown) =>
      summarizePlans(reports, folder instanceof vscode.Uri ? folder : undefined),
    showPlanMenu,
    ...plansCommands(plans, { analyses, panel, reports }),
    importModel: (file?: vscode.Uri) => importModel(panel, file),
    importMeasurements,
    importLaunchCommand,
    importWorkload,
    showValidation: () => reports.open(vscode.Uri.joinPath(context.extensionUri, 'docs', 'validation.md')),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) =>
      vscode.commands.registerCommand(`decodeplan.${name}`, run),
    ),
  );
}
