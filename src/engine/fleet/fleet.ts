import type { Ttft } from '../../catalog/shapes/resolvedPlan.js';
import type { Reason } from '../shapes/reasons.js';
import { countTimes, sumOrNull } from '../shapes/unknowns.js';
import { userSpeed } from '../time/step.js';
import {
  keepingBeside,
  less,
  paidFor,
  sumOf,
  times,
  unitCosts,
  wholeUsdPerSecond,
  type FleetRacks,
  type PaidFor,
  type Priced,
  type Used,
} from './buying/hardware.js';
import { devicesOfPools, wholeReplicas, type Part, type Pool } from './pools/pool.js';
import {
  isApart,
  othersOf,
  partsOfWhole,
  prefillNeed,
  type Decoded,
  type PrefillChoice,
} from './prefillPool.js';
import type { Others } from './request/loadState.js';
import { firstTokenOf, lateReason, requestTokens, wholeTokens, sharedSpeed } from './prompts.js';
import { arrivalsOf, askedInFlight } from './pools/load.js';
import { inFlight, tokenRate, type Point } from './reach.js';
import { meets } from '../time/request/ttft.js';

/** Pools that serve all workloads of a plan: as much of a fleet as it takes to weigh it against others. */
export interface Candidate extends Used {
  readonly pools: readonly Pool[];
  /** USD per second of the whole fleet, in whole units of all that it uses; `null` where a price is not known. */
  readonly usdPerSecond: number | null;
  /** The same without what stays idle of a unit: of two that cost the same, the one that uses less is better. */
  readonly usedUsdPerSecond: number | null;
  /** Decoded tokens per second at peak of each workload that is served, in the order of pools and parts. */
  readonly peaks: readonly (number | null)[];
  /** Pools whose workloads are served. */
  readonly served: number;
}

/** What a workload's part of a fleet costs and draws; `null` where it is not known, or not served. */
export interface Bill {
  readonly usdPerSecond: number | null;
  readonly watts: number | null;
  /** The part of `usdPerSecond` that is accelerators for prompts. */
  readonly prefillUsdPerSecond: number | null;
  /** The part of it that is tiers for kept prefixes, beside what computes prompts. */
  readonly keepingUsdPerSecond: number;
}

/** A workload's point in a fleet, and the part of it that it gets. */
export interface Operation extends Point {
  readonly workload: string;
  /** The point itself: the same object as long as nothing changes that it follows from. */
  readonly point: Point;
  /** The number of its pool. */
  readonly pool: number;
  /** Replicas of the pool that this workload gets; not rounded where others share them. */
  readonly allocated: number;
  /** Accelerators of those; `null` where it is not served. */
  readonly devices: number | null;
  /** Requests under way at peak. */
  readonly inFlight: number;
  /** What is asked of its own first tokens; a pool that it shares keeps the tightest of all. */
  readonly ttft: Ttft | null;
  /** Decoded tokens per second at peak, and on average; `null` where it is not served. */
  readonly peak: number | null;
  readonly served: number | null;
  readonly bill: Bill;
  /** Its part of the work on the prefill accelerators that it shares, and what else waits for them. */
  readonly prefillShare: number;
  /** Its part of the accelerators that draft. */
  readonly draftShare: number;
  /** Its part of the racks. */
  readonly racksShare: number;
  readonly others: Others;
}

/** A candidate that was settled on. */
export interface Fleet extends Candidate {
  /** One a workload, in the plan's order. */
  readonly operations: readonly Operation[];
  /** Decoded tokens per second served on average. */
  readonly tokensPerSecond: number | null;
  /** Power at the meter. */
  readonly watts: number | null;
  /** The part of `usdPerSecond` that is LPX racks; 0 without any. */
  readonly lpxUsdPerSecond: number | null;
}

