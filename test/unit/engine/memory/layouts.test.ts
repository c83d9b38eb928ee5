import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../../src/catalog/entries/models.js';
import type { Layout, ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../../../src/catalog/shapes/types.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { candidateLayouts, layoutProblems, staysInDomain } from '../../../../src/engine/memory/layouts.js';
import { planOf, SINGLE } from '../../plans.js';
import { reasonText } from '../../../../src/report/words/reasons.js';

/** Every legal layout of up to `devices` accelerators without a pipeline. */
function allLayouts(plan: ResolvedPlan, devices: number): Layout[] {
  const found: Layout[] = [];
  for (let tensor = 1; tensor <= devices; tensor++) {
    for (let attentionData = 1; tensor * attentionData <= devices; attentionData++) {
      for (const expert of plan.model.moe ? [1, tensor * attentionData] : [1]) {
        const layout = { tensor, attentionData, expert, pipeline: 1, context: 1 };
        if (attentionData > 1 && !plan.model.moe) continue;
        if (!staysInDomain(tensor * attentionData, plan.gpus?.accelerator.scaleUpDomain ?? 1)) continue;
        if (layoutProblems(layout, plan.model).length === 0) found.push(layout);
      }
    }
  }
  return found;
}

const PLANS = [
  'decodeplan: 1\nmodel: llama-3.1-70b\nworkloads: { one: { concurrency: 64, context: 8K, speed: 30 tok/s } }\ngpus: { type: h100-sxm, count: 8 }\n',
  'decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { one: { concurrency: 400, context: 4K, speed: 60 tok/s, demand: 1B tokens/day } }\ngpus: { type: h100-sxm, count: 8 }\n',
  'decodeplan: 1\nmodel: deepseek-v3\nworkloads: { one: { concurrency: 200, context: 16K, speed: 20 tok/s } }\ngpus: { type: h200-sxm, count: 16 }\n',
  'decodeplan: 1\nmodel: gpt-oss-120b\nworkloads: { one: { concurrency: 100, context: 32K, speed: 50 tok/s } }\ngpus: { type: b200, count: 8 }\n',
  'decodeplan: 1\nmodel: qwen3-235b-a22b\nworkloads: { a: { concurrency: 50, context: 32K, speed: 25 tok/s }, b: { concurrency: 200, context: 4K, speed: 25 tok/s } }\ngpus: { type: h200-sxm, count: 16 }\n',
];

for (const text of PLANS) {
  void test(`auto finds as cheap a layout as trying all: ${/model: (\S+)/.exec(text)?.[1] ?? ''}`, () => {
    const plan = planOf(text);
    const chosen = evaluate(plan, { breakEven: false }).options['as-is'];
    assert.ok(chosen?.layout);
    // In a closed loop faster users make more tokens: what is the same for all layouts is what they are asked to reach.
    const auto = chosen.total.usdPerHour;
    assert.ok(auto !== null);
    for (const layout of allLayouts(plan, plan.gpus?.count ?? 0)) {
      const there: ResolvedPlan = { ...plan, serving: { ...plan.serving, layout } };
      const result = evaluate(there, { breakEven: false }).options['as-is'];
      const cost = result?.total.usdPerHour ?? null;
      if (!result?.feasible || cost === null) continue;
      assert.ok(
        auto <= cost * 1.02,
        `${JSON.stringify(layout)} costs ${cost}, auto took ${JSON.stringify(chosen.layout)} at ${auto}`,
      );
    }
  });
}

const specOf = (name: string): ModelSpec => {
  const model = modelById(name);
  assert.ok(model);
  return model;
};

/** Layouts that are tried within a scale-up domain, as `tensor x attentionData / expert`. */
function tried(model: string, scaleUpDomain: number, devices: number): string[] {
  const accelerator = gpuTypeById('h100-sxm')?.accelerator;
  assert.ok(accelerator);
  return candidateLayouts(specOf(model), { ...accelerator, scaleUpDomain }, devices).map((layout) => {
    assert.deepEqual([layout.pipeline, layout.context], [1, 1]);
    return `${layout.tensor} x ${layout.attentionData} / ${layout.expert}`;
  });
}

void test('dense models are cut by tensor parallelism alone, within a domain, over sixteen at most', () => {
  const inBox = ['1 x 1 / 1', '2 x 1 / 1', '4 x 1 / 1', '8 x 1 / 1'];
  assert.deepEqual(tried('llama-3.1-70b', 8, 8), inBox);
  assert.deepEqual(tried('llama-3.1-70b', 8, 64), inBox);
  assert.deepEqual(tried('llama-3.1-70b', 4, 64), inBox.slice(0, 3));
  assert.deepEqual(tried('llama-3.1-70b', 72, 7), inBox.slice(0, 3));
  assert.deepEqual(tried('llama-3.1-70b', 72, 144), [...inBox, '16 x 1 / 1']);
  // No domain is as good as one of its own.
  assert.deepEqual(tried('llama-3.1-70b', 0, 8), inBox.slice(0, 1));
});

void test('experts spread over all devices of a replica, whole domains of them', () => {
  const layouts = tried('deepseek-v3', 8, 32);
  const spread = layouts.filter((one) => !one.endsWith('/ 1'));
  assert.deepEqual(spread.slice(0, 4), ['1 x 2 / 2', '2 x 1 / 2', '1 x 3 / 3', '1 x 4 / 4']);
  // In a box, or a tensor group, each expert may be split instead.
  const split = layouts.filter((one) => one.endsWith('/ 1'));
  for (const one of ['1 x 1 / 1', '8 x 1 / 1', '4 x 2 / 1', '1 x 8 / 1']) assert.ok(split.includes(one), one);
  for (const over of ['8 x 2 / 1', '1 x 16 / 1', '1 x 3 / 1']) assert.ok(!split.includes(over), over);
  assert.ok(tried('deepseek-v3', 72, 72).includes('16 x 1 / 1'));
  assert.ok(layouts.includes('8 x 4 / 32') && layouts.includes('1 x 24 / 24'));
  for (const over of ['1 x 9 / 9', '1 x 12 / 12', '16 x 1 / 16', '16 x 2 / 32', '1 x 64 / 64'])
    assert.ok(!layouts.includes(over), over);
  assert.ok(tried('deepseek-v3', 72, 72).includes('16 x 3 / 48'));
});

void test('a layout that cannot be says why', () => {
  const [dense, moe] = [specOf('llama-3.1-70b'), specOf('deepseek-v3')];
  const WRONG: readonly (readonly [ModelSpec, Partial<Layout>, readonly string[]])[] = [
    [dense, {}, []],
    [dense, { tensor: 8, pipeline: 80, context: 4 }, []],
    [moe, { tensor: 2, attentionData: 4, expert: 8 }, []],
    [moe, { tensor: 4, expert: 2 }, []],
    [moe, { tensor: 2, expert: 4 }, ['expert 4 is more than tensor x attentionData = 2']],
    [
      moe,
      { tensor: 2, attentionData: 3, expert: 4 },
      ['expert 4 does not divide tensor x attentionData = 6'],
    ],
    [dense, { tensor: 2, expert: 2 }, ['expert parallelism needs a model with experts']],
    [dense, { tensor: 3 }, ['tensor 3 does not divide 64 attention heads']],
    [dense, { tensor: 128 }, ['tensor 128 does not divide 64 attention heads']],
    [moe, { attentionData: 3 }, ['each expert would be cut in 3, which does not divide its width of 2048']],
    [dense, { pipeline: 81 }, ['pipeline 81 is more than 80 layers']],
    [dense, { tensor: 4, context: 3 }, ['context 3 does not divide tensor 4']],
    [dense, { context: 2 }, ['context 2 does not divide tensor 1']],
  ];
  for (const [model, change, expected] of WRONG)
    assert.deepEqual(
      layoutProblems({ ...SINGLE, ...change }, model).map(reasonText),
      expected,
      JSON.stringify(change),
    );
  // What is not known of a model forbids nothing.
  assert.deepEqual(layoutProblems({ ...SINGLE, tensor: 7 }, { ...dense, queryHeads: 0 }), []);
});

void test('a replica stays in a domain, or takes whole ones', () => {
  const sizes = [1, 7, 8, 9, 12, 16, 20, 24];
  assert.deepEqual(
    sizes.filter((size) => staysInDomain(size, 8)),
    [1, 7, 8, 16, 24],
  );
});
