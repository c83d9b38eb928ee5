import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { evenSequence, percentiles, triangular } from '../../../../src/engine/shapes/sampling.js';
import { sensitivity, swingOf } from '../../../../src/engine/questions/sensitivity.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { sampleCosts, summarize, uncertaintyOf } from '../../../../src/engine/questions/uncertainty.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { modelError, uncertainInputs, withInput } from '../../../../src/engine/questions/uncertainInputs.js';
import { planOf } from '../../plans.js';

const EXAMPLE = readFileSync('examples/agentic-deepseek-v4-pro.decodeplan', 'utf8');

const RANGE = { low: 2, likely: 3, high: 6 };

void test('triangular draws have the mean and the ends of their range', () => {
  const draws = Array.from({ length: 10_000 }, (_, i) => triangular(RANGE, (i + 0.5) / 10_000));
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  assert.ok(Math.abs(mean - (2 + 3 + 6) / 3) < 1e-3, String(mean));
  assert.equal(triangular(RANGE, 0), 2);
  assert.equal(triangular(RANGE, 1), 6);
  assert.equal(triangular({ low: 4, likely: 4, high: 4 }, 0.3), 4);
});

void test('a wider range never has a narrower spread', () => {
  const spread = (high: number, low: number) =>
    triangular({ low, likely: 3, high }, 0.9) - triangular({ low, likely: 3, high }, 0.1);
  let before = 0;
  for (let i = 0; i <= 30; i++) {
    const now = spread(3 + i / 5, 3 - i / 15);
    assert.ok(now >= before, `${i}`);
    before = now;
  }
});

void test('the sequence fills each dimension evenly', () => {
  const point = evenSequence(7, 5);
  for (let dimension = 0; dimension < 7; dimension++) {
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 1000; i++) {
      const bin = Math.floor((point(i)[dimension] ?? -1) * 10);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    assert.ok(
      bins.every((n) => n > 85 && n < 115),
      bins.join(' '),
    );
  }
  assert.notDeepEqual(evenSequence(2, 1)(0), evenSequence(2, 2)(0));
});

void test('percentiles lie between values in proportion', () => {
  assert.deepEqual(percentiles([10, 0, 5]), { p10: 1, p50: 5, p90: 9 });
  assert.equal(percentiles([]), null);
});

void test('samples depend on the seed alone, not on the chunks they are drawn in', () => {
  const plan = planOf(EXAMPLE);
  const whole = sampleCosts(plan, { seed: 3, from: 0, count: 6 });
  const chunks = [0, 2, 4].flatMap((from) => sampleCosts(plan, { seed: 3, from, count: 2 }));
  assert.deepEqual(chunks, whole);
  assert.notDeepEqual(sampleCosts(plan, { seed: 4, from: 0, count: 6 }), whole);
});

void test('one price in two options is one input, and ends of its range bracket the difference', () => {
  const plan = planOf(EXAMPLE);
  const price = uncertainInputs(plan).find(({ path }) => path === 'options.lpx.lpx.price');
  assert.deepEqual(price?.paths, ['options.lpx.lpx.price', 'options.lpx-and-software.lpx.price']);
  const tornado = sensitivity(plan);
  assert.ok(tornado && tornado.difference !== null);
  for (let i = 1; i < tornado.inputs.length; i++) {
    const [a, b] = [tornado.inputs[i - 1], tornado.inputs[i]];
    assert.ok(a && b && swingOf(a.breakEven) >= swingOf(b.breakEven));
  }
  const own = tornado.inputs.find(({ path }) => path === 'options.lpx.lpx.price');
  assert.ok(own && own.difference.low !== null && own.difference.high !== null);
  assert.ok(own.difference.low < tornado.difference && tornado.difference < own.difference.high);
  assert.deepEqual(own.breakEven, { low: null, high: null });
});

void test('without ranges the error of the model alone is left, and stays within its band', () => {
  const plan = { ...planOf(EXAMPLE), ranges: {} };
  const options = analyze(EXAMPLE).result()?.options ?? {};
  // Draws are of what decides: what is still to spend.
  assert.equal(plan.economics.owned, 'sunk');
  const likely = options['software']?.basis.sunk.usdPerMillionTokens ?? 0;
  const band = Object.values(options['software']?.workloads ?? {})[0]?.cost.band;
  const usd = Object.values(options['software']?.workloads ?? {})[0]?.cost.usdPerMillionTokens ?? 0;
  const error = (band?.high ?? 0) / usd;
  const samples = sampleCosts(plan, { seed: 1, from: 0, count: 40 }).map(({ usd }) => usd);
  for (const sample of samples) {
    const ratio = (sample['software'] ?? 0) / likely;
    assert.ok(ratio > 1 / error - 1e-9 && ratio < error + 1e-9, String(ratio));
  }
  assert.ok(new Set(samples.map((sample) => sample['software'])).size > 30);
});

