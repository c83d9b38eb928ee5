import assert from 'node:assert/strict';
import test from 'node:test';
import { hover } from '../../../src/language/hover.js';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import { readMeasurements } from '../../../src/exchange/measurements.js';
import { parsePlan } from '../../../src/plan/document.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { fuzzEditor } from '../../fuzz/targets.js';
import { planText } from '../language/marked.js';

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '__defineGetter__',
];
const REFUSED = new Set(['__proto__', 'constructor', 'prototype']);

/** What is wrong with a plan, and the text where it says so. */
function complaints(text: string): string[] {
  return analyze(text).problems.map(({ code, range }) => `${code} at ${text.slice(range.start, range.end)}`);
}

function everywhere(text: string): void {
  const analysis = analyze(text);
  for (let offset = 0; offset <= text.length; offset += 5) hover(analysis, offset);
  fuzzEditor(text, text.length);
}

for (const name of NAMES) {
  void test(`${name} as a key is refused at its place`, () => {
    const code = REFUSED.has(name) ? 'reserved-name' : 'unknown-key';
    for (const text of [
      planText(`${name}: { polluted: 1 }`),
      planText(`"${name}": 1`),
      planText(`serving: { ${name}: 1 }`),
    ]) {
      assert.ok(
        complaints(text).some((one) => one.startsWith(`${code} at`) && one.includes(name)),
        complaints(text).join(),
      );
      everywhere(text);
    }
  });

  void test(`${name} as the name of a workload or an option is a name like others, or refused`, () => {
    const text = planText(
      `workloads:\n  ${name}: { concurrency: 48, context: 8K }\n` +
        `options:\n  ${name}: {}\n  other: { serving: { kvCache: fp8 } }\nbreakEven: { baseline: ${name}, challenger: other }`,
    );
    const { plan } = analyze(text);
    if (REFUSED.has(name)) assert.ok(complaints(text).includes(`reserved-name at ${name}`));
    else {
      assert.deepEqual(complaints(text), []);
      assert.deepEqual(Object.keys(plan?.workloads ?? {}), [name]);
    }
    everywhere(text);
    assert.equal(Object.hasOwn(Object.prototype, 'concurrency'), false);
  });

  void test(`${name} as an id of the catalogue, an engine or a method is unknown`, () => {
    for (const text of [
      planText(`model: ${name}`),
      planText(`gpus: { type: ${name}, count: 1 }`),
      planText(`options: { a: { hosted: ${name} } }`),
      planText(`options: { a: { speculation: { method: ${name} } } }`),
      planText(`serving: { kvCache: ${name}, engine: ${name} }`),
    ]) {
      assert.ok(
        complaints(text).some((one) => one.includes(name)),
        text,
      );
      everywhere(text);
    }
  });
}

void test('numbers that are none, too large, negative or turned round are refused where they stand', () => {
  const wrong = [
    '1e400',
    '.nan',
    '.inf',
    '-1',
    '5..1',
    '1..',
    '..1',
    '1..2..3..4',
    '0',
    'true',
    '[]',
    '"\\0"',
    '١',
  ];
  for (const value of wrong) {
    const text = planText(`workloads: { chat: { context: 8K, concurrency: ${value} } }`);
    const { problems, result } = analyze(text);
    const at = text.indexOf(`concurrency: ${value}`) + 'concurrency: '.length;
    assert.ok(
      problems.some(
        ({ range }) =>
          range.start >= at && range.start <= at + value.length && range.end <= at + value.length + 1,
      ),
      `${value}: ${complaints(text).join()}`,
    );
    assert.equal(result()?.workloads['chat'], undefined);
    fuzzEditor(text, text.length);
  }
});

void test('a length of which digits would be lost, and negative zero, give no wrong number', () => {
  for (const value of ['99999999999999999999', '-0', '1e-400', '1e300', '1e22', '0x10', '1_000', '0o17']) {
    for (const member of ['concurrency', 'context', 'demand', 'speed', 'price']) {
      const base = ['concurrency: 4', 'context: 8K'].filter((one) => !one.startsWith(member));
      const text = planText(`workloads:\n  chat: { ${[...base, `${member}: ${value}`].join(', ')} }`);
      fuzzEditor(text, text.length);
    }
  }
});

void test('line ends, byte order marks, blanks and broken characters are read, or refused at their place', () => {
  const good = planText('title: T');
  assert.deepEqual(complaints(good.replace(/\n/g, '\r\n')), []);
  assert.deepEqual(complaints(`\uFEFF${good}`), []);
  assert.deepEqual(complaints(good.replace('title: T', 'title: a\u2028b\u2029c\u0085d')), []);
  assert.deepEqual(complaints(good.replace('title: T', 'title: \uD800 \u{1F600} \uDFFF')), []);
  for (const text of [`\t${good}`, good.replace('chat:', '\tchat:'), `${good}\0`, `${good}${good}`])
    assert.ok(complaints(text).length > 0, JSON.stringify(text.slice(0, 20)));
  for (const text of [good.replace(/\n/g, '\r'), good.replace(/ /g, '\u00A0'), `\uFFFE${good}`])
    fuzzEditor(text, 20);
  const twice = `${good}title: again\n`;
  const [problem] = parsePlan(twice).problems;
  assert.equal(problem?.code, 'duplicate-key');
  assert.equal(problem.range.start, twice.lastIndexOf('title'));
});

void test('a long run of anything is read in time that grows with its length', () => {
  const runs = ['0', '.', '-', ' ', '{', '[', ',', '1..', 'a: ', '"', "'", '& ', '# ', '\u00a0', 'a'];
  const places: readonly ((run: string) => string)[] = [
    (run) => planText(`title: ${run}!`),
    (run) => planText(`workloads: { chat: { concurrency: 4, context: 1${run}x`),
    (run) => planText(`economics:\n  electricity: 1${run}x`),
  ];
  const time = (length: number, run: string, place: (run: string) => string) => {
    const text = place(run.repeat(Math.ceil(length / run.length)));
    // Processor time: by the clock, what else runs here would count.
    const started = process.cpuUsage();
    fuzzEditor(text, text.length);
    return process.cpuUsage(started).user / 1000;
  };
  const best = (...given: Parameters<typeof time>) =>
    Math.min(time(...given), time(...given), time(...given));
  for (const place of places)
    for (const run of runs) {
      // What is quadratic takes sixteen times as long for four times the text.
      if (time(6000, run, place) < 400) continue;
      const [long, short] = [best(6000, run, place), best(1500, run, place)];
      assert.ok(
        long < 10 * short + 100,
        `${JSON.stringify(run)}: ${long} ms for 6,000, ${short} ms for 1,500`,
      );
    }
});

void test('what nests without end is refused by plans and imports, and ends neither', () => {
  for (const text of ['['.repeat(20_000) + ']'.repeat(20_000), '{a: '.repeat(20_000), '- '.repeat(20_000)]) {
    assert.deepEqual(
      parsePlan(text).problems.map(({ code }) => code),
      ['yaml-too-deep'],
    );
    assert.ok(!launchIn(text).ok);
    assert.deepEqual(readMeasurements(text).steps, []);
  }
});

void test('a password in an address is not repeated, wherever the address is told', () => {
  const read = launchIn('vllm serve https://user:s3cr3tpass@host/models/Qwen/Qwen3-8B --x Bearer:abcdef0123');
  assert.ok(read.ok);
  assert.ok(!/s3cr3tpass|abcdef0123/.test(JSON.stringify(read.launch)));
});
