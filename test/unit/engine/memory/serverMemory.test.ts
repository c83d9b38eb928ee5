import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../../src/catalog/entries/models.js';
import type { Layout, Serving } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { weightClassBytes } from '../../../../src/catalog/shapes/weights.js';
import { copiedBytes } from '../../../../src/engine/memory/server/copies.js';
import { rankMemory } from '../../../../src/engine/memory/rank.js';
import {
  activationBytes,
  overheadBytes,
  startedSequences,
} from '../../../../src/engine/memory/server/serverMemory.js';
import { visibleBytes } from '../../../../src/engine/memory/server/visibleMemory.js';
import { planOf, SINGLE } from '../../plans.js';

const GiB = 2 ** 30;

const close = (actual: number, expected: number, what = '') => {
  assert.ok(Math.abs(actual - expected) <= 1e-11 * Math.abs(expected), `${what} ${actual}, not ${expected}`);
};

const PLAN = planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { one: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
`);

void test('engines take memory as their version does', () => {
  const of = (change: Partial<Serving>) => ({ ...PLAN.serving, ...change });
  const { model, gpus } = PLAN;
  const { accelerator } = gpus!;
  const peak = (change: Partial<Serving>, other = model, sequences = 1024, layout = SINGLE) =>
    activationBytes({ serving: of(change), model: other, layout, sequences });
  const sampler = 1024 * model.vocabulary;
  const hidden = 2.3 * PLAN.serving.maxBatchedTokens * model.hiddenSize;
  const [older, newer] = [38.4 * sampler + hidden, 14.9 * sampler + hidden];
  const VERSIONS: readonly (readonly [string | null, number])[] = [
    [null, newer],
    ['nightly', newer],
    ['0.12.0', newer],
    ['v0.19.1', newer],
    ['1.0.0', newer],
    ['0.11.9', older],
    ['v0.6.3', older],
  ];
  for (const [engineVersion, bytes] of VERSIONS) close(peak({ engineVersion }), bytes, String(engineVersion));
  close(peak({ engine: 'sglang' }), newer);
  // Fewer sequences are sampled, and no more than are batched, until a layer takes more.
  close(peak({}, model, 512), 14.9 * 512 * model.vocabulary + hidden);
  close(peak({ maxBatchedTokens: 64 }), 64 * (14.9 * model.vocabulary + 2.3 * model.hiddenSize));
  // Llama-3.1-8B has 14,336 inner elements.
  const layer = (ranks: number) => 8192 * (8.4 * model.hiddenSize + (6 * 14_336) / ranks);
  close(peak({}, model, 1), layer(1));
  close(peak({}, model, 1, { ...SINGLE, tensor: 4 }), layer(4));
  // The first engine samples nothing at the start of chunks.
  close(peak({ engineVersion: '0.7.2', maxModelLength: 32_769 }), layer(1));
  close(peak({ engineVersion: '0.7.2', maxModelLength: 32_768 }), older);
  // Experts add a copy of each token for each of them.
  const moe = { layers: 1, routedExperts: 8, expertsPerToken: 2, sharedExperts: 0, expertHidden: 64 };
  const experts = 4.6 * PLAN.serving.maxBatchedTokens * 2 * model.hiddenSize;
  close(peak({}, { ...model, moe }), newer + experts);
  const buffers = (layout: Partial<Layout>, engineVersion: string | null = null, on = accelerator) =>
    overheadBytes(of({ engineVersion }), { ...SINGLE, ...layout }, on) / GiB;
  const graphs = 1.2;
  close(buffers({}), 0.25 + graphs);
  close(buffers({}, '0.19.0'), 0.25);
  close(buffers({}, '0.11.0'), 0.135);
  close(buffers({ pipeline: 2 }, '0.19.0'), 0.07);
  close(buffers({ tensor: 2 }, '0.19.0'), 2.085);
  close(buffers({ tensor: 4, attentionData: 2, pipeline: 4 }, '0.19.0'), 2 + 3 * 0.085);
  close(buffers({ tensor: 8 }), 0.8 + graphs);
  // On a bus there are fewer; a host that shares the memory has its own part of it.
  close(buffers({ tensor: 2 }, null, { ...accelerator, linkBytesPerSecond: 64e9 }), 0.25 + graphs);
  const shared = { ...accelerator, memoryBandwidthBytesPerSecond: 273e9 };
  close(buffers({}, null, shared), 0.25 + graphs + 14);
});

void test('a server is started for as many sequences as the plan says, or as it has on such an accelerator', () => {
  const { accelerator } = PLAN.gpus!;
  const started = (change: Partial<Serving>, on: Partial<typeof accelerator> = {}) =>
    startedSequences({ ...PLAN.serving, ...change }, { ...accelerator, ...on });
  assert.equal(started({}), 1024);
  assert.equal(started({ engineVersion: '0.7.2' }), 256);
  assert.equal(started({ maxSequences: 16 }), 16);
  assert.equal(started({}, { generation: 'ampere' }), 256);
  assert.equal(started({}, { physicalMemoryBytes: 48e9 }), 256);
});

void test('each engine takes its fraction of its own whole', () => {
  const { model, gpus, serving } = PLAN;
  const accelerator = { ...gpus!.accelerator, physicalMemoryBytes: null, memoryBytes: 80 * GiB };
  const rank = (engine: Serving['engine'], memoryUtilization: number) => {
    const tenants = { moved: new Set<never>(), drafterBytes: GiB };
    return rankMemory(model, { ...serving, engine, memoryUtilization }, accelerator, SINGLE, tenants);
  };
  for (const engine of ['vllm', 'sglang', 'trtllm'] as const) {
    const { kvPoolBytes, weightsBytes, activationBytes: peak, overheadBytes: buffers } = rank(engine, 0.8);
    const pools = {
      vllm: 80 * GiB * 0.8 - weightsBytes - GiB - peak - buffers,
      sglang: (80 * GiB - buffers) * 0.8 - weightsBytes - GiB,
      trtllm: (80 * GiB - weightsBytes - GiB - peak - buffers) * 0.8,
    };
    close(kvPoolBytes, pools[engine], engine);
  }
});

void test('programs see what the driver reports less what it keeps', () => {
  const { accelerator } = PLAN.gpus!;
  const seen = (id: string) => visibleBytes(gpuTypeById(id)!.accelerator) / GiB;
  // As PyTorch says in start-up logs.
  for (const [id, logged] of [
    ['h100-sxm', 79.19],
    ['h200-sxm', 139.8],
    ['b200-sxm', 178.36],
    ['mi300x', 191.98],
  ] as const)
    assert.ok(Math.abs(seen(id) / logged - 1) < 0.001, `${id}: ${seen(id)}`);
  assert.equal(visibleBytes({ ...accelerator, physicalMemoryBytes: null }), accelerator.memoryBytes);
});

void test('tensor ranks hold copies of routers, of latent projections, and of compressed models', () => {
  const copied = (id: string, change: Partial<Serving> = {}, layout: Partial<Layout> = { tensor: 8 }) => {
    const model = modelById(id)!;
    const serving = { ...PLAN.serving, ...change };
    return copiedBytes({ model, serving, layout: { ...SINGLE, ...layout }, moved: new Set() });
  };
  assert.equal(copied('deepseek-v3', {}, {}), 0);
  assert.equal(copied('llama-3.1-70b'), 0);
  const role = (id: string, name: string) =>
    weightClassBytes(modelById(id)!, 'native').find((one) => one.role === name)!;
  const attention = role('deepseek-v3', 'attention');
  const projections = 61 * 7168 * (1536 + 512 + 64) * (attention.bytes / attention.parameters);
  close(copied('deepseek-v3'), (7 / 8) * (projections + role('deepseek-v3', 'router').bytes));
  close(copied('deepseek-v3', {}, { tensor: 8, pipeline: 2 }) * 2, copied('deepseek-v3'));
  const all = weightClassBytes(modelById('deepseek-v4-flash')!, 'native');
  const outside = all.reduce((sum, { role: name, bytes }) => sum + (name === 'experts' ? 0 : bytes), 0);
  close(copied('deepseek-v4-flash'), (7 / 8) * outside);
  close(
    copied('deepseek-v4-flash', { engine: 'trtllm' }),
    (7 / 8) * role('deepseek-v4-flash', 'router').bytes,
  );
});
