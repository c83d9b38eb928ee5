import * as vscode from 'vscode';
import { deployment, DEPLOYMENTS, type Deployment } from '../../exchange/launch/deployment.js';
import { launchCommand, type Launch } from '../../exchange/launch/launchCommand.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analyses } from '../documents/analyses.js';
import { answeredPlan, type Given } from './activePlan.js';

/** Puts the launch command of one of a plan's options on the clipboard. */
export async function copyLaunchCommand(analyses: Analyses, ...given: Given): Promise<void> {
  const chosen = await chooseOption(analyses, ...given);
  if (!chosen) return;
  const { name, plan, option } = chosen;
  const launch = launchCommand(plan, name, option);
  if (!launch.ok) return void vscode.window.showInformationMessage(launch.message);
  await vscode.env.clipboard.writeText(launch.command);
  tellNotes(launch, name);
}

/** Opens what starts one of a plan's options, in a form to be chosen. */
export async function exportDeployment(analyses: Analyses, ...given: Given): Promise<void> {
  const chosen = await chooseOption(analyses, ...given);
  if (!chosen) return;
  const forms: Readonly<Record<Deployment, string>> = {
    command: l10n.t('Launch command'),
    kubernetes: l10n.t('Kubernetes manifest'),
    helm: l10n.t('Values of the vLLM production stack'),
    'llm-d': l10n.t('Values of llm-d'),
    dynamo: l10n.t('Graph of Dynamo'),
  };
  const items = DEPLOYMENTS.map((form) => ({ label: forms[form], form }));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Export Deployment') });
  if (!picked) return;
  const { name, plan, option } = chosen;
  const written = deployment(plan, name, option, picked.form);
  if (!written.ok) return void vscode.window.showInformationMessage(written.message);
  const language = picked.form === 'command' ? 'shellscript' : 'yaml';
  await vscode.window.showTextDocument(
    await vscode.workspace.openTextDocument({ language, content: written.command }),
  );
  if (written.notes.length > 0) void vscode.window.showInformationMessage(written.notes.join('; '));
}

/** The option that is given, the only one, or the user's choice. */
async function chooseOption(analyses: Analyses, uri?: unknown, given?: unknown) {
  const answered = await answeredPlan(analyses, uri);
  if (!answered) return null;
  const { plan, result } = answered;
  const names = Object.keys(plan.options);
  const named = names.find((one) => one === given);
  const name =
    named !== undefined || names.length === 1
      ? (named ?? names[0])
      : await vscode.window.showQuickPick(names, { title: l10n.t('Launch command of which option?') });
  const option = name === undefined ? undefined : result.options[name];
  return name === undefined || !option ? null : { name, plan, option };
}

function tellNotes(launch: Extract<Launch, { ok: true }>, name: string): void {
  const notes = launch.notes.join('; ');
  void vscode.window.showInformationMessage(
    notes === ''
      ? l10n.t('Copied the launch command of {name}.', { name })
      : l10n.t('Copied the launch command of {name}. Note: {notes}.', { name, notes }),
  );
}
