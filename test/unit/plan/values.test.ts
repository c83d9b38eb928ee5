import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { parsePlan } from '../../../src/plan/document.js';
import { readPlanValue } from '../../../src/plan/values/read.js';
import { plainValue } from '../../../src/plan/yaml.js';

const EXAMPLES = readdirSync('examples').filter((file) => file.endsWith('.decodeplan'));

/** What a text of the values says, and what the values say by themselves. */
function bothWays(value: unknown) {
  const { input, problems } = parsePlan(JSON.stringify(value));
  const read = readPlanValue(value);
  const told = (all: readonly { readonly code: string; readonly message: string }[]) =>
    all.map(({ code, message }) => [code, message]);
  return [
    { input, problems: told(problems) },
    { input: read.input, problems: told(read.problems) },
  ] as const;
}

void test('values are read as a text of them is', () => {
  assert.ok(EXAMPLES.length > 3);
  for (const file of EXAMPLES) {
    const { root } = parsePlan(readFileSync(`examples/${file}`, 'utf8'));
    assert.ok(root);
    const value = plainValue(root);
    assert.ok(readPlanValue(value).input !== null, file);
    const [text, plain] = bothWays(value);
    assert.deepEqual(plain, text, file);
  }
});

void test('what is wrong with values is told as of a text of them', () => {
  const plan = {
    decodeplan: 1,
    model: 'llama-3.1-70b',
    workloads: { one: { concurrency: '8', context: '4K' } },
    gpus: { type: 'h100-sxm', count: '4' },
  };
  for (const wrong of [
    { ...plan, model: undefined },
    { ...plan, modle: 'x' },
    { ...plan, workloads: {} },
    { ...plan, workloads: { one: { concurrency: '2.5', context: '4K' } } },
    { ...plan, workloads: { one: { concurrency: '8', context: { p50: '8K', p95: '4K' } } } },
    { ...plan, gpus: { ...plan.gpus, price: '30K EUR' } },
    { ...plan, currency: { EUR: '1.08 USD' }, gpus: { ...plan.gpus, price: '30K EUR' } },
    {},
    [],
    null,
  ]) {
    // As JSON holds it: members without a value are not there.
    const [text, plain] = bothWays(JSON.parse(JSON.stringify(wrong)));
    assert.deepEqual(plain, text, JSON.stringify(wrong));
  }
});
