import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import type { Fleet } from '../../fleet/fleet.js';
import type { OptionCase } from '../../fleet/optionCase.js';
import type { OptionPlace } from '../../fleet/pools/place.js';

/** Workloads on one option in a mix, with the fleet that serves them alone. */
export interface Party {
  readonly asked: OptionCase;
  readonly gpus: Gpus;
  readonly fleet: Fleet;
  readonly place: OptionPlace;
}

/** Numbers of those that have something in common, which have equal keys; two at least. */
export function alike(keys: readonly (number | null)[]): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  keys.forEach((key, i) => {
    if (key === null) return;
    const others = groups.get(key);
    if (others) others.push(i);
    else groups.set(key, [i]);
  });
  return [...groups.values()].filter((group) => group.length > 1);
}

/** The parties with these numbers. */
export const partiesAt = (parties: readonly Party[], group: readonly number[]): readonly Party[] =>
  group.flatMap((i) => parties.slice(i, i + 1));
