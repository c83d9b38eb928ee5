import { orderSteps } from '../../engine/questions/errors/ordering.js';
import { pricesBetween, turnsOf } from '../../engine/questions/errors/standing.js';
import { apartOf, drawnOrders, rivalsOf, standsInAWord, standsInShort } from '../words/fleet/standing.js';
import { verdict } from '../words/sentences.js';
import type { Analysis } from './analysis.js';

/**
 * The search for what would change a verdict, one price and one rival at a time, and then the draws over the plan's ranges, one by one:
 * who has to stay reachable takes a step in each of its turns, and then asks for the sentences, which are at hand. None where nothing
 * competes.
 */
export function* changeSteps({ plan, result }: Analysis): Generator<void, void> {
  const answer = result();
  const rivals = answer && rivalsOf(answer);
  if (!plan || !rivals) return;
  for (const asked of pricesBetween(plan, rivals)) {
    turnsOf({ plan, lead: rivals.lead, ...asked });
    yield;
  }
  yield* drawSteps({ plan, result });
}

/** The draws over the plan's ranges alone, of which what they leave open of the attach rate is told, too. */
export function* drawSteps({ plan, result }: Pick<Analysis, 'plan' | 'result'>): Generator<void, void> {
  const answer = result();
  const apart = answer && apartOf(answer);
  if (plan && apart) yield* orderSteps({ plan, ...apart });
}

/** What would change a verdict, and whether the plan's ranges leave it open; empty where nothing competes, or there is no answer. */
export function changeOf({ plan, result }: Analysis): string {
  const answer = result();
  if (!plan || !answer) return '';
  const { change, ranges } = verdict(plan, answer);
  return [change(), ranges()].filter((one) => one !== '').join(' ');
}

/** Whether anything leaves the winner open, in the room of a line; empty where nothing does. Takes many draws. */
export function openInShort({ plan, result }: Analysis): string {
  const answer = result();
  return plan && answer ? standsInShort(plan, answer, drawnOrders(plan, answer)) : '';
}

/** The same in a word, for the status bar. */
export function openInAWord({ plan, result }: Analysis): string {
  const answer = result();
  return plan && answer ? standsInAWord(plan, answer, drawnOrders(plan, answer)) : '';
}
