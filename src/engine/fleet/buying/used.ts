import { isSameType } from '../../../catalog/shapes/owned.js';
import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import type { Fleet } from '../fleet.js';
import { neededOf } from './hardware.js';
import type { OptionCase } from '../optionCase.js';
import type { NeededKind, Purchase } from '../purchase.js';

/** Pieces of one kind that a fleet pays for: bought, in whole units, and of what is there those that it uses. */
interface Used {
  readonly bought: number;
  readonly there: number;
}

/** The same of accelerators: of the type that is bought, and of the one that is there. */
export interface UsedGpus extends Used {
  /** So many work. */
  readonly count: number;
  readonly type: Gpus;
  readonly own: Gpus;
}

/** What a fleet pays for of each kind of hardware; `null`: none of it. */
export interface UsedHardware {
  readonly gpus: UsedGpus | null;
  readonly prefill: UsedGpus | null;
  readonly drafter: UsedGpus | null;
  readonly lpx: Used;
}

/** What is bought is used before what is there: its cost does not depend on its use. */
export function usedOf(asked: OptionCase, gpus: Gpus, fleet: Fleet, purchase: Purchase): UsedHardware {
  const { own, owned } = asked;
  const needed = neededOf({ gpus, asked }, fleet);
  const added = (kind: NeededKind) => purchase.added.find((one) => one.kind === kind)?.added ?? 0;
  /** What was bought for others, and is left of it: the first of a type to use what is bought is decoding. */
  const spare: { type: Gpus; count: number }[] = [];
  const used = (kind: 'gpus' | 'prefill' | 'drafter', owns: readonly (Gpus | null)[]): UsedGpus | null => {
    const { [kind]: one } = needed;
    if (!one) return null;
    const { type, count } = one;
    const left = spare.find((other) => isSameType(other.type, type));
    const bought = added(kind);
    const there = Math.max(0, count - bought - (left?.count ?? 0));
    const over = Math.max(0, (left?.count ?? 0) + bought - count);
    if (left) left.count = over;
    else spare.push({ type, count: over });
    const own = owns.find((other) => other && isSameType(other, type)) ?? type;
    return { count, bought, there, type, own };
  };
  return {
    gpus: used('gpus', [own]),
    prefill: used('prefill', [own, owned.prefill]),
    drafter: used('drafter', [own]),
    lpx: { bought: added('lpx'), there: Math.max(0, (needed.lpx?.racks ?? 0) - added('lpx')) },
  };
}
