import assert from 'node:assert/strict';
import test from 'node:test';
import { ordersOf } from '../../../../src/engine/questions/errors/ordering.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { modelError } from '../../../../src/engine/questions/uncertainInputs.js';
import { sampleCosts, summarize, uncertaintyOf } from '../../../../src/engine/questions/uncertainty.js';
import { DEFAULT_DRAWS } from '../../../../src/engine/shapes/draws.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { ofPart, verdict } from '../../../../src/report/words/sentences.js';
import { planOf } from '../../plans.js';

const PLAN = `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 160, context: 4K, speed: 20 tok/s, demand: 100M tokens/day } }
gpus: { type: h100-sxm, count: 64, price: 30K USD }
serving: { layout: { tensor: 4 } }
options:
  own: {}
  same: {}
  other: { serving: { engine: sglang } }
  away: { hosted: { output: 1 USD/Mtok, speed: 100 tok/s } }
economics: { owned: priced }
`;
const RUN = { seed: 1, from: 0, count: 64 };

void test('options on one engine and hardware share the error of the model, others have their own', () => {
  const plan = { ...planOf(PLAN), ranges: {} };
  const samples = sampleCosts(plan, RUN).map(({ usd }) => usd);
  assert.ok(modelError(plan, 'own') > 0);
  const ratios = (name: string) => samples.map((sample) => (sample[name] ?? 0) / (sample['own'] ?? 1));
  for (const ratio of ratios('same')) assert.ok(Math.abs(ratio - 1) < 1e-12);
  assert.ok(new Set(samples.map((usd) => usd['own'])).size > 60);
  assert.ok(new Set(ratios('other').map((ratio) => ratio.toPrecision(6))).size > 60);
  // A service has its price, whatever engines do.
  assert.equal(new Set(samples.map((usd) => usd['away'])).size, 1);
});

void test('no draw is farther off than the band of its option', () => {
  const plan = { ...planOf(PLAN), ranges: {} };
  const likely = planOf(PLAN);
  const reach = Math.log(1 + modelError(likely, 'other'));
  const costs = sampleCosts(plan, RUN).map(({ usd }) => Math.log(usd['other'] ?? Number.NaN));
  assert.ok(Math.max(...costs) - Math.min(...costs) <= 2 * reach + 1e-9);
});

void test('options that order the same way in fewer than four of five draws are a tie', () => {
  const plan = planOf(`${PLAN}breakEven: { baseline: own, challenger: other }\n`);
  const drawn = (wins: number) =>
    Array.from({ length: 10 }, (_, i) => ({ usd: { own: 2, other: i < wins ? 1 : 3 }, forbidden: [] }));
  assert.deepEqual(
    [0, 2, 3, 5, 7, 8, 10].map((wins) => summarize(plan, drawn(wins), 1).tie),
    [false, false, true, true, true, false, false],
  );
  assert.equal(summarize(plan, [], 1).tie, null);
});

void test('the verdict is amber where what works makes a loss, as its margin is red', () => {
  const analysis = analyze(PLAN.replace('concurrency: 160', 'concurrency: 160, price: 0.001 USD/Mtok'));
  const result = analysis.result();
  assert.ok(analysis.plan && result);
  const { tone, detail } = verdict(analysis.plan, result);
  assert.match(detail, /It loses money/);
  assert.equal(tone, 'caution');
});

void test('the verdict on a part of a plan is never green, and says that it is of a part', () => {
  const analysis = analyze(PLAN);
  const result = analysis.result();
  assert.ok(analysis.plan && result);
  const all = verdict(analysis.plan, result);
  const part = ofPart(all);
  assert.deepEqual([all.tone, part.tone], ['good', 'caution']);
  assert.equal(part.headline, `Of what can be read: ${all.headline}`);
});

void test('the verdict is amber where something cheaper is only short of hardware', () => {
  const told = (text: string) => {
    const analysis = analyze(text);
    const result = analysis.result();
    assert.ok(analysis.plan && result);
    return verdict(analysis.plan, result);
  };
  const short = PLAN.replace('count: 64', 'count: 4').replace('output: 1 USD', 'output: 90 USD');
  assert.equal(told(`${short}buy: none\n`).tone, 'caution');
  assert.equal(told(PLAN).tone, 'good');
});

/** Two ways to serve one model, of which one drafts: `range` is how many tokens of a step are accepted. */
const drafting = (range: string, demand = '500M tokens/day') =>
  planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { context: 4K, input: 3K, output: 500, speed: 30 tok/s, demand: ${demand} }
gpus: { type: h200-sxm, count: 0, price: 25K USD }
buy: any
options:
  plain: {}
  drafted: { speculation: { method: eagle3, acceptance: ${range} } }
breakEven: { baseline: plain, challenger: drafted }
`);

void test('the order of two options over ranges is that of their draws, from no more draws than it takes', () => {
  for (const range of ['1.2..2.6..2.8', '1.0..1.6..1.8', '1.0..1.9..2.6', '1.05..1.1..3']) {
    const plan = drafting(range);
    const { options } = evaluate(plan, { breakEven: false });
    const cost = (name: string) => options[name]?.basis.priced.usdPerHour ?? Number.NaN;
    const [lead = '', rival = ''] = ['plain', 'drafted'].toSorted((a, b) => cost(a) - cost(b));
    const [order] = ordersOf({ plan, lead, rivals: [rival] });
    const asked = { ...plan, breakEven: { baseline: lead, challenger: rival, variables: [] } };
    const { probabilityChallengerWins: all, tie } = uncertaintyOf(asked, DEFAULT_DRAWS);
    assert.ok(order && all !== null, range);
    const said = `${range}: ${order.stands} by ${order.samples} draws at ${order.rivalCheaper}, ${all} of all`;
    assert.equal(order.stands === 'tie', tie, said);
    assert.equal(order.stands === 'behind', all >= 0.8, said);
    const { tie: turned } = uncertaintyOf(plan, DEFAULT_DRAWS);
    assert.equal(
      turned,
      tie,
      `${range}: the order of two options is one, whichever is called the challenger`,
    );
    // As sure as the draws that were made, at least.
    assert.ok(Math.abs(order.rivalCheaper - all) < 2.5 * Math.sqrt(0.25 / order.samples), said);
    assert.ok(order.stands !== 'firm' || order.mostly === null, said);
  }
});

void test('an order that only one input leaves open names its half', () => {
  const [order] = ordersOf({
    plan: drafting('1.05..1.1..3', '20B tokens/day'),
    lead: 'plain',
    rivals: ['drafted'],
  });
  assert.deepEqual(
    [order?.mostly?.path, order?.mostly?.above],
    ['options.drafted.speculation.acceptance', true],
  );
});
