import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import type { PlanResult } from '../../../src/engine/shapes/result.js';
import { sensitivity } from '../../../src/engine/questions/sensitivity.js';
import { uncertainInputs } from '../../../src/engine/questions/uncertainInputs.js';
import {
  summarize,
  uncertaintyOf,
  winsOver,
  type WinsOver,
} from '../../../src/engine/questions/uncertainty.js';
import { dimensionOf, schemasAt } from '../../../src/plan/jsonSchema.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { attachFinding, contests, ratioBand, ratioOf } from '../../../src/report/words/attach.js';
import * as format from '../../../src/report/words/format.js';
import {
  chanceOverFinding,
  chanceSentence,
  drawnInputs,
  drawnTable,
  flips,
  moving,
  tornadoFigures,
  tornadoFinding,
} from '../../../src/report/figures/spread.js';
import { uncertainName, variedName } from '../../../src/report/words/inputs.js';
import { keyPath } from '../../../src/plan/path.js';
import { planOf } from '../plans.js';

const examples = readdirSync('examples').filter((name) => name.endsWith('.decodeplan'));
const example = (name: string) => readFileSync(`examples/${name}`, 'utf8');
const V4 = example('agentic-deepseek-v4-pro.decodeplan');
/** The same on two racks where prompts are not said: no workload is then cheapest on LPX racks, and all need more. */
const DECODING = V4.replace(/^ +input:.*\n/gm, '').replace('racks: 5', 'racks: 2');

void test('inputs with a spread are named, and written in the dimension of the schema', () => {
  for (const name of examples) {
    const plan = planOf(example(name));
    for (const { path, range } of uncertainInputs(plan)) {
      const { label, quantity } = uncertainName(path);
      assert.notEqual(label, path, path);
      const dimension = dimensionOf(schemasAt(keyPath(path)));
      assert.ok(dimension, path);
      assert.equal(quantity(range.high), format.quantity(range.high, dimension), path);
    }
  }
});

