import assert from 'node:assert/strict';
import test from 'node:test';
import { modelById, modelEntries } from '../../../../src/catalog/entries/models.js';
import type { Layout, LoraSlots } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { ServerName } from '../../../../src/catalog/shapes/servers/server.js';
import type { LinearModule, ModelSpec } from '../../../../src/catalog/shapes/types.js';
import { adapterBytes, slotBytes } from '../../../../src/engine/memory/server/adapters.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { servingOf, SINGLE } from '../../plans.js';

const known = (id: string): ModelSpec => {
  const model = modelById(id);
  assert.ok(model, id);
  return model;
};
const SLOTS: LoraSlots = { maxLoras: 1, maxRank: 16, modules: null, fullySharded: false };
const bytesOf = (
  model: ModelSpec,
  lora: Partial<LoraSlots>,
  layout: Partial<Layout> = {},
  engine: ServerName = 'vllm',
) =>
  adapterBytes({
    model,
    serving: servingOf(model, 'bf16', { engine, lora: { ...SLOTS, ...lora } }),
    layout: { ...SINGLE, ...layout },
  });

void test('an adapter of all linear layers has the parameters that PEFT counts', () => {
  // As `print_trainable_parameters` of PEFT and published notebooks say them, for the seven projections of each layer.
  const published: readonly (readonly [string, number, number])[] = [
    ['llama-3.1-8b', 16, 41_943_040],
    ['llama-2-7b', 16, 39_976_960],
    ['llama-3.2-1b', 16, 11_272_192],
    ['llama-3.2-3b', 16, 24_313_856],
    ['mistral-7b', 16, 41_943_040],
    ['qwen2.5-7b', 16, 40_370_176],
    ['qwen2.5-0.5b', 16, 8_798_208],
    ['qwen3-8b', 16, 43_646_976],
    ['qwen3-14b', 32, 128_450_560],
  ];
  for (const [id, maxRank, parameters] of published)
    assert.equal(bytesOf(known(id), { maxRank }, {}, 'sglang'), 2 * parameters, id);
  assert.equal(
    bytesOf(known('llama-2-7b'), { maxRank: 8, modules: ['o_proj', 'down_proj'] }),
    2 * 8 * 32 * (8192 + 15_104),
  );
});

void test('vLLM reserves for embeddings and head of the models that it adapts them of, whole on every rank', () => {
  const model = known('llama-3.1-8b');
  const beyond = (tensor: number) =>
    bytesOf(model, {}, { tensor }) - bytesOf(model, {}, { tensor }, 'sglang');
  assert.equal(beyond(1), 2 * 16 * 2 * (128_256 + 4096));
  assert.equal(beyond(8), beyond(1));
  assert.equal(bytesOf(known('qwen2.5-7b'), {}), bytesOf(known('qwen2.5-7b'), {}, {}, 'sglang'));
});

void test('tensor ranks split the half of an adapter that lies where the layer is split, or both', () => {
  const model = known('llama-3.1-70b');
  const modules = ['q_proj', 'k_proj', 'v_proj', 'o_proj', 'gate_proj', 'up_proj', 'down_proj'];
  const at = (tensor: number, fullySharded = false) => bytesOf(model, { modules, fullySharded }, { tensor });
  const [hidden, inner, kv] = [8192, 28_672, 1024];
  const byHand = (ranks: number, other: number) =>
    2 *
    16 *
    80 *
    ((5 * hidden) / other +
      (hidden + 2 * kv + 2 * inner) / ranks +
      (hidden + inner) / ranks +
      (2 * hidden) / other);
  assert.equal(at(1), byHand(1, 1));
  assert.equal(at(8), byHand(8, 1));
  assert.equal(at(8, true), byHand(8, 8));
  // SGLang has no such switch.
  assert.equal(
    bytesOf(model, { fullySharded: true }, { tensor: 8 }, 'sglang'),
    bytesOf(model, {}, { tensor: 8 }, 'sglang'),
  );
  // Sixteen ranks have a whole KV head each, though there are eight.
  const keys = (tensor: number) => bytesOf(model, { modules: ['q_proj'] }, { tensor });
  assert.equal(keys(16), 2 * 16 * 80 * (3 * hidden + hidden / 16 + 2 * 128));
});

void test('every routed expert has an adapter of its own, split as the experts are', () => {
  const model = known('qwen3-30b-a3b');
  const experts = (layout: Partial<Layout>, engine: ServerName = 'vllm', id = 'qwen3-30b-a3b') =>
    slotBytes({
      model: known(id),
      serving: servingOf(model, 'bf16', { engine, lora: SLOTS }),
      layout: { ...SINGLE, ...layout },
    }).experts;
  const each = 2 * 16 * 48 * 128;
  assert.equal(experts({}), each * 3 * (2048 + 768));
  assert.equal(experts({ tensor: 4 }), each * (2 * 2048 + (2 * 768) / 4 + 768 / 4 + 2048));
  assert.equal(experts({ tensor: 4, expert: 4 }), experts({}) / 4);
  assert.equal(experts({ tensor: 2, attentionData: 2, expert: 4 }), experts({}) / 4);
  // Gate and up of gpt-oss are one piece: vLLM has one A for both, SGLang two.
  const fused = 2 * 16 * 36 * 128;
  assert.equal(experts({}, 'vllm', 'gpt-oss-120b'), fused * (2880 + 2 * 2880 + 2 * 2880));
  assert.equal(experts({}, 'sglang', 'gpt-oss-120b'), fused * 3 * (2880 + 2880));
});

