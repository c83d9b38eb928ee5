import assert from 'node:assert/strict';
import test from 'node:test';
import { kvBytesPerSequence, readBytes } from '../../../../src/catalog/shapes/cacheGroups.js';
import { lpxRack } from '../../../../src/catalog/entries/hardware.js';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { LpxRackSpec } from '../../../../src/catalog/shapes/types.js';
import { normalQuantile } from '../../../../src/engine/memory/contextMix.js';
import { lpxCapacity, usableSramBytes } from '../../../../src/engine/time/lpx.js';
import { buildMachine, type Machine } from '../../../../src/engine/fleet/machine.js';
import { gpusOf, servingOf } from '../../../../src/engine/fleet/optionCase.js';
import type { LpxUse, MachineInputs } from '../../../../src/engine/shapes/machineInputs.js';
import { blockSizeOf, rankMemory } from '../../../../src/engine/memory/rank.js';
import { visibleBytes } from '../../../../src/engine/memory/server/visibleMemory.js';
import { userSpeed } from '../../../../src/engine/time/step.js';
import { planOf, SINGLE } from '../../plans.js';
import { reasonText } from '../../../../src/report/words/reasons.js';

const close = (actual: number, expected: number, what = '') => {
  assert.ok(Math.abs(actual - expected) <= 1e-11 * Math.abs(expected), `${what} ${actual}, not ${expected}`);
};

const PLAN = planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { one: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
serving: { engine: vllm }
options:
  plain: {}
  eagle: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5 } }
  lpx: { lpx: { racks: 2, role: decode, price: 1M USD } }