void test('where two inputs of one name are drawn it is said whose each is', () => {
  const told = drawnInputs(planOf(example('split-trainium3-gb300.decodeplan')));
  assert.doesNotMatch(told, /Accelerator price \(.*[:,] Accelerator price \(/);
  assert.match(told, /trainium3-and-cs3 › Accelerator price \(/);
});

void test('factors that are near 1 are told from it', () => {
  assert.deepEqual([0.97, 1, 1.03, 1.4].map(format.nearOne), ['0.97×', '1×', '1.03×', '1.4×']);
});

void test('an input of a workload is named with it', () => {
  assert.equal(uncertainName('workloads.chat.speed').label, 'chat › Speed per user');
  assert.equal(uncertainName('options.lpx.lpx.price').label, 'LPX price per rack');
});

const SERVICES = `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { context: 4K, demand: 1M tokens/day } }
options: { here: { hosted: { output: 1 USD/Mtok } }, there: { hosted: { output: 2 USD/Mtok } } }
`;

const COMPARISON = { baseline: 'software', challenger: 'lpx' };

void test('a chance is told in draws of a hundred, never as more than is known', () => {
  const SPREAD = { p10: 1, p50: 2, p90: 3 };
  const told = (probabilityChallengerWins: number | null, costs = ['software', 'lpx']) =>
    chanceSentence(COMPARISON, {
      samples: 1024,
      basis: 'priced',
      seed: 1,
      probabilityChallengerWins,
      standardError: 0,
      tie: null,
      headlines: Object.fromEntries(costs.map((option) => [`usdPerMillionTokens.${option}`, SPREAD])),
      differences: [],
      ...(probabilityChallengerWins === null ? { reason: { code: 'nothing-sampled' as const } } : {}),
    });
  assert.equal(told(0), 'lpx is cheaper than software in none of the draws');
  assert.equal(told(1), 'lpx is cheaper than software in all draws');
  assert.equal(told(0.001), 'lpx is cheaper than software in fewer than 1 of 100 draws');
  assert.equal(told(0.999), 'lpx is cheaper than software in more than 99 of 100 draws');
  assert.equal(told(0.384), 'lpx is cheaper than software in 38 of 100 draws');
  assert.match(told(null), /nothing was sampled/);
  // What serves the plan nowhere is not dearer than the other.
  assert.equal(told(0, ['software']), 'software stands alone: lpx serves the plan in none of the draws');
  assert.equal(told(1, ['lpx']), 'lpx stands alone: software serves the plan in none of the draws');
});

void test('the chance over a price falls with it, agrees with the draws at the plan, and adds up by chunk', () => {
  const plan = planOf(V4);
  const whole = winsOver(plan, 'price', { seed: 1, from: 0, count: 24 });
  const [a, b] = [0, 12].map((from) => winsOver(plan, 'price', { seed: 1, from, count: 12 }));
  assert.deepEqual(
    whole.wins,
    whole.values.map((_, i) => (a?.wins[i] ?? 0) + (b?.wins[i] ?? 0)),
  );
  for (let i = 1; i < whole.values.length; i++)
    assert.ok((whole.wins[i] ?? 0) <= (whole.wins[i - 1] ?? 0), 'a dearer rack wins no more draws');
  assert.ok((whole.wins[0] ?? 0) > (whole.wins.at(-1) ?? 0));
  const finding = chanceOverFinding(COMPARISON, whole, 'LPX price', (value) =>
    format.quantity(value, 'money'),
  );
  const most = Math.max(...whole.wins.map((wins, i) => wins / (whole.decided[i] ?? 0)));
  const below = /^lpx more likely pays than not below \$[\d.]+[KM] LPX price$/;
  const never = /^lpx more likely loses than pays at every LPX price shown$/;
  const half = /^lpx pays in half of the draws at best, at \$[\d.]+[KM] LPX price$/;
  assert.match(finding, most > 0.5 ? below : most < 0.5 ? never : half);
});

void test('where the chance passes one half is between the values that say so', () => {
  const over = (
    wins: readonly number[],
    served: Partial<WinsOver['served']> = {},
    forbidden: WinsOver['forbidden'] = { baseline: 0, challenger: 0 },
  ) =>
    chanceOverFinding(
      COMPARISON,
      {
        ...{ values: [1, 2, 3], wins, decided: [10, 10, 10] },
        ...{ served: { baseline: 30, challenger: 30, ...served }, forbidden },
      },
      'price',
      String,
    );
  assert.equal(over([10, 10, 0]), 'lpx more likely pays than not below 2.5 price');
  assert.equal(over([0, 4, 6]), 'lpx more likely pays than not above 2.5 price');
  assert.equal(over([9, 8, 7]), 'lpx more likely pays than not at every price shown');
  assert.equal(over([0, 1, 2]), 'lpx more likely loses than pays at every price shown');
  assert.equal(over([5, 1, 0]), 'lpx pays in half of the draws at best, at 1 price');
  assert.equal(
    over([10, 10, 0], {}, { baseline: 4, challenger: 2 }),
    'lpx more likely pays than not below 2.5 price, counting only options that work',
  );
  assert.equal(
    over([0, 0, 0], {}, { baseline: 0, challenger: 30 }),
    'software stands alone: lpx works in none of the draws, at any price shown',
  );
  // What serves in no draw does not lose by its cost.
  const alone = (other: string, absent: string) =>
    `${other} stands alone: ${absent} serves the plan in none of the draws, at any price shown`;
  assert.equal(over([0, 0, 0], { challenger: 0 }), alone('software', 'lpx'));
  assert.equal(over([10, 10, 10], { baseline: 0 }), alone('lpx', 'software'));
});

void test('the tornado names the strongest input, and those that change the winner', () => {
  const tornado = sensitivity(planOf(V4));
  assert.ok(tornado);
  assert.deepEqual(tornadoFigures(tornado), ['breakEven', 'difference']);
  // What has no break-even as planned is not first asked what moves it.
  assert.deepEqual(tornadoFigures({ ...tornado, breakEven: null }), ['difference', 'breakEven']);
  const [first, second] = moving(tornado, 'difference');
  assert.ok(first && second);
  const reach = ({ difference: { low, high } }: typeof first) => Math.abs((high ?? 0) - (low ?? 0));
  assert.ok(reach(first) >= reach(second));
  assert.ok(tornadoFinding(tornado, 'difference').startsWith(`${variedName(first).label} moves most what `));
  assert.equal(
    /no input alone changes/.test(tornadoFinding(tornado, 'difference')),
    !tornado.inputs.some(flips),
  );
});

void test('what is drawn is said, also where only the model errs', () => {
  const plan = planOf(V4);
  assert.match(drawnInputs(plan), /LPX price per rack \(\$2\.5M to \$4\.5M\)/);
  assert.match(
    drawnInputs({ ...plan, ranges: {} }),
    /^Drawn anew each time: step times of vllm on vera-rubin-nvl72 \(0\.\d+× to [\d.]+×\)/,
  );
  const { table, note } = drawnTable(plan);
  assert.deepEqual(
    table.rows.find(([label]) => label === 'LPX price per rack'),
    ['LPX price per rack', '$2.5M', '$4.5M'],
  );
  assert.equal(note, 'Options that share an error have one draw of it.');
  const bought = { ...planOf(SERVICES), ranges: {} };
  assert.deepEqual(drawnTable(bought).table.rows, []);
  assert.equal(drawnInputs(bought), 'Nothing is drawn: no input has a range, and prices are given.');
});

void test('each contest is between the cheapest with LPX racks and the cheapest without', () => {
  const analysis = analyze(DECODING);
  const result: PlanResult | null = analysis.result();
  assert.ok(analysis.plan && result);
  const all = contests(analysis.plan, result);
  assert.deepEqual(
    all.map(({ workload }) => workload),
    Object.keys(analysis.plan.workloads),
  );
  for (const contest of all) {
    const winner: string | null | undefined = result.attachRate.perWorkload[contest.workload]?.winner;
    const ratio = ratioOf(contest);
    const band = ratioBand(contest);
    assert.ok(ratio !== null && band);
    assert.ok(band[0] <= ratio && ratio <= band[1]);
    // In whole units that workloads share, of two without racks that cost nearly the same either may be the mix's.
    assert.ok(winner);
    assert.equal(analysis.plan.options[winner]?.lpx != null, ratio < 1);
  }
  const nearest = Math.min(...all.map((contest) => ratioOf(contest) ?? Infinity));
  assert.equal(
    attachFinding(result, all),
    `LPX is the cheapest way to serve none of 2 workloads; nearest is agents, where it costs ${format.more(nearest)}`,
  );
});

void test('an uncertainty without draws says so', () => {
  const plan = planOf(V4);
  assert.equal(summarize(plan, [], 1).probabilityChallengerWins, null);
  assert.equal(uncertaintyOf(plan, 8).samples, 8);
});

void test('where an input turns the winner is told apart from the ends of its range', () => {
  const tornado = sensitivity(planOf(V4));
  const [input] = tornado?.inputs.filter(({ path }) => path.endsWith('price')) ?? [];
  assert.ok(tornado && input);
  const near = {
    ...input,
    range: { ...input.range, low: 2e6, likely: 2.5e6, high: 3e6 },
    difference: { low: -1000, high: 50 },
    breakEven: { low: null, high: null },
  };
  const said = tornadoFinding({ ...tornado, difference: -500, inputs: [near] }, 'difference');
  assert.match(said, /is cheaper below about \$2\.95M$/);
});
