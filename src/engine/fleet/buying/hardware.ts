import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import { isSameType } from '../../../catalog/shapes/owned.js';
import type { LpxRole } from '../../shapes/machineInputs.js';
import { countTimes, sumOrNull } from '../../shapes/unknowns.js';
import { gpuCosts, lpxCosts, type UnitCosts } from '../costs.js';
import type { OptionCase } from '../optionCase.js';
import type { PrefillChoice, PrefillNeed } from '../prefillPool.js';
import { unitOf, wholeUnits, type Counted, type Needed } from '../purchase.js';
import { draftersOf } from './drafters.js';
import { tiersUsdPerSecond } from '../request/tierCosts.js';

/** LPX racks in one role. */
export interface RoleRacks {
  readonly role: LpxRole;
  readonly racks: number;
}

/** LPX racks of a fleet. */
export interface FleetRacks extends RoleRacks {
  /** What most of the racks do; `racks` are all of them. */
  readonly role: LpxRole;
  /** Racks that the roles cannot do without. */
  readonly minimumRacks: number;
  /** The racks of each role: no two share one. */
  readonly byRole: readonly RoleRacks[];
}

/** What fleets of an option are asked to do, and what they cost. */
export interface Priced {
  readonly gpus: Gpus;
  readonly asked: Pick<OptionCase, 'workloads' | 'economics' | 'lpx' | 'serving' | 'dynamo' | 'speculation'>;
}

/** What hardware a fleet uses. */
export interface Used {
  /** Accelerators that decode. */
  readonly devices: number;
  /** Those of them that keep prefixes, as they compute prompts too. */
  readonly keeping: number;
  readonly lpx: FleetRacks | null;
  /** Accelerators that compute the prompts; `null` where decoding's do, or a workload cannot be served. */
  readonly prefill: PrefillNeed | null;
  /** Where prompts are computed; `null`: in the steps of decoding. */
  readonly separate: PrefillChoice | null;
}

/** What a fleet's hardware costs or draws, as far as it is used. */
export function sumOf(
  priced: Priced,
  what: 'usdPerSecond' | 'watts',
  { devices, keeping, lpx, prefill }: Omit<Used, 'separate'>,
): number | null {
  const { gpu, rack, drafters } = unitCosts(priced);
  return sumOrNull([
    countTimes(devices, gpu[what]),
    drafters[what],
    lpx ? times(rack[what], lpx.racks) : 0,
    prefill ? prefill[what] : 0,
    what === 'usdPerSecond' ? keepingBeside(priced) * keeping : 0,
  ]);
}

/** USD per second of a fleet in whole units of all that it uses, kept prefixes included; `null` where not known. */
export function wholeUsdPerSecond(priced: Priced, used: Used, paid: PaidFor): number | null {
  const { devices, lpx, prefill } = used;
  const { gpu, rack, drafters } = unitCosts(priced);
  const prompts = prefill && less(prefill.usdPerSecond, prefill.keepingUsdPerSecond);
  return sumOrNull([
    countTimes(devices * paid.gpus, gpu.usdPerSecond),
    lpx ? times(rack.usdPerSecond, lpx.racks) : 0,
    prefill ? times(prompts, paid.prefill) : 0,
    times(drafters.usdPerSecond, paid.drafter),
    keepingOf(priced, used),
  ]);
}

export const less = (usd: number | null, part: number): number | null => (usd === null ? null : usd - part);

/** USD per second of the tiers for kept prefixes of a fleet. */
export function keepingOf(priced: Priced, { keeping, prefill }: Pick<Used, 'keeping' | 'prefill'>): number {
  return (prefill?.keepingUsdPerSecond ?? 0) + keepingBeside(priced) * keeping;
}

/** What a fleet takes of each kind of hardware, from zero. */
export function neededOf({ gpus, asked }: Priced, { devices, lpx, prefill, separate }: Used): Needed {
  return {
    gpus: devices > 0 ? { type: gpus, count: devices } : null,
    prefill: separate && prefill ? { type: separate.gpus, count: prefill.devices } : null,
    drafter: draftersOf(asked),
    lpx: lpx && asked.lpx ? { type: asked.lpx, racks: lpx.racks } : null,
  };
}

/** Accelerators that are paid for over those that are used, as they come in whole units; 1 where they fill them. */
export interface PaidFor {
  readonly gpus: number;
  readonly prefill: number;
  readonly drafter: number;
}

/** What stays idle of a unit is the part of all that share it alike: prompts take what decoding leaves of one. */
export function paidFor(priced: Priced, used: Used): PaidFor {
  const { gpus, prefill, drafter } = neededOf(priced, used);
  const all = [gpus, prefill, drafter].filter((one) => one !== null);
  const over = (own: Counted | null): number => {
    if (!own) return 1;
    const shared = all.filter(({ type }) => shareUnits(own.type, type));
    const count = shared.reduce((sum, one) => sum + one.count, 0);
    return count === 0 ? 1 : wholeUnits(count, unitOf(own.type)) / count;
  };
  return { gpus: over(gpus), prefill: over(prefill), drafter: over(drafter) };
}

/** What is rented fills no unit that was bought. */
const shareUnits = (a: Gpus, b: Gpus): boolean => isSameType(a, b) && (a.rent === null) === (b.rent === null);

/** USD per second of the tiers beside one accelerator that decodes and computes prompts. */
export function keepingBeside({ asked: { serving, economics } }: Priced): number {
  return tiersUsdPerSecond(serving.kvOffload, economics);
}

export const times = (each: number | null, count: number): number | null =>
  each === null ? null : each * count;

/** What one accelerator and one rack of an option cost and draw, and all accelerators that draft. */
export function unitCosts({ gpus, asked }: Priced): {
  readonly gpu: UnitCosts;
  readonly rack: UnitCosts;
  readonly drafters: Pick<UnitCosts, 'usdPerSecond' | 'watts'>;
} {
  const { economics, lpx } = asked;
  const drafters = draftersOf(asked);
  const each = drafters && gpuCosts(drafters.type, economics);
  return {
    gpu: gpuCosts(gpus, economics),
    rack: lpx ? lpxCosts(lpx, economics) : NO_COSTS,
    drafters: each
      ? { usdPerSecond: times(each.usdPerSecond, drafters.count), watts: times(each.watts, drafters.count) }
      : NO_COSTS,
  };
}

const NO_COSTS: UnitCosts = { usdPerSecond: 0, runningUsdPerSecond: 0, watts: 0 };
