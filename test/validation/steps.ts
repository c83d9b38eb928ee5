import assert from 'node:assert/strict';
import { resolvePlan } from '../../src/catalog/resolve/resolvePlan.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import { parsePlan } from '../../src/plan/document.js';
import { readCases, type Tolerance } from '../unit/cases/caseFiles.js';

export interface StepCase {
  readonly id: string;
  readonly input: {
    readonly model: string;
    readonly system: string;
    readonly tp: number;
    readonly batch: number;
    readonly context: number;
    readonly quant: Readonly<Record<string, string>>;
    readonly moe: Readonly<Record<string, number>>;
  };
  readonly expected: { readonly tpot_ms: number };
  readonly tolerance: Tolerance;
}

/** The step of a case as a plan answers it: one node, one workload, explicit layout. */
export function stepMilliseconds({ input: c }: StepCase): number {
  const eight = c.quant['gemm_quant_mode'] === 'fp8';
  const plan = {
    decodeplan: 1,
    model: c.model.replace('Meta-Llama', 'Llama'),
    workloads: { one: { concurrency: c.batch, context: c.context } },
    gpus: { type: c.system.replace('_', '-'), count: c.tp },
    serving: {
      engine: 'trtllm',
      // What the tables were measured with.
      engineVersion: '1.2.0rc5',
      ...(eight ? { weights: 'fp8' } : {}),
      // Where a case names no format, the engine's own default is what was measured.
      ...(c.quant['kvcache_quant_mode'] ? { kvCache: eight ? 'fp8' : 'bf16' } : {}),
      layout: { tensor: c.tp, ...(c.moe['moe_ep_size'] ? { expert: c.moe['moe_ep_size'] } : {}) },
    },
  };
  const { input, problems } = parsePlan(JSON.stringify(plan));
  assert.deepEqual(problems, []);
  assert.ok(input);
  const { plan: resolved, problems: unresolved } = resolvePlan(input);
  assert.deepEqual(unresolved, []);
  assert.ok(resolved);
  const decode = evaluate(resolved, { breakEven: false }).options['as-is']?.workloads['one']?.decode;
  assert.ok(decode);
  assert.equal(decode.batch, c.batch);
  return decode.stepSeconds * 1e3;
}

export const stepCases = () => readCases<StepCase>('decode-step');