`);

function inputsOf(plan: ResolvedPlan, name: string, change: Partial<MachineInputs> = {}): MachineInputs {
  const option = plan.options[name];
  const gpus = option && gpusOf(plan, option);
  assert.ok(option && gpus);
  return {
    model: plan.model,
    serving: servingOf(plan, option),
    accelerator: gpus.accelerator,
    layout: SINGLE,
    speculation: option.speculation,
    dynamo: option.dynamo,
    lpx: null,
    measured: { steps: [], prefill: [], memory: null },
    scale: null,
    context: { p50: 4096, p95: 4096, max: 4096 },
    ...change,
  };
}

function useOf(role: LpxUse['role'], rack: LpxRackSpec, change: Partial<LpxUse> = {}): LpxUse {
  const lpx = PLAN.options['lpx']?.lpx;
  assert.ok(lpx);
  return { lpx: { ...lpx, rack }, role, racks: 2, minimumRacks: 1, replicas: 1, prompts: false, ...change };
}

const machine = (name: string, change: Partial<MachineInputs> = {}): Machine =>
  buildMachine(inputsOf(PLAN, name, change));

void test('a whole decode on LPX holds its sequences in SRAM, and in the slow tier where its speed is known', () => {
  const rack = { ...lpxRack(), slowTierBandwidthBytesPerSecond: null };
  const lpx = useOf('decode', rack);
  const { residentBytes } = lpxCapacity('decode', PLAN.model, PLAN.serving, lpx.lpx, 0);
  const room = usableSramBytes(rack) * 2 - residentBytes;
  const each = kvBytesPerSequence(PLAN.model, PLAN.serving.kvCache, 4096);
  const fits = (use: LpxUse) => machine('lpx', { lpx: use }).fits;
  assert.equal(fits(lpx), Math.floor(room / each));
  assert.equal(fits({ ...lpx, replicas: 3 }), Math.floor(room / each / 3));
  const slow = { ...rack, slowTierBandwidthBytesPerSecond: 1e11 };
  assert.equal(fits(useOf('decode', slow)), Math.floor((room + 2 * rack.slowTierBytes) / each));
  assert.equal(fits(useOf('decode', { ...rack, sramBytesPerLpu: 1 })), 0);
  // The accelerators hold nothing, so a model too large for them is no matter.
  const small = {
    ...PLAN.gpus!.accelerator,
    memoryBytes: 1e9,
    physicalMemoryBytes: 1e9,
  };
  assert.deepEqual(machine('lpx', { lpx, accelerator: small }).replica.problems, []);
  assert.deepEqual(machine('plain', { accelerator: small }).replica.problems.map(reasonText), [
    'the weights and the server’s own memory leave none for KV cache',
  ]);
  assert.deepEqual(machine('lpx', { lpx: { ...lpx, minimumRacks: 3 } }).replica.problems.map(reasonText), [
    'needs 3 LPX racks for the weights alone, the plan has 2',
  ]);
  const model = { ...PLAN.model, groups: [] };
  assert.deepEqual(machine('lpx', { lpx, model }).replica.problems.map(reasonText), [
    'the attention of this model is not known',
  ]);
  const said = { ...model, unknown: ['its attention is secret'] };
  assert.deepEqual(machine('lpx', { lpx, model: said }).replica.problems.map(reasonText), [
    'its attention is secret',
  ]);
});

void test('a step on LPX reads the attention weights and each sequence once, whole', () => {
  const rack = { ...lpxRack(), slowTierBandwidthBytesPerSecond: 1e11 };
  const of = (sequences: number, change: Partial<LpxUse> = {}) =>
    machine('lpx', { lpx: useOf('decode', rack, change) }).step(sequences).parts;
  const bandwidth = 2 * rack.lpus * rack.sramBandwidthBytesPerSecondPerLpu * 0.8;
  const each = kvBytesPerSequence(PLAN.model, PLAN.serving.kvCache, 4096);
  close(of(10).kv, (10 * each) / bandwidth);
  // Six replicas hold six times as much: what is over lies in the slow tier.
  const { residentBytes } = lpxCapacity('decode', PLAN.model, PLAN.serving, useOf('decode', rack).lpx, 0);
  const room = usableSramBytes(rack) * 2 - residentBytes;
  const crowded = Math.floor(room / each / 3);
  const slow = 1 - room / (6 * crowded * each);
  close(of(crowded, { replicas: 6 }).kv, crowded * each * ((1 - slow) / bandwidth + slow / 1e11));
  // Where the slow tier's speed is not known, a step that needs it cannot be.
  const unknown = useOf('decode', { ...rack, slowTierBandwidthBytesPerSecond: null }, { replicas: 6 });
  assert.equal(machine('lpx', { lpx: unknown }).step(crowded).seconds, Infinity);
  assert.equal(userSpeed(machine('lpx', { lpx: unknown }).step(crowded)), 0);
});

void test('each draft verified on LPX reads what sparse attention reads for it, and computes once more', () => {
  const plan = planOf(`decodeplan: 1
