import * as vscode from 'vscode';
import * as l10n from '../../l10n/l10n.js';
import { lenses, type Lens } from '../../language/lenses.js';
import type { Analyses } from '../documents/analyses.js';
import type { Changes } from '../documents/changes.js';
import { SELECTOR, toRange } from '../documents/convert.js';

/** The verdict above the plan, and what each option comes to above it. */
export function registerLenses(analyses: Analyses, changes: Changes): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const provider: vscode.CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) =>
      lenses(analyses.of(document), analyses.before(document), changes.of(document)).map(
        (lens) =>
          new vscode.CodeLens(toRange(document, lens.range), {
            title: lens.title,
            ...commandOf(document, lens),
          }),
      ),
  };
  return vscode.Disposable.from(
    changed,
    analyses.onDidChange(() => changed.fire()),
    changes.onDidFind(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(SELECTOR, provider),
  );
}

/** What a click does: each command takes the plan, and the option where it is about one. */
function commandOf({ uri }: vscode.TextDocument, lens: Lens): Omit<vscode.Command, 'title'> {
  const { action, option, more } = lens;
  const given = option === undefined ? [uri] : [uri, option];
  const command = actionOf(action, given);
  return more === undefined ? command : { ...command, tooltip: `${more} ${command.tooltip}.` };
}

function actionOf(action: Lens['action'], given: unknown[]) {
  switch (action) {
    case 'charts':
      return {
        command: 'decodeplan.openChartsToSide',
        arguments: given,
        tooltip: l10n.t('Open the charts'),
      };
    case 'problems':
      return { command: 'workbench.actions.view.problems', tooltip: l10n.t('Show the Problems panel') };
    case 'explain':
      return {
        command: 'decodeplan.explainKvCache',
        arguments: given,
        tooltip: l10n.t('Where every byte of the accelerators goes'),
      };
    case 'breakEven':
      return {
        command: 'decodeplan.findBreakEven',
        arguments: given,
        tooltip: l10n.t('Where another option becomes the cheapest'),
      };
    case 'deployment':
      return {
        command: 'decodeplan.exportDeployment',
        arguments: given,
        tooltip: l10n.t('Launch command or manifest of this option'),
      };
  }
}
