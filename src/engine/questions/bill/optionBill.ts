import { isSameType } from '../../../catalog/shapes/owned.js';
import type { Gpus, Lpx, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { keepingOf, neededOf } from '../../fleet/buying/hardware.js';
import { revenuePerToken } from '../../fleet/costs.js';
import { unitOf } from '../../fleet/purchase.js';
import { servesAll, type Fleet } from '../../fleet/fleet.js';
import { caseOf, type OptionCase } from '../../fleet/optionCase.js';
import { servedBy } from '../../fleet/optionResult.js';
import { MILLION, SECONDS_PER_HOUR } from '../../../units/constants.js';

/** What one piece of hardware costs and draws, as the plan and the catalogue say: what a bill is worked out from. */
export interface PiecePrice {
  readonly name: string;
  /** USD a piece; `null` where not known. */
  readonly price: number | null;
  /** USD per second for one piece where rented; `null` where bought. */
  readonly rent: number | null;
  /** Watts a piece; `null` where not known. */
  readonly watts: number | null;
  /** The watts are the utility's: cooling is in them. */
  readonly allIn: boolean;
}

/** Whole replicas that grow and shrink with the load of some workloads. */
export interface Replicas {
  readonly replicas: number;
  /** Pieces of hardware in one. */
  readonly pieces: number;
  /** Part of them that each workload takes, by name; the parts add up to 1. Empty: they do not follow the load. */
  readonly shares: Readonly<Record<string, number>>;
}

/** Hardware of one kind that an option uses, and what is there of it. */
export interface BilledKind {
  readonly kind: 'gpus' | 'prefill' | 'drafter' | 'lpx';
  /** Accelerators of the same type that are named before it, and fill the same units or may. */
  readonly alike: readonly ('gpus' | 'prefill')[];
  readonly used: readonly Replicas[];
  /** The fewest pieces that do at all. */
  readonly least: number;
  /** Pieces that are there. For prompts: those kept for prompts alone. */
  readonly there: number;
  /** Pieces that are bought at once; 1 where rented. */
  readonly unit: number;
  /** What further pieces cost, and those that are there. */
  readonly bought: PiecePrice;
  readonly own: PiecePrice;
}

/** A workload as it is billed. */
export interface BilledWorkload {
  readonly name: string;
  /** Decoded tokens per second, on average. */
  readonly tokensPerSecond: number;
  /** Of a service: USD for a decoded token, with the prompt tokens that come with it; `null` where nothing is bought so. */
  readonly usdPerToken: number | null;
  /** Sale price in USD for a decoded token; `null` without one. */
  readonly revenuePerToken: number | null;
}

/** What the bill of an option is made of, so that others can add it up again with other prices. */
export interface OptionBill {
  readonly kinds: readonly BilledKind[];
  /** Accelerators of the type for prompts that are there for all work. */
  readonly thereForAll: number;
  /** Tiers for kept prefixes: USD per second for each accelerator that computes prompts. */
  readonly keepingUsdPerSecond: number;
  readonly workloads: readonly BilledWorkload[];
}

/** The parts of an option's bill (fleet.md 2); `null` where it does not serve every workload at a known cost. */
export function optionBill(plan: ResolvedPlan, name: string): OptionBill | null {
  const option = plan.options[name];
  if (!option) return null;
  const asked = caseOf(plan, option);
  const { result, fleet } = servedBy({ ...asked, budget: null });
  if (asked.hosted) return hostedBill(asked, result);
  if (!asked.gpus || !fleet || !servesAll(fleet) || fleet.usdPerSecond === null) return null;
  return fleetBill(asked, asked.gpus, fleet);
}

function hostedBill(
  asked: OptionCase,
  { workloads }: ReturnType<typeof servedBy>['result'],
): OptionBill | null {
  const billed: BilledWorkload[] = [];
  for (const [name, { cost }] of Object.entries(workloads)) {
    const { usdPerHour, usdPerMillionTokens } = cost;
    if (usdPerHour === null || usdPerMillionTokens === null || usdPerMillionTokens <= 0) return null;
    billed.push({
      name,
      tokensPerSecond: (usdPerHour / SECONDS_PER_HOUR / usdPerMillionTokens) * MILLION,
      usdPerToken: usdPerMillionTokens / MILLION,
      revenuePerToken: soldFor(asked, name),
    });
  }
  return { kinds: [], thereForAll: 0, keepingUsdPerSecond: 0, workloads: billed };
}

function fleetBill(asked: OptionCase, gpus: Gpus, fleet: Fleet): OptionBill | null {
  const needed = neededOf({ gpus, asked }, fleet);
  const { own } = asked;
  const billed: BilledWorkload[] = [];
  for (const { workload, served } of fleet.operations) {
    if (served === null) return null;
    billed.push({
      name: workload,
      tokensPerSecond: served,
      usdPerToken: null,
      revenuePerToken: soldFor(asked, workload),
    });
  }
  const site = needed.prefill?.type;
  const prompts = needed.prefill?.count ?? fleet.devices;
  return {
    kinds: [
      ...(needed.gpus ? [ofDecoding(asked, needed.gpus.type, fleet)] : []),
      ...(needed.prefill ? [ofPrompts(asked, needed, needed.prefill, fleet)] : []),
      ...(needed.drafter ? [ofDrafts(needed, needed.drafter, own)] : []),
      ...(needed.lpx ? [ofRacks(asked, needed.lpx.type, fleet)] : []),
    ],
    thereForAll: site && own && isSameType(own, site) ? own.count : 0,
    keepingUsdPerSecond: prompts > 0 ? keepingOf({ gpus, asked }, fleet) / prompts : 0,
    workloads: billed,
  };
}

function ofDecoding({ own }: OptionCase, type: Gpus, fleet: Fleet): BilledKind {
  const here = own && isSameType(own, type) ? own : null;
  return {
    kind: 'gpus',
    alike: [],
    used: fleet.pools.map((pool, number) => ({
      replicas: pool.replicas,
      pieces: pool.devicesPerReplica,
      shares: sharesBy(fleet, ({ pool: of, allocated }) => (of === number ? allocated : 0)),
    })),
    least: 0,
    there: here?.count ?? 0,
    unit: unitOf(type),
    bought: pricedGpus(type),
    own: pricedGpus(here ?? type),
  };
}

function ofPrompts(
  { own, owned }: OptionCase,
  { gpus }: Needed,
  { type, count }: NonNullable<Needed['prefill']>,
  fleet: Fleet,
): BilledKind {
  const replicas = fleet.prefill?.replicas ?? 1;
  const same = [own, owned.prefill].find((one) => one && isSameType(one, type)) ?? type;
  const fixed = fleet.separate?.count !== 'auto';
  const shares = fixed ? {} : sharesBy(fleet, ({ prefillShare }) => prefillShare);
  return {
    kind: 'prefill',
    alike: gpus && isSameType(gpus.type, type) ? ['gpus'] : [],
    used: [{ replicas, pieces: count / replicas, shares }],
    least: 0,
    there: owned.prefill && isSameType(owned.prefill, type) ? owned.prefill.count : 0,
    unit: unitOf(type),
    bought: pricedGpus(type),
    own: pricedGpus(same),
  };
}

type Needed = ReturnType<typeof neededOf>;

/** As many as the plan writes, whatever the load. */
function ofDrafts(
  { gpus, prefill }: Needed,
  { type, count }: NonNullable<Needed['drafter']>,
  own: Gpus | null,
): BilledKind {
  const here = own && isSameType(own, type) ? own : null;
  return {
    kind: 'drafter',
    alike: [
      ...(gpus && isSameType(gpus.type, type) ? (['gpus'] as const) : []),
      ...(prefill && isSameType(prefill.type, type) ? (['prefill'] as const) : []),
    ],
    used: [{ replicas: count, pieces: 1, shares: {} }],
    least: 0,
    there: here?.count ?? 0,
    unit: unitOf(type),
    bought: pricedGpus(type),
    own: pricedGpus(here ?? type),
  };
}

function ofRacks({ owned }: OptionCase, type: Lpx, fleet: Fleet): BilledKind {
  const racks = fleet.lpx?.racks ?? 0;
  const fixed = type.racks !== 'auto';
  const { price, rent, power, rack } = type;
  const bought = { name: rack.name, price, rent, watts: power, allIn: false };
  return {
    kind: 'lpx',
    alike: [],
    used: [
      { replicas: racks, pieces: 1, shares: fixed ? {} : sharesBy(fleet, ({ racksShare }) => racksShare) },
    ],
    least: Math.min(racks, fleet.lpx?.minimumRacks ?? 0),
    there: owned.lpx,
    unit: 1,
    bought,
    // Racks that are there were bought, whatever further ones are rented for.
    own: { ...bought, rent: null },
  };
}

function soldFor({ workloads }: OptionCase, name: string): number | null {
  const workload = workloads[name];
  return workload ? revenuePerToken(workload) : null;
}

function pricedGpus({ accelerator, price, rent, allInPower }: Gpus): PiecePrice {
  return { name: accelerator.name, price, rent, watts: accelerator.powerWatts, allIn: allInPower };
}

/** Parts of a whole by workload; none where nothing says. */
function sharesBy(
  { operations }: Fleet,
  of: (operation: Fleet['operations'][number]) => number,
): Readonly<Record<string, number>> {
  const sum = operations.reduce((total, one) => total + of(one), 0);
  if (sum <= 0) return {};
  return Object.fromEntries(
    operations.flatMap((one) => (of(one) > 0 ? [[one.workload, of(one) / sum] as const] : [])),
  );
}
