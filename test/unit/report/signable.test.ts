import assert from 'node:assert/strict';
import test from 'node:test';
import { breakEvens } from '../../../src/engine/questions/breakEven.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { movedSentence } from '../../../src/report/words/fleet/breakEven.js';
import { reasonText } from '../../../src/report/words/reasons.js';
import { verdict } from '../../../src/report/words/sentences.js';
import { portfolioText, summarizePlan } from '../../../src/report/writers/portfolio.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';
import { reportText } from '../../../src/report/writers/text.js';
import { displayQuantity } from '../../../src/units/display.js';

/** Sentences that somebody signs by: each was once untrue, or did not say what it is about. */

const CHAT = `decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { context: 4K, input: 3K, output: 500, speed: 30 tok/s, demand: 400M tokens/day } }
`;
const planned = (text: string) => {
  const analysis = analyze(text);
  const result = analysis.result();
  assert.ok(analysis.plan && result);
  return { analysis, plan: analysis.plan, result };
};

void test('hardware without a price: what is not known is the cost, not whether it serves', () => {
  const { plan, analysis } =
    planned(`${CHAT}owned: { gpus: { type: { name: New, memory: 192 GB, bandwidth: 8 TB/s, bf16: 2 PFLOPS, power: 1 kW } } }
options: { plain: {}, drafting: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.6 } } }
breakEven: { baseline: plain, challenger: drafting, variables: [demand, speed] }
`);
  for (const { reason } of breakEvens(plan))
    assert.match(
      reason ? reasonText(reason) : '',
      /^the costs of plain and drafting are not known: no price/,
    );
  assert.doesNotMatch(reportText(analysis), /neither option can serve/);
});

void test('prices that move together are said to, and one that stands for a whole request too', () => {
  const service = (prices: string) =>
    planned(`${CHAT}gpus: { type: h100-sxm, count: 0, price: 30K USD }
options: { own: {}, away: { hosted: { name: A, ${prices} speed: 50 tok/s } } }
breakEven: { baseline: own, challenger: away, variables: [hostedPrice] }
`).plan;
  const said = (prices: string) => {
    const of = service(prices);
    return breakEvens(of).map((one) => movedSentence(of, one));
  };
  assert.deepEqual(said('output: 1 USD/Mtok, input: 0.1 USD/Mtok,'), [
    'Prices of input move with it, in proportion.',
  ]);
  assert.deepEqual(said('output: 1 USD/Mtok, input: 0 USD/Mtok,'), ['']);
  const whole = planned(`${CHAT}gpus: { type: h100-sxm, count: 0, price: 30K USD }
options: { own: {}, away: { hosted: aws-trainium3-cerebras-cs3 } }
breakEven: { baseline: own, challenger: away, variables: [hostedPrice] }
`).plan;
  assert.deepEqual(
    breakEvens(whole).map((one) => movedSentence(whole, one)),
    ['It is for whole requests: nothing is charged for input beside it.'],
  );
});

void test('an option without the service that it is about is not answered as another', () => {
  const options = (hosted: string) => {
    const { result, plan } = planned(
      `${CHAT}gpus: { type: h100-sxm, count: 8 }\noptions: { own: {}, away: { ${hosted} } }\n`,
    );
    return [Object.keys(result.options), verdict(plan, result).whole()] as const;
  };
  for (const wrong of [
    'hosted: { input: 1 USD/Mtok }',
    'speculation: { draftTokens: 3 }',
    'gpus: { count: 4 }',
  ]) {
    const [names, said] = options(wrong);
    assert.deepEqual(names, ['own'], wrong);
    assert.doesNotMatch(said, /away/);
  }
  // What an option says beside that goes alone.
  assert.deepEqual(options('lpx: { racks: many }')[0], ['own', 'away']);
});

void test('costs that read alike are told by their difference', () => {
  const { plan, result } = planned(`${CHAT}gpus: { type: h100-sxm, count: 0, rent: 2 USD/h }
serving: { layout: { tensor: 1 } }
options:
  a: { hosted: { output: 0.78 USD/Mtok, input: 0 USD/Mtok, speed: 50 tok/s } }
  b: { hosted: { output: 0.7849 USD/Mtok, input: 0 USD/Mtok, speed: 50 tok/s } }
`);
  assert.match(verdict(plan, result).detail, /^Next is b at about the same cost, 0\.63 % more\.$/);
});

void test('a tie over the ranges is told with caution', () => {
  const { plan, result } = planned(`decodeplan: 1
model: llama-3.1-8b
workloads: { one: { context: 4K, input: 3K, output: 500, speed: 30 tok/s, demand: 300B tokens/day } }
gpus: { type: h100-sxm, count: 0, price: 25K USD }
buy: any
options: { plain: {}, drafted: { speculation: { method: eagle3, acceptance: 1.05..1.1..3 } } }
`);
  const { ranges, tone, toneInAll } = verdict(plan, result);
  assert.match(ranges(), /tie|is cheaper in more than/);
  assert.equal(tone, 'good');
  assert.equal(toneInAll(), 'caution');
});

void test('cash by year and the saving of the attention stand in text and Markdown', () => {
  const { analysis } = planned(
    `${CHAT}gpus: { type: h100-sxm, count: 0, price: 25K USD }\noptions: { plain: {} }\n`,
  );
  assert.match(reportText(analysis), /Cash by year:\n\nOption +Cash +Year 0 /);
  assert.match(reportText(analysis), /A million tokens of .+ cost \$[\d.]+ on plain/);
  assert.match(reportMarkdown(analysis, { draws: 2 }), /### In the bill\n\n.+\n\n\| Attention \|/);
});

void test('a portfolio says of which plans nobody drew what ranges leave open', () => {
  const { analysis } = planned(`${CHAT}gpus: { type: h100-sxm, count: 8 }\noptions: { own: {} }\n`);
  const summary = summarizePlan('one.decodeplan', analysis);
  assert.ok(summary.answer);
  const { attachRate } = summary.answer;
  assert.doesNotMatch(portfolioText([summary]), /What ranges leave open/);
  const undrawn = {
    ...summary,
    answer: {
      ...summary.answer,
      attachRate: { ...attachRate, overRangesReason: { code: 'mix-not-drawn' } as const },
    },
  };
  assert.match(
    portfolioText([undrawn]),
    /What ranges leave open of the attach rate is not known for one\.decodeplan: /,
  );
});

void test('long times are told in minutes', () => {
  assert.deepEqual(
    [59, 599, 600, 2450, 3599, 7200].map((seconds) => displayQuantity(seconds, 'duration')),
    ['59 s', '599 s', '10 min', '40.8 min', '60 min', '2 h'],
  );
});
