import * as vscode from 'vscode';
import { launchCommand } from '../../exchange/launch/launchCommand.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analyses } from '../documents/analyses.js';
import { answeredPlan } from './activePlan.js';

/** Puts the launch command of one of a plan's options on the clipboard. */
export async function copyLaunchCommand(analyses: Analyses): Promise<void> {
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