void test('slots count, and their bytes grow with rank and number alone', () => {
  for (const { id } of modelEntries()) {
    const model = known(id);
    if (!model.linears) continue;
    const one = bytesOf(model, {});
    assert.ok(one > 0, id);
    assert.equal(bytesOf(model, { maxLoras: 5 }), 5 * one, id);
    assert.equal(bytesOf(model, { maxRank: 64 }), 4 * one, id);
    for (const layout of [{ tensor: 2 }, { tensor: 8 }, { pipeline: 2 }, { tensor: 2, expert: 2 }]) {
      const shard = bytesOf(model, {}, layout);
      assert.ok(shard <= one && shard >= one / 16, `${id} ${JSON.stringify(layout)}`);
      assert.ok(bytesOf(model, { fullySharded: true }, layout) <= shard, id);
    }
  }
});

void test('matrices come to the parameters of their roles', () => {
  const size = ({ layers, experts = 1, inputs, outputs }: LinearModule) =>
    layers * experts * inputs * outputs;
  for (const { id } of modelEntries()) {
    const { linears, weights } = known(id);
    for (const { role, parameters, activeParameters, activeVectors = 0 } of linears ? weights : []) {
      if (!['attention', 'dense-ffn', 'experts', 'shared-experts', 'router', 'head'].includes(role)) continue;
      const named = linears?.filter((one) => one.role === role).reduce((sum, one) => sum + size(one), 0) ?? 0;
      const matrices = parameters * (1 - activeVectors / activeParameters);
      assert.ok(Math.abs(named / matrices - 1) < 1e-9, `${id} ${role}`);
    }
  }
});

const planText = (
  lora: string,
  change: { model?: string; engine?: string; more?: string } = {},
) => `decodeplan: 1
model: ${change.model ?? 'llama-3.1-8b'}
workloads: { chat: { concurrency: 32, context: 8K, input: 7K, output: 1K } }
gpus: { type: h100-sxm, count: 4 }
serving: { engine: ${change.engine ?? 'vllm'}, layout: { tensor: 2 }${lora === '' ? '' : `, lora: ${lora}`} }
${change.more ?? ''}`;

void test('adapters take room of the cache, and every step reads those in use', () => {
  const of = (lora: string) => {
    const { result, problems } = analyze(planText(lora));
    assert.deepEqual(problems, []);
    const { memory, decode } = result()!.options['as-is']!.workloads['chat']!;
    assert.ok(memory && decode);
    return { memory, decode };
  };
  const [plain, adapted, larger] = [
    of(''),
    of('{ maxLoras: 8, maxRank: 16 }'),
    of('{ maxLoras: 8, maxRank: 64 }'),
  ];
  assert.equal(plain.memory.adapterBytes, 0);
  assert.equal(plain.decode.parts.adapters, 0);
  assert.equal(larger.memory.adapterBytes, 4 * adapted.memory.adapterBytes);
  const taken = plain.memory.kvPoolBytes - adapted.memory.kvPoolBytes;
  assert.ok(Math.abs(taken / adapted.memory.adapterBytes - 1) < 1e-9);
  assert.ok(larger.memory.pressure > plain.memory.pressure);
  assert.ok(larger.decode.stepSeconds > adapted.decode.stepSeconds);
  assert.ok(adapted.decode.speedOfLightSeconds > plain.decode.speedOfLightSeconds);
  // Of eight alike, 16 sequences a replica leave one idle now and then; embeddings are only looked up.
  const looked = 2 * 16 * (128_256 + 4096);
  const used = 1 - (7 / 8) ** adapted.decode.batch;
  const seconds = (used * (adapted.memory.adapterBytes - 8 * looked)) / 3.35e12;
  assert.ok(Math.abs(adapted.decode.parts.adapters / seconds - 1) < 1e-9);
});

void test('what is not known of adapters is said at its place, and nothing is served by guess', () => {
  const said = (lora: string, change: Parameters<typeof planText>[1] = {}) => {
    const analysis = analyze(planText(lora, change));
    return [
      ...analysis.problems.map(({ code, path }) => `${code} at ${path}`),
      ...analysis.findings().map(({ code, path }) => `${code} at ${path}`),
    ];
  };
  const slots = '{ maxLoras: 4, maxRank: 16 }';
  assert.deepEqual(said(slots), ['adapters-time-unknown at serving.lora.maxRank']);
  assert.deepEqual(said(slots, { model: 'qwen3-next-80b-a3b' })[0], 'not-served at serving.lora');
  assert.deepEqual(said(slots, { engine: 'trtllm' })[0], 'not-served at serving.lora');
  assert.deepEqual(said('{ maxLoras: 4, maxRank: 0 }'), ['zero at serving.lora.maxRank']);
  assert.deepEqual(said('{ maxLoras: 4 }'), ['missing-key at serving.lora.maxRank']);
  assert.deepEqual(
    said('{ maxLoras: 4, maxRank: 16, modules: [q_prj] }')[0],
    'unknown-name at serving.lora.modules.0',
  );
  const many = said(`${slots.replace('4', '400')}, maxSequences: 256`);
  assert.ok(many.includes('adapters-beyond-sequences at serving.lora.maxLoras'), many.join());
});
