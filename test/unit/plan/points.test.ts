import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { keyPath } from '../../../src/plan/path.js';
import { readPlanValue } from '../../../src/plan/values/read.js';
import { pointReader } from '../../../src/plan/values/points.js';

const BASE = {
  decodeplan: 1,
  model: 'llama-3.1-70b',
  gpus: { type: 'h100-sxm', count: 8, price: '30K USD' },
  owned: { gpus: { type: 'h100-sxm', count: 8, price: '30K USD' } },
  workloads: {
    chat: { concurrency: 40, context: { p50: '8K', p95: '32K' }, speed: '20 tok/s', share: '60%' },
    'a.b': { demand: '2B tokens/day', context: '4K', share: '40%' },
  },
  serving: { layout: { tensor: 4 } },
  options: { 'as-is': {}, drafts: { speculation: { method: 'eagle3', draftTokens: 3, acceptance: 2 } } },
  breakEven: { baseline: 'as-is', challenger: 'drafts' },
};

/** Members, and texts of which some are right only beside others. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  'workloads.chat.concurrency': ['1', '400', '-3', '2.5', 'many', ''],
  'workloads.chat.context.p50': ['4K', '16K', '64K', '2 USD'],
  'workloads.chat.context': ['4K', '64K', 'long'],
  'workloads.chat.share': ['60%', '70%', '600%'],
  'workloads."a.b".share': ['40%', '30%'],
  'workloads.new.speed': ['10 tok/s'],
  'gpus.count': ['8', '16', '0'],
  'owned.gpus.count': ['8', '16'],
  'gpus.price': ['30K USD', '30K EUR', '31K USD'],
  'currency.EUR': ['1.08 USD', '2 USD'],
  'serving.layout': ['auto', '{}'],
  'serving.layout.tensor': ['2', '8', '0'],
  'options.drafts.speculation.acceptance': ['1.5', '9', '{}'],
  'options.drafts': ['', 'none'],
  'breakEven.baseline': ['as-is', 'drafts', 'none'],
  'model.name': ['x'],
  'title.x': ['y'],
  title: ['one'],
};

/** The same tree with a text at a path, made member by member. */
function placed(value: unknown, [head, ...rest]: readonly string[], written: string): unknown {
  if (head === undefined) return written;
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return { ...fields, [head]: placed(fields[head], rest, written) };
}

void test('points of a plan are read as the whole plans that they are, in any order', () => {
  const drawn = fc
    .uniqueArray(fc.constantFrom(...Object.keys(TEXTS)), { minLength: 1, maxLength: 3 })
    .chain((members) =>
      fc.record({
        members: fc.constant(members),
        points: fc.array(fc.tuple(...members.map((member) => fc.constantFrom(...(TEXTS[member] ?? [])))), {
          minLength: 2,
          maxLength: 6,
        }),
      }),
    );
  fc.assert(
    fc.property(drawn, ({ members, points }) => {
      const paths = members.map(keyPath);
      const read = pointReader(BASE, paths);
      for (const texts of points) {
        const whole = paths.reduce<unknown>((plan, path, i) => placed(plan, path, texts[i] ?? ''), BASE);
        const { input, problems } = readPlanValue(whole);
        const own = read(texts);
        assert.deepEqual([own.input, own.problems], [input, problems]);
        // As texts, too, which the order of members is seen in.
        assert.equal(JSON.stringify(own.input), JSON.stringify(input));
      }
    }),
    { numRuns: 300 },
  );
});

void test('of a plan that stays valid, what no text changes stays the same object', () => {
  const read = pointReader(BASE, [['workloads', 'chat', 'concurrency']]);
  const [one, two] = [read(['10']), read(['20'])];
  assert.equal(two.input?.workloads['chat']?.concurrency?.likely, 20);
  assert.equal(one.input?.workloads['chat']?.concurrency?.likely, 10);
  for (const member of ['options', 'gpus', 'serving', 'owned'] as const)
    assert.equal(one.input[member], two.input[member]);
  assert.equal(one.input.workloads['a.b'], two.input.workloads['a.b']);
  assert.equal(one.input.workloads['chat'].context, two.input.workloads['chat'].context);
});
