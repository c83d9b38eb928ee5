import { orderSteps } from '../../engine/questions/errors/ordering.js';
import { pricesBetween, turnsOf } from '../../engine/questions/errors/standing.js';
import { apartOf, drawnOrders, orderInShort, rivalsOf } from '../words/fleet/standing.js';
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
  const apart = apartOf(answer);
  if (apart) yield* orderSteps({ plan, ...apart });
}

/** What would change a verdict, and whether the plan's ranges leave it open; empty where nothing competes, or there is no answer. */
export function changeOf({ plan, result }: Analysis): string {
  const answer = result();
  if (!plan || !answer) return '';
  const { change, ranges } = verdict(plan, answer);
  return [change(), ranges()].filter((one) => one !== '').join(' ');
}

/** Whether the plan's ranges leave the winner open, in the room of a line; empty where they do not. */
export function openInShort({ plan, result }: Analysis): string {
  const answer = result();
  return plan && answer ? orderInShort(drawnOrders(plan, answer)) : '';
}
