import type { Gpus, PrefillSite } from '../../catalog/shapes/resolvedPlan.js';
import { DEFAULT_LINK } from '../../catalog/shapes/prefillLink.js';
import type { Reason } from '../shapes/reasons.js';
import { devicesOf } from '../memory/layouts.js';
import { PREFILL_KEPT } from '../time/request/disaggregated.js';
import { fewestWhole } from '../shapes/roots.js';
import { meets, settledTtft, shortestTarget } from '../time/request/ttft.js';
import { gpuCosts } from './costs.js';
import type { OptionCase } from './optionCase.js';
import {
  leastForPrompts,
  poolPrompt,
  prefillLayout,
  prefillReplica,
  smallestForPrompts,
  type PrefillSearch,
  type PrefillSystem,
  type PrefillTask,
  type PromptRates,
} from './prefillSystem.js';
import { loadsOf } from './pools/load.js';
import { meanTokens } from '../memory/contextMix.js';
import { requestTokens } from './prompts.js';
import { acceleratorOf, inFlight, type Point } from './reach.js';
import type { Replica } from './replica.js';
import { loadState, type Others } from './request/loadState.js';
import { rankBytes, servedRequest, type PlannedRequest } from './request/prefixes.js';
import { requestPlace } from './request/requestPlace.js';
import { tiersUsdPerSecond } from './request/tierCosts.js';

/** Accelerators that compute the prompts of an option, as far as a plan says; `null`: none, steps of decoding do. */
export interface PrefillChoice {
  readonly system: PrefillSystem;
  readonly gpus: Gpus;
  /** Accelerators in all, or as many as the prompts need. */
  readonly count: number | 'auto';
  /** They come out of the accelerators that decode. */
  readonly sameType: boolean;
}

/** What prompts take beside a fleet that decodes. */
export interface PrefillNeed {
  /** Whole replicas. */
  readonly replicas: number;
  readonly devices: number;
  /** Those that the prompts of the peak need, not rounded. */
  readonly need: number;
  /** Part of their work that the prompts of each part of the fleet are, in its order. */
  readonly shares: readonly number[];
  /** Replicas that each part keeps busy at peak, and its requests a second. */
  readonly busy: readonly number[];
  readonly requests: readonly number[];
  /** The part of `usdPerSecond` that tiers for kept prefixes cost. */
  readonly keepingUsdPerSecond: number;
  readonly usdPerSecond: number | null;
  readonly watts: number | null;
}

/** Where the prompts of an option's workloads may be computed. */
export interface PromptPlaces {
  /** In the steps of decoding. */
  readonly inSteps: boolean;
  /** On accelerators of their own. */
  readonly apart: boolean;
  /**
   * The accelerators for prompts of these workloads, by their numbers in the plan's order; `null` where none of them has
   * prompts, or no accelerators hold the model.
   */
  readonly choice: (members: readonly number[]) => PrefillChoice | null;
  /** Accelerators that the prompts of a workload keep busy at least, if they are computed apart. */
  readonly least: (member: number) => number;
  /** Accelerators of the smallest replica that could. */
  readonly smallest: () => number;
}

/**
 * Who may compute the prompts of an option (request.md 4). What is left open is decided for each pool of its fleet.
 * `promptPart`: of the time to a first token, what its prompt may take; all of it where that is `null`.
 */
export function promptPlaces(asked: OptionCase, gpus: Gpus, promptPart: number | null = null): PromptPlaces {
  const tasks = tasksOf(asked, promptPart ?? 1);
  const { prefill } = asked;
  const own: PrefillSite = { gpus, count: 'auto', link: DEFAULT_LINK, serving: null };
  const site = typeof prefill === 'string' ? own : prefill;
  const search = searchOf(asked, site, tasks);
  const peaks = site.count === 'auto' ? peaksOf(asked) : null;
  const made = new Map<string, PrefillChoice | null>();
  const numbersOf = (members: readonly number[]) =>
    members.map((member) => tasks.findIndex((task) => task.member === member)).filter((task) => task >= 0);
  const choice = (members: readonly number[]): PrefillChoice | null => {
    const some = numbersOf(members);
    const key = some.join(' ');
    let found = made.get(key);
    if (found === undefined) made.set(key, (found = choiceOf(search, { site, decoding: gpus, peaks }, some)));
    return found;
  };
  const possible = tasks.length > 0 && choice(tasks.map(({ member }) => member)) !== null;
  return {
    inSteps: tasks.length === 0 || typeof prefill === 'string',
    apart: possible && (prefill === 'auto' ? mayPay(asked) : prefill !== 'colocated'),
    choice: (members) => (possible ? choice(members) : null),
    least: (member) => {
      const [task] = numbersOf([member]);
      return task === undefined ? 0 : leastForPrompts(search, peaks, task);
    },
    smallest: () => smallestForPrompts(search),
  };
}

