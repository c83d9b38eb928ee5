import type { Gpus, PrefillSite } from '../../catalog/shapes/resolvedPlan.js';
import { DEFAULT_LINK } from '../../catalog/shapes/prefillLink.js';
import type { Reason } from '../shapes/reasons.js';
import { devicesOf } from '../memory/layouts.js';
import { PREFILL_KEPT } from '../time/request/disaggregated.js';
import { fewestWhole } from '../shapes/roots.js';
import { meets, settledTtft } from '../time/request/ttft.js';
import { gpuCosts } from './costs.js';
import type { OptionCase } from './optionCase.js';
import { poolPrompt, prefillLayout, prefillReplica, type PrefillTask } from './prefillSystem.js';
import { loadsOf } from './pools/load.js';
import { meanTokens } from '../memory/contextMix.js';
import { requestTokens } from './prompts.js';
import { acceleratorOf, inFlight, type Point, type Site } from './reach.js';
import type { Replica } from './replica.js';
import { loadState, type Others } from './request/loadState.js';
import { rankBytes, servedRequest, type PlannedRequest } from './request/prefixes.js';
import { requestPlace } from './request/requestPlace.js';
import { tiersUsdPerSecond } from './request/tierCosts.js';

/** Accelerators that compute the prompts of an option, as far as a plan says; `null`: none, steps of decoding do. */
export interface PrefillChoice {
  readonly system: NonNullable<Site['prefill']>;
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

/**
 * Where an option may compute its prompts: `null` stands for the steps of decoding, an empty list for accelerators of
 * their own that do not hold the model. Where LPX decodes `alone`, no
 * accelerator decodes, so prompts have accelerators of their own.
 */
export function prefillChoices(
  asked: OptionCase,
  gpus: Gpus,
  alone = false,
): readonly (PrefillChoice | null)[] {
  const { prefill } = asked;
  const tasks = tasksOf(asked);
  if (tasks.length === 0) return [null];
  if (alone) return known(prefillBeside(asked, gpus, tasks));
  if (prefill === 'colocated') return [null];
  if (prefill !== 'auto') return known(choiceOf(asked, gpus, prefill, tasks));
  // A closed loop without a target takes what is there: only a volume or a target can be met more cheaply.
  const wanted = Object.values(asked.workloads).some(
    ({ demand, requests, ttft }) => demand !== null || requests !== null || ttft !== null,
  );
  if (!wanted || asked.serving.layout !== 'auto') return [null];
  const site: PrefillSite = { gpus, count: 'auto', link: DEFAULT_LINK, serving: null };
  const separate = choiceOf(asked, gpus, site, tasks);
  return separate ? [null, separate] : [null];
}

const known = (choice: PrefillChoice | null): readonly PrefillChoice[] => (choice ? [choice] : []);

/** Why no accelerators of their own compute an option's prompts. */
export function withoutPrefill({ prefill }: OptionCase): Reason {
  const owned = typeof prefill === 'string' || prefill.count === 'auto' ? null : prefill.count;
  return { code: 'prefill-without-room', owned };
}

function prefillBeside(asked: OptionCase, gpus: Gpus, tasks: readonly PrefillTask[]): PrefillChoice | null {
  const { prefill } = asked;
  const own: PrefillSite = { gpus, count: 'auto', link: DEFAULT_LINK, serving: null };
  return choiceOf(asked, gpus, typeof prefill === 'string' ? own : prefill, tasks);
}

function choiceOf(
  asked: OptionCase,
  decoding: Gpus,
  site: PrefillSite,
  tasks: readonly PrefillTask[],
): PrefillChoice | null {
  const accelerator = acceleratorOf(site.gpus.accelerator);
  const own = site.serving ?? { ...asked.serving, layout: 'auto' as const };
  // A measurement belongs to one layout, so there is none where the layout is searched.
  const measured = own.layout === 'auto' ? [] : asked.measured.prefill;
  const system = { model: asked.model, serving: own, accelerator, measured, link: site.link };
  const limit = site.count === 'auto' ? accelerator.scaleUpDomain : site.count;
  const layout = prefillLayout({ ...system, tasks, limit }, site.count === 'auto' ? peakOf(asked) : null);
  if (!layout) return null;
  const sameType = site.gpus.accelerator.id === decoding.accelerator.id;
  return { system: { ...system, layout }, gpus: site.gpus, count: site.count, sameType };
}

function tasksOf({ workloads, model, serving }: OptionCase): PrefillTask[] {
  return Object.values(workloads).flatMap(({ ttft, ...workload }) => {
    const tokens = requestTokens({ model, serving }, workload);
    return tokens ? [{ tokens, mostSeconds: ttft ? Math.min(...targets(ttft)) : null }] : [];
  });
}

/** Prompts of each task that arrive in a second at peak; `null` where a workload has no volume. */
function peakOf({ workloads, economics }: OptionCase): readonly number[] | null {
  const perSecond: number[] = [];
  for (const { peak, request } of loadsOf({ workloads, utilization: economics.utilization })) {
    if (!request?.output) continue;
    if (peak === null) return null;
    perSecond.push(peak / meanTokens(request.output));
  }
  return perSecond;
}

const targets = (ttft: object): number[] =>
  Object.values(ttft).filter((seconds): seconds is number => typeof seconds === 'number');

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
  if (!parts.some(({ point }) => point.load.ttft && point.load.request)) return least;
  const replica = prefillReplica(system);
  const requests = requestsOf(prompts);
  const inTime = (replicas: number): boolean => {
    const busy = busyReplicas(replica, prompts, replicas);
    const shares = partsOfWhole(busy);
    return parts.every(({ point, allocated }, i) => {
      const { ttft } = point.load;
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
    const request = load.request && requestTokens(machine.replica.inputs, load.request);
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
