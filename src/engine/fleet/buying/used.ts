import { isSameType } from '../../../catalog/shapes/owned.js';
import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import type { Fleet } from '../fleet.js';
import { neededOf } from './hardware.js';
import type { OptionCase } from '../optionCase.js';
import type { Purchase } from '../purchase.js';

/** Pieces of one kind that a fleet pays for: bought, in whole units, and of what is there those that it uses. */
export interface Used {
  readonly bought: number;
  readonly there: number;
}

/** The same of accelerators: of the type that is bought, and of the one that is there. */
export interface UsedGpus extends Used {
  readonly type: Gpus;
  readonly own: Gpus;
}

/** What a fleet pays for of each kind of hardware. */
export interface UsedHardware {
  readonly gpus: UsedGpus;
  readonly prefill: UsedGpus;
  readonly lpx: Used;
  /** Accelerators that decode, and that compute prompts. */
  readonly decode: number;
  readonly prompts: number;
  /** One kind of accelerator does both. */
  readonly together: boolean;
}

/** What is bought is used before what is there: its cost does not depend on its use. */
export function usedOf(asked: OptionCase, gpus: Gpus, fleet: Fleet, purchase: Purchase): UsedHardware {
  const { own, owned } = asked;
  const needed = neededOf({ gpus, asked }, fleet);
  const added = (kind: 'gpus' | 'lpx' | 'prefill') =>
    purchase.added.find((one) => one.kind === kind)?.added ?? 0;
  const [decode, prompts] = [needed.gpus?.count ?? 0, needed.prefill?.count ?? 0];
  const site = needed.prefill?.type ?? gpus;
  const together = needed.gpus !== null && needed.prefill !== null && isSameType(gpus, site);
  const spare = together ? Math.max(0, added('gpus') - decode) : 0;
  const ownOf = (type: Gpus, all: readonly (Gpus | null)[]) =>
    all.find((one) => one && isSameType(one, type)) ?? type;
  return {
    gpus: {
      bought: added('gpus'),
      there: Math.max(0, decode - added('gpus')),
      type: gpus,
      own: ownOf(gpus, [own]),
    },
    prefill: {
      bought: added('prefill'),
      there: Math.max(0, prompts - added('prefill') - spare),
      type: site,
      own: ownOf(site, [own, owned.prefill]),
    },
    lpx: { bought: added('lpx'), there: Math.max(0, (needed.lpx?.racks ?? 0) - added('lpx')) },
    decode,
    prompts,
    together,
  };
}
