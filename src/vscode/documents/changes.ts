import * as vscode from 'vscode';
import type { Analysis } from '../../report/answers/analysis.js';
import { changeOf, changeSteps } from '../../report/answers/changeSteps.js';
import type { Analyses } from './analyses.js';
import { createTimers } from './timers.js';

/** What would change the verdicts of open plans: searched for when nobody types. */
export interface Changes {
  /** The sentence for the text as it stands; empty until it is known, and where nothing competes. */
  readonly of: (document: vscode.TextDocument) => string;
  /** A sentence has come. */
  readonly onDidFind: vscode.Event<vscode.TextDocument>;
  readonly dispose: () => void;
}

/** Pauses shorter than this belong to an edit: a search of prices may take a tenth of a second each. */
const REST_MS = 600;

/** The sentence of a plan that is in no editor: `pause` gives others their turn, and says whether it is still wanted. */
export async function changeInTurns(analysis: Analysis, pause: () => Promise<boolean>): Promise<string> {
  for (const step of changeSteps(analysis)) {
    if (!(await pause())) return '';
    step();
  }
  return changeOf(analysis);
}

export function createChanges(analyses: Analyses): Changes {
  const found = new vscode.EventEmitter<vscode.TextDocument>();
  const told = new WeakMap<Analysis, string>();
  const { later, stop } = createTimers();

  /** One price at a time, each in a turn of its own, so that who types again does not wait for the rest. */
  const search = (document: vscode.TextDocument, analysis: Analysis, taken = 0) => {
    if (analyses.of(document) !== analysis || told.has(analysis)) return;
    const steps = changeSteps(analysis);
    if (steps.length === 0) return;
    const step = steps[taken];
    if (step === undefined) {
      told.set(analysis, changeOf(analysis));
      found.fire(document);
      return;
    }
    step();
    later(document, 0, () => search(document, analysis, taken + 1));
  };

  const subscriptions = [
    found,
    analyses.onDidSettle((document) =>
      later(document, REST_MS, () => search(document, analyses.of(document))),
    ),
  ];
  return {
    of: (document) => told.get(analyses.of(document)) ?? '',
    onDidFind: found.event,
    dispose: () => {
      stop(null);
      subscriptions.forEach((subscription) => void subscription.dispose());
    },
  };
}
