import type { Gpus, PrefillSite } from '../../catalog/shapes/resolvedPlan.js';
import { DEFAULT_LINK } from '../../catalog/shapes/prefillLink.js';
import { devicesOf } from '../memory/layouts.js';
import { PREFILL_KEPT } from '../time/request/disaggregated.js';
import { gpuCosts } from './costs.js';
import type { OptionCase } from './optionCase.js';
import { poolPrompt, prefillLayout, prefillReplica, type PrefillTask } from './prefillSystem.js';
import { requestTokens } from './prompts.js';
import { acceleratorOf, type Point, type Site } from './reach.js';

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
  readonly usdPerSecond: number | null;
  readonly watts: number | null;
}

/** Where an option may compute its prompts: `null` stands for the steps of decoding. */
export function prefillChoices(asked: OptionCase, gpus: Gpus): readonly (PrefillChoice | null)[] {
  const { prefill } = asked;
  const tasks = tasksOf(asked);
  if (prefill === 'colocated' || tasks.length === 0) return [null];
  if (prefill !== 'auto') return [choiceOf(asked, gpus, prefill, tasks)];
  // A closed loop without a target takes what is there: only a volume or a target can be met more cheaply.
  const wanted = Object.values(asked.workloads).some(
    ({ demand, requests, ttft }) => demand !== null || requests !== null || ttft !== null,
  );
  if (!wanted || asked.serving.layout !== 'auto') return [null];
  const site: PrefillSite = { gpus, count: 'auto', link: DEFAULT_LINK, serving: null };
  const separate = choiceOf(asked, gpus, site, tasks);
  return separate ? [null, separate] : [null];
}

function choiceOf(
  asked: OptionCase,
  decoding: Gpus,
  site: PrefillSite,
  tasks: readonly PrefillTask[],
): PrefillChoice | null {
  const accelerator = acceleratorOf(site.gpus.accelerator);
  const own = site.serving ?? { ...asked.serving, layout: 'auto' as const };
  const system = { model: asked.model, serving: own, accelerator, link: site.link };
  const limit = site.count === 'auto' ? accelerator.scaleUpDomain : site.count;
  const layout = prefillLayout({ ...system, tasks, limit });
  if (!layout) return null;
  const sameType = site.gpus.accelerator.id === decoding.accelerator.id;
  return { system: { ...system, layout }, gpus: site.gpus, count: site.count, sameType };
}

function tasksOf({ workloads, model, serving }: OptionCase): PrefillTask[] {
  return Object.values(workloads).flatMap(({ input, output, cachedInput, ttft }) => {
    const tokens = requestTokens({ model, serving }, { input, output, cachedInput });
    return tokens ? [{ tokens, mostSeconds: ttft ? Math.min(...targets(ttft)) : null }] : [];
  });
}

const targets = (ttft: object): number[] =>
  Object.values(ttft).filter((seconds): seconds is number => typeof seconds === 'number');

/** Prefill accelerators for the workloads of a candidate at peak (request.md 4); `null` where one is not served. */
export function prefillNeed(
  { system, gpus, count }: PrefillChoice,
  points: readonly Point[],
  { economics }: Pick<OptionCase, 'economics'>,
): PrefillNeed | null {
  const replica = prefillReplica(system);
  let busy = 0;
  for (const { load, machine, served } of points) {
    if (served === null) return null;
    const tokens = load.request && requestTokens(machine.replica.inputs, load.request);
    if (!tokens) continue;
    const requestsPerSecond = served / economics.utilization / tokens.output;
    busy += requestsPerSecond * poolPrompt(replica, tokens).batchedSeconds;
  }
  const need = busy / PREFILL_KEPT;
  const each = devicesOf(system.layout);
  const replicas =
    count === 'auto' ? Math.max(1, Math.ceil(need - 1e-9)) : Math.max(1, Math.floor(count / each));
  const devices = replicas * each;
  const { usdPerSecond, watts } = gpuCosts(gpus, economics);
  return {
    replicas,
    devices,
    need,
    usdPerSecond: usdPerSecond === null ? null : usdPerSecond * devices,
    watts: watts === null ? null : watts * devices,
  };
}
