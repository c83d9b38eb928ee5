import assert from 'node:assert/strict';
import test from 'node:test';
import { MemberReader, wantedMembers } from '../../../src/exchange/trace/jsonMembers.js';
import { areSums } from '../../../src/exchange/trace/rows.js';
import { timeReader } from '../../../src/exchange/trace/times.js';
import { Trace } from '../../../src/exchange/trace/trace.js';
import { workloadOf } from '../../../src/exchange/trace/workload.js';

const PATHS = [['a'], ['usage', 'tokens'], ['usage', 'details', 'cached'], ['ids'], ['text'], ['at']];

/** The same by the reader of whole objects. */
function whole(text: string): readonly unknown[] | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return null;
  }
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isMap(parsed)) return null;
  const from = parsed;
  return PATHS.map((path) =>
    path.reduce<unknown>((value, name) => (isMap(value) ? value[name] : undefined), from),
  );
}

/** Objects of every kind of value, the same at each run. */
function objects(): unknown[] {
  let seed = 7;
  const random = (most: number) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % most;
  };
  const values: readonly (() => unknown)[] = [
    () => random(1e6),
    () => -random(100) / 7,
    () => 1.5e300,
    () => null,
    () => random(2) === 0,
    () => 'plain',
    () => 'with "quotes", {braces}, \\ and \n ends',
    () => '\\',
    () => 'ü\u0007 \u2028',
    () => [],
    () => [1, 20, 300],
    () => [1, 'a', [2], { b: 3 }],
    () => ({}),
    () => ({ tokens: random(9), other: { tokens: 1 }, details: { cached: random(99), x: ['}'] } }),
  ];
  const names = ['a', 'usage', 'ids', 'text', 'at', 'other', 'tokens', 'a"b', 'details', ''];
  return Array.from({ length: 800 }, () =>
    Object.fromEntries(
      Array.from({ length: random(7) }, () => [
        names[random(names.length)] ?? '',
        values[random(values.length)]?.(),
      ]),
    ),
  );
}

test('members are read out of a row as the whole object has them, or the row is left to its reader', () => {
  const reader = new MemberReader(wantedMembers(PATHS), PATHS.length);
  let plain = 0;
  for (const value of objects())
    for (const text of [JSON.stringify(value), JSON.stringify(value, null, 1)]) {
      const read = reader.read(text);
      if (read !== null) plain++;
      assert.deepEqual(read ?? whole(text), whole(text), text);
    }
  assert.ok(plain > 1000, `${plain} rows were plain`);
});

test('what is no JSON is read by neither, and names that stand twice are read as a whole', () => {
  const reader = new MemberReader(wantedMembers(PATHS), PATHS.length);
  const row = JSON.stringify({
    a: 12,
    usage: { tokens: 5, details: { cached: 2 } },
    text: 'x\\"y',
    ids: [1, 2],
  });
  for (let end = 0; end < row.length; end++) assert.equal(reader.read(row.slice(0, end)), null);
  for (const text of [
    `${row},`,
    `[${row}]`,
    '{"a": NaN}',
    '{"a": 012}',
    '{"x": 012.5}',
    '{"x": 1.}',
    '{"x": .5}',
    '{"x": 1.5e}',
    '{"x": nullx}',
    '{"a": nul}',
    '{"a": 1 "text": 2}',
    '{"a": 1,}',
    '{"a"; 1}',
    '{a: 1}',
    '{"ids": [1, 02]}',
    '{"usage": {"tokens": 1}, "usage": {}}',
    '{"a": 1, "a": 2}',
    '{"\\u0061": 1}',
    '{"a\\"": 1}',
    '"a"',
    '',
  ])
    assert.equal(reader.read(text), null, text);
  assert.deepEqual(reader.read(' {"a" : 3 , "ids" : [ 1 , 2 ] }\r')?.slice(0, 4), [
    3,
    undefined,
    undefined,
    [1, 2],
  ]);
});

test('a row is read where it stands in a text, and what stands behind it is no part of it', () => {
  const reader = new MemberReader(wantedMembers(PATHS), PATHS.length);
  const [one, other] = ['{"a":1,"x":[{"a":2}],"y":0.5}', '{"text":"b","x":null}'];
  const text = `${one}\n${other}\r\n{"a`;
  assert.deepEqual(reader.read(text, 0, one.length), reader.read(one));
  const from = one.length + 1;
  assert.deepEqual(reader.read(text, from, from + other.length), reader.read(other));
  // Cut anywhere, a row does not go on in the next.
  for (let to = 1; to < one.length; to++) assert.equal(reader.read(text, 0, to), null, String(to));
  const quoted = '{"a":"\n{"a":1,"b":"}';
  assert.equal(reader.read(quoted, 0, 6), null);
  // A name may be written by numbers in any row of a text.
  const escaped = `${one}\n{"\\u0061":1}\n${one}`;
  assert.equal(reader.read(escaped, from, from + 12), null);
  assert.deepEqual(reader.read(escaped, escaped.length - one.length), reader.read(one));
});