/** Pools with what they need beside them, and their cost. */
export function candidateOf(
  priced: Priced,
  pools: readonly Pool[],
  lpx: FleetRacks | null,
  separate: PrefillChoice | null,
): Candidate {
  const decoded: Decoded[] = [];
  for (const pool of pools)
    for (const part of pool.parts)
      decoded.push({
        point: part.point,
        allocated: part.allocated,
        peak: pool.served ? peakOf(part) : null,
      });
  const prefill = separate && prefillNeed(separate, decoded, priced.asked);
  const devices = devicesOfPools(pools);
  const unknown = separate !== null && prefill === null;
  const keeping = devicesOfPools(separate ? pools.filter(keepsPrefixes) : pools);
  const used: Used = { devices, keeping, lpx, prefill, separate };
  return {
    // One by one: spreading took a tenth of an evaluation.
    pools,
    devices,
    keeping,
    lpx,
    prefill,
    separate,
    usdPerSecond: unknown ? null : wholeUsdPerSecond(priced, used, paidFor(priced, used)),
    usedUsdPerSecond: unknown ? null : sumOf(priced, 'usdPerSecond', used),
    peaks: decoded.map(({ peak }) => peak),
    served: pools.filter(({ served }) => served).length,
  };
}

/** Whether the replicas of a pool compute prompts in their own steps. */
export const keepsPrefixes = ({ parts }: Pool): boolean =>
  parts.some(({ point }) => point.colocated && point.load.request !== null);

/** Decoded tokens per second of a workload at peak: its volume, or what its users make. */
function peakOf({ point, allocated }: Part): number | null {
  const { peak, concurrency } = point.load;
  if (peak !== null) return peak;
  return point.batch === 0 ? null : allocated * tokenRate(point, concurrency / allocated);
}

/** Whether all workloads of a fleet are served. */
export function servesAll({ pools, served }: Candidate): boolean {
  return served === pools.length;
}

/** The whole of a candidate. */
export function fleetOf(priced: Priced, candidate: Candidate): Fleet {
  const { asked } = priced;
  const names = Object.keys(asked.workloads);
  const shares = sharesOf(candidate);
  const paid = paidFor(priced, candidate);
  const costs = unitCosts(priced);
  const operations: Operation[] = [];
  let n = 0;
  candidate.pools.forEach((pool, number) => {
    const shown = pool.served ? pool : onWhatIsThere(pool, candidate, priced);
    for (const part of shown.parts) {
      const peak = candidate.peaks[n] ?? null;
      const share = shares[n];
      const others = othersOf(candidate.prefill, n++);
      const workload = names[part.member] ?? '';
      const { point, allocated } = part;
      operations[part.member] = {
        load: point.load,
        machine: point.machine,
        batch: point.batch,
        need: point.need,
        colocated: point.colocated,
        point,
        workload,
        pool: number,
        prefillShare: share?.prefill ?? 0,
        draftShare: share?.drafts ?? 0,
        racksShare: share?.racks ?? 0,
        others,
        allocated,
        devices: pool.served ? neededReplicas(pool, part) * pool.devicesPerReplica : null,
        inFlight: inFlight(point, allocated),
        ttft: asked.workloads[workload]?.ttft ?? null,
        peak,
        served: peak === null ? null : peak * asked.economics.utilization,
        bill:
          share && peak !== null ? billOf(priced, candidate, part, pool, { share, paid, costs }) : UNKNOWN,
      };
    }
  });
  const all = servesAll(candidate);
  const { pools, devices, keeping, lpx, prefill, separate, usedUsdPerSecond, peaks, served } = candidate;
  return {
    // One by one, as above.
    pools,
    devices,
    keeping,
    lpx,
    prefill,
    separate,
    usedUsdPerSecond,
    peaks,
    served,
    operations,
    usdPerSecond: all ? candidate.usdPerSecond : null,
    tokensPerSecond: all ? sumOrNull(operations.map(({ served }) => served)) : null,
    watts: all ? sumOf(priced, 'watts', candidate) : null,
    lpxUsdPerSecond: candidate.lpx ? times(costs.rack.usdPerSecond, candidate.lpx.racks) : 0,
  };
}

