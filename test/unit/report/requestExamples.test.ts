import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';

/** Where each example's prompts are computed, by option; options that a service hosts have none. */
const PLACES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'rag-llama-70b': { together: 'colocated', apart: 'disaggregated' },
  'long-documents-apart': { together: 'colocated', apart: 'disaggregated' },
  'split-trainium3-gb300': {
    'gb300-alone': 'colocated',
    'trainium3-prefill': 'disaggregated',
    'trainium3-and-cs3': 'disaggregated',
  },
};

const answerOf = (name: string) => analyze(readFileSync(`examples/${name}.decodeplan`, 'utf8'));

for (const [name, places] of Object.entries(PLACES)) {
  void test(`the example ${name} raises nothing and answers whole requests, colocated and apart`, () => {
    const analysis = answerOf(name);
    assert.deepEqual(analysis.diagnostics(), []);
    const own = Object.entries(analysis.result()?.options ?? {}).filter(([, { layout }]) => layout !== null);
    const found = own.map(([option, { feasible, workloads }]) => {
      assert.ok(feasible, option);
      const modes = new Set(Object.values(workloads).map(({ prefill }) => prefill?.mode));
      return [option, [...modes].join()];
    });
    assert.deepEqual(Object.fromEntries(found), places);
    for (const [, { workloads }] of own)
      for (const { request, cost } of Object.values(workloads)) {
        assert.ok(request?.ttftSeconds && !cost.decodeOnly);
        assert.ok(cost.usdPerMillionTokens !== null);
      }
  });
}

/** What an example warns of on purpose. */
const INTENDED: Readonly<Record<string, readonly string[]>> = {
  // Tensor parallelism copies the latent cache: it is what the example shows.
  'long-context-mla': ['latent-cache-copied'],
};

for (const file of readdirSync('examples').filter((name) => name.endsWith('.decodeplan'))) {
  const name = file.replace('.decodeplan', '');
  void test(`the example ${name} says what may be bought, and warns of nothing but what it shows`, () => {
    const analysis = answerOf(name);
    assert.deepEqual(
      analysis.diagnostics().map(({ code }) => code),
      INTENDED[name] ?? [],
    );
    assert.ok(analysis.plan && /^buy:/m.test(readFileSync(`examples/${file}`, 'utf8')));
    assert.ok(Object.values(analysis.result()?.options ?? {}).some(({ feasible }) => feasible));
  });
}

void test('the agentic example bills whole requests of both its workloads', () => {
  const { workloads } = answerOf('agentic-deepseek-v4-pro').result()?.options['software'] ?? {};
  assert.deepEqual(
    Object.entries(workloads ?? {}).map(([name, { cost }]) => [name, cost.decodeOnly]),
    [
      ['agents', false],
      ['chat', false],
    ],
  );
});
