import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { calibrationEdit } from '../../../src/language/importEdits.js';
import { parsePlan } from '../../../src/plan/document.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { plainValue } from '../../../src/plan/yaml.js';
import type { Measurements } from '../../../src/exchange/measurements.js';

const HEAD = `# ours
decodeplan: 1   # first
model: llama-3.1-70b
workloads:
  chat: { concurrency: 48, context: 8K }
gpus: { type: h100-sxm, count: 4 }
`;
const TAIL = `
# prices
economics:
  pue: 1.2 # measured
`;

/** Calibrations as people write them; steps are numbered by their batch, lists are counted by `items`. */
const CALIBRATIONS = [
  '',
  'calibration:\n',
  'calibration: {}\n',
  'calibration: # nothing yet\n',
  'calibration:\n  memory: { weights: 18 GiB }\n',
  'calibration:\n  memory:\n    weights: 18 GiB # old\n    kvPool: "40 GiB"\n',
  'calibration:\n  steps: [{ batch: 1, context: 100, step: 9 ms }]\n',
  'calibration:\n  steps: []\n',
  'calibration:\n  steps:\n    - { batch: 1, context: 100, step: 9 ms } # first\n    # then\n    - { batch: 2, context: 100, step: 9-2 }\n',
  'calibration:\n  steps:\n  - batch: 1\n    context: 100\n    step: 9 ms # by hand\n  - batch: 2\n    context: 100\n    step: 10 ms\n',
  'calibration:\n    steps:\n        -   batch: 1\n            context: 100\n            step: 9 ms\n    memory: { kvTokens: 100000 }\n',
  'calibration:\n  steps:\n    -\n      batch: 1\n      context: 100\n      step: 9 ms\n',
  'calibration:\n  steps:\n    - batch: 1\n      context: 100\n      step: "9-3 ms"\n',
  'calibration:\n  steps:\n    - # by-hand\n      batch: 1\n      context: 100\n      step: 9 ms\n',
  'calibration: { steps: [ { batch: 1, context: 100, step: 9 ms } ], memory: { weights: 18 GiB } }\n',
];

const measurements = fc.record<Measurements>({
  memory: fc.dictionary(
    fc.constantFrom('weights', 'kvPool'),
    fc.integer({ min: 1, max: 99 }).map((n) => `${n}.5 GiB`),
    {
      maxKeys: 2,
      noNullPrototype: true,
    },
  ),
  steps: fc.array(
    fc.record({
      batch: fc.integer({ min: 10, max: 99 }).map(String),
      context: fc.integer({ min: 1000, max: 9000 }).map(String),
      step: fc.integer({ min: 1, max: 99 }).map((n) => `${n}.25 ms`),
    }),
    { maxLength: 3 },
  ),
  ignored: fc.constant([]),
});

const valueAt = (text: string, path: readonly string[]) => {
  const { root, nodeAt } = parsePlan(text);
  assert.ok(root, text);
  const node = nodeAt(path);
  return node === null ? undefined : plainValue(node);
};
/** Only of the text itself: a calibration may still lack what the plan wants of it. */
const syntaxProblems = (text: string) => parsePlan(text).problems.filter(({ path }) => path === '');

void test('measurements come to what was meant in any calibration, and nothing else changes', () => {
  const cases = fc.record({
    calibration: fc.constantFrom(...CALIBRATIONS),
    tail: fc.constantFrom('', TAIL),
    windows: fc.boolean(),
    found: measurements,
  });
  fc.assert(
    fc.property(cases, ({ calibration, tail, windows, found }) => {
      const unix = HEAD + calibration + tail;
      const text = windows ? unix.replace(/\n/g, '\r\n') : unix;
      const edit = calibrationEdit(text, found);
      const after = applyEdits(text, [edit]);
      assert.deepEqual(syntaxProblems(after), [], after);

      const memory = valueAt(text, ['calibration', 'memory']) ?? {};
      const meant = { ...memory, ...found.memory };
      assert.deepEqual(valueAt(after, ['calibration', 'memory']) ?? {}, meant, after);
      const steps = (valueAt(text, ['calibration', 'steps']) ?? []) as unknown[];
      const added = found.steps.map(({ batch, context, step }) => ({
        batch: Number(batch),
        context: Number(context),
        step,
      }));
      assert.deepEqual(valueAt(after, ['calibration', 'steps']) ?? [], [...steps, ...added], after);

      const rest = Object.keys(valueAt(text, []) as object).filter((key) => key !== 'calibration');
      for (const key of rest) assert.deepEqual(valueAt(after, [key]), valueAt(text, [key]), after);
      assert.deepEqual(after.match(/#.*/g), text.match(/#.*/g), after);
      assert.equal(/(?<!\r)\n/.test(after), !windows, JSON.stringify(after));
      assert.equal(after.slice(0, edit.start), text.slice(0, edit.start));
      assert.ok(after.endsWith(text.slice(edit.end)));
    }),
    { numRuns: 150 },
  );
});

void test('a plan in JSON stays JSON', () => {
  const plan = {
    decodeplan: 1,
    model: 'llama-3.1-70b',
    workloads: { chat: { concurrency: 48, context: '8K' } },
  };
  const step = { batch: '10', context: '1000', step: '9.5 ms' };
  const found = { memory: { weights: '18 GiB' }, steps: [step, step], ignored: [] };
  const meant = {
    memory: { weights: '18 GiB' },
    steps: [1, 2].map(() => ({ batch: 10, context: 1000, step: '9.5 ms' })),
  };
  for (const calibration of [undefined, null, {}, { steps: [] }, { memory: {} }])
    for (const space of [0, 2]) {
      const text = JSON.stringify(
        { ...plan, ...(calibration === undefined ? {} : { calibration }) },
        null,
        space,
      );
      const after = applyEdits(text, [calibrationEdit(text, found)]);
      assert.deepEqual(JSON.parse(after), { ...plan, calibration: meant }, after);
    }
});
