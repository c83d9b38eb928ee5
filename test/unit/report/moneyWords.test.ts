import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { attachFinding, contests, openRate } from '../../../src/report/words/attach.js';
import { attachSentences, mixSentence } from '../../../src/report/words/fleet/mix.js';
import { purchaseClaim } from '../../../src/report/words/fleet/purchase.js';
import * as format from '../../../src/report/words/format.js';
import { verdict } from '../../../src/report/words/sentences.js';
import { textTable } from '../../../src/report/words/table.js';
import { financeNote, financeTable } from '../../../src/report/words/fleet/finance.js';
import { optionsTable } from '../../../src/report/writers/tables.js';
import type { PurchasePart } from '../../../src/engine/shapes/result.js';

const answered = (text: string) => {
  const analysis = analyze(text);
  const result = analysis.result();
  assert.deepEqual(analysis.problems, []);
  assert.ok(result && analysis.plan);
  return { analysis, plan: analysis.plan, result };
};

const RENTED = `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { context: 4K, input: 3K, output: 500, speed: 20 tok/s, demand: 400M tokens/day } }
gpus: { type: h200-sxm, count: 1, rent: 3 USD/h }
options: { plain: {}, fast: { serving: { engine: trtllm } } }
`;

void test('how much more is told in percent below twice as much, and as a factor of the whole above', () => {
  assert.deepEqual([1.017, 1.549, 1.99, 2, 2.54, 378].map(format.more), [
    '1.7 % more',
    '55 % more',
    '99 % more',
    '2× as much',
    '2.5× as much',
    '378× as much',
  ]);
});

void test('a shortfall that is rented is to be rented: no sentence of it says buy', () => {
  for (const buy of ['none', '{ gpus: 2 }', '{ lpx: 1 racks }', 'any']) {
    const { analysis, plan, result } = answered(`${RENTED}buy: ${buy}\n`);
    const { headline, whole } = verdict(plan, result);
    const told = [
      ...[headline, whole(), textTable(optionsTable(plan, result)), mixSentence(result)],
      ...[textTable(financeTable(plan, result)), financeNote(plan, result)],
      ...analysis.diagnostics().map(({ message }) => message),
    ].join('\n');
    const said = told.replace(/`buy[^`]*`/g, '').replace(/^.*no option has LPX racks to buy.*$/gm, '');
    assert.doesNotMatch(
      said.replace(/To buy|buys nothing|Capital is of what is bought/g, ''),
      /\bbuys?\b|\bbought\b/,
      buy,
    );
    assert.match(told, /\brents? \d+ (more )?accelerators/, buy);
    for (const [name, option] of Object.entries(result.options))
      assert.match(purchaseClaim({ plan, name, option }) ?? '', /^rent /);
  }
});

void test('what is rented comes one by one, whatever rack it stands in', () => {
  const { plan, result } = answered(
    RENTED.replace('type: h200-sxm, count: 1, rent', 'type: gb300-nvl72, count: 1, rent').replace(
      '400M',
      '4B',
    ),
  );
  for (const [name, option] of Object.entries(result.options)) {
    assert.deepEqual(
      option.purchase.parts.map(({ racks }) => racks),
      [0],
    );
    assert.match(purchaseClaim({ plan, name, option }) ?? '', /^rent \d+ more accelerators$/);
  }
});

void test('where nothing is bought pay-back is held against the cheapest option that buys nothing, rented or not', () => {
  const { result } = answered(`${RENTED}buy: any\n`);
  const reasons = Object.values(result.options).map(({ finance }) => finance.paybackReason?.code);
  assert.ok(reasons.includes('is-baseline'), reasons.join());
  assert.ok(!reasons.includes('no-baseline'), reasons.join());
});

const TIERS = `decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { context: 4K, speed: 20 tok/s, demand: 100M tokens/day }
  fast: { context: 4K, speed: 40 tok/s, demand: 20M tokens/day }
gpus: { type: h200-sxm, count: 0, price: 25K USD }
buy: any
options: { own: {}, other: { gpus: { type: b300-sxm, price: 40K USD } } }
`;

void test('an order of several types names them, one of a single type does not', () => {
  const { result } = answered(TIERS);
  const part = (type: string, racks: number): PurchasePart => ({
    ...{ kind: 'gpus', type, pieces: 72 * racks, racks, rented: false },
  });
  const told = (parts: readonly PurchasePart[]) =>
    mixSentence({ ...result, mix: { ...result.mix, purchase: { ...result.mix.purchase, parts } } });
  assert.match(
    told([part('gb300-nvl72', 3), part('vera-rubin-nvl72', 2)]),
    /adds 3 racks of gb300-nvl72 and 2 racks of vera-rubin-nvl72 for /,
  );
  assert.match(told([part('gb300-nvl72', 3)]), /adds 3 racks for /);
});

void test('an attach rate that hangs on ties is told by what they leave open, on every surface first', () => {
  const { plan, result } = answered(TIERS);
  assert.equal(openRate(null), null);
  assert.equal(openRate({ low: 0.33, high: 0.33 }), null);
  assert.equal(openRate({ low: 0.3333, high: 0.3334 }), null, 'both read alike');
  const open = { low: 0.33, high: 0.83 };
  assert.equal(openRate(open), '33 % to 83 %');
  const rate = { ...result.attachRate, ofTokens: 0.83, ofTokensRange: open, ties: ['chat'] };
  const [first] = attachSentences({ ...result, attachRate: rate });
  assert.match(
    first ?? '',
    /^LPX attaches to 33 % to 83 % of the best mix’s tokens, ties either way; as the mix stands 83 %/,
  );
  const served = Object.fromEntries(
    Object.entries(result.mix.served).map(([name, one]) => [name, { ...one, lpx: true }]),
  );
  const title = attachFinding(
    { ...result, attachRate: rate, mix: { ...result.mix, served } },
    contests(plan, result),
  );
  assert.match(title, /^LPX is in the cheapest way to serve 2 of 2 workloads, 1 by a tie: 33 % to 83 % of /);
});
