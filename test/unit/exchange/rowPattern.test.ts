import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { wantedMembers } from '../../../src/exchange/trace/jsonMembers.js';
import { RowShapes } from '../../../src/exchange/trace/rowPattern.js';
import { rowReader } from '../../../src/exchange/trace/rows.js';

/** A row as a reader that has seen no other reads it. */
const alone = (first: string, row: string) => rowReader(first)?.read(row, 0, row.length) ?? null;

/** Values of a log: those that are asked for, and what stands beside them. */
const scalar = fc.oneof(
  fc.nat(99_999),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(
    null,
    true,
    false,
    '',
    '12',
    '-0',
    'a\\b',
    'say "x"',
    '\u00e9',
    '}{',
    ']',
    '2026-11-01T00:00:05+00:00',
  ),
);
const nested = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ role: scalar, content: fc.array(fc.record({ text: scalar }), { maxLength: 2 }) }),
  fc.constant({}),
);
const row = fc
  .record(
    {
      startTime: scalar,
      prompt_tokens: scalar,
      completion_tokens: scalar,
      session_id: scalar,
      metadata: fc.oneof(scalar, fc.record({ usage: fc.record({ cached_tokens: scalar, other: nested }) })),
      extra: nested,
      spend: nested,
    },
    { requiredKeys: ['prompt_tokens', 'completion_tokens'] },
  )
  .chain((fields) =>
    fc.record({
      fields: fc.shuffledSubarray(Object.entries(fields), { minLength: Object.keys(fields).length }),
      spaced: fc.boolean(),
      cut: fc.nat(40),
    }),
  )
  .map(({ fields, spaced, cut }) => {
    const text = JSON.stringify(Object.fromEntries(fields), null, spaced ? ' ' : undefined).replace(
      /\n */g,
      spaced ? ' ' : '',
    );
    // Now and then a row that ends too soon, or holds a word that JSON has not.
    return cut === 0 ? text.slice(0, -3) : cut === 1 ? text.replace(':', ':NaN ') : text;
  });

const FIRST =
  '{"startTime":"2026-11-01T00:00:00+00:00","prompt_tokens":1,"completion_tokens":2,"session_id":"a","metadata":{"usage":{"cached_tokens":3,"other":null}},"extra":null,"spend":0.1}';

void test('rows that are read by their shape say what a reader says that knows no shape', () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
      const reader = rowReader(FIRST);
      assert.ok(reader);
      // Each comes more than once, so that its shape is known; all stand in one text.
      const all = [FIRST, ...rows, ...rows, FIRST];
      const text = all.join('\n');
      let from = 0;
      for (const one of all) {
        const read = reader.read(text, from, from + one.length);
        assert.deepEqual(read, alone(FIRST, one), one);
        from += one.length + 1;
      }
    }),
    { numRuns: 300 },
  );
});

void test('a shape fits rows like it, and never reads beyond their end', () => {
  const wanted = wantedMembers([['prompt_tokens'], ['usage', 'cached']]);
  const shapes = new RowShapes(wanted, 2);
  const line = (prompt: string, note: string, cached: string) =>
    `{"note": ${note}, "prompt_tokens": ${prompt}, "usage": {"cached": ${cached}}}`;
  const read = (text: string, to = text.length) => shapes.read(text, 0, to);
  assert.equal(read(line('1', '"x"', '2')), null);
  shapes.learn(line('1', '"x"', '2'), 0, line('1', '"x"', '2').length, [1, 2]);
  assert.deepEqual(read(line('512', '"say \\"more\\""', '40')), [512, 40]);
  assert.deepEqual(read(line('"7"', '-1.5e3', 'null')), ['7', null]);
  // Another order, another kind of value, a mark within what is asked for, a cut row.
  for (const other of [
    '{"prompt_tokens": 1, "note": "x", "usage": {"cached": 2}}',
    line('1', '{"a": 1}', '2'),
    line('"a\\u0041"', '"x"', '2'),
    line('01', '"x"', '2'),
    line('1', '"x"', '2').slice(0, -1),
    `${line('1', '"x"', '2')},`,
  ])
    assert.equal(read(other), null, other);
  const two = `${line('1', '"x"', '2')}\n${line('3', '"x"', '4')}`;
  assert.equal(read(two), null);
  assert.deepEqual(read(two, two.indexOf('\n')), [1, 2]);
});

void test('logs in which no row is like another are not tried for ever', () => {
  const shapes = new RowShapes(wantedMembers([['a']]), 1);
  let learnt = 0;
  for (let i = 0; i < 500; i++) {
    const text = `{"a": ${i}, "b${i}": 1}`;
    if (shapes.read(text, 0, text.length) !== null) learnt++;
    shapes.learn(text, 0, text.length, [i]);
  }
  assert.equal(learnt, 0);
  // By now it is not even tried.
  assert.equal(shapes.read('{"a": 0, "b0": 1}', 0, 17), null);
});
