import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseText, type TreeNode } from '../../../src/plan/yaml.js';
import { longPlan } from '../../bench/language.js';

const MARKER = '---\n';

/** Long texts are read in blocks; behind a marker of a document the same text is read whole. */
function readWhole(text: string): TreeNode | null {
  const { root, problems } = parseText(`${MARKER}${text}`);
  return problems.length > 0 || !root ? null : moved(root);
}

/** The tree as if the marker were not there. */
function moved<T>(part: T): T {
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return part.map(moved) as T;
  const entries = Object.entries(part).map(([key, value]: [string, unknown]) => [
    key,
    key === 'start' || key === 'end' ? Number(value) - MARKER.length : moved(value),
  ]);
  return Object.fromEntries(entries) as T;
}

const LINES = longPlan(130).split('\n');
const LINE = fc.integer({ min: 0, max: LINES.length - 1 });
/** Lines as people write and half-write them. */
const WRITTEN = fc.constantFrom(
  '',
  '# a comment',
  '      # a deep comment',
  '   # an odd comment',
  'title: two words # and more',
  'title: "quoted',
  "title: 'quoted'",
  '  w1: {}',
  '  w200: { concurrency: 1,',
  '    context: [1, 2',
  '    }',
  '    demand:',
  '    ? odd',
  'options:',
  'calibration:',
  '  steps:',
  '  - 1',
  '- 2',
  'no colon',
  '  no colon',
  '     deeper: 1',
  ' shallow: 1',
  '  text: |',
  '  a: &anchor 1',
  '  b: *anchor',
  '\tx: 1',
  '"a b": 1',
  '  "c d": 2\r',
  'after: 1',
  '  after: 1',
  'above: 1',
  '---',
  '...',
);
const edit = fc.record({
  at: LINE,
  remove: fc.integer({ min: 0, max: 3 }),
  add: fc.array(WRITTEN, { maxLength: 2 }),
});

void test('a long text reads the same in blocks as whole, whatever its lines', () => {
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 4 }), (edits) => {
      const lines = [...LINES];
      for (const { at, remove, add } of edits) lines.splice(at, remove, ...add);
      const text = lines.join('\n');
      const { root, problems } = parseText(text);
      // What has errors is read whole anyway; behind another marker, one of its own would start a second document.
      if (problems.length === 0 && !/^---/m.test(text)) assert.deepEqual(root, readWhole(text));
    }),
    { numRuns: 300 },
  );
});
