import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { ordersOf } from '../../../../src/engine/questions/errors/ordering.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import {
  DEFAULT_SEED,
  drawsOf,
  sampleCosts,
  summarize,
  winsOver,
  type Sample,
} from '../../../../src/engine/questions/uncertainty.js';
import { chanceSentence } from '../../../../src/report/figures/spread.js';
import { orderSentence } from '../../../../src/report/words/fleet/standing.js';
import { planOf } from '../../plans.js';

const COMPARED = { baseline: 'plain', challenger: 'drafting' };
const RUN = { seed: DEFAULT_SEED, from: 0, count: 16 };

/** Whether drafts save accelerators is not known well, nor how many tokens are asked for, nor what accelerators cost. */
const plan = (limits: string, plain = '') =>
  planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { context: 4K, demand: 200M..900M..3000M tokens/day, speed: 30 tok/s }
gpus: { type: h100-sxm, count: 8, price: 20K..30K..60K USD }
serving: { layout: { tensor: 8 } }
economics: { owned: priced }
options:
  plain: { ${plain} }
  drafting: { speculation: { method: eagle3, draftTokens: 3, acceptance: 1.5..2.6..4 } }
breakEven: { baseline: plain, challenger: drafting }
${limits}`);

const LIMITS = [
  'buy: none',
  'buy: { gpus: 16 }',
  'buy: { capital: 0.7M USD }',
  'buy: { power: 30 kW }',
  'budget: { total: 45 USD/h }',
  'budget: { perToken: 0.8 USD/Mtok }',
  'budget: { power: 40 kW }',
];

/** The cheapest option of a draw among those that its limits leave. */
function winnerOf({ usd, forbidden }: Sample): string | null {
  const left = Object.entries(usd).flatMap(([name, cost]) =>
    cost === null || forbidden.includes(name) ? [] : [{ name, cost }],
  );
  return left.toSorted((a, b) => a.cost - b.cost)[0]?.name ?? null;
}

/** Holds draws of a plan against their verdicts; how many options with a cost these refuse and accept. */
function held(
  of: ResolvedPlan,
  told: string,
  run: typeof RUN,
): { readonly refused: number; readonly open: number } {
  let [refused, open] = [0, 0];
  const draw = drawsOf(of, run.seed);
  sampleCosts(of, run).forEach((sample, i) => {
    const { options } = evaluate(draw(i).plan, { breakEven: false });
    for (const [name, { feasible, basis }] of Object.entries(options)) {
      if (basis[of.economics.owned].usdPerMillionTokens === null) continue;
      assert.equal(sample.forbidden.includes(name), !feasible, `${told}, draw ${i}: ${name}`);
      if (feasible) open++;
      else refused++;
    }
    const winner = winnerOf(sample);
    const works = Object.values(options).some(({ feasible }) => feasible);
    assert.equal(winner === null ? works : !options[winner]?.feasible, false, `${told}, draw ${i}`);
  });
  return { refused, open };
}

void test('in each draw the winner works there, and nothing that works is forbidden', () => {
  const count = plan('buy: any', 'gpus: { type: h100-sxm, count: 24, price: 20K..30K..60K USD }');
  const all = [
    ...LIMITS.map((limits) => held(plan(limits), limits, RUN)),
    held(count, 'a written count', RUN),
  ];
  // Both happen, or nothing was held against anything.
  assert.ok(all.reduce((sum, { refused }) => sum + refused, 0) > 40);
  assert.ok(all.reduce((sum, { open }) => sum + open, 0) > 40);
});

void test('an option whose first tokens come late in a draw does not win it', () => {
  const of = planOf(readFileSync('examples/rag-llama-70b.decodeplan', 'utf8'));
  const { refused, open } = held(of, 'ttft', { ...RUN, count: 3 });
  assert.ok(refused > 0 && open > refused);
});

void test('limits leave costs as they are, and limits that forbid nothing leave all as it is', () => {
  const free = sampleCosts(plan(''), RUN);
  assert.ok(free.every(({ forbidden }) => forbidden.length === 0));
  assert.equal(summarize(plan(''), free, RUN.seed).forbidden, undefined);
  const wide = plan('buy: { gpus: 100000 }');
  assert.deepEqual(sampleCosts(wide, RUN), free);
  assert.deepEqual(summarize(wide, free, RUN.seed), summarize(plan(''), free, RUN.seed));
  assert.deepEqual(
    sampleCosts(plan('buy: { gpus: 16 }'), RUN).map(({ usd }) => usd),
    free.map(({ usd }) => usd),
  );
});

void test('the chance, the order and the chance over an input are of what limits leave', () => {
  const of = plan('buy: { gpus: 24 }');
  const samples = sampleCosts(of, RUN);
  const said = summarize(of, samples, RUN.seed);
  const winners = samples.map(winnerOf).filter((winner) => winner !== null);
  const share = winners.filter((winner) => winner === 'drafting').length / winners.length;
  assert.equal(said.probabilityChallengerWins, share);
  assert.ok(said.forbidden?.['plain'] && said.forbidden['drafting']);
  assert.match(
    chanceSentence(COMPARED, said),
    /drafting is cheaper than plain .*, counting only options that work: drafting does not in \d+ of 100 draws, plain does not in \d+ of 100 draws$/,
  );
  const [order] = ordersOf({ plan: of, lead: 'drafting', rivals: ['plain'] });
  assert.ok(order?.leadForbidden && order.rivalCheaper > 0);
  assert.match(
    orderSentence(of, [{ ...order, stands: 'tie' }]),
    /; in (?:most|some) of them the one that is ahead does not work/,
  );
  const [free] = ordersOf({ plan: plan(''), lead: 'drafting', rivals: ['plain'] });
  assert.equal(free?.leadForbidden, undefined);
  const over = winsOver(of, 'gpuPrice', { ...RUN, count: 4 });
  assert.ok(over.forbidden.baseline + over.forbidden.challenger > 0);
  assert.ok(over.decided.every((count) => count < 4));
});

void test('where limits forbid both in all draws, that is the reason why there is no chance', () => {
  const none = plan('budget: { total: 1 USD/h }');
  const said = summarize(none, sampleCosts(none, { ...RUN, count: 4 }), RUN.seed);
  assert.deepEqual(said.reason, { code: 'no-sample-allowed' });
  assert.match(chanceSentence(COMPARED, said), /neither option works in any sample/);
});
