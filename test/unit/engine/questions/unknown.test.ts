import assert from 'node:assert/strict';
import test from 'node:test';
import type { Gpus, ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { AcceleratorSpec, ModelSpec } from '../../../../src/catalog/shapes/types.js';
import { kvOverContext, memoryOverContext } from '../../../../src/engine/questions/charts.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import type { OptionResult, PlanResult } from '../../../../src/engine/shapes/result.js';
import { reasonText } from '../../../../src/report/words/reasons.js';
import { planOf } from '../../plans.js';

/** Requests, experts, drafts, layouts given and searched, hardware owned and bought: what is poisoned bears on all. */
const PLAN = planOf(`decodeplan: 1
model: qwen3-30b-a3b
workloads:
  chat: { concurrency: 64, context: 8K, input: 4K, output: 300, speed: 20 tok/s }
gpus: { type: { name: Own, generation: hopper, memory: 80 GB, bandwidth: 3 TB/s, bf16: 1 PFLOPS, fp8: 2 PFLOPS, power: 1 kW, link: 400 GB/s, domain: 8 }, count: 8, price: 30K USD }
options:
  given: { serving: { layout: { tensor: 4 } } }
  spread: { serving: { layout: { tensor: 1, attentionData: 8, expert: 8 } } }
  searched: {}
  drafts: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5 }, serving: { layout: { tensor: 2 } } }
  apart: { prefill: { type: { memory: 80 GB, bandwidth: 3 TB/s, bf16: 1 PFLOPS, power: 1 kW, link: 400 GB/s }, count: 8, price: 30K USD }, serving: { layout: { tensor: 4 } } }
`);

const OPTIONS = ['given', 'spread', 'searched', 'drafts', 'apart'];

const withModel = (change: Partial<ModelSpec>): ResolvedPlan => ({
  ...PLAN,
  model: { ...PLAN.model, ...change },
});

const withGpus = (change: Partial<AcceleratorSpec>, price: Partial<Gpus> = {}): ResolvedPlan => ({
  ...PLAN,
  gpus: { ...PLAN.gpus!, ...price, accelerator: { ...PLAN.gpus!.accelerator, ...change } },
});

const answer = (plan: ResolvedPlan): PlanResult => evaluate(plan, { breakEven: false });
const optionOf = (result: PlanResult, name: string): OptionResult => result.options[name]!;

/** Nothing is said of how an option serves, and why. */
function servesNothing(option: OptionResult, why: string): void {
  const { memory, decode, request, prefill, cost, reasons } = option.workloads['chat']!;
  assert.deepEqual([memory, decode, request, prefill], [null, null, null, null]);
  costsNothing(option, why);
  assert.ok(
    reasons.map(reasonText).some((text) => text.includes(why)),
    reasons.map(reasonText).join('; '),
  );
  assert.equal(cost.meetsSpeed, false);
  assert.equal(option.feasible, false);
}

/** Nothing is said of what an option costs, and why. */
function costsNothing({ workloads, total }: OptionResult, why: string): void {
  const { cost } = workloads['chat']!;
  assert.deepEqual(
    [cost.usdPerHour, cost.usdPerMillionTokens, cost.band, cost.margin, cost.usdPerRequest],
    [null, null, null, null, null],
  );
  assert.deepEqual([total.usdPerHour, total.usdPerMillionTokens], [null, null]);
  assert.ok(cost.reason && reasonText(cost.reason).includes(why), cost.reason && reasonText(cost.reason));
}

void test('with everything known, every option has its numbers', () => {
  const result = answer(PLAN);
  for (const name of OPTIONS) {
    const { memory, decode, cost } = optionOf(result, name).workloads['chat']!;
    assert.ok(memory && decode && cost.usdPerMillionTokens !== null && cost.joulesPerToken !== null, name);
  }
});

void test('nothing follows from unknown weights, and nothing of them is 0', () => {
  for (const [unknown, why] of [
    [[], 'the weights of this model are not known'],
    [['weights: quantization_config not known'], 'quantization_config'],
  ] as const) {
    const plan = withModel({ weights: [], unknown });
    const result = answer(plan);
    assert.equal(result.model.weightsBytes, null);
    for (const name of OPTIONS) servesNothing(optionOf(result, name), why);
    assert.deepEqual(memoryOverContext(plan, 'given', 'chat'), []);
    // The cache of a sequence does not rest on them.
    assert.ok(result.workloads['chat']?.kvCache);
  }
});

void test('nothing follows from unknown attention, a sequence’s cache least of all', () => {
  const plan = withModel({ groups: [], unknown: ['its attention has not been published'] });
  const result = answer(plan);
  const cache = result.workloads['chat'];
  assert.equal(cache?.kvCache, null);
  assert.equal(cache.reason && reasonText(cache.reason), 'its attention has not been published');
  for (const name of OPTIONS) servesNothing(optionOf(result, name), 'its attention has not been published');
  assert.deepEqual(kvOverContext(plan), []);
  assert.deepEqual(memoryOverContext(plan, 'given', 'chat'), []);
});

void test('no computing rate makes no product free: there is no speed and no cost', () => {
  const result = answer(withGpus({ flopsPerSecond: { bf16: null, fp8: null, fp4: null } }));
  for (const name of OPTIONS) {
    const option = optionOf(result, name);
    assert.equal(option.workloads['chat']?.decode, null, name);
    costsNothing(option, 'no computing rate');
    assert.equal(option.feasible, false);
  }
  // One rate stands for narrower ones that are not known.
  const wide = answer(withGpus({ flopsPerSecond: { bf16: 1e15, fp8: null, fp4: null } }));
  assert.ok(optionOf(wide, 'given').workloads['chat']?.decode);
});

void test('no link between ranks carries nothing for free; one accelerator alone needs none', () => {
  const result = answer(withGpus({ linkBytesPerSecond: null }));
  for (const name of ['given', 'spread', 'drafts']) {
    const option = optionOf(result, name);
    assert.equal(option.workloads['chat']?.decode, null, name);
    costsNothing(option, 'the link between these accelerators is not known');
  }
  const alone = optionOf(result, 'searched');
  assert.ok(alone.workloads['chat']?.decode);
  assert.equal(alone.layout?.tensor, 1);
});

void test('an unknown price, and an unknown power where power costs, leave costs out and speeds as they are', () => {
  const known = answer(PLAN);
  for (const [plan, why] of [
    [withGpus({}, { price: null, rent: null }), 'no price or rent'],
    [withGpus({ powerWatts: null }), 'no power is known'],
  ] as const) {
    const result = answer(plan);
    for (const name of ['given', 'spread', 'drafts']) {
      const option = optionOf(result, name);
      costsNothing(option, why);
      assert.deepEqual(option.workloads['chat']?.decode, optionOf(known, name).workloads['chat']?.decode);
    }
  }
  const powerless = optionOf(answer(withGpus({ powerWatts: null })), 'given').workloads['chat']!;
  assert.equal(powerless.cost.joulesPerToken, null);
  // A rent holds its power.
  const rented = answer(withGpus({ powerWatts: null }, { price: null, rent: 1e-3 }));
  assert.ok(optionOf(rented, 'given').total.usdPerMillionTokens);
});
