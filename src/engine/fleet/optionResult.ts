import type { Gpus, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { overBudget, withinBudget } from './budget.js';
import { draftersOf } from './buying/drafters.js';
import { basesOf, purchaseFor, workloadBases } from './buying/bases.js';
import { fleetStanding, powerOfFleet, unservedStanding } from './buying/standing.js';
import { isAllowed } from './buying/withinLimits.js';
import { chooseFleet, type FleetChoice, type RoleChoice } from './choose.js';
import { once } from '../../units/memo.js';
import { gpuCosts, marginOf, revenuePerToken } from './costs.js';
import { NO_COST, NO_REQUEST } from './noCost.js';
import {
  fleetReasons,
  prefillReasons,
  servesAll,
  type Candidate,
  type Fleet,
  type Operation,
} from './fleet.js';
import { layoutOf, poolResults } from './pools/poolResult.js';
import { hostedResult } from './hosted.js';
import type { OptionCase } from './optionCase.js';
import { performanceOf } from './performance.js';
import { workloadReason, type Reason } from '../shapes/reasons.js';
import { withTierPrices } from './request/prefixes.js';
import type { WholeRequest } from './wholeRequest.js';
import { requestCosts, type RequestCosts } from './requestBill.js';
import { sumOrNull } from '../shapes/unknowns.js';
import { bandAround } from '../shapes/costBand.js';
import type {
  CostResult,
  LpxResult,
  OptionBases,
  OptionResult,
  OptionWorkloadResult,
  OwnedBasis,
  UsdOfBasis,
} from '../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR } from '../../units/constants.js';

/** Evaluates one option for all its workloads, and holds it to the budget. Follows from the case alone. */
export function evaluateOption(asked: OptionCase): OptionResult {
  return withinBudget(asked.budget, servedBy(asked).result);
}

/** What an option comes to, with the fleet that it does; `null` where it is bought, or none is found. */
export interface Served {
  readonly result: OptionResult;
  readonly fleet: Fleet | null;
}

/** An option for all its workloads, whatever the budget. */
export function servedBy(asked: OptionCase): Served {
  if (asked.hosted) return { result: hostedResult(asked, asked.hosted), fleet: null };
  const { gpus } = asked;
  if (!gpus) return { result: unserved(asked, [{ code: 'no-gpus' }]), fleet: null };
  const choice = chooseFleet(asked, gpus);
  if (!choice.fleet) return { result: unserved(asked, choice.reasons), fleet: null };
  return { result: fleetResult(asked, gpus, choice, choice.fleet), fleet: choice.fleet };
}

function fleetResult(asked: OptionCase, gpus: Gpus, choice: FleetChoice, fleet: Fleet): OptionResult {
  const workloads: Record<string, OptionWorkloadResult> = {};
  const reasons: Reason[] = [...fleetReasons(fleet, asked.most), ...prefillReasons(fleet)];
  const purchase = purchaseFor(asked, gpus, fleet);
  const bases = workloadBases(asked, gpus, fleet, purchase);
  for (const operation of fleet.operations) {
    const workload = asked.workloads[operation.workload];
    if (!workload) continue;
    const basis = bases[operation.workload] ?? NO_COST.basis;
    const result = workloadResult(asked, gpus, fleet, operation, { workload, basis });
    workloads[operation.workload] = result;
    for (const reason of result.reasons) reasons.push(workloadReason(operation.workload, reason));
  }
  const usdPerHour = fleet.usdPerSecond === null ? null : fleet.usdPerSecond * SECONDS_PER_HOUR;
  return {
    ...fleetStanding(asked, gpus, fleet, purchase, reasons),
    layout: layoutOf(fleet),
    pools: poolResults(fleet),
    lpx: lpxResult(asked, gpus, choice, fleet),
    workloads,
    total: {
      usdPerHour,
      usdPerMillionTokens: perMillion(fleet.usdPerSecond, fleet.tokensPerSecond),
      ownedTokensPerSecond: ownedTokensPerSecond(fleet, gpus),
      prefillAccelerators: fleet.prefill?.devices ?? 0,
      drafterAccelerators: draftersOf(asked)?.count ?? 0,
      lpxUsdPerHour: fleet.lpxUsdPerSecond === null ? null : fleet.lpxUsdPerSecond * SECONDS_PER_HOUR,
    },
  };
}

/** What is missing on a basis is missing for the reason that the cost is. */
function forReason({ priced, sunk }: OptionBases, reason: Reason): OptionBases {
  const told = (one: UsdOfBasis) => (one.usdPerMillionTokens === null ? { ...one, reason } : one);
  return { priced: told(priced), sunk: told(sunk) };
}

/** The mix that is served, grown or shrunk until the owned accelerators are full. */
function ownedTokensPerSecond({ devices, tokensPerSecond, separate, prefill }: Fleet, gpus: Gpus): number {
  if (tokensPerSecond === null) return 0;
  const all = devices + (separate?.sameType && prefill ? prefill.devices : 0);
  return all === 0 ? tokensPerSecond : (tokensPerSecond * gpus.count) / all;
}

/** USD per million tokens on each basis; `null` where an option does not serve. */
export interface CostOfBasis extends Readonly<Record<OwnedBasis, number | null>> {
  /** Whether it works where it serves everything: within `buy`, the budget, the counts that it writes and each `ttft`. */
  readonly allowed: boolean;
}

/**
 * What an option costs on both bases, for one workload or (`null`) the whole plan: what `evaluateOption` says, without
 * the rest of its answer.
 */
export function optionCosts(asked: OptionCase, workload: string | null): CostOfBasis {
  const { bases, allowed } = optionBases(asked, workload);
  return {
    priced: bases?.priced.usdPerMillionTokens ?? null,
    sunk: bases?.sunk.usdPerMillionTokens ?? null,
    allowed,
  };
}

interface Costed {
  readonly bases: OptionBases | null;
  readonly allowed: boolean;
}

function optionBases(asked: OptionCase, workload: string | null): Costed {
  const { gpus } = asked;
  if (asked.hosted || !gpus) {
    const result = evaluateOption(asked);
    return { bases: basesIn(result, workload), allowed: result.feasible };
  }
  const { fleet } = chooseFleet(asked, gpus);
  if (!fleet) return { bases: null, allowed: true };
  const purchase = purchaseFor(asked, gpus, fleet);
  const all = servesAll(fleet) ? basesOf(asked, gpus, fleet, purchase) : null;
  const bases = workload === null ? all : (workloadBases(asked, gpus, fleet, purchase)[workload] ?? null);
  const isWithin = () =>
    isAllowed(asked, gpus, fleet) &&
    prefillReasons(fleet).length === 0 &&
    fleet.operations.every((operation) => performanceOf(fleet, operation).reasons.length === 0) &&
    isInBudget(asked, all, fleet);
  return { bases, allowed: all === null || isWithin() };
}

function isInBudget(asked: OptionCase, bases: OptionBases | null, fleet: Fleet): boolean {
  const { budget, gpus } = asked;
  if (!budget || !gpus || !bases) return true;
  const power = budget.power === null ? { meterWatts: null } : powerOfFleet(asked, gpus, fleet);
  return overBudget(budget, { total: bases.priced, power }).length === 0;
}

/** Both bases of an option that was evaluated, for one workload or (`null`) the whole plan; `null` where it has no cost. */
export function basesIn({ basis, workloads }: OptionResult, workload: string | null): OptionBases | null {
  const wanted = Object.entries(workloads).filter(([name]) => workload === null || name === workload);
  // A fleet that misses a speed has no cost; a service that does has a price all the same.
  if (wanted.some(([, { reasons }]) => reasons.some(({ code }) => code === 'hosted-too-slow'))) return null;
  return workload === null ? basis : (workloads[workload]?.cost.basis ?? null);
}

/** USD per million tokens of what costs so much while it makes so many; `null` where one is not known, or none are made. */
export function perMillion(usdPerSecond: number | null, tokensPerSecond: number | null): number | null {
  if (usdPerSecond === null || tokensPerSecond === null || tokensPerSecond <= 0) return null;
  return (usdPerSecond / tokensPerSecond) * MILLION;
}

/** USD per million tokens of a role that was weighed; `null` where it does not serve every workload. */
function roleCost(weighed: Candidate, utilization: number): number | null {
  const peak = servesAll(weighed) ? sumOrNull(weighed.peaks) : null;
  return peak === null ? null : perMillion(weighed.usdPerSecond, peak * utilization);
}

/** Roles that lost are weighed to the end when they are read: few do, and they take as long as the one that won. */
function lpxResult(asked: OptionCase, gpus: Gpus, choice: FleetChoice, { lpx }: Fleet): LpxResult | null {
  if (!lpx) return null;
  const { role, racks, minimumRacks, byRole } = lpx;
  const roles = once(() => choice.roles().map((weighed) => roleResult(asked, gpus, weighed)));
  return {
    role,
    racks,
    minimumRacks,
    byRole,
    get roles() {
      return roles();
    },
  };
}

function roleResult(
  asked: OptionCase,
  gpus: Gpus,
  { role, minimumRacks, fleet, whole, reason }: RoleChoice,
): LpxResult['roles'][number] {
  const { utilization } = asked.economics;
  return {
    role,
    minimumRacks,
    usdPerMillionTokens: fleet && roleCost(fleet, utilization),
    sunkUsdPerMillionTokens: stillToSpend(asked, gpus, whole()),
    reason,
  };
}

/** USD per million tokens still to spend; `null` where a fleet does not serve all, or may not be bought. */
function stillToSpend(asked: OptionCase, gpus: Gpus, fleet: Fleet | null): number | null {
  if (!fleet || !isAllowed(asked, gpus, fleet)) return null;
  return basesOf(asked, gpus, fleet, purchaseFor(asked, gpus, fleet)).sunk.usdPerMillionTokens;
}

function workloadResult(
  { economics }: OptionCase,
  gpus: Gpus,
  fleet: Fleet,
  operation: Operation,
  { workload, basis }: { readonly workload: Workload; readonly basis: OptionBases },
): OptionWorkloadResult {
  const { separate, prefill } = fleet;
  const apart = separate && prefill && operation.prefillShare > 0;
  const { memory, decode, whole, reasons } = performanceOf(fleet, operation);
  const requests = requestCosts(operation, whole);
  const told = {
    price: revenuePerToken(workload),
    decodeBand: decode?.band.high,
    reason: reasons[0],
    requests,
    basis,
  };
  return {
    pool: operation.pool,
    memory,
    decode,
    prefill: whole?.prefill ?? null,
    request: whole?.request ?? null,
    prefixCache: whole && pricedPrefixes(whole, apart ? separate.gpus : gpus, economics),
    cost: costResult(gpus, fleet, operation, told),
    reasons,
  };
}

/** What keeping prefixes is worth at the prices of what would compute them again. */
function pricedPrefixes(
  { prefixCache, planned, keeping }: WholeRequest,
  gpus: Gpus,
  economics: OptionCase['economics'],
): OptionWorkloadResult['prefixCache'] {
  const { usdPerSecond: acceleratorUsdPerSecond } = gpuCosts(gpus, economics);
  return prefixCache && withTierPrices(prefixCache, planned, keeping, { acceleratorUsdPerSecond, economics });
}

/** What of a workload's cost does not follow from its part of the fleet. */
interface Told {
  /** What a decoded token earns, in USD. */
  readonly price: number | null;
  readonly decodeBand: number | undefined;
  readonly reason: Reason | undefined;
  readonly requests: RequestCosts;
  readonly basis: OptionBases;
}

/** Costs of decoding and of everything beside it, with what requests cost. */
function costResult(
  gpus: Gpus,
  fleet: Fleet,
  operation: Operation,
  { price, decodeBand, reason, requests, basis }: Told,
): CostResult {
  const { served, bill } = operation;
  const { usdPerSecond, watts } = bill;
  const usdPerMillionTokens = perMillion(usdPerSecond, served);
  // What is served, but not well, has its cost missing for another reason.
  const own = operation.need === null ? reason : undefined;
  const missing = usdPerMillionTokens === null ? (own ?? costReason(fleet, gpus)) : null;
  return {
    // One by one: made for each workload of each option at every edit.
    usdPerHour: usdPerSecond === null ? null : usdPerSecond * SECONDS_PER_HOUR,
    usdPerMillionTokens,
    joulesPerToken: watts === null || served === null ? null : watts / served,
    acceleratorsNeeded: operation.devices,
    lpxRacks: fleet.lpx?.racks ?? null,
    meetsSpeed: operation.need !== null,
    band:
      usdPerMillionTokens === null
        ? null
        : bandAround(usdPerMillionTokens, decodeBand ?? 1 + operation.machine.replica.chosen.error),
    margin: marginOf(price, usdPerMillionTokens),
    decodeOnly: requests.decodeOnly,
    usdPerMillionInputTokens: requests.usdPerMillionInputTokens,
    usdPerMillionCachedInputTokens: requests.usdPerMillionCachedInputTokens,
    usdPerMillionOutputTokens: requests.usdPerMillionOutputTokens,
    usdPerRequest: requests.usdPerRequest,
    basis: missing ? forReason(basis, missing) : basis,
    ...(missing ? { reason: missing } : {}),
  };
}

function costReason(fleet: Fleet, { price, rent }: Gpus): Reason {
  const unserved = fleet.operations.find(({ need }) => need === null);
  if (unserved) return { code: 'workload-not-served', workload: unserved.workload };
  return { code: price === null && rent === null ? 'no-hardware-price' : 'no-hardware-power' };
}

/** An option that has no fleet, and why. */
export function unserved({ workloads }: OptionCase, reasons: readonly Reason[]): OptionResult {
  const reason: Reason = reasons[0] ?? { code: 'not-served' };
  const entries = Object.keys(workloads).map((name): [string, OptionWorkloadResult] => [
    name,
    { memory: null, decode: null, ...NO_REQUEST, cost: { ...NO_COST, reason }, reasons },
  ]);
  return {
    ...unservedStanding(reasons),
    layout: null,
    pools: [],
    lpx: null,
    workloads: Object.fromEntries(entries),
    total: {
      usdPerHour: null,
      usdPerMillionTokens: null,
      ownedTokensPerSecond: null,
      prefillAccelerators: null,
      drafterAccelerators: null,
      lpxUsdPerHour: null,
    },
  };
}
