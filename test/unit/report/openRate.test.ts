import assert from 'node:assert/strict';
import test from 'node:test';
import { attachOverRanges, openRange } from '../../../src/engine/questions/errors/attachOverRanges.js';
import { portfolioTotals } from '../../../src/engine/questions/portfolio.js';
import type { DrawnOrder } from '../../../src/engine/shapes/draws.js';
import type { PlanResult } from '../../../src/engine/shapes/result.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import { attachRate, mixCard } from '../../../src/report/figures/attach.js';
import type { Subject } from '../../../src/report/figures/questions.js';
import { overviewFigure } from '../../../src/report/figures/overview/overview.js';
import { analyze, type Analysis } from '../../../src/report/answers/analysis.js';
import { reportHtml } from '../../../src/report/html/html.js';
import { rateOverRanges, withOpenRate } from '../../../src/report/words/fleet/standing.js';
import { headlines } from '../../../src/report/words/headlines.js';
import { briefReport } from '../../../src/report/writers/brief.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';
import { portfolioText, portfolioWhole, summarizePlan } from '../../../src/report/writers/portfolio.js';
import { resultJson } from '../../../src/report/writers/resultJson.js';
import { reportText } from '../../../src/report/writers/text.js';

/** Racks pay below 41M USD each. */
const racked = (price: string) =>
  analyze(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  x: { context: 16K, demand: 30B tokens/day, speed: 150 tok/s }
economics: { utilization: 60% }
options:
  rubin: { gpus: { type: vera-rubin-nvl72 } }
  racked: { gpus: { type: vera-rubin-nvl72 }, lpx: { racks: auto, role: ffn, price: ${price} } }
`);

/** The best mix is of several options. */
const SEVERAL = `decodeplan: 1
model: deepseek-v4-flash
workloads:
  fast: { concurrency: 200, context: 16K, speed: 400 tok/s, demand: 1B tokens/day }
  bulk: { concurrency: 60000, context: 16K, speed: 30 tok/s, demand: 90B tokens/day }
gpus: { type: vera-rubin-nvl72, racks: 8 }
options:
  as-is: {}
  software: { speculation: { method: dspark, draftTokens: 5 } }
  lpx: { lpx: { racks: 2, role: ffn }, speculation: { method: dspark, draftTokens: 5 } }
`;

function answered(analysis: Analysis) {
  const [plan, result] = [analysis.plan, analysis.result()];
  assert.ok(plan && result);
  return { plan, result, ask: askNow(plan) };
}

const panelText = (subject: Subject) => mixCard(subject)?.sentences.join(' ') ?? '';

void test('an attach rate that the plan’s ranges leave open is told as open wherever it is told', () => {
  for (const [price, likely] of [
    ['5M..70M USD', '100 %'],
    ['20M..72M USD', '0 %'],
  ] as const) {
    const analysis = racked(price);
    const subject = answered(analysis);
    const rate = resultJson(analysis, null).attachRate;
    const rival = likely === '0 %' ? 'racked' : 'rubin';
    assert.deepEqual(rate?.overRanges, { low: 0, high: 1, rivals: [rival] }, price);
    // What the model errs alone leaves nothing open here: that member says what it did.
    assert.equal(rate.ofTokensRange?.low, rate.ofTokensRange?.high, price);
    const sentence = `LPX attaches to 0 % to 100 % of the best mix’s tokens, ties either way; as the mix stands ${likely}`;
    const tie = `Over the ranges of the plan’s inputs this is a tie with ${rival}.`;
    for (const [surface, text] of Object.entries({
      ...{ text: reportText(analysis), markdown: reportMarkdown(analysis), brief: briefReport(analysis) },
      ...{ html: reportHtml(analysis, { file: 'x', version: '', date: '' }), panel: panelText(subject) },
    }))
      for (const said of [sentence, tie])
        assert.ok(text.includes(said), `${price}: ${surface} says no “${said}”`);
    assert.match(attachRate(subject).finding, /Over the plan’s ranges LPX may or may not be/, price);
    const state = { partial: false, rests: true, isPreview: false };
    const tile = overviewFigure(subject, state).tiles.find(({ about }) => about === 'attach');
    assert.equal(tile?.value, '0 % to 100 %', price);
    const summary = summarizePlan('x', analysis);
    assert.match(portfolioText([summary]), /LPX attaches to 0 % to 100 % of tokens/, price);
    assert.deepEqual(portfolioWhole([summary]).totals.attachRateRange, { low: 0, high: 1 }, price);
  }
});

void test('a rate that stands over the ranges is told as one number', () => {
  const analysis = racked('1M..5M USD');
  assert.equal(resultJson(analysis, null).attachRate?.overRanges, null);
  assert.match(reportText(analysis), /LPX attaches to 100 % of the best mix’s tokens\. It takes/);
});

void test('of a mix that is not the option which leads it is said that nobody draws for its rate', () => {
  const { plan, result, ask } = answered(analyze(SEVERAL));
  assert.ok(new Set(Object.values(result.mix.workloads)).size > 1, 'the mix is of several');
  const nobody = () => assert.fail('whole options are drawn for a mix of several');
  assert.deepEqual(withOpenRate(plan, result, nobody).attachRate.overRangesReason, { code: 'mix-not-drawn' });
  assert.match(
    panelText({ plan, result, ask }),
    /What the plan’s ranges leave open of it is not known: draws are of the option that leads, and the best mix/,
  );
  const tiles = headlines(
    plan,
    result,
    { found: null, all: [], variable: null, pending: false },
    true,
    null,
    {
      overRangesReason: { code: 'mix-not-drawn' },
    },
  );
  assert.match(tiles.find(({ about }) => about === 'attach')?.note ?? '', /not drawn over the ranges/);
  // Without ranges there is nothing to draw over.
  assert.deepEqual(
    rateOverRanges({ ...plan, ranges: {} }, result, () => []),
    { overRanges: null },
  );
});

void test('only rivals that serve another part by LPX open a rate, and only where the mix is one option', () => {
  const { result } = answered(racked('1M..5M USD'));
  const order = (rival: string, stands: DrawnOrder['stands']): DrawnOrder => ({
    ...{ rival, stands, samples: 32, rivalCheaper: 0.4, same: 0, mostly: null },
  });
  const of = (
    orders: readonly DrawnOrder[],
    lead = 'racked',
    own: Pick<PlanResult, 'mix' | 'options'> = result,
  ) => attachOverRanges(own, lead, orders);
  assert.deepEqual(of([order('rubin', 'tie')]), { low: 0, high: 1, rivals: ['rubin'] });
  assert.deepEqual(of([order('rubin', 'behind')]), { low: 0, high: 1, rivals: ['rubin'] });
  assert.equal(of([order('rubin', 'firm')]), null);
  // With racks as well, it has the same rate.
  assert.equal(of([order('racked', 'tie')]), null);
  assert.equal(of([order('rubin', 'tie')], 'rubin'), null);
  const drawn = { low: 0, high: 0.4, rivals: ['rubin'] };
  assert.deepEqual(openRange({ ofTokensRange: { low: 0.3, high: 0.8 }, overRanges: drawn }), {
    low: 0,
    high: 0.8,
  });
  assert.equal(openRange({ ofTokensRange: null, overRanges: drawn }), null);
});

void test('plans as one fleet are as open as each of them is alone', () => {
  const summaries = [summarizePlan('a', racked('5M..70M USD')), summarizePlan('b', racked('5M..70M USD'))];
  const { fleets, totals } = portfolioWhole(summaries);
  assert.equal(fleets.length, 1);
  assert.equal(totals.attachRateRange?.low, 0);
  assert.equal(portfolioTotals([]).attachRateRange, null);
});

void test('the card of the best mix says what serves what, by workload, and what others say of racks', () => {
  const subject = answered(analyze(SEVERAL));
  const card = mixCard(subject);
  assert.ok(card);
  assert.equal(card.title, 'The best mix: fast on software; bulk on as-is');
  assert.deepEqual(
    card.mix?.rows.map(([workload, option]) => [workload, option]),
    [
      ['fast', 'software'],
      ['bulk', 'as-is'],
    ],
  );
  assert.deepEqual(card.marks.rows[0]?.slice(0, 2), ['This plan', '0']);
  assert.ok(!card.sentences.some((sentence) => sentence.includes(card.title)));
  const alone = answered(racked('1M..5M USD'));
  assert.equal(mixCard(alone)?.mix, null);
  assert.match(mixCard(alone)?.sentences[0] ?? '', /^LPX attaches to 100 %/);
});