/** A closed loop without a target takes what is there: only a volume or a target can be met more cheaply. */
function mayPay({ workloads, serving }: OptionCase): boolean {
  const wanted = Object.values(workloads).some(({ demand, requests, speed, ttft }) =>
    [demand, requests, speed, ttft].some((one) => one !== null),
  );
  return wanted && serving.layout === 'auto';
}

/** Why no accelerators of their own compute an option's prompts. */
export function withoutPrefill({ prefill }: OptionCase): Reason {
  const owned = typeof prefill === 'string' || prefill.count === 'auto' ? null : prefill.count;
  return { code: 'prefill-without-room', owned };
}

/** A task with the number of its workload. */
type NumberedTask = PrefillTask & { readonly member: number };

function searchOf(asked: OptionCase, site: PrefillSite, tasks: readonly NumberedTask[]): PrefillSearch {
  const accelerator = acceleratorOf(site.gpus.accelerator);
  const own = site.serving ?? { ...asked.serving, layout: 'auto' as const };
  // A measurement belongs to one layout, so there is none where the layout is searched.
  const measured = own.layout === 'auto' ? [] : asked.measured.prefill;
  const limit = site.count === 'auto' ? accelerator.scaleUpDomain : site.count;
  return {
    model: asked.model,
    serving: own,
    accelerator,
    measured,
    link: site.link,
    tasks: tasks.map(({ tokens, mostSeconds }) => ({ tokens, mostSeconds })),
    limit,
  };
}

function choiceOf(
  search: PrefillSearch,
  { site, decoding, peaks }: { site: PrefillSite; decoding: Gpus; peaks: PromptRates },
  some: readonly number[],
): PrefillChoice | null {
  const layout = some.length === 0 ? null : prefillLayout(search, peaks, some);
  if (!layout) return null;
  const { tasks: _, limit: __, ...system } = search;
  const sameType = site.gpus.accelerator.id === decoding.accelerator.id;
  return { system: { ...system, layout }, gpus: site.gpus, count: site.count, sameType };
}

function tasksOf({ workloads, model, serving }: OptionCase, promptPart: number): NumberedTask[] {
  return Object.values(workloads).flatMap(({ ttft, ...workload }, member) => {
    const tokens = requestTokens({ model, serving }, workload);
    const target = shortestTarget(ttft);
    return tokens ? [{ member, tokens, mostSeconds: target === null ? null : promptPart * target }] : [];
  });
}

/** Prompts of each task that arrive in a second at peak; `null` where a workload has no volume. */
function peaksOf({ workloads, economics }: OptionCase): PromptRates {
  const perSecond: number[] = [];
  for (const { peak, request } of loadsOf({ workloads, utilization: economics.utilization })) {
    if (!request?.output) continue;
    if (peak === null) return null;
    perSecond.push(peak / meanTokens(request.output));
  }
  return perSecond;
}

/** A workload with the decoded tokens per second of its peak; `null` where it is not served. */
export interface Decoded {
  readonly point: Point;
  /** Replicas that it gets, not rounded. */
  readonly allocated: number;
  readonly peak: number | null;
}

/** Prefill accelerators that workloads share at peak (request.md 4); `null` where one is not served. */
export function prefillNeed(
  { system, gpus, count }: PrefillChoice,
  parts: readonly Decoded[],
  { economics }: Pick<OptionCase, 'economics'>,
): PrefillNeed | null {
  const replica = prefillReplica(system);
  const each = devicesOf(system.layout);
  const fixed = count === 'auto' ? null : Math.max(1, Math.floor(count / each));
  const prompts = peakPrompts(parts);
  if (!prompts) return null;
  const carried = busyReplicas(replica, prompts, fixed);
  const need = totalOf(carried) / PREFILL_KEPT;
  const least = fixed ?? Math.max(1, Math.ceil(need - 1e-9));
  const replicas = fixed ?? replicasInTime(system, parts, prompts, least);
  const busy = replicas === least ? carried : busyReplicas(replica, prompts, replicas);
  const devices = replicas * each;
  const { usdPerSecond, watts } = gpuCosts(gpus, economics);
  const keeping = tiersUsdPerSecond(system.serving.kvOffload, economics);
  return {
    replicas,
    devices,
    need,
    shares: partsOfWhole(busy),
    keepingUsdPerSecond: keeping * devices,
    usdPerSecond: usdPerSecond === null ? null : (usdPerSecond + keeping) * devices,
    busy,
    requests: requestsOf(prompts),
    watts: watts === null ? null : watts * devices,
  };
}

