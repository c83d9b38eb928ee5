import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { evaluateOption } from '../../../src/engine/optionResult.js';
import { largestConcurrency, longestContext } from '../../../src/engine/inverse.js';
import { writeConcurrency, writeContext } from '../../../src/language/writeBack.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/analysis.js';

const TEXT = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');

/** Whether the plan of a text works as it stands. */
function feasible(text: string, option: string): boolean {
  const { plan, problems } = analyze(text);
  assert.deepEqual(problems, []);
  const chosen = plan?.options[option];
  assert.ok(plan && chosen);
  return evaluateOption(plan, chosen).feasible;
}

void test('the largest concurrency works, one more does not, written into the file or not', () => {
  const { plan, document } = analyze(TEXT);
  assert.ok(plan);
  const most = largestConcurrency(plan, 'as-is', 'assistants');
  assert.ok(most !== null && most > 48);
  const written = (n: number) => applyEdits(TEXT, writeConcurrency(document, 'assistants', n));
  assert.ok(feasible(written(most), 'as-is'));
  assert.ok(!feasible(written(most + 1), 'as-is'));
  assert.equal(written(most).replace(String(most), '48'), TEXT);
});

void test('the longest context works when written back in its own units', () => {
  const { plan, document } = analyze(TEXT);
  assert.ok(plan);
  const tokens = longestContext(plan, 'as-is', 'assistants');
  assert.ok(tokens !== null && tokens >= 6144);
  const text = applyEdits(TEXT, writeContext(document, 'assistants', tokens));
  assert.ok(feasible(text, 'as-is'));
  assert.match(text, /context: \{ p50: [0-9.]+K, p95: [0-9.]+K, max: [0-9.]+K \}/);
});

void test('what cannot be served at all has no answer', () => {
  const { plan } = analyze(TEXT.replace('speed: 30 tok/s', 'speed: 3000 tok/s'));
  assert.ok(plan);
  assert.equal(largestConcurrency(plan, 'as-is', 'assistants'), null);
  assert.equal(longestContext(plan, 'as-is', 'assistants'), null);
});
