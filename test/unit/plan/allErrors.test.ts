import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { analyze } from '../../../src/report/answers/analysis.js';

const BASE = `decodeplan: 1
title: All of it
model: llama-3.1-70b
workloads:
  chat:
    share: 60%
    concurrency: 4
    context:
      p50: 8K
      p95: 16K
  batch:
    share: 40%
    concurrency: 2
    context: 4K
    output: 1K
gpus:
  type: h100-sxm
  count: 8
  price: 30K USD
serving:
  kvCache: fp8
  weights: fp8
  blockSize: 16
options:
  as-is: {}
  drafts:
    speculation:
      method: eagle3
      acceptance: 2.5
  racks:
    lpx:
      price: 3M USD
  away:
    hosted: crusoe-deepseek-r1
economics:
  pue: 1.2
budget:
  total: 1M USD/month
breakEven:
  baseline: as-is
  challenger: drafts
calibration:
  steps:
    - batch: 8
      context: 2K
      step: 20 ms
`;

/** One error put into the plan, and what has to be said of it on the line where it stands. */
interface Seed {
  readonly block: string;
  readonly from: string | RegExp;
  readonly to: string;
  readonly code: string;
  /** Text of the line where it is reported; the first line where a member of the top level is missing. */
  readonly line: string;
}

const seed = (block: string, from: string | RegExp, to: string, code: string, line = to): Seed => ({
  block,
  from,
  to,
  code,
  line,
});

const WORKLOADS = /workloads:\n(?: .*\n)+/;

const SEEDS: readonly Seed[] = [
  seed('version', 'decodeplan: 1', 'decodeplan: 2', 'unknown-version'),
  seed('title', 'title: All of it', 'title: [1]', 'wrong-type'),
  seed('model', 'model: llama-3.1-70b', 'model: llama-3.1-7', 'unknown-model'),
  seed('model', 'model: llama-3.1-70b', 'model: 5', 'wrong-type'),
  seed('model', 'model: llama-3.1-70b\n', '', 'missing-key', ''),
  seed('model', 'model: llama-3.1-70b', 'model: { config: 5 }', 'invalid'),
  seed('workloads', WORKLOADS, 'workloads: {}\n', 'missing-key', 'workloads: {}'),
  seed('workloads', WORKLOADS, 'workloads:\n', 'missing-value', 'workloads:'),
  seed('workloads', '    concurrency: 4', '    concurrency: four', 'not-a-quantity'),
  seed('workloads', '    concurrency: 4\n', '', 'missing-key', '  chat:'),
  seed('workloads', '    output: 1K', '    outptu: 1K', 'unknown-key'),
  seed('workloads', '    share: 40%', '    share: 30%', 'shares'),
  seed('workloads', '      p95: 16K', '      p95: 4K', 'reversed-lengths'),
  seed('workloads', '  batch:', '  " ":', 'bad-name'),
  seed('gpus', '  type: h100-sxm', '  type: h100-smx', 'unknown-name'),
  seed('gpus', '  count: 8', '  racks: 8', 'no-racks'),
  seed('gpus', '  count: 8', '  count: -8', 'negative'),
  seed('gpus', '  price: 30K USD', '  price: 30K EUR', 'unknown-unit'),
  seed('serving', '  kvCache: fp8', '  kvCache: fp88', 'unknown-name'),
  seed('serving', '  weights: fp8', '  weights: fp9', 'unknown-name'),
  seed('serving', '  blockSize: 16', '  blockSize: 1.5', 'not-whole'),
  seed('drafts', '      method: eagle3', '      method: eagle33', 'unknown-name'),
  seed('drafts', '      acceptance: 2.5', '      acceptance: 9', 'too-big'),
  seed('racks', '      price: 3M USD', '      price: 0 USD', 'zero'),
  seed('away', '    hosted: crusoe-deepseek-r1', '    hosted: crusoe', 'unknown-name'),
  seed('options', '  as-is: {}', '  as-is: {}\n  constructor: {}', 'reserved-name', '  constructor: {}'),
  seed('economics', '  pue: 1.2', '  pue: 0.5', 'too-small'),
  seed('economics', '  pue: 1.2', '  pue: 1.2\n  "pue": 1.3', 'duplicate-key', '  "pue": 1.3'),
  seed('budget', '  total: 1M USD/month', '  totl: 1M USD/month', 'unknown-key'),
  seed('breakEven', '  challenger: drafts', '  challenger: draft', 'unknown-option'),
  seed('breakEven', '  baseline: as-is\n', '', 'missing-key', 'breakEven:'),
  seed('calibration', '      step: 20 ms', '      step: 1..2 ms', 'no-range'),
];

/** Errors that a text with some seeds must have and has not. */
function unreported(seeds: readonly Seed[]): string[] {
  const text = seeds.reduce((sum, { from, to }) => {
    assert.ok(typeof from === 'string' ? sum.includes(from) : from.test(sum), String(from));
    return sum.replace(from, to);
  }, BASE);
  const lines = text.split('\n');
  const { problems, document } = analyze(text);
  const found = problems.map(({ code, range }) => `${code} on line ${document.positionAt(range.start).line}`);
  return seeds
    .map(({ code, line }) => `${code} on line ${line === '' ? 1 : lines.indexOf(line) + 1}`)
    .filter((wanted) => !found.includes(wanted))
    .map((wanted) => `${wanted}, not among ${found.join('; ')} in\n${text}`);
}

/** Errors in different blocks: within one, an error can take away what another is about. */
const apart = (seeds: readonly Seed[]) => new Set(seeds.map(({ block }) => block)).size === seeds.length;

void test('the plan has no errors before they are put in, and each alone is the only one', () => {
  assert.deepEqual(analyze(BASE).problems, []);
  for (const one of SEEDS) {
    assert.deepEqual(unreported([one]), []);
    const { problems } = analyze(BASE.replace(one.from, one.to));
    assert.deepEqual(
      problems.map(({ code }) => code),
      [one.code],
      one.to,
    );
  }
});

void test('any two errors are both reported, each on the line of its own member', () => {
  for (const [i, first] of SEEDS.entries())
    for (const second of SEEDS.slice(i + 1))
      if (apart([first, second])) assert.deepEqual(unreported([first, second]), []);
});

void test('any three errors are all reported, each on the line of its own member', () => {
  const any = fc.constantFrom(...SEEDS);
  fc.assert(
    fc.property(fc.tuple(any, any, any).filter(apart), (seeds) => {
      assert.deepEqual(unreported(seeds), []);
    }),
    { numRuns: 300 },
  );
});

void test('an empty group of workloads is reported where it stands, with an unknown model beside it', () => {
  const { problems, document } = analyze('decodeplan: 1\nmodel: nope\nworkloads: {}\n');
  assert.deepEqual(problems.map(({ code, range }) => [code, document.positionAt(range.start).line]).sort(), [
    ['missing-key', 3],
    ['unknown-model', 2],
  ]);
});

void test('what only follows from an error is not said as well', () => {
  for (const [from, to] of [
    ['  count: 8', '  count: -8'],
    ['    share: 40%', '    share: lots'],
    ['  racks:\n    lpx:', '  drafts2:\n    lpx:'],
    ['  away:', '  away2: 5\n  away:'],
  ] as const) {
    const text = BASE.replace(from, to);
    const { problems } = analyze(text);
    assert.ok(problems.length <= 1, `${to}: ${problems.map(({ code }) => code).join()}`);
  }
});
