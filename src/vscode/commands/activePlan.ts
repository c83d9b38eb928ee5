import * as vscode from 'vscode';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analyses } from '../documents/analyses.js';
import { isPlan } from '../documents/convert.js';
import { workspacePlans } from '../documents/planFiles.js';

/** A plan that could be read, with its answer. */
export interface AnsweredPlan {
  readonly document: vscode.TextDocument;
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
}

/** What a lens, a menu or the palette gives a command: a plan and the name of one of its options, or nothing. */
export type Given = readonly [uri?: unknown, option?: unknown];

/** A command on the plan that is meant, if there is one. */
export function withPlan(
  run: (document: vscode.TextDocument, option: string | null) => unknown,
): (...given: Given) => Promise<void> {
  return async (uri, option) => {
    const document = await planAt(uri);
    if (document) await run(document, typeof option === 'string' ? option : null);
  };
}

/** The plan of a menu's entry, else the one that is meant. */
export async function planAt(uri: unknown): Promise<vscode.TextDocument | null> {
  return uri instanceof vscode.Uri ? vscode.workspace.openTextDocument(uri) : activePlan();
}

/** The plan that a command means: the active one, the only one open, or the user's choice of those there are. */
export async function activePlan(): Promise<vscode.TextDocument | null> {
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
  const stored = await workspacePlans();
  if (stored.length > 0) {
    const items = stored.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
    const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Which plan?') });
    return picked ? vscode.workspace.openTextDocument(picked.uri) : null;
  }
  const [make, look] = [l10n.t('New Plan…'), l10n.t('Open an Example…')];
  const choice = await vscode.window.showInformationMessage(l10n.t('No plan is open.'), make, look);
  if (choice === make) await vscode.commands.executeCommand('decodeplan.newPlan');
  if (choice === look) await vscode.commands.executeCommand('decodeplan.openExample');
  return null;
}

/** The plan that a command means, with its answer; says so where it has none. */
export async function answeredPlan(analyses: Analyses, uri?: unknown): Promise<AnsweredPlan | null> {
  const document = await planAt(uri);
  if (!document) return null;
  const analysis = analyses.of(document);
  const result = analysis.result();
  if (analysis.plan && result) return { document, plan: analysis.plan, result };
  await tellInvalid();
  return null;
}

/** Says that a plan has errors, with a way to them. */
export async function tellInvalid(): Promise<void> {
  const show = l10n.t('Show Problems');
  const chosen = await vscode.window.showWarningMessage(l10n.t('The plan is not valid yet.'), show);
  if (chosen === show) await vscode.commands.executeCommand('workbench.actions.view.problems');
}
