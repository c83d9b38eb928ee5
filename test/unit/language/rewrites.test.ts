import assert from 'node:assert/strict';
import test from 'node:test';
import { rewrites } from '../../../src/language/rewrites.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { marked, planText } from './marked.js';

void test('the value under the cursor changes its text and nothing else', () => {
  const { analysis, offset, text } = marked(
    planText('workloads:\n  chat:\n    concurrency: 48 # all\n    context: "3|2K" # long'),
  );
  const [first] = rewrites(analysis, offset);
  assert.ok(first);
  assert.equal(first.title, 'Write as `32768`');
  const after = applyEdits(text, [first.edit]);
  assert.equal(after, text.replace('32K', '32768'));
  assert.deepEqual(analyze(after).plan?.workloads, analysis.plan?.workloads);
});

void test('names, aliases and what is no quantity are left alone', () => {
  const at = (overlay: string) => {
    const { analysis, offset } = marked(planText(overlay));
    return rewrites(analysis, offset).length;
  };
  assert.equal(at('model: llama-|3.1-70b'), 0);
  assert.equal(at('workloads:\n  a: { concurrency: 4, context: &c 32|K }'), 4);
  assert.equal(
    at('workloads:\n  a: { concurrency: 4, context: &c 32K }\n  b: { concurrency: 4, context: *|c }'),
    0,
  );
});
