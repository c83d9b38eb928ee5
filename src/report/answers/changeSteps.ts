import { pricesBetween, turnsOf } from '../../engine/questions/errors/standing.js';
import { rivalsOf } from '../words/fleet/standing.js';
import { verdict } from '../words/sentences.js';
import type { Analysis } from './analysis.js';

/**
 * The search for what would change a verdict, one price and one rival at a time: who has to stay reachable takes a step in each of its
 * turns, and then asks for the sentence, which is at hand. None where nothing competes.
 */
export function changeSteps({ plan, result }: Analysis): readonly (() => void)[] {
  const answer = result();
  const rivals = answer && rivalsOf(answer);
  if (!plan || !rivals) return [];
  return pricesBetween(plan, rivals).map((asked) => () => {
    turnsOf({ plan, lead: rivals.lead, ...asked });
  });
}

/** The sentence itself; empty where nothing competes, or there is no answer. */
export function changeOf({ plan, result }: Analysis): string {
  const answer = result();
  return plan && answer ? verdict(plan, answer).change() : '';
}
