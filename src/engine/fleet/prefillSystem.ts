import type { Layout, MeasuredPrompt, Serving } from '../../catalog/shapes/resolvedPlan.js';
import { UNMEASURED } from '../../catalog/shapes/measured.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { memo } from '../../units/memo.js';
import { candidateLayouts } from '../memory/layouts.js';
import type { Accelerator } from '../shapes/machineInputs.js';
import type { RequestTokens } from '../time/request/colocated.js';
import { PREFILL_KEPT } from '../time/request/disaggregated.js';
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

/** A prompt on a prefill replica, in steps of its whole budget. */
export function poolPrompt(replica: Replica, { input, cached }: RequestTokens): PromptTime {
  const { maxBatchedTokens } = replica.inputs.serving;
  return promptTime(replica.prompt, { tokens: input - cached, cached }, maxBatchedTokens);
}

/** A request that layouts are weighed by, and the longest that its prompt may take. */
export interface PrefillTask {
  readonly tokens: RequestTokens;
  readonly mostSeconds: number | null;
}

/** What a search of layouts for prefill follows from. */
interface PrefillSearch extends Omit<PrefillSystem, 'layout'> {
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
  readonly batchedSeconds: readonly number[];
}

/**
 * The layout that computes the prompts with the fewest accelerators and soon enough; `null` where the model fits none.
 * `perSecond`: prompts of each task that arrive in a second at peak; `null` where one is not known.
 */
export function prefillLayout(search: PrefillSearch, perSecond: readonly number[] | null): Layout | null {
  const { layout: wanted } = search.serving;
  if (wanted !== 'auto') return wanted;
  const [first, ...others] = soonLayouts(search);
  if (!first) return null;
  let [best, fewest] = [first, replicasFor(first, perSecond)];
  for (const one of others) {
    const needed = replicasFor(one, perSecond);
    const fewer = needed.devices - fewest.devices;
    if (fewer < 0 || (fewer === 0 && needed.effort < fewest.effort)) [best, fewest] = [one, needed];
  }
  return best.layout;
}

/** Accelerators of whole replicas that a volume takes, and accelerator-seconds of one prompt of each task. */
function replicasFor({ devices, batchedSeconds }: WeighedLayout, perSecond: readonly number[] | null) {
  const effort = devices * batchedSeconds.reduce((sum, seconds) => sum + seconds, 0);
  const busy = batchedSeconds.reduce((sum, seconds, i) => sum + seconds * (perSecond?.[i] ?? 0), 0);
  const replicas = perSecond ? Math.max(1, Math.ceil(busy / PREFILL_KEPT - 1e-9)) : 0;
  return { devices: replicas * devices, effort };
}

/** Layouts that compute each prompt soon enough, or all that are possible where none does. */
const soonLayouts = memo(
  { name: 'layouts for prefill', most: 64 },
  ({ tasks, limit, ...system }: PrefillSearch): readonly WeighedLayout[] => {
    const layouts = candidateLayouts(system.model, system.accelerator, Math.min(limit, MOST_DEVICES));
    const weighed = layouts
      .map((layout) => ({ layout, ...weigh({ ...system, layout }, tasks) }))
      .filter(({ possible }) => possible);
    const soon = weighed.filter((one) => one.soon);
    return soon.length > 0 ? soon : weighed;
  },
);

function weigh(system: PrefillSystem, tasks: readonly PrefillTask[]) {
  const replica = prefillReplica(system);
  const prompts = tasks.map(({ tokens, mostSeconds }) => ({
    prompt: poolPrompt(replica, tokens),
    mostSeconds,
  }));
  return {
    possible: replica.problems.length === 0,
    soon: prompts.every(({ prompt, mostSeconds }) => mostSeconds === null || prompt.seconds <= mostSeconds),
    devices: replica.devices,
    batchedSeconds: prompts.map(({ prompt }) => prompt.batchedSeconds),
  };
}
