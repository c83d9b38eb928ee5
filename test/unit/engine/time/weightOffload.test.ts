import assert from 'node:assert/strict';
import test from 'node:test';
import { modelById } from '../../../../src/catalog/entries/models.js';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import type { Layout, WeightOffload } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { hostReads, hostSeconds, linkSeconds } from '../../../../src/engine/time/beside.js';
import { hostWeights, layerBytes } from '../../../../src/engine/memory/server/hostWeights.js';
import { moved } from '../../../../src/engine/moves/moves.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { pathKey } from '../../../../src/plan/path.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { servingOf, SINGLE } from '../../plans.js';

const GiB = 2 ** 30;
const planText = (
  offload: string,
  change: { engine?: string; gpus?: string; model?: string } = {},
) => `decodeplan: 1
model: ${change.model ?? 'llama-3.1-70b'}
workloads: { chat: { concurrency: 8, context: 4K, input: 3K, output: 1K } }
gpus: ${change.gpus ?? '{ type: h100-sxm, count: 4 }'}
serving: { engine: ${change.engine ?? 'vllm'}, layout: { tensor: 4 }${offload === '' ? '' : `, weightOffload: ${offload}`} }
`;

const answered = (offload: string, change: Parameters<typeof planText>[1] = {}) => {
  const { result, problems } = analyze(planText(offload, change));
  assert.deepEqual(problems, []);
  const { memory, decode, prefill } = result()!.options['as-is']!.workloads['chat']!;
  assert.ok(memory && decode && prefill);
  return { memory, decode, prefill };
};
const close = (a: number, b: number, what = '') => assert.ok(Math.abs(a / b - 1) < 1e-9, `${what} ${a} ${b}`);

void test('weights with the host leave their room to the cache, and every step reads them over the link', () => {
  const [plain, some] = [answered(''), answered('{ capacity: 10 GiB }')];
  assert.equal(plain.memory.hostWeightsBytes, 0);
  assert.equal(plain.decode.parts.host, 0);
  assert.equal(some.memory.hostWeightsBytes, 10 * GiB);
  close(plain.memory.weightsBytes - some.memory.weightsBytes, 10 * GiB);
  close(some.memory.kvPoolBytes - plain.memory.kvPoolBytes, 10 * GiB);
  // 64 GB/s, less what the same layers take of the step anyway.
  const atLink = (10 * GiB) / 64e9;
  const rest = some.decode.stepSeconds - some.decode.parts.host;
  close(rest, plain.decode.stepSeconds, 'the rest');
  const share = (10 * GiB) / layerBytes(modelById('llama-3.1-70b')!, 'native', { ...SINGLE, tensor: 4 });
  close(some.decode.parts.host, atLink - share * rest);
  assert.ok(some.decode.speedOfLightSeconds < some.decode.stepSeconds);
  assert.ok(some.decode.speedOfLightSeconds > plain.decode.speedOfLightSeconds);
  assert.ok(some.prefill.secondsPerPrompt >= plain.prefill.secondsPerPrompt);
  assert.ok(some.prefill.speedOfLightSeconds <= some.prefill.secondsPerPrompt);
  // A server's users see all of it.
  const [slow, quick] = [1 / some.decode.tokensPerSecondPerUser, 1 / plain.decode.tokensPerSecondPerUser];
  assert.ok(slow - quick > 0.99 * some.decode.parts.host, `${slow - quick} of ${some.decode.parts.host}`);
  // A faster link, as the plan says it.
  const fast = answered('{ capacity: 10 GiB, bandwidth: 450 GB/s }');
  assert.ok(fast.decode.parts.host < some.decode.parts.host / 5);
});

void test('what is copied ahead hides behind the rest of the step, for a buffer of one layer', () => {
  const [plain, inPlace, ahead] = [
    answered(''),
    answered('{ capacity: 10 GiB }'),
    answered('{ capacity: 10 GiB, prefetch: true }'),
  ];
  const layer = layerBytes(modelById('llama-3.1-70b')!, 'native', { ...SINGLE, tensor: 4 }) / 80;
  close(ahead.memory.weightsBytes - inPlace.memory.weightsBytes, layer);
  close(ahead.decode.stepSeconds, Math.max(plain.decode.stepSeconds, (10 * GiB) / 64e9));
  assert.ok(ahead.decode.stepSeconds < inPlace.decode.stepSeconds);
  const little = answered('{ capacity: 0.5 GiB, prefetch: true }');
  close(little.decode.stepSeconds, plain.decode.stepSeconds);
});

