import type { DrawnOrder } from '../../../engine/shapes/draws.js';
import { apartOf } from '../../words/fleet/standing.js';
import type { Subject } from '../questions.js';

/** The order of the leading option and its rivals over the plan's ranges, once they have been drawn over; else none. */
export function askedOrders({ result, ask }: Pick<Subject, 'result' | 'ask'>): readonly DrawnOrder[] {
  const apart = apartOf(result);
  return apart === null ? [] : (ask('orders', apart).value ?? []);
}
