import type * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { anchoredLevers, sharedLevers, writtenLevers } from '../../language/writeBack.js';
import type { Problem } from '../../plan/document.js';
import type { OverviewFigure } from '../../report/figures/overview/overview.js';
import type { Analysis } from '../../report/answers/analysis.js';
import type { Scenario } from '../../contract/scenarios.js';
import type { PlanMessage, PlanProblem } from '../../contract/toPage.js';

/** What the page shows where there is no plan to show. */
export const NO_PLAN: PlanMessage = {
  type: 'plan',
  source: '',
  version: 0,
  title: '',
  plan: null,
  first: null,
  problems: [],
  stale: false,
  locked: false,
  written: {},
  shared: [],
  anchored: [],
  scenarios: [],
};

/** How a document is told. */
export interface Telling {
  readonly locked: boolean;
  readonly scenarios: readonly Scenario[];
  /** The overview, for a page that has only begun, which is told what to draw, too. */
  readonly first: OverviewFigure | null;
}

/** A document as the page gets to know it. */
export function planMessage(
  document: vscode.TextDocument,
  analysis: Analysis,
  { locked, scenarios, first }: Telling,
): PlanMessage {
  return {
    type: 'plan',
    source: document.uri.toString(),
    version: document.version,
    title: analysis.plan?.title ?? nameOf(document),
    plan: analysis.plan,
    first,
    // An empty text is a beginning: the page offers some.
    problems: analysis.problems
      .filter(({ code }) => code !== 'empty')
      .map((problem) => planProblem(problem, analysis)),
    stale: analysis.problems.length > 0,
    locked,
    written: analysis.plan ? writtenLevers(analysis.document, analysis.plan) : {},
    shared: analysis.plan ? sharedLevers(analysis.document, analysis.plan) : [],
    anchored: analysis.plan ? anchoredLevers(analysis.document, analysis.plan) : [],
    scenarios,
  };
}

function planProblem({ severity, message, range, path }: Problem, { document }: Analysis): PlanProblem {
  return { severity, message, path, ...document.positionAt(range.start) };
}

/** The panel's title: a pinned one names its plan in brackets. */
export function panelTitle(source: vscode.TextDocument | null, locked: boolean): string {
  if (!source) return 'Decode Plan';
  return locked
    ? l10n.t('[{source}] Charts', { source: nameOf(source).replace(/\.decodeplan$/, '') })
    : l10n.t('Charts: {source}', { source: nameOf(source) });
}

export function nameOf(document: vscode.TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? 'plan';
}

/** Whether a panel's title is that of a pinned one. */
export function isLockedTitle(title: string): boolean {
  return title.startsWith('[');
}