/** Replicas of a part: those that it gets, or where it fills all that is there and still does not fit, more. */
function neededReplicas({ parts }: Pool, { allocated, point }: Part): number {
  return parts.length > 1 || point.need === null ? allocated : Math.max(allocated, wholeReplicas(point.need));
}

const UNKNOWN: Bill = { usdPerSecond: null, watts: null, prefillUsdPerSecond: null, keepingUsdPerSecond: 0 };

/** Workloads that cannot be served as asked are shown on what there is, by their sequences. */
function onWhatIsThere(pool: Pool, { pools }: Candidate, { gpus }: Priced): Pool {
  const sequences = (of: Pool) => of.parts.reduce((sum, { point }) => sum + askedInFlight(point.load), 0);
  const all = pools.reduce((sum, one) => sum + sequences(one), 0);
  const owned = pool.devicesPerReplica === 0 ? 1 : Math.floor(gpus.count / pool.devicesPerReplica);
  if (owned < 1 || all <= 0) return pool;
  const parts = pool.parts.map((part) => ({
    ...part,
    allocated: (owned * askedInFlight(part.point.load)) / all,
  }));
  return { ...pool, parts };
}

/** A part's shares of the racks and of the prefill accelerators. */
interface Shares {
  readonly racks: number;
  readonly prefill: number;
  readonly drafts: number;
}

/** Racks and drafters are shared by the tokens that go over them, prefill accelerators by how long each keeps them busy. */
function sharesOf({ pools, peaks, prefill, lpx }: Candidate): readonly Shares[] {
  let n = 0;
  const work = pools.flatMap((pool) =>
    pool.parts.map(({ allocated }) => {
      const peak = peaks[n++] ?? 0;
      if (pool.lpxRole === null) return 0;
      return pool.lpxRole === 'decode' ? allocated : peak;
    }),
  );
  const roles = pools.flatMap(({ parts, lpxRole }) => parts.map(() => lpxRole));
  const byRole = lpx?.byRole ?? [];
  // The racks of a role are its pools' alone.
  const racks = (i: number) => {
    const role = roles[i] ?? null;
    const own = byRole.find((one) => one.role === role);
    const all = work.reduce((sum, one, other) => (roles[other] === role ? sum + one : sum), 0);
    return own && lpx && all > 0 ? ((work[i] ?? 0) / all) * (own.racks / lpx.racks) : 0;
  };
  const drafts = partsOfWhole(peaks.map((peak) => peak ?? 0));
  return work.map((_, i) => ({
    racks: racks(i),
    prefill: prefill?.shares[i] ?? 0,
    drafts: drafts[i] ?? 0,
  }));
}

/** What bills are made from: a part's shares, what is paid for beside what is used, and what pieces cost. */
interface Billed {
  readonly share: Shares;
  readonly paid: PaidFor;
  readonly costs: ReturnType<typeof unitCosts>;
}