/** More replicas than this are not tried for the sake of first tokens. */
const MOST_REPLICAS = 2 ** 16;

/**
 * The fewest replicas from the least up on which every first token comes in time (request.md 6): with more of them fewer
 * prompts wait. The least where no number is enough, so that what is missed is told of a fleet that carries its load.
 */
function replicasInTime(
  system: PrefillChoice['system'],
  parts: readonly Decoded[],
  prompts: readonly (PeakPrompts | null)[],
  least: number,
): number {
  if (!parts.some(({ point }) => point.load.ttft && isApart(point))) return least;
  const replica = prefillReplica(system);
  const requests = requestsOf(prompts);
  const inTime = (replicas: number): boolean => {
    const busy = busyReplicas(replica, prompts, replicas);
    const shares = partsOfWhole(busy);
    return parts.every(({ point, allocated }, i) => {
      const { ttft } = point.load;
      if (!isApart(point)) return true;
      const prefill = { system, replicas, share: shares[i] ?? 0, others: othersOf({ requests, busy }, i) };
      const place = requestPlace(point, { allocated, ttft, prefill }, inFlight(point, allocated) / allocated);
      if (!place || !ttft) return true;
      const { parts: times, wait } = loadState(place);
      return meets(settledTtft(times, wait), ttft);
    });
  };
  // Most are in time at once; a queue of very many servers takes long to work out.
  if (inTime(least) || !inTime(MOST_REPLICAS)) return least;
  return fewestWhole(least + 1, MOST_REPLICAS, inTime) ?? least;
}

/** What the others ask of accelerators for prompts that a part of a fleet shares with them. */
export function othersOf(need: Pick<PrefillNeed, 'requests' | 'busy'> | null, own: number): Others {
  const without = (of: readonly number[]) => totalOf(of.filter((_, i) => i !== own));
  return { requestsPerSecond: without(need?.requests ?? []), busy: without(need?.busy ?? []) };
}

/** The part of the whole that each is. */
export function partsOfWhole(values: readonly number[]): readonly number[] {
  const all = totalOf(values);
  return values.map((one) => (all > 0 ? one / all : 0));
}

const requestsOf = (prompts: readonly (PeakPrompts | null)[]): readonly number[] =>
  prompts.map((one) => one?.perSecond ?? 0);

const totalOf = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0);

/** Whether a workload has prompts that accelerators of their own compute. */
export const isApart = ({ colocated, load }: Point): boolean => !colocated && load.request !== null;

/** Prompts that a workload sends in a second at peak. */
interface PeakPrompts {
  readonly request: PlannedRequest;
  readonly perSecond: number;
}

/** One a part, `null` where it has no prompts; `null` at all where one is not served. */
function peakPrompts(parts: readonly Decoded[]): (PeakPrompts | null)[] | null {
  const prompts: (PeakPrompts | null)[] = [];
  for (const { point, peak } of parts) {
    if (peak === null) return null;
    const { load, machine } = point;
    const request =
      isApart(point) && load.request ? requestTokens(machine.replica.inputs, load.request) : null;
    prompts.push(request && { request, perSecond: peak / request.output });
  }
  return prompts;
}

/** Replicas that each workload's prompts keep busy, with the hits that their memory serves beside the others'. */
function busyReplicas(
  replica: Replica,
  prompts: readonly (PeakPrompts | null)[],
  fixed: number | null,
): number[] {
  const groups = replica.layout.attentionData;
  const asked = prompts.map((one) =>
    one ? one.perSecond * poolPrompt(replica, one.request).batchedSeconds : 0,
  );
  const all = totalOf(asked);
  return prompts.map((one, i) => {
    if (!one) return 0;
    const { request, perSecond } = one;
    const own = fixed === null ? null : (fixed * (asked[i] ?? 0)) / all;
    const keeping = { replica, runningBytes: rankBytes(replica, request.input) };
    const { tokens } = servedRequest(request, keeping, (at) => {
      const full = PREFILL_KEPT / poolPrompt(replica, at).batchedSeconds;
      return (own === null ? full : Math.min(full, perSecond / own)) / groups;
    });
    return perSecond * poolPrompt(replica, tokens).batchedSeconds;
  });
}