model: deepseek-v3.2
workloads: { one: { concurrency: 8, context: 64K } }
gpus: { type: b200, count: 8 }
options: { mtp: { lpx: { racks: 40, role: decode }, speculation: { method: mtp, draftTokens: 3, acceptance: 2.5 } } }
`);
  const rack = { ...lpxRack(), slowTierBandwidthBytesPerSecond: null };
  const context = { p50: 65_536, p95: 65_536, max: 65_536 };
  const lpx = useOf('decode', rack, { racks: 40 });
  const { parts } = buildMachine(inputsOf(plan, 'mtp', { lpx, context })).step(4);
  const bandwidth = 40 * rack.lpus * rack.sramBandwidthBytesPerSecondPerLpu * 0.8;
  const reads = plan.model.groups.map((group) => readBytes(group, plan.serving.kvCache, 65_536));
  const each = reads.reduce((sum, { shared, perQuery }) => sum + shared + 4 * perQuery, 0);
  close(parts.kv, (4 * each) / bandwidth);
  const one = buildMachine(inputsOf(plan, 'mtp', { lpx, context, speculation: null })).step(16).parts;
  // Sixteen tokens, of four sequences or of sixteen.
  close(parts.weights, one.weights);
});

void test('a sequence takes the drafter’s cache beside its own', () => {
  const { speculation } = PLAN.options['eagle']!;
  assert.ok(speculation);
  const context = { p50: 4096, p95: 16_384, max: 32_768 };
  const sized = { ...speculation, drafterKvBytesPerSequence: 1e7, drafterKvBytesPerToken: 5e3 };
  const drafting = machine('eagle', { context, speculation: sized });
  const none = { ...speculation, drafterKvBytesPerSequence: 0, drafterKvBytesPerToken: 0 };
  const [own, drafted] = [machine('eagle', { context, speculation: none }), drafting].map(
    ({ kvPool }) => kvPool.demand.meanBytes,
  );
  // The mean of a log-normal length that is clamped at the longest, by many slices.
  const sigma = Math.log(4) / normalQuantile(0.95);
  const slices = Array.from({ length: 20_000 }, (_, i) =>
    Math.min(32_768, 4096 * Math.exp(sigma * normalQuantile((i + 0.5) / 20_000))),
  );
  const mean = slices.reduce((sum, tokens) => sum + tokens, 0) / slices.length;
  const taken = (drafted ?? 0) - (own ?? 0);
  assert.ok(Math.abs(taken / (1e7 + 5e3 * mean) - 1) < 0.002, `${taken}`);
  const pool = drafting.replica.memory.kvPoolBytes;
  assert.ok(drafting.kvPool.demand.atOnce(drafting.fits) <= pool);
  assert.ok(drafting.kvPool.demand.atOnce(drafting.fits + 1) > pool);
  const lengths = [drafting, machine('eagle', { context, speculation: none })].map((one) =>
    one.sequenceBytes(),
  );
  for (const at of ['p50', 'p95', 'max'] as const)
    close(lengths[0]?.[at] ?? 0, (lengths[1]?.[at] ?? 0) + 1e7 + 5e3 * context[at]);
});

void test('measured steps scale every part of a step alike', () => {
  const predicted = machine('plain');
  const step = predicted.step(16).seconds * 1.25;
  const steps = [{ batch: 16, context: 4096, step, option: null }];
  const scaled = machine('plain', { measured: { steps, prefill: [], memory: null } });
  for (const sequences of [1, 16, 200]) {
    const [before, after] = [predicted.step(sequences), scaled.step(sequences)];
    for (const part of ['weights', 'kv', 'compute', 'communication', 'fixed', 'draft', 'link'] as const)
      close(after.parts[part], 1.25 * before.parts[part], part);
    close(after.seconds, 1.25 * before.seconds);
    close(scaled.plainSeconds(sequences), after.seconds);
    assert.equal(after.lightSeconds, before.lightSeconds);
  }
  const split = { tensor: 2, attentionData: 1, expert: 1, pipeline: 1, context: 1 };
  const lpx = useOf('ffn', lpxRack());
  const linked = machine('plain', { lpx, layout: split });
  const measured = [{ batch: 16, context: 4096, step: linked.step(16).seconds * 2, option: null }];
  const slower = machine('plain', {
    lpx,
    layout: split,
    measured: { steps: measured, prefill: [], memory: null },
  });
  const [before, after] = [linked.step(16).parts, slower.step(16).parts];
  assert.ok(before.link > 0 && before.communication > 0);
  for (const part of ['link', 'communication', 'weights', 'compute'] as const)
    close(after[part], 2 * before[part], part);
});

const DYNAMO = planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { one: { concurrency: 8, context: 4K } }
gpus: { type: h100-sxm, count: 8 }
options: { a: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2 }, dynamo: { drafter: { type: h100-sxm, count: 8 }, overlap: 1% } } }
`).options['a']!.dynamo!;

