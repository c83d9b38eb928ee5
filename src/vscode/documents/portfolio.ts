import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import {
  kindShares,
  portfolioClaim,
  summarizePlan,
  type PlanSummary,
} from '../../report/writers/portfolio.js';
import type { Portfolio } from '../../contract/toPage.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { drawSteps } from '../../report/answers/changeSteps.js';
import { analyzeAt, planText, workspacePlans } from './planFiles.js';

/** Time that the extension host may be kept from other work at a stretch. */
const SLICE_MS = 30;

/** All plans of the workspace for the charts; `null` where it is cancelled. */
export async function workspacePortfolio(): Promise<Portfolio | null> {
  const found = await summarizeWorkspace();
  if (!found) return null;
  const summaries = found.map(({ summary }) => summary);
  const { kinds, plans } = kindShares(summaries);
  return {
    claim: portfolioClaim(summaries),
    kinds,
    plans: plans.map((plan, i) => ({ ...plan, uri: found[i]?.uri.toString() ?? '' })),
  };
}

/** A plan of the workspace, and what it comes to. */
export interface Summarized {
  readonly uri: vscode.Uri;
  readonly summary: PlanSummary;
}

/** Every plan of the workspace, or of a folder of it, with progress; `null` where the user cancels. */
export async function summarizeWorkspace(folder?: vscode.Uri): Promise<readonly Summarized[] | null> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: l10n.t('Summarizing plans'), cancellable: true },
    async (progress, token) => {
      const plans = await workspacePlans(token, folder);
      const advance = (done: number) => {
        progress.report({
          message: l10n.t('{done} of {plans}', { done, plans: plans.length }),
          increment: 100 / plans.length,
        });
      };
      return summarize(plans, advance, token);
    },
  );
}

async function summarize(
  plans: readonly vscode.Uri[],
  advance: (done: number) => void,
  token: vscode.CancellationToken,
): Promise<Summarized[] | null> {
  const summaries: Summarized[] = [];
  let since = Date.now();
  for (const uri of plans) {
    if (token.isCancellationRequested) return null;
    summaries.push({ uri, summary: await summarizeOne(uri) });
    advance(summaries.length);
    if (Date.now() - since < SLICE_MS) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    since = Date.now();
  }
  return summaries;
}

/** The draws that a summary stands on: of a large plan each takes a part of a second. */
async function drawnInTurns(analysis: Analysis): Promise<void> {
  let since = Date.now();
  for (const _ of drawSteps(analysis)) {
    if (Date.now() - since < SLICE_MS) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    since = Date.now();
  }
}

async function summarizeOne(uri: vscode.Uri): Promise<PlanSummary> {
  const file = vscode.workspace.asRelativePath(uri);
  try {
    const analysis = await analyzeAt(uri, await planText(uri));
    await drawnInTurns(analysis);
    return summarizePlan(file, analysis);
  } catch {
    return {
      file,
      title: null,
      works: false,
      pressure: null,
      answer: null,
      open: '',
      plan: null,
      problem: l10n.t('cannot be read'),
    };
  }
}
