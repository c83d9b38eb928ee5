import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { resolvePlan } from '../../../../src/catalog/resolve/resolvePlan.js';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import type { OptionWorkloadResult } from '../../../../src/engine/shapes/result.js';
import { parsePlan } from '../../../../src/plan/document.js';
import { planOf } from '../../plans.js';

/** What must hold of every plan (engine.md section 10). */

const MODELS = [
  'llama-3.1-70b',
  'deepseek-v3',
  'deepseek-v3.2',
  'deepseek-v4-flash',
  'gpt-oss-120b',
  'qwen3.5-35b-a3b',
  'gemma-3-27b',
  'nemotron-3-nano-30b',
];

interface Knobs {
  readonly model: string;
  readonly batch: number;
  readonly context: number;
  readonly kvCache: string;
  readonly bandwidth: number;
  readonly memory: number;
  readonly drafts: number;
  readonly survival: number;
  readonly price: number;
  readonly data: boolean;
}

const knobs = fc.record<Knobs>({
  model: fc.constantFrom(...MODELS),
  batch: fc.integer({ min: 1, max: 512 }),
  context: fc.integer({ min: 256, max: 120_000 }),
  kvCache: fc.constantFrom('bf16', 'fp8'),
  bandwidth: fc.double({ min: 1, max: 20, noNaN: true }),
  memory: fc.integer({ min: 80, max: 400 }),
  drafts: fc.integer({ min: 1, max: 7 }),
  survival: fc.double({ min: 0, max: 1, noNaN: true }),
  price: fc.integer({ min: 1000, max: 100_000 }),
  data: fc.boolean(),
});

function resolve(k: Knobs): ResolvedPlan {
  const text = JSON.stringify({
    decodeplan: 1,
    model: k.model,
    workloads: { one: { concurrency: k.batch, context: k.context, demand: '1M tokens/day' } },
    gpus: {
      type: {
        memory: `${k.memory} GB`,
        bandwidth: `${k.bandwidth} TB/s`,
        bf16: '1 PFLOPS',
        fp8: '2 PFLOPS',
        link: '450 GB/s',
        power: '1 kW',
      },
      count: 8,
      price: `${k.price} USD`,
    },
    serving: {
      engine: 'vllm',
      kvCache: k.kvCache,
      layout: k.data ? { tensor: 1, attentionData: 8 } : { tensor: 8 },
    },
    options: {
      plain: {},
      drafts: {
        speculation: {
          method: 'eagle3',
          draftTokens: k.drafts,
          acceptance: Array.from({ length: k.drafts }, (_, i) => k.survival ** (i + 1)),
          draftCost: '5%',
        },
      },
    },
  });
  const { input, problems } = parsePlan(text);
  assert.deepEqual(problems, []);
  assert.ok(input);
  const { plan, problems: unresolved } = resolvePlan(input);
  assert.deepEqual(unresolved, []);
  assert.ok(plan);
  return plan;
}

function answers(k: Knobs): { plain: OptionWorkloadResult; drafts: OptionWorkloadResult } {
  const { options } = evaluate(resolve(k), { breakEven: false });
  const [plain, drafts] = [options['plain']?.workloads['one'], options['drafts']?.workloads['one']];
  assert.ok(plain && drafts);
  return { plain, drafts };
}

const RUNS = { numRuns: 150 };
const atMost = (a: number | null | undefined, b: number | null | undefined) =>
  a === null || a === undefined || b === null || b === undefined || a <= b * (1 + 1e-9);

void test('more context never needs less memory, nor less time', () => {
  fc.assert(
    fc.property(knobs, fc.integer({ min: 1, max: 60_000 }), (k, more) => {
      const short = answers(k).plain;
      const long = answers({ ...k, context: k.context + more }).plain;
      // The fleet grows with the context: what a replica holds shrinks, and a sequence's part of the step grows.
      // What is not served is shown with all that is asked of one replica, which is no fleet.
      const kv = ({ decode, cost }: OptionWorkloadResult) =>
        decode && cost.acceleratorsNeeded !== null ? decode.parts.kv / decode.batch : null;
      return (
        atMost(short.cost.acceleratorsNeeded, long.cost.acceleratorsNeeded) &&
        atMost(long.memory?.maxConcurrency.mix, short.memory?.maxConcurrency.mix) &&
        atMost(long.memory?.maxConcurrency.p95, short.memory?.maxConcurrency.p95) &&
        atMost(kv(short), kv(long))
      );
    }),
    RUNS,
  );
});

const UNIFIED: Knobs = {
  model: 'llama-3.1-70b',
  batch: 1,
  context: 256,
  kvCache: 'bf16',
  bandwidth: 1,
  memory: 191,
  drafts: 1,
  survival: 0,
  price: 1000,
  data: false,
};

void test('more bandwidth, memory or a lower price never make an option worse', () => {
  fc.assert(
    fc.property(knobs, fc.double({ min: 1, max: 3, noNaN: true }), (k, factor) => {
      const base = answers(k).plain;
      const faster = answers({ ...k, bandwidth: k.bandwidth * factor }).plain;
      const roomier = answers({ ...k, memory: Math.round(k.memory * factor) }).plain;
      const cheaper = answers({ ...k, price: Math.round(k.price / factor) }).plain;
      return (
        atMost(faster.decode?.stepSeconds, base.decode?.stepSeconds) &&
        atMost(base.memory?.maxConcurrency.p95, roomier.memory?.maxConcurrency.p95) &&
        atMost(cheaper.cost.usdPerMillionTokens, base.cost.usdPerMillionTokens)
      );
    }),
    {
      ...RUNS,
      // Memory that takes longer to read is no other kind of memory.
      examples: [[UNIFIED, 1.05]],
    },
  );
});

