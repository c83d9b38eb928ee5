import assert from 'node:assert/strict';
import test from 'node:test';
import { kvBytesPerSequence, readBytes, stateBytes } from '../../../../src/catalog/shapes/cacheGroups.js';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import { weightClassBytes } from '../../../../src/catalog/shapes/weights.js';
import { resolvePlan } from '../../../../src/catalog/resolve/resolvePlan.js';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import {
  heldBytes,
  rankWeights,
  sequenceBytesPerRank,
  sequenceMeans,
} from '../../../../src/engine/memory/footprint.js';
import { distinctExperts, peakFlops } from '../../../../src/engine/time/rates.js';
import { parsePlan } from '../../../../src/plan/document.js';

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
  // 64 times the bytes; short sequences do not fill the bus, so that theirs take longer each.
  assert.ok(long.parts.kv > 30 * short.parts.kv && long.parts.kv < 64 * short.parts.kv);
  assert.equal(long.parts.weights, short.parts.weights);
});

void test('products run at the peak of their format, else of the next wider one that the hardware has', () => {
  const h200 = gpuTypeById('h200-sxm')?.accelerator;
  assert.ok(h200);
  const peaks = (bf16: number | null, fp8: number | null, fp4: number | null) =>
    (['nvfp4', 'mxfp4', 'fp8', 'fp8-block', 'int8', 'bf16', 'int4'] as const).map((format) =>
      peakFlops({ ...h200, flopsPerSecond: { bf16, fp8, fp4 } }, format),
    );
  assert.deepEqual(peaks(1, 2, 4), [4, 4, 2, 2, 2, 1, 1]);
  assert.deepEqual(peaks(1, 2, null), [2, 2, 2, 2, 2, 1, 1]);
  assert.deepEqual(peaks(1, null, null), [1, 1, 1, 1, 1, 1, 1]);
  // What only computes in narrow formats is taken at those; what publishes nothing is no limit.
  assert.deepEqual(peaks(null, 2, null), [2, 2, 2, 2, 2, 2, 2]);
  assert.deepEqual(peaks(null, null, null), Array(7).fill(Infinity));
});

void test('experts that every token chooses are all read from the first token on', () => {
  const dense = plan({ model: 'mixtral-8x7b', batch: 1, layout: '{ tensor: 8 }' });
  const { model } = dense;
  assert.ok(model.moe);
  const all = { ...model, moe: { ...model.moe, expertsPerToken: model.moe.routedExperts } };
  const weights = (batch: number) =>
    one({ ...dense, model: all, workloads: { one: { ...dense.workloads['one']!, concurrency: batch } } })
      .decode.parts.weights;
  assert.equal(weights(1), weights(64));
});

void test('a rank holds its share of each kind of weights; a stage of a pipeline the embeddings or the head', () => {
  const { model } = plan({ model: 'deepseek-v3' });
  const of = (...roles: string[]) =>
    weightClassBytes(model, 'native')
      .filter(({ role }) => roles.includes(role))
      .reduce((sum, { bytes }) => sum + bytes, 0);
  const layout = { tensor: 2, attentionData: 4, expert: 8, pipeline: 1, context: 1 };
  const near = (actual: number, expected: number) => assert.ok(Math.abs(actual / expected - 1) < 1e-12);
  const rank = rankWeights(model, 'native', layout, new Set());
  near(rank.experts, of('experts') / 8);
  near(rank.head, of('head') / 2);
  near(rank.idle, of('embedding') / 2);
  near(rank.dense, of('attention', 'dense-ffn', 'shared-experts', 'router', 'norm', 'other') / 2);
  near(heldBytes(rank, layout), rank.dense + rank.experts + rank.head + rank.idle);
  const stages = { ...layout, pipeline: 4 };
  const staged = rankWeights(model, 'native', stages, new Set());
  near(staged.dense, rank.dense / 4);
  near(staged.experts, rank.experts / 4);
  assert.deepEqual([staged.head, staged.idle], [rank.head, rank.idle]);
  near(heldBytes({ dense: 1, experts: 2, head: 3, idle: 5 }, stages), 8);
  near(heldBytes({ dense: 1, experts: 2, head: 7, idle: 5 }, stages), 10);
  // What has moved to LPX is not held.
  const moved = rankWeights(model, 'native', layout, new Set(['experts', 'shared-experts', 'dense-ffn']));
  assert.equal(moved.experts, 0);
  near(rank.dense - moved.dense, of('shared-experts', 'dense-ffn') / 2);
});

void test('a sequence takes whole pages, split over the ranks as its kind of cache can be', () => {
  const { model, serving } = plan({ model: 'qwen3-next-80b-a3b' });
  const layout = { tensor: 1, attentionData: 1, expert: 1, pipeline: 1, context: 1 };
  const bytes = (change: Partial<typeof layout>, tokens = 1000) =>
    sequenceBytesPerRank(model, serving.kvCache, { ...layout, ...change }, tokens, 16);
  const state = stateBytes(model, serving.kvCache);
  const growing = kvBytesPerSequence(model, serving.kvCache, 1008) - state;
  assert.ok(state > 0 && growing > 0);
  assert.equal(bytes({}), growing + state);
  assert.equal(bytes({}, 1008), bytes({}));
  assert.ok(bytes({}, 1009) > bytes({}));
  // Two KV heads: two ranks share them, four copy; states split over all, and not over the context.
  assert.equal(bytes({ tensor: 2 }), growing / 2 + state / 2);
  assert.equal(bytes({ tensor: 4 }), growing / 2 + state / 4);
  assert.equal(bytes({ context: 2 }), growing / 2 + state);
  assert.equal(bytes({ pipeline: 3 }), (growing + state) / 3);
  const means = (change: Partial<typeof layout>) =>
    sequenceMeans(model, serving.kvCache, { ...layout, ...change }, 16)([1000]);
  assert.equal(means({ context: 2 }).heldBytes, growing / 2 + state);
  assert.equal(means({ tensor: 2, pipeline: 2 }).heldBytes, (growing + state) / 4);
  assert.equal(means({ tensor: 4 }).flops, means({}).flops);
  const whole = means({});
  assert.equal(means({ tensor: 2 }).sharedBytes, whole.sharedBytes / 2);
  // A mean over two lengths is the mean of both.
  const both = sequenceMeans(model, serving.kvCache, layout, 16)([1000, 3000]);
  assert.equal(both.heldBytes, (bytes({}, 1000) + bytes({}, 3000)) / 2);
});

void test('sparse attention reads for each query what it reads; a rank reads its share of that', () => {
  const { model, serving } = plan({ model: 'deepseek-v3.2' });
  const layout = { tensor: 2, attentionData: 1, expert: 1, pipeline: 2, context: 1 };
  const { perQueryBytes, sharedBytes } = sequenceMeans(model, serving.kvCache, layout, 64)([65_536]);
  const reads = model.groups.map((group) => readBytes(group, serving.kvCache, 65_536));
  // A latent cache is copied to tensor-parallel ranks: only the pipeline splits it.
  assert.equal(perQueryBytes, reads.reduce((sum, { perQuery }) => sum + perQuery, 0) / 2);
  assert.equal(sharedBytes, reads.reduce((sum, { shared }) => sum + shared, 0) / 2);
  assert.ok(perQueryBytes > 0 && sharedBytes > 0);
});