void test('the chance is a share of decided samples, with an error that is never nothing', () => {
  const plan = planOf(EXAMPLE);
  const samples = [
    { software: 1, lpx: 2 },
    { software: 3, lpx: 2 },
    { software: null, lpx: 2 },
    { software: null, lpx: null },
  ].map((usd) => ({ usd, forbidden: [] }));
  const summary = summarize(plan, samples, 1);
  assert.equal(summary.probabilityChallengerWins, 2 / 3);
  assert.deepEqual(summary.headlines['challengerMinusBaseline'], { p10: -0.8, p50: 0, p90: 0.8 });
  assert.ok((summarize(plan, [{ usd: { software: 1, lpx: 2 }, forbidden: [] }], 1).standardError ?? 0) > 0);
  const nothing = uncertaintyOf(plan, 0);
  assert.equal(nothing.probabilityChallengerWins, null);
  assert.deepEqual(nothing.reason, { code: 'nothing-sampled' });
});

void test('inputs are what has a spread and is a number, the same thing in several options being one', () => {
  const plan = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { one: { concurrency: 8, context: 4K } }
gpus: { type: b200, count: 8 }
options:
  plain: {}
  a: { lpx: { racks: 1, role: ffn, price: 1M..2M USD } }
  c: { lpx: { racks: 2, role: ffn, price: 1M..2M USD } }
  d: { lpx: { racks: 3, role: ffn, price: 1M..3M USD } }
`);
  const spread = { low: 1, likely: 2, high: 3 };
  const ranges = {
    'workloads.one.concurrency': { low: 8, likely: 12, high: 16 },
    'options.a.lpx.price': { low: 1e6, likely: 1.5e6, high: 2e6 },
    'options.c.lpx.price': { low: 1e6, likely: 1.5e6, high: 2e6 },
    'options.d.lpx.price': { low: 1e6, likely: 2e6, high: 3e6 },
    // Not a number, nowhere, beside a number's end, and without a spread.
    model: spread,
    'workloads.nobody.concurrency': spread,
    'workloads.one.concurrency.more': spread,
    'economics.pue': { low: 1.2, likely: 1.2, high: 1.2 },
  };
  const inputs = uncertainInputs({ ...plan, ranges });
  assert.deepEqual(
    inputs.map(({ path, paths, range }) => [path, paths.slice(1), range.high]),
    [
      ['workloads.one.concurrency', [], 16],
      ['options.a.lpx.price', ['options.c.lpx.price'], 2e6],
      ['options.d.lpx.price', [], 3e6],
    ],
  );
  const moved = withInput(plan, inputs[1]!, 7);
  assert.deepEqual(
    Object.values(moved.options).map(({ lpx }) => lpx?.price ?? null),
    [null, 7, 7, plan.options['d']?.lpx?.price],
  );
  assert.equal(withInput(plan, inputs[0]!, 9).workloads['one']?.concurrency, 9);
});

void test('the error of an option is that of its workload that is known least, of a hosted one nothing', () => {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { one: { concurrency: 8, context: 4K }, two: { concurrency: 8, context: 8K } }
gpus: { type: h100-sxm, count: 8 }
options: { own: {}, away: { hosted: { name: somewhere, output: 2 USD/Mtok } } }
`);
  const { one, two } = evaluate(plan, { breakEven: false }).options['own']!.workloads;
  const errors = [one, two].map(
    (own) => (own?.cost.band?.high ?? 0) / (own?.cost.usdPerMillionTokens ?? 1) - 1,
  );
  assert.ok(errors.every((error) => error > 0));
  assert.equal(modelError(plan, 'own'), Math.max(...errors));
  assert.equal(modelError(plan, 'away'), 0);
  assert.equal(modelError(plan, 'nobody'), 0);
  assert.equal(modelError({ ...plan, gpus: { ...plan.gpus!, price: null, rent: null } }, 'own'), 0);
});
