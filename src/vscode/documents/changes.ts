import * as vscode from 'vscode';
import type { Analysis } from '../../report/answers/analysis.js';
import { changeOf, changeSteps, openInAWord, openInShort } from '../../report/answers/changeSteps.js';
import type { Analyses } from './analyses.js';
import { createTimers } from './timers.js';

/** How firmly a verdict stands. */
export interface Firmness {
  /** What would change it, and whether the plan's ranges leave it open. */
  readonly change: string;
  /** Whether anything leaves the winner open, in the room of a line; empty where nothing does. */
  readonly open: string;
  /** The same in a word. */
  readonly word: string;
}

/** What would change the verdicts of open plans: searched for when nobody types. */
export interface Changes {
  /** For the text as it stands; empty until it is known, and where nothing competes. */
  readonly of: (document: vscode.TextDocument) => Firmness;
  /** A sentence has come. */
  readonly onDidFind: vscode.Event<vscode.TextDocument>;
  readonly dispose: () => void;
}

/** Pauses shorter than this belong to an edit: a search of prices may take a tenth of a second each. */
const REST_MS = 600;

const NOTHING: Firmness = { change: '', open: '', word: '' };

/** The sentence of a plan that is in no editor: `pause` gives others their turn, and says whether it is still wanted. */
export async function changeInTurns(analysis: Analysis, pause: () => Promise<boolean>): Promise<string> {
  const steps = changeSteps(analysis);
  do if (!(await pause())) return '';
  while (!steps.next().done);
  return changeOf(analysis);
}

export function createChanges(analyses: Analyses): Changes {
  const found = new vscode.EventEmitter<vscode.TextDocument>();
  const told = new WeakMap<Analysis, Firmness>();
  const { later, stop } = createTimers();

  /** One price or draw at a time, each in a turn of its own, so that who types again does not wait for the rest. */
  const search = (document: vscode.TextDocument, analysis: Analysis, steps = changeSteps(analysis)) => {
    if (analyses.of(document) !== analysis || told.has(analysis)) return;
    if (steps.next().done) {
      const standing = {
        change: changeOf(analysis),
        open: openInShort(analysis),
        word: openInAWord(analysis),
      };
      told.set(analysis, standing);
      if (standing.change !== '' || standing.open !== '') found.fire(document);
      return;
    }
    later(document, 0, () => search(document, analysis, steps));
  };

  const subscriptions = [
    found,
    analyses.onDidSettle((document) =>
      later(document, REST_MS, () => search(document, analyses.of(document))),
    ),
  ];
  return {
    of: (document) => told.get(analyses.of(document)) ?? NOTHING,
    onDidFind: found.event,
    dispose: () => {
      stop(null);
      subscriptions.forEach((subscription) => void subscription.dispose());
    },
  };
}