void test('drafts take their share of a target step, on LPX their layers one after the other', () => {
  const { speculation } = PLAN.options['eagle']!;
  assert.ok(speculation);
  const plain = machine('plain');
  const drafting = machine('eagle');
  // One token after the other: three shares of a step without drafts.
  const { parts, acceptedLength, verifiedDrafts } = drafting.step(8);
  close(acceptedLength, 2.5);
  assert.equal(verifiedDrafts, 3);
  close(parts.draft, 3 * (speculation.draftCostFraction ?? 0) * plain.step(8).seconds);
  assert.equal(parts.link, 0);
  // In one pass: a share of a step that verifies as many.
  const parallel = { ...speculation, method: { ...speculation.method, parallelDraft: true } };
  const verifyTwo = machine('eagle', { speculation: { ...parallel, draftTokens: 2, draftCostFraction: 0 } });
  const together = machine('eagle', { speculation: parallel }).step(8).parts;
  close(together.draft, (speculation.draftCostFraction ?? 0) * verifyTwo.step(8).seconds);

  const rack = lpxRack();
  const remote = (change: Partial<MachineInputs> = {}) =>
    machine('eagle', { lpx: useOf('drafter', rack), ...change }).step(8).parts;
  const layers = speculation.method.draftLayers * rack.layerFloorSeconds.likely;
  close(remote().draft, 3 * layers);
  close(remote().link, 2 * rack.linkLatencySeconds);
  close(remote({ speculation: parallel }).draft, layers);
  // What hides behind verification is taken off both alike.
  const dynamo = { ...DYNAMO, overlap: 0.5 };
  const hidden = remote({ dynamo });
  const total = 3 * layers + 2 * rack.linkLatencySeconds;
  const verify = machine('eagle', { speculation: { ...speculation, draftCostFraction: 0 } }).step(8).seconds;
  const seen = Math.max(0, total - 0.5 * verify);
  assert.ok(Math.abs(hidden.draft + hidden.link - seen) < 1e-15);
  const slower = remote({ dynamo: { ...dynamo, overlap: 1e-3 } });
  close(slower.draft / slower.link, (3 * layers) / (2 * rack.linkLatencySeconds));
  close(slower.draft + slower.link, total - 1e-3 * verify);
  // Drafts on the accelerators hide behind nothing, unless the drafter is elsewhere.
  close(machine('eagle', { dynamo: { ...dynamo, remoteDrafter: false } }).step(8).parts.draft, parts.draft);
  assert.ok(machine('eagle', { dynamo }).step(8).parts.draft < parts.draft);
  const none = { ...speculation, draftTokens: 0 };
  assert.equal(machine('eagle', { speculation: none }).step(8).seconds, plain.step(8).seconds);
});

void test('a rank keeps what is reserved, weights, activations, buffers and drafter, and gives the rest to KV', () => {
  const { serving, model, gpus } = PLAN;
  const { accelerator } = gpus!;
  const tenants = { moved: new Set<never>(), drafterBytes: 3e9 };
  const memory = rankMemory(model, serving, accelerator, SINGLE, tenants);
  assert.equal(memory.capacityBytes, visibleBytes(accelerator));
  close(memory.reserveBytes, memory.capacityBytes * (1 - serving.memoryUtilization));
  const parts = [
    'reserveBytes',
    'weightsBytes',
    'activationBytes',
    'overheadBytes',
    'drafterBytes',
    'kvPoolBytes',
  ] as const;
  close(
    parts.reduce((sum, part) => sum + memory[part], 0),
    memory.capacityBytes,
  );
  assert.equal(memory.drafterBytes, 3e9);
});

void test('pages are as long as the plan says, else as the kind of cache has them', () => {
  const block = (model: string, blockSize = '') => {
    const plan = planOf(`decodeplan: 1
model: ${model}
workloads: { one: { concurrency: 8, context: 4K } }
gpus: { type: h200-sxm, count: 8 }
serving: { engine: vllm${blockSize} }
`);
    return blockSizeOf(plan.serving, plan.model);
  };
  assert.deepEqual(
    [
      block('llama-3.1-8b'),
      block('deepseek-v3.2'),
      block('deepseek-v4-flash'),
      block('deepseek-v4-flash', ', blockSize: 32'),
    ],
    [16, 64, 256, 32],
  );
});
