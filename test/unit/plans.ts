import assert from 'node:assert/strict';
import { kvCacheFormat } from '../../src/catalog/shapes/formats.js';
import type { Layout, ResolvedPlan, Serving } from '../../src/catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../src/catalog/shapes/types.js';
import { analyze } from '../../src/report/answers/analysis.js';

/** The plan that a text holds, which must be one without a problem. */
export function planOf(text: string): ResolvedPlan {
  const { plan, problems } = analyze(text);
  assert.deepEqual(problems, []);
  assert.ok(plan);
  return plan;
}

/** One accelerator alone. */
export const SINGLE: Layout = { tensor: 1, attentionData: 1, expert: 1, pipeline: 1, context: 1 };

/** A model served by vLLM as it comes, with a cache in a format that plans name. */
export function servingOf(model: ModelSpec, kvCache: string, change: Partial<Serving> = {}): Serving {
  return {
    engine: 'vllm',
    engineVersion: null,
    kvCache: kvCacheFormat(model, kvCache),
    weights: 'native',
    blockSize: null,
    memoryUtilization: 0.9,
    maxModelLength: null,
    maxBatchedTokens: 8192,
    maxSequences: null,
    schedulerRecvInterval: 1,
    prefixCaching: null,
    graphTokens: null,
    layout: 'auto',
    kvOffload: [],
    lora: null,
    weightOffload: null,
    pools: 'auto',
    ...change,
  };
}