test('a time reads as a date does, however it is written', () => {
  const read = timeReader(1);
  for (const [written, date] of [
    ['2025-10-09 08:53:20', '2025-10-09T08:53:20Z'],
    ['2025-10-09 08:53:20.5', '2025-10-09T08:53:20.500Z'],
    ['2025-10-09 08:53:59.123999', '2025-10-09T08:53:59.123Z'],
    ['2025-10-09T08:53:20.1234567Z', '2025-10-09T08:53:20.123Z'],
    ['2025-10-09T08:53:20Z', '2025-10-09T08:53:20Z'],
    ['2025-10-09T08:53:20+02:00', '2025-10-09T06:53:20Z'],
    ['2025-10-09 08:53:20.123456+00:00', '2025-10-09T08:53:20.123Z'],
    ['2025-10-09', '2025-10-09T00:00:00Z'],
  ])
    assert.equal(read(written), Date.parse(date ?? '') / 1e3, written);
  for (const none of [
    '2025-13-09 08:53:20',
    '2025-10-09 08:53:61',
    '2025-10-09 24:00:10',
    'yesterday, 10',
    '',
    null,
  ])
    assert.equal(read(none), null, String(none));
  assert.equal(timeReader(1e-3)(1500), 1.5);
  assert.equal(read('1760000000000'), 1760000000);
});

test('DeepSeek: tokens that its cache served, in a table and in lines of JSON', () => {
  const table = [
    'created,prompt_tokens,completion_tokens,prompt_cache_hit_tokens,prompt_cache_miss_tokens',
    '1760000000,1000,100,640,360',
    '1760000060,3000,300,2560,440',
  ];
  const lines = table.slice(1).map((row) => {
    const [created, prompt, completion, hit, miss] = row.split(',').map(Number);
    return JSON.stringify({
      created,
      usage: {
        prompt_tokens: prompt,
        completion_tokens: completion,
        prompt_cache_hit_tokens: hit,
        prompt_cache_miss_tokens: miss,
      },
    });
  });
  for (const log of [table, lines]) {
    assert.ok(Trace.reads(log.join('\n')));
    const trace = new Trace();
    for (const line of log) trace.add(line);
    const statistics = trace.statistics();
    assert.ok(statistics);
    const members = Object.fromEntries(workloadOf(statistics).members);
    // 3,200 of 4,000 prompt tokens.
    assert.equal(members['cachedInput'], '80%');
    assert.equal(members['input'], '{ p50: 1000, p95: 3000, max: 3000 }');
    assert.equal(members['requests'], '0.03333 req/s');
  }
});

test('rows that are sums over many requests are no log of requests', () => {
  const daily =
    '{"date":"2026-09-01","prompt_tokens":1000000,"completion_tokens":500000,"api_requests":5000}';
  const bucket = '{"data":[{"results":[{"input_tokens":1000,"output_tokens":500,"num_model_requests":50}]}]}';
  const bill = 'usage_date_utc,usage_input_tokens_no_cache,usage_output_tokens\n2026-09-01,1200000,300000\n';
  const table = 'day,requests,input_tokens,output_tokens\n2026-09-01,50,1000,500\n';
  for (const text of [daily, bucket, bill, table]) {
    assert.ok(areSums(text), text);
    assert.ok(!Trace.reads(text), text);
  }
  assert.ok(!areSums('time,input_tokens,output_tokens\n1,2,3\n'));
  assert.ok(!areSums('We counted requests, and tokens: few.'));
});

test('OpenRouter’s activity and spans of OpenTelemetry', () => {
  const statistics = (text: string) => {
    const trace = new Trace();
    text.split('\n').forEach((line) => trace.add(line));
    const read = trace.statistics();
    assert.ok(read);
    return new Map(workloadOf(read).members);
  };
  const activity = statistics(
    'generation_id,created_at,tokens_prompt,tokens_completion,tokens_cached\ng1,2026-09-01T10:00:00Z,1200,300,800\ng2,2026-09-01T10:00:05Z,1200,300,400',
  );
  assert.equal(activity.get('cachedInput'), '50%');
  const span = (at: number, input: number) =>
    `{"name":"chat","start_time":"2026-09-01T10:00:0${at}Z","end_time":"2026-09-01T10:00:09Z","attributes":{"gen_ai.usage.input_tokens":${input},"gen_ai.usage.output_tokens":300}}`;
  assert.equal(statistics(`${span(0, 1200)}\n${span(2, 1200)}`).get('concurrency'), '2');
});
