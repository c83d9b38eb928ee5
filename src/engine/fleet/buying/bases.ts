import type { OptionBases, UsdOfBasis } from '../../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR } from '../../../units/constants.js';
import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import { isSameType } from '../../../catalog/shapes/owned.js';
import { gpuCosts, lpxCosts } from '../costs.js';
import type { Fleet, Operation } from '../fleet.js';
import { keepingOf, neededOf } from './hardware.js';
import { countTimes, sumOrNull } from '../../shapes/unknowns.js';
import type { OptionCase } from '../optionCase.js';
import { purchaseOf, type Purchase } from '../purchase.js';
import { usedOf, type UsedGpus } from './used.js';

/**
 * Both bases of a fleet (fleet.md 2): *priced* charges whole units of all that it uses, *sunk* all of what is bought and
 * of what is there already only the running.
 */
export function basesOf(asked: OptionCase, gpus: Gpus, fleet: Fleet, purchase: Purchase): OptionBases {
  const { usdPerSecond, tokensPerSecond } = fleet;
  const sunk = usdPerSecond === null ? null : sumOfParts(sunkParts(asked, gpus, fleet, purchase));
  return bothOf(usdPerSecond, sunk, tokensPerSecond);
}

/**
 * Both bases of each workload's part of a fleet, by name; the parts add up to the fleet's. What is owned and what is
 * bought of a kind serves all workloads alike, so each has its part of both.
 */
export function workloadBases(
  asked: OptionCase,
  gpus: Gpus,
  fleet: Fleet,
  purchase: Purchase,
): Readonly<Record<string, OptionBases>> {
  const sunk = sunkParts(asked, gpus, fleet, purchase);
  return Object.fromEntries(
    fleet.operations.map((operation) => {
      const { bill, served, workload } = operation;
      const own = bill.usdPerSecond === null ? null : sumOfParts(partOf(sunk, fleet, operation));
      return [workload, bothOf(bill.usdPerSecond, own, served)];
    }),
  );
}

/** What a fleet adds to what is there. */
export function purchaseFor(asked: OptionCase, gpus: Gpus, fleet: Fleet): Purchase {
  const { owned, own, economics } = asked;
  return purchaseOf(
    neededOf({ gpus, asked }, fleet),
    { owned: { ...owned, gpus: own }, gpus: null },
    economics.pue,
  );
}

/** Both bases of something that is charged the same on each. */
export function sameOnBoth({ usdPerHour, usdPerMillionTokens }: UsdOfBasis): OptionBases {
  const cost = { usdPerHour, usdPerMillionTokens };
  return { priced: cost, sunk: cost };
}

/** Sums in another order differ in their last digits by less than this, relatively: one sum is one cost. */
const ROUNDING = 1e-12;

function bothOf(priced: number | null, sunk: number | null, tokensPerSecond: number | null): OptionBases {
  const same = priced !== null && sunk !== null && Math.abs(sunk - priced) <= ROUNDING * priced;
  return { priced: usdOf(priced, tokensPerSecond), sunk: usdOf(same ? priced : sunk, tokensPerSecond) };
}

function usdOf(usdPerSecond: number | null, tokensPerSecond: number | null): UsdOfBasis {
  return {
    usdPerHour: usdPerSecond === null ? null : usdPerSecond * SECONDS_PER_HOUR,
    usdPerMillionTokens:
      usdPerSecond === null || tokensPerSecond === null || tokensPerSecond <= 0
        ? null
        : (usdPerSecond / tokensPerSecond) * MILLION,
    ...(usdPerSecond === null ? { reason: { code: 'no-hardware-price' } } : {}),
  };
}

/** USD per second of each kind of hardware, what is owned of it by its running alone; `null` where not known. */
interface SunkParts {
  readonly decode: number | null;
  readonly prompts: number | null;
  readonly drafts: number | null;
  readonly racks: number | null;
  readonly keeping: number;
}

const sumOfParts = ({ decode, prompts, drafts, racks, keeping }: SunkParts): number | null =>
  sumOrNull([decode, prompts, drafts, racks, keeping]);

/** A workload's part, by what it has of each kind. */
function partOf(parts: SunkParts, fleet: Fleet, operation: Operation): SunkParts {
  const { allocated, pool, prefillShare, draftShare, racksShare, bill } = operation;
  const devices = allocated * (fleet.pools[pool]?.devicesPerReplica ?? 0);
  const share = (whole: number | null, part: number) => (part === 0 ? 0 : countTimes(part, whole));
  return {
    decode: share(parts.decode, fleet.devices > 0 ? devices / fleet.devices : 0),
    prompts: share(parts.prompts, prefillShare),
    drafts: share(parts.drafts, draftShare),
    racks: share(parts.racks, racksShare),
    keeping: bill.keepingUsdPerSecond,
  };
}

function sunkParts(asked: OptionCase, gpus: Gpus, fleet: Fleet, purchase: Purchase): SunkParts {
  const { economics, lpx } = asked;
  const used = usedOf(asked, gpus, fleet, purchase);
  const all = [used.gpus, used.prefill, used.drafter].filter((one) => one !== null);
  const rack = lpx && lpxCosts(lpx, economics);
  return {
    decode: sunkShare(used.gpus, all, economics),
    prompts: sunkShare(used.prefill, all, economics),
    drafts: sunkShare(used.drafter, all, economics),
    racks: sumOrNull([
      countTimes(used.lpx.bought, rack && rack.usdPerSecond),
      countTimes(used.lpx.there, rack && lesser(rack.runningUsdPerSecond, rack.usdPerSecond)),
    ]),
    keeping: keepingOf({ gpus, asked }, fleet),
  };
}

/** Kinds of work on one type of accelerator pay alike for each, as they do all-in. */
function sunkShare(
  one: UsedGpus | null,
  all: readonly UsedGpus[],
  economics: OptionCase['economics'],
): number | null {
  if (!one) return 0;
  const alike = all.filter(({ type }) => isSameType(type, one.type));
  const usd = sumOrNull(
    alike.flatMap(({ bought, there, type, own }) => [
      countTimes(bought, gpuCosts(type, economics).usdPerSecond),
      countTimes(there, runningOf(type, own, economics)),
    ]),
  );
  const count = alike.reduce((sum, other) => sum + other.count, 0);
  return usd === null ? null : alike.length === 1 ? usd : (usd * one.count) / count;
}

/** USD per second of running an accelerator that is there; never more than another one of it costs. */
function runningOf(type: Gpus, own: Gpus, economics: OptionCase['economics']): number | null {
  return lesser(gpuCosts(own, economics).runningUsdPerSecond, gpuCosts(type, economics).usdPerSecond);
}

const lesser = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.min(a, b);
