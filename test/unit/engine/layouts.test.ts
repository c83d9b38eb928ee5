import assert from 'node:assert/strict';
import test from 'node:test';
import type { Layout, ResolvedPlan } from '../../../src/catalog/resolvedPlan.js';
import { costOf } from '../../../src/engine/breakEven.js';
import { evaluate } from '../../../src/engine/evaluate.js';
import { layoutProblems, staysInDomain } from '../../../src/engine/layouts.js';
import { analyze } from '../../../src/report/analysis.js';

const planOf = (text: string): ResolvedPlan => {
  const { plan, problems } = analyze(text);
  assert.deepEqual(problems, []);
  assert.ok(plan);
  return plan;
};

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
    const auto = costOf(plan, 'as-is', null);
    assert.ok(auto !== null);
    for (const layout of allLayouts(plan, plan.gpus?.count ?? 0)) {
      const there: ResolvedPlan = { ...plan, serving: { ...plan.serving, layout } };
      const result = evaluate(there, { breakEven: false }).options['as-is'];
      const cost = result?.total.usdPerMillionTokens ?? null;
      if (!result?.feasible || cost === null) continue;
      assert.ok(
        auto <= cost * 1.02,
        `${JSON.stringify(layout)} costs ${cost}, auto took ${JSON.stringify(chosen.layout)} at ${auto}`,
      );
    }
  });
}
