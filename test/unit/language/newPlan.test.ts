import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypes } from '../../../src/catalog/entries/hardware.js';
import { modelById, modelIds } from '../../../src/catalog/entries/models.js';
import {
  modelDetail,
  newPlanText,
  QUESTIONS,
  type Question,
} from '../../../src/language/starters/newPlan.js';
import { analyze } from '../../../src/report/answers/analysis.js';

void test('every model, accelerator and question makes a plan without a problem', () => {
  let made = 0;
  for (const model of modelIds())
    for (const { id: accelerator } of gpuTypes())
      for (const question of Object.keys(QUESTIONS) as Question[]) {
        const spec = modelById(model);
        assert.ok(spec);
        const text = newPlanText({ model, spec, accelerator, question });
        const { problems, plan } = analyze(text);
        assert.deepEqual(problems, [], `${model} on ${accelerator}: ${question}\n${text}`);
        assert.ok(plan && Object.keys(plan.options).length >= 2);
        made++;
      }
  assert.ok(made > 1000);
});

void test('a question shapes the plan: each asks for its own options', () => {
  const spec = modelById('deepseek-v4-pro');
  assert.ok(spec);
  const names = (question: Question) =>
    Object.keys(
      analyze(newPlanText({ model: spec.id, spec, accelerator: 'vera-rubin-nvl72', question })).plan
        ?.options ?? {},
    );
  assert.deepEqual(names('fit'), ['as-is', 'fp8-cache']);
  assert.deepEqual(names('lpx'), ['as-is', 'software', 'lpx']);
  assert.equal(new Set((Object.keys(QUESTIONS) as Question[]).map((q) => names(q).join())).size, 4);
});

void test('weights always fit the accelerators that a plan starts with', () => {
  const spec = modelById('deepseek-v3');
  assert.ok(spec);
  const { result } = analyze(
    newPlanText({ model: 'deepseek-v3', spec, accelerator: 'h100-sxm', question: 'fit' }),
  );
  const memory = result()?.options['as-is']?.workloads['chat']?.memory;
  assert.ok(memory && memory.kvPoolBytes > 0);
});

void test('a model is told with what a token costs in the cache', () => {
  const spec = modelById('deepseek-v3');
  assert.ok(spec);
  assert.match(modelDetail(spec), /^671B parameters, .*MLA.*, .*KV 70\.3 KB a token$/);
});
