import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parsePlan } from '../../../src/plan/document.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { longPlan } from '../../bench/language.js';

const LINES = longPlan(130).split('\n');
const SPEED = LINES.findIndex((line) => line.includes('speed'));
/** Values as people write and mistype them, over a whole plan of workloads and options. */
const WRITTEN = fc.constantFrom(
  '    speed: 25 tok/s',
  '    speed: 25 tok',
  '    speed:',
  '    sped: 25 tok/s',
  '    concurrency: 64',
  '    concurrency: many',
  '    context: { p50: 16K, p95: 8K }',
  '    context: 64K..128K',
  '    share: 40%',
  '    demand: 2B tokens/day',
  '    price: 3 USD/Mtok',
  '  w1: {}',
  '  w1.5:',
  '  spare: ~',
  '  drafts: { speculation: { method: eagle3, acceptance: 2.5 } }',
  '  none: { speculation: { method: nothing } }',
  '  fp8: { serving: { kvCache: fp16 } }',
  '',
);
const edit = fc.record({
  at: fc.oneof(fc.integer({ min: 0, max: LINES.length - 1 }), fc.constant(SPEED)),
  remove: fc.integer({ min: 0, max: 2 }),
  add: fc.array(WRITTEN, { maxLength: 2 }),
});

/** Behind a marker of a document a text is read whole, each time anew. */
const MARKER = '---\n';

/** Everything that a text comes to, without its places. */
function answerOf(text: string) {
  const analysis = analyze(text);
  const { problems, input, partial } = parsePlan(text);
  const plain = ({ range: _, mends: __, related, ...rest }: (typeof problems)[number]) => ({
    ...rest,
    related: related?.map(({ message }) => message),
  });
  return {
    input,
    partial,
    problems: problems.map(plain),
    plan: analysis.plan,
    result: analysis.result(),
    diagnostics: analysis.diagnostics().map(plain),
  };
}

void test('edit by edit, a long plan comes to what it comes to when read for the first time', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 2, maxLength: 5 }), (edits) => {
      const lines = [...LINES];
      for (const { at, remove, add } of edits) {
        lines.splice(at, remove, ...add);
        const text = lines.join('\n');
        assert.deepEqual(answerOf(text), answerOf(`${MARKER}${text}`));
      }
    }),
    { numRuns: 15 },
  );
});

void test('what an edit leaves as it is stays the same objects', () => {
  const [before, after] = [LINES.join('\n'), LINES.join('\n').replace('speed: 20', 'speed: 21')].map(
    parsePlan,
  );
  assert.notEqual(after?.input?.workloads['w0'], before?.input?.workloads['w0']);
  assert.equal(after?.input?.workloads['w1'], before?.input?.workloads['w1']);
  assert.equal(after?.input?.options?.['fp8'], before?.input?.options?.['fp8']);
});