void test('light is never beaten, parts add up, nothing is NaN', () => {
  fc.assert(
    fc.property(knobs, (k) => {
      for (const { decode, memory } of Object.values(answers(k))) {
        if (!decode || !memory) continue;
        const sum = Object.values<number>({ ...decode.parts }).reduce((total, part) => total + part, 0);
        assert.ok(Math.abs(sum / decode.stepSeconds - 1) < 1e-9);
        assert.ok(decode.speedOfLightSeconds <= decode.stepSeconds);
        for (const value of [
          ...Object.values<number>({ ...decode.parts }),
          decode.tokensPerSecond,
          memory.kvPoolBytes,
          memory.kvTokens,
          memory.weightsBytes,
        ]) {
          assert.ok(Number.isFinite(value) && value >= 0);
        }
      }
    }),
    RUNS,
  );
});

void test('drafts that are never accepted are never faster than none', () => {
  fc.assert(
    fc.property(knobs, (k) => {
      const { plain, drafts } = answers({ ...k, survival: 0 });
      // A drafter takes memory: where that asks for more replicas, each has fewer sequences.
      const [needed, without] = [drafts.cost.acceleratorsNeeded, plain.cost.acceleratorsNeeded];
      if (needed !== without) return needed === null || (without !== null && needed > without);
      return atMost(drafts.decode?.tokensPerSecondPerUser, plain.decode?.tokensPerSecondPerUser);
    }),
    RUNS,
  );
});

void test('drafts that are never accepted cost memory, so that a replica may serve fewer and each of them faster', () => {
  const contexts = Array.from({ length: 60 }, (_, i) => 90_000 + 2_000 * i);
  const found = contexts
    .map((context) =>
      answers({
        model: 'gpt-oss-120b',
        batch: 144,
        context,
        kvCache: 'fp8',
        bandwidth: 1,
        memory: 80,
        drafts: 1,
        survival: 0,
        price: 1000,
        data: false,
      }),
    )
    .find(({ plain, drafts }) => (drafts.decode?.batch ?? 144) < 144 && plain.decode?.batch === 144);
  const { plain, drafts } = found ?? {};
  assert.ok(plain?.decode && drafts?.decode, 'the drafter takes what a sequence needs, at some length');
  assert.ok(drafts.decode.tokensPerSecondPerUser > plain.decode.tokensPerSecondPerUser);
});

const TWO_EACH: Knobs = {
  model: 'deepseek-v3',
  batch: 511,
  context: 8849,
  kvCache: 'bf16',
  bandwidth: 1,
  memory: 103,
  drafts: 1,
  survival: 0,
  price: 1000,
  data: false,
};

void test('splitting a workload in two halves leaves memory and fleet unchanged', () => {
  fc.assert(
    fc.property(knobs, (k) => {
      const even = { ...k, batch: 2 * k.batch };
      const whole = resolve(even);
      const { one } = whole.workloads;
      assert.ok(one);
      const half = {
        ...one,
        share: 0.5,
        concurrency: one.concurrency === null ? null : one.concurrency / 2,
        demand: one.demand === null ? null : one.demand / 2,
      };
      const halves: ResolvedPlan = { ...whole, workloads: { a: half, b: half } };
      const before = evaluate(whole, { breakEven: false }).options['plain'];
      const after = evaluate(halves, { breakEven: false }).options['plain'];
      const [a, b] = [before?.workloads['one']?.memory?.pressure, after?.workloads['a']?.memory?.pressure];
      if (a !== undefined && b !== undefined && Number.isFinite(a)) assert.ok(Math.abs(a / b - 1) < 1e-6);
      const [x, y] = [before?.total.usdPerMillionTokens ?? null, after?.total.usdPerMillionTokens ?? null];
      if (x !== null && y !== null) assert.ok(Math.abs(x / y - 1) < 1e-6);
    }),
    // Replicas of two sequences: 511 together, 256 for each half.
    { ...RUNS, examples: [[TWO_EACH]] },
  );
});

/** A plan whose fleet is searched for, on so many accelerators. */
function spreadPlan({ model, batch, context, kvCache }: Knobs, p95: number, max: number, count: number) {
  return planOf(
    JSON.stringify({
      decodeplan: 1,
      model,
      workloads: {
        one: {
          concurrency: batch,
          context: { p50: context, p95: Math.ceil(context * p95), max: Math.ceil(context * p95 * max) },
        },
      },
      gpus: { type: 'h200-sxm', count, price: '30K USD' },
      serving: { engine: 'vllm', kvCache },
    }),
  );
}

void test('the fleet that is priced, put in as the plan’s own, holds every sequence', () => {
  const ratio = fc.double({ min: 1, max: 12, noNaN: true });
  let judged = 0;
  fc.assert(
    fc.property(knobs, ratio, ratio, fc.integer({ min: 8, max: 64 }), (k, p95, max, count) => {
      const short = { ...k, context: Math.min(k.context, 16_000) };
      const optionOf = (accelerators: number) =>
        evaluate(spreadPlan(short, p95, max, accelerators), { breakEven: false }).options['as-is'];
      const needed = optionOf(count)?.workloads['one']?.cost.acceleratorsNeeded ?? null;
      if (needed === null) return;
      judged++;
      const own = optionOf(needed);
      const memory = own?.workloads['one']?.memory;
      assert.ok(own && memory);
      assert.deepEqual([own.feasible, own.reasons], [true, []]);
      assert.ok(memory.pressure <= 1 + 1e-9, `pressure ${memory.pressure} on ${needed}`);
      assert.ok(memory.fleetConcurrency >= k.batch);
    }),
    { numRuns: 60 },
  );
  assert.ok(judged > 30, `only ${judged} plans have a fleet`);
});