function billOf(
  priced: Priced,
  { lpx, prefill, separate: site }: Candidate,
  { allocated, point }: Part,
  pool: Pool,
  { share: shares, paid, costs: { gpu, rack, drafters } }: Billed,
): Bill {
  const devices = allocated * pool.devicesPerReplica;
  const separate = isApart(point) ? site : null;
  const racks = (lpx?.racks ?? 0) * shares.racks;
  const drawn = separate ? times(prefill ? prefill.watts : null, shares.prefill) : 0;
  const beside = site === null || keepsPrefixes(pool) ? keepingBeside(priced) * devices : 0;
  const keeping = separate ? (prefill?.keepingUsdPerSecond ?? 0) * shares.prefill : beside;
  const computing = prefill && less(prefill.usdPerSecond, prefill.keepingUsdPerSecond);
  const prompts = separate ? times(computing, paid.prefill * shares.prefill) : 0;
  const of = (what: 'usdPerSecond' | 'watts', whole: number) =>
    sumOrNull([countTimes(devices * whole, gpu[what]), countTimes(racks, rack[what])]);
  const drafting = (what: 'usdPerSecond' | 'watts', whole: number) =>
    countTimes(shares.drafts * whole, drafters[what]);
  return {
    usdPerSecond: sumOrNull([
      of('usdPerSecond', paid.gpus),
      prompts,
      keeping,
      drafting('usdPerSecond', paid.drafter),
    ]),
    watts: sumOrNull([of('watts', 1), drawn, drafting('watts', 1)]),
    prefillUsdPerSecond: separate ? sumOrNull([prompts, keeping]) : 0,
    keepingUsdPerSecond: keeping,
  };
}

/** Why a workload is not served; empty if it is. */
export function pointReasons({ machine, need, load }: Point): readonly Reason[] {
  if (need !== null) return [];
  if (machine.replica.problems.length > 0) return machine.replica.problems;
  if (machine.fits < 1) return [{ code: 'no-sequence-fits' }];
  const whole = load.request && wholeTokens(load.request);
  if (whole && !machine.holds(whole)) return [{ code: 'request-over-memory', tokens: whole }];
  const { speed: asked } = load;
  const best = userSpeed(machine.step(1));
  const request = load.request && requestTokens(machine.replica.inputs, load.request);
  if (asked !== null && (best < asked || !request)) return [{ code: 'too-slow', best, asked }];
  if (!request) return [{ code: 'not-served' }];
  // One user alone decodes fast enough: it is the prompts.
  const first = firstTokenOf(machine, request, 1, arrivalsOf(load));
  if (!first) return [{ code: 'prompts-too-many' }];
  if (load.ttft && !meets(first, load.ttft)) return [lateReason(first, load.ttft)];
  // Without a target nothing is too slow: it hardly decodes at all between its prompts.
  if (asked === null) return [{ code: 'prompts-too-many' }];
  return [{ code: 'too-slow', best: sharedSpeed(machine, request, 1), asked }];
}

/** Why accelerators and racks that an option writes are too few; empty where they are enough, or it writes none. */
export function fleetReasons(fleet: Candidate, most: number | null): Reason[] {
  const { pools, lpx, prefill, separate } = fleet;
  const reasons: Reason[] = [];
  const devices = pools.reduce((most, { devicesPerReplica }) => Math.max(most, devicesPerReplica), 0);
  if (most !== null && most < devices) reasons.push({ code: 'replica-over-plan', devices, owned: most });
  const needed = fleet.devices + (separate?.sameType && prefill ? prefill.devices : 0);
  if (most !== null && servesAll(fleet) && needed > most)
    reasons.push({ code: 'too-few-accelerators', needed, owned: most });
  if (lpx && lpx.racks < lpx.minimumRacks)
    reasons.push({ code: 'lpx-too-few-racks', minimumRacks: lpx.minimumRacks, racks: lpx.racks });
  if (lpx && pools.some(queuesTooLong)) reasons.push({ code: 'lpx-overloaded', racks: lpx.racks });
  return reasons;
}

/** Racks that hold the weights, but do not carry what is under way. */
function queuesTooLong({ lpxRole, served, parts }: Pool): boolean {
  return lpxRole !== null && !served && parts.every(({ point }) => point.need !== null);
}

/** Why the prefill accelerators that a plan names are too few. */
export function prefillReasons({ prefill }: Candidate): Reason[] {
  if (!prefill || prefill.need <= prefill.replicas + 1e-9) return [];
  const needed = Math.ceil((prefill.need * prefill.devices) / prefill.replicas);
  return [{ code: 'too-few-for-prefill', needed, owned: prefill.devices }];
}
