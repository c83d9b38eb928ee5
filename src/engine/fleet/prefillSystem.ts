import type { Layout, MeasuredPrompt, Serving } from '../../catalog/shapes/resolvedPlan.js';
import { UNMEASURED } from '../../catalog/shapes/measured.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { memo } from '../../units/memo.js';
import { candidateLayouts } from '../memory/layouts.js';
import type { Accelerator } from '../shapes/machineInputs.js';
import type { RequestTokens } from '../time/request/colocated.js';
import { HOST_SECONDS, PREFILL_KEPT } from '../time/request/disaggregated.js';
import { promptTime, type PromptTime } from '../time/prefill/promptTime.js';
import { replicaOf, type Replica } from './replica.js';

/** Accelerators that compute prompts, as plain data: all that their times follow from. */
export interface PrefillSystem {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly accelerator: Accelerator;
  readonly layout: Layout;
  /** Prompts that were measured on them. */
  readonly measured: readonly MeasuredPrompt[];
  /** Bytes per second from one accelerator to those that decode. */
  readonly link: number;
}

/** The replica of a prefill system. */
export const prefillReplica = memo(
  { name: 'prefill replicas', most: 64 },
  ({ model, serving, accelerator, layout, measured }: PrefillSystem): Replica =>
    replicaOf({
      model,
      serving,
      accelerator,
      layout,
      speculation: null,
      dynamo: null,
      lpx: null,
      measured: { ...UNMEASURED, prefill: measured },
      scale: null,
    }),
);

/** A prompt on a prefill replica, in steps of its whole budget. Its host is busy with each; measured prompts hold that already. */
export function poolPrompt(replica: Replica, { input, cached }: RequestTokens): PromptTime {
  const { measured, serving } = replica.inputs;
  const time = promptTime(replica.prompt, { tokens: input - cached, cached }, serving.maxBatchedTokens);
  if (time.chunks === 0 || measured.prefill.length > 0) return time;
  return { ...time, batchedSeconds: Math.max(time.batchedSeconds, HOST_SECONDS) };
}

/** A request that layouts are weighed by, and the longest that its prompt may take. */
export interface PrefillTask {
  readonly tokens: RequestTokens;
  readonly mostSeconds: number | null;
}

/** What a search of layouts for prefill follows from. */
export interface PrefillSearch extends Omit<PrefillSystem, 'layout'> {
  readonly tasks: readonly PrefillTask[];
  /** Accelerators that a replica may take at most. */
  readonly limit: number;
}

/** Replicas for prefill are not searched beyond this size: their tokens would hardly fill the ranks. */
const MOST_DEVICES = 16;

/** A layout, what each task takes of a replica of it, and the accelerators of that. */
interface WeighedLayout {
  readonly layout: Layout;
  readonly devices: number;
  readonly prompts: readonly { readonly batchedSeconds: number; readonly soon: boolean }[];
}

/** Prompts of each task that arrive in a second at peak; `null` where one is not known. */
export type PromptRates = readonly number[] | null;

/**
 * The layout that computes the prompts of some tasks, by their numbers, with the fewest accelerators and soon enough;
 * `null` where the model fits none. Layouts are weighed once for all tasks, whichever of them is asked about.
 */
export function prefillLayout(
  search: PrefillSearch,
  perSecond: PromptRates,
  some: readonly number[],
): Layout | null {
  const { layout: wanted } = search.serving;
  if (wanted !== 'auto') return wanted;
  const [first, ...others] = soonLayouts(search, some);
  if (!first) return null;
  let [best, fewest] = [first, replicasFor(first, perSecond, some)];
  for (const one of others) {
    const needed = replicasFor(one, perSecond, some);
    const fewer = needed.devices - fewest.devices;
    if (fewer < 0 || (fewer === 0 && needed.effort < fewest.effort)) [best, fewest] = [one, needed];
  }
  return best.layout;
}

/** Accelerators that the prompts of a task keep busy at least at peak, whichever the layout. */
export function leastForPrompts(search: PrefillSearch, perSecond: PromptRates, task: number): number {
  const asked = perSecond?.[task] ?? 0;
  const each = weighedLayouts(search).map(
    ({ devices, prompts }) => devices * (prompts[task]?.batchedSeconds ?? 0),
  );
  return each.length > 0 ? (asked * Math.min(...each)) / PREFILL_KEPT : 0;
}

/** Accelerators of the smallest replica that computes prompts; the largest that is tried where the model fits none. */
export function smallestForPrompts(search: PrefillSearch): number {
  return weighedLayouts(search).reduce((least, { devices }) => Math.min(least, devices), MOST_DEVICES);
}

/** Accelerators of whole replicas that a volume takes, and accelerator-seconds of one prompt of each task. */
function replicasFor({ devices, prompts }: WeighedLayout, perSecond: PromptRates, some: readonly number[]) {
  let [effort, busy] = [0, 0];
  for (const task of some) {
    const seconds = prompts[task]?.batchedSeconds ?? 0;
    effort += devices * seconds;
    busy += seconds * (perSecond?.[task] ?? 0);
  }
  const replicas = perSecond ? Math.max(1, Math.ceil(busy / PREFILL_KEPT - 1e-9)) : 0;
  return { devices: replicas * devices, effort };
}

/** Layouts that compute each of some prompts soon enough, or all that are possible where none does. */
function soonLayouts(search: PrefillSearch, some: readonly number[]): readonly WeighedLayout[] {
  const weighed = weighedLayouts(search);
  const soon = weighed.filter(({ prompts }) => some.every((task) => prompts[task]?.soon ?? true));
  return soon.length > 0 ? soon : weighed;
}

/** The layouts that are possible. */
const weighedLayouts = memo(
  { name: 'layouts for prefill', most: 64 },
  ({ tasks, limit, ...system }: PrefillSearch): readonly WeighedLayout[] =>
    candidateLayouts(system.model, system.accelerator, Math.min(limit, MOST_DEVICES)).flatMap((layout) =>
      weighed({ ...system, layout }, tasks),
    ),
);

function weighed(system: PrefillSystem, tasks: readonly PrefillTask[]): readonly WeighedLayout[] {
  const replica = prefillReplica(system);
  if (replica.problems.length > 0) return [];
  const prompts = tasks.map(({ tokens, mostSeconds }) => {
    const { batchedSeconds, seconds } = poolPrompt(replica, tokens);
    return { batchedSeconds, soon: mostSeconds === null || seconds <= mostSeconds };
  });
  return [{ layout: system.layout, devices: replica.devices, prompts }];
}
