import * as vscode from 'vscode';
import { pricesBetween, turnOf } from '../../engine/questions/errors/standing.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { rivalsOf } from '../../report/words/fleet/standing.js';
import { verdict } from '../../report/words/sentences.js';
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

export function createChanges(analyses: Analyses): Changes {
  const found = new vscode.EventEmitter<vscode.TextDocument>();
  const told = new WeakMap<Analysis, string>();
  const { later, stop } = createTimers();

  /** One price at a time, each in a turn of its own, so that who types again does not wait for the rest. */
  const search = (document: vscode.TextDocument, analysis: Analysis, asked = 0) => {
    if (analyses.of(document) !== analysis || told.has(analysis)) return;
    const { plan } = analysis;
    const result = analysis.result();
    const rivals = result && rivalsOf(result);
    if (!plan || !rivals) return;
    const price = pricesBetween(plan, rivals)[asked];
    if (price === undefined) {
      told.set(analysis, verdict(plan, result).change());
      found.fire(document);
      return;
    }
    turnOf({ plan, ...rivals, price });
    later(document, 0, () => search(document, analysis, asked + 1));
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
