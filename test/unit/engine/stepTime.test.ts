import assert from 'node:assert/strict';
import test from 'node:test';
import { resolvePlan } from '../../../src/catalog/resolvePlan.js';
import type { ResolvedPlan } from '../../../src/catalog/resolvedPlan.js';
import { evaluate } from '../../../src/engine/evaluate.js';
import { distinctExperts } from '../../../src/engine/stepTime.js';
import { parsePlan } from '../../../src/plan/document.js';

const plan = (
  more: { batch?: number; context?: string; layout?: string; model?: string } = {},
): ResolvedPlan => {
  const { batch = 8, context = '4K', layout = '{ tensor: 8 }', model = 'deepseek-v3' } = more;
  const text = `decodeplan: 1
model: ${model}
workloads: { one: { concurrency: ${batch}, context: ${context} } }
gpus: { type: h200-sxm, count: 8 }
serving: { engine: trtllm, kvCache: bf16, layout: ${layout} }
`;
  const { input, problems } = parsePlan(text);
  assert.deepEqual(problems, []);
  assert.ok(input);
  const { plan: resolved, problems: unresolved } = resolvePlan(input);
  assert.deepEqual(unresolved, []);
  assert.ok(resolved);
  return resolved;
};
const one = (p: ResolvedPlan) => {
  const result = evaluate(p, { breakEven: false }).options['as-is']?.workloads['one'];
  assert.ok(result?.memory && result.decode);
  return { memory: result.memory, decode: result.decode };
};

void test('T6: the share of experts that tokens touch', () => {
  const share = (experts: number, chosen: number, tokens: number) =>
    distinctExperts(Math.log(1 - chosen / experts), tokens);
  const vectors = [
    [256, 6, 1, 0.02344],
    [256, 6, 16, 0.31577],
    [256, 6, 64, 0.78082],
    [256, 6, 256, 0.99769],
    [384, 6, 8, 0.11837],
    [384, 6, 64, 0.63501],
    [384, 6, 512, 0.99969],
  ] as const;
  for (const [experts, chosen, tokens, expected] of vectors)
    assert.ok(Math.abs(share(experts, chosen, tokens) - expected) < 2e-5);
});

void test('the parts of a step add up, and nothing is faster than light', () => {
  for (const batch of [1, 8, 64, 512]) {
    const { decode } = one(plan({ batch }));
    const sum = Object.values<number>({ ...decode.parts }).reduce((total, part) => total + part, 0);
    assert.ok(Math.abs(sum - decode.stepSeconds) < 1e-12);
    assert.ok(decode.speedOfLightSeconds < decode.stepSeconds);
    assert.equal(decode.batch, batch);
  }
});

void test('tensor parallelism copies the latent cache to every rank, data-parallel attention does not', () => {
  const copied = one(plan({ layout: '{ tensor: 8 }' })).memory;
  const spread = one(plan({ layout: '{ attentionData: 8, expert: 8 }' })).memory;
  assert.equal(copied.kvBytesPerToken, 70272);
  assert.ok(spread.kvTokens > 4 * copied.kvTokens);
});

void test('the answer is for the very batch and context of a single-node plan', () => {
  const short = one(plan({ batch: 16, context: '1K' })).decode;
  const long = one(plan({ batch: 16, context: '64K' })).decode;
  assert.equal(short.batch, 16);
  assert.ok(long.parts.kv > 60 * short.parts.kv);
  assert.equal(long.parts.weights, short.parts.weights);
});
