import {
  fixedBytes,
  kvBytesPerSequence,
  kvBytesPerToken,
  kvVariants,
  readBytesPerStep,
  stateBytes,
} from '../../catalog/shapes/cacheGroups.js';
import type { KvCacheFormat, ResolvedPlan, Workload } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { weightClassBytes } from '../../catalog/shapes/weights.js';
import { attachRate } from './attachRate.js';
import { groundOf } from './mix/ground.js';
import { mixResult } from './mix/mix.js';
import { explore } from './mix/search.js';
import { breakEvens } from './breakEven.js';
import { memo, once } from '../../units/memo.js';
import { caseOf } from '../fleet/optionCase.js';
import { knownResult } from './kept/known.js';
import { reachedLoads } from './loads.js';
import { withPaybacks } from './payback.js';
import { secondPurchase } from './secondPurchase.js';
import type { AtLengths, ModelResult, OptionResult, PlanResult, WorkloadResult } from '../shapes/result.js';
import { attentionUnknowns } from '../shapes/unknownInputs.js';

/** How much of an answer is wanted: break-evens take hundreds of evaluations, the rest one. */
export interface EvaluateOptions {
  readonly breakEven: boolean;
}

/**
 * Plan in, result out. Pure: the same plan gives the same result everywhere. SI units inside the plan;
 * units of the result as in `result.ts`. Never throws on a resolved plan.
 */
export function evaluate(plan: ResolvedPlan, wanted: EvaluateOptions = { breakEven: true }): PlanResult {
  const options = withPaybacks(plan, evaluateOptions(plan));
  const { model, serving } = plan;
  const mixed = once(() => mixOf(plan, options));
  return {
    model: modelResult(plan),
    workloads: Object.fromEntries(
      Object.entries(plan.workloads).map(([name, { context }]) => [
        name,
        workloadResult({ model, formats: serving.kvCache, context }),
      ]),
    ),
    options,
    basis: plan.economics.owned,
    load: reachedLoads(plan, options),
    breakEven: wanted.breakEven ? breakEvens(plan) : [],
    secondPurchase: secondPurchase(plan, options),
    // Of many workloads a mix takes longer than all else, and not every reader of a result asks for it.
    get mix() {
      return mixed().mix;
    },
    get attachRate() {
      return mixed().attachRate;
    },
    uncertainty: null,
  };
}

/** The best mix and its LPX part. */
function mixOf(
  plan: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
): Pick<PlanResult, 'mix' | 'attachRate'> {
  const ground = groundOf(plan, options);
  const explored = explore(ground);
  return { mix: mixResult(plan, ground, explored), attachRate: attachRate(plan, ground, explored) };
}

/** An edit of what an option's case does not hold leaves its result as it is. */
function evaluateOptions(plan: ResolvedPlan): Record<string, OptionResult> {
  const entries = Object.entries(plan.options);
  return Object.fromEntries(entries.map(([name, option]) => [name, knownResult(caseOf(plan, option))]));
}

function modelResult(plan: ResolvedPlan): ModelResult {
  const { model } = plan;
  const classes = weightClassBytes(model, plan.serving.weights);
  const sum = (f: (c: (typeof classes)[number]) => number) => classes.reduce((total, c) => total + f(c), 0);
  const known = classes.length > 0;
  return {
    id: model.id,
    layers: model.layers,
    parameters: known ? sum((c) => c.parameters) : model.publishedParameters,
    activeParameters: known ? sum((c) => c.activeParameters) : model.publishedActiveParameters,
    weightsBytes: known ? sum((c) => c.bytes) : null,
    ...(model.unknown[0] ? { reason: { code: 'model-unknown', what: model.unknown[0] } } : {}),
  };
}

/** What a workload's cache follows from. */
interface Cached {
  readonly model: ModelSpec;
  readonly formats: KvCacheFormat;
  readonly context: Workload['context'];
}

const workloadResult = memo({ name: 'caches of workloads', most: 128 }, cacheResult);

function cacheResult({ model, formats, context }: Cached): WorkloadResult {
  const [reason] = attentionUnknowns(model);
  if (reason) return { kvCache: null, reason };
  const { p50, p95, max } = context;
  const at = (f: (tokens: number) => number): AtLengths => ({ p50: f(p50), p95: f(p95), max: f(max) });
  const variants = kvVariants(model, formats);
  const variant = (name: keyof typeof variants) => {
    const bytes = (tokens: number) => variants[name].bytesPerSequence(tokens);
    return { bytesPerToken: variants[name].bytesPerToken(p50), bytesPerSequence: at(bytes) };
  };
  const native = kvBytesPerSequence(model, formats, p50);
  const mha = variants.mha.bytesPerSequence(p50);
  return {
    kvCache: {
      bytesPerToken: kvBytesPerToken(model, formats, p50),
      fixedBytes: fixedBytes(model, formats, p50),
      stateBytes: stateBytes(model, formats),
      bytesPerSequence: at((tokens) => kvBytesPerSequence(model, formats, tokens)),
      readBytesPerStep: at((tokens) => readBytesPerStep(model, formats, tokens)),
      variants: {
        mha: variant('mha'),
        gqa8: variant('gqa8'),
        mqa: variant('mqa'),
        mla: variant('mla'),
        native: variant('native'),
      },
      savings: mha > 0 ? 1 - native / mha : 0,
    },
  };
}