void test('a server that copies what it needs waits for all of it; experts that are not chosen stay where they are', () => {
  const model = modelById('qwen3-30b-a3b')!;
  const accelerator = gpuTypeById('h100-sxm')!.accelerator;
  const offload: WeightOffload = { capacity: 20e9, bandwidth: null, prefetch: false };
  const of = (
    engine: 'vllm' | 'sglang',
    layout: Partial<Layout> = {},
    change: Partial<WeightOffload> = {},
  ) => {
    const serving = servingOf(model, 'bf16', { engine, weightOffload: { ...offload, ...change } });
    const reads = hostReads({
      model,
      serving,
      accelerator,
      layout: { ...SINGLE, ...layout },
      moved: new Set(),
    });
    assert.ok(reads);
    return reads;
  };
  const all = 20e9 / 64e9;
  close(linkSeconds(of('sglang'), 1), all);
  close(hostSeconds(of('sglang'), 1, 1), all);
  assert.ok(linkSeconds(of('vllm'), 1) < 0.2 * all);
  close(linkSeconds(of('vllm'), 1e6), all);
  // Stages read in place one after the other, and copy ahead side by side.
  close(linkSeconds(of('vllm', { pipeline: 2 }), 1e6), 2 * all);
  close(linkSeconds(of('vllm', { pipeline: 2 }, { prefetch: true }), 1), all);
  assert.equal(hostSeconds(null, 1, 1), 0);
});

void test('more than the layers is the layers: embeddings and head stay', () => {
  for (const id of ['llama-3.1-8b', 'qwen3-30b-a3b', 'deepseek-v3']) {
    const model = modelById(id)!;
    for (const layout of [SINGLE, { ...SINGLE, tensor: 2 }, { ...SINGLE, pipeline: 2 }]) {
      const at = (capacity: number) =>
        hostWeights({
          model,
          serving: servingOf(model, 'bf16', {
            weightOffload: { capacity, bandwidth: null, prefetch: false },
          }),
          layout,
          moved: new Set(),
        });
      const layers = layerBytes(model, 'native', layout);
      assert.deepEqual(at(1e15), { bytes: layers, share: 1, bufferBytes: 0 }, id);
      assert.equal(at(1e9).bytes, 1e9);
      close(at(1e9).share, 1e9 / layers);
    }
  }
});

void test('a rate that the plan leaves open leaves the step open', () => {
  const { plan, problems } = analyze(planText('{ capacity: 10 GiB, bandwidth: 30..40..60 GB/s }'));
  assert.deepEqual(problems, []);
  assert.ok(plan);
  const at = ['serving', 'weightOffload', 'bandwidth'];
  assert.deepEqual(plan.ranges[pathKey(at)], { low: 30e9, likely: 40e9, high: 60e9 });
  const stepAt = (rate: number) =>
    evaluate(moved(plan, at, rate), { breakEven: false }).options['as-is']?.workloads['chat']?.decode?.parts
      .host;
  assert.ok((stepAt(30e9) ?? 0) > 1.5 * (stepAt(60e9) ?? 0));
});

void test('what is asked too much, what is slow and what is not known is said at its place', () => {
  const said = (offload: string, change: Parameters<typeof planText>[1] = {}) => {
    const analysis = analyze(planText(offload, change));
    return [
      ...analysis.problems.map(({ code, path }) => `${code} at ${path}`),
      ...analysis.findings().map(({ code, path }) => `${code} at ${path}`),
    ];
  };
  const at = 'serving.weightOffload.capacity';
  assert.deepEqual(said('{ capacity: 20 GiB }'), [`weight-offload-slows at ${at}`]);
  assert.deepEqual(said('{ capacity: 0.2 GiB, prefetch: true }'), []);
  assert.ok(said('{ capacity: 90 GiB }').includes(`offload-over-weights at ${at}`));
  assert.deepEqual(said('{ capacity: 0 GB }'), [`zero at ${at}`]);
  const tpu = { gpus: '{ type: b200-sxm, count: 4 }' };
  assert.deepEqual(said('{ capacity: 20 GiB }', tpu), ['not-served at serving.weightOffload']);
  assert.deepEqual(said('{ capacity: 20 GiB, bandwidth: 60 GB/s }', tpu), [`weight-offload-slows at ${at}`]);
});
