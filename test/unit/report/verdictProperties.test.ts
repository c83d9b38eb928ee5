import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { areTied, turnsBetween } from '../../../src/engine/questions/errors/standing.js';
import { variableById } from '../../../src/engine/questions/variables.js';
import { breakEvens } from '../../../src/engine/questions/breakEven.js';
import { secondPurchaseSentence } from '../../../src/report/words/fleet/secondPurchase.js';
import { rivalsOf } from '../../../src/report/words/fleet/standing.js';
import { pricedOptions } from '../../../src/report/words/insight.js';
import { verdict } from '../../../src/report/words/sentences.js';
import { planOf } from '../plans.js';

/** What is said must not hang on what has no part in it: the order of options, one that nobody takes, idle hardware. */

const OPTIONS: Readonly<Record<string, string>> = {
  plain: '{}',
  drafted: '{ speculation: { method: dspark } }',
  racks: '{ lpx: { racks: auto, role: ffn, price: 3M USD } }',
  both: '{ lpx: { racks: auto, role: drafter, price: 3M USD }, speculation: { method: dspark } }',
};

interface Asked {
  readonly seed: number;
  readonly names?: readonly string[];
  readonly more?: string;
  readonly owned?: number;
  readonly basis?: 'sunk' | 'priced';
}

/** Plans that differ in what is asked, by a seed. */
function textOf({ seed, names = Object.keys(OPTIONS), more = '', owned = 8, basis = 'sunk' }: Asked): string {
  const of = (n: number) => ((seed * 7919 + n * 104729) % 1000) / 1000;
  return `decodeplan: 1
model: deepseek-v4-flash
workloads:
  agents: { context: ${8 + Math.round(of(1) * 56)}K, speed: ${30 + Math.round(of(2) * 90)} tok/s, demand: ${20 + Math.round(of(3) * 200)}B tokens/day }
  fast: { context: 16K, speed: ${150 + Math.round(of(4) * 200)} tok/s, demand: ${1 + Math.round(of(5) * 5)}B tokens/day }
owned: { gpus: { type: vera-rubin-nvl72, racks: ${owned} } }
buy: any
economics: { owned: ${basis} }
options:
${names.map((name) => `  ${name}: ${OPTIONS[name]}`).join('\n')}
${more}breakEven: { baseline: drafted, challenger: both, variables: [price] }
`;
}

function saidOf(asked: Asked) {
  const plan = planOf(textOf(asked));
  const result = evaluate(plan, { breakEven: false });
  const { headline, tone, whole, change } = verdict(plan, result);
  const { ofTokens, ofTokensRange, lpxRacksPer72Gpus, ties, forcedBy } = result.attachRate;
  return {
    ...{ headline, tone, detail: whole(), change: change() },
    second: secondPurchaseSentence({ plan, result }, breakEvens(plan)),
    attach: { ofTokens, ofTokensRange, lpxRacksPer72Gpus, ties: ties.toSorted(), forcedBy },
  };
}

const SEEDS = [1, 2, 3];

void test('the order of options changes no sentence and no rate', () => {
  for (const seed of SEEDS) {
    const names = Object.keys(OPTIONS);
    const said = saidOf({ seed, names });
    assert.deepEqual(saidOf({ seed, names: names.toReversed() }), said, `seed ${seed}`);
  }
});

void test('an option that nobody takes changes no sentence and no rate', () => {
  const dear = '  dear: { hosted: { output: 4000 USD/Mtok, speed: 1000 tok/s } }\n';
  const never = '  never: { hosted: { output: 1 USD/Mtok, speed: 1 tok/s } }\n';
  for (const seed of SEEDS) {
    const said = saidOf({ seed });
    assert.deepEqual(saidOf({ seed, more: dear }), said, `seed ${seed}, dear`);
    // What is cheaper and does not work is told of, and nothing else.
    const { headline: _, tone, detail: __, ...rest } = saidOf({ seed, more: never });
    const { headline: ___, detail: ____, ...before } = said;
    assert.deepEqual({ tone, ...rest }, before, `seed ${seed}, never`);
  }
});

void test('a service that the plan does not ask about is told with the price at which it wins, where that is near', () => {
  for (const seed of SEEDS) {
    const alone = evaluate(planOf(textOf({ seed })), { breakEven: false });
    const usd = Math.min(
      ...Object.values(alone.options).map(({ works, basis }) =>
        works === 'no' ? Infinity : (basis.sunk.usdPerMillionTokens ?? Infinity),
      ),
    );
    const service = (times: number) =>
      planOf(
        textOf({ seed, more: `  api: { hosted: { output: ${usd * times} USD/Mtok, speed: 1000 tok/s } }\n` }),
      );
    const changeOf = (plan: ReturnType<typeof service>) =>
      verdict(plan, evaluate(plan, { breakEven: false })).change();
    assert.match(changeOf(service(3)), /api would be cheaper with output price below/, `seed ${seed}`);
    assert.doesNotMatch(changeOf(service(30)), /api/, `seed ${seed}`);
    // Where the service is ahead, it is its own price that may rise.
    const ahead = turnsBetween({ plan: service(0.5), lead: 'api', rivals: ['drafted'] });
    const turn = ahead.found.find(({ id }) => id === 'hostedPrice');
    assert.ok(turn && turn.found.value > turn.current, `seed ${seed}`);
  }
});

void test('accelerators that stand idle change no sentence and no rate', () => {
  for (const seed of SEEDS) {
    const [enough, more] = [400, 1000].map((owned) => saidOf({ seed, owned }));
    assert.deepEqual(more, enough, `seed ${seed}`);
  }
});

void test('at the price that turns a verdict both options cost the same, and beyond it the other is cheaper', () => {
  const plan = planOf(textOf({ seed: 1 }));
  const { options } = evaluate(plan, { breakEven: false });
  const cost = (name: string) => options[name]?.basis.sunk.usdPerHour ?? Number.NaN;
  const [lead, rival] = ['drafted', 'both'].toSorted((a, b) => cost(a) - cost(b));
  assert.ok(lead && rival);
  const { found, searched } = turnsBetween({ plan, lead, rivals: [rival] });
  assert.deepEqual(searched, ['price', 'gpuPrice']);
  for (const { id, found: at } of found) {
    const variable = variableById(id);
    assert.ok(variable);
    const there = (value: number): number => {
      const moved = evaluate(variable.apply(plan, '', value), { breakEven: false }).options;
      const usd = (name: string) => moved[name]?.basis.sunk.usdPerHour ?? Number.NaN;
      return usd(rival) / usd(lead);
    };
    const [low, high] = at.aboutEqual ?? at.bracket;
    const [below, above] = [there(low * 0.9), there(high * 1.1)];
    assert.ok(Math.min(below, above) < 1 && Math.max(below, above) > 1, `${id}: ${below}, ${above}`);
    assert.equal(at.cheaperAbove === rival, above < 1, id);
  }
});

void test('between the prices that turn a verdict its option stays the cheapest, and beyond them it does not', () => {
  let turned = 0;
  const asked: readonly Asked[] = [{ seed: 1 }, { seed: 4, basis: 'priced' }, { seed: 6, basis: 'priced' }];
  for (const one of asked) {
    const { seed } = one;
    const plan = planOf(textOf(one));
    const rivals = rivalsOf(evaluate(plan, { breakEven: false }));
    assert.ok(rivals);
    const { found, searched } = turnsBetween({ plan, ...rivals });
    for (const id of searched) {
      const variable = variableById(id);
      const current = variable?.current(plan, '') ?? null;
      if (!variable || current === null) continue;
      for (const times of [0.3, 0.5, 1.5, 3]) {
        const value = current * times;
        const [low, high] = [Math.min(current, value), Math.max(current, value)];
        const passed = found.filter(
          (turn) => turn.id === id && turn.found.value > low && turn.found.value < high,
        );
        const moved = evaluate(variable.apply(plan, '', value), { breakEven: false });
        const [best, ...others] = pricedOptions(moved).filter(({ feasible }) => feasible);
        const lead = [best, ...others].find((option) => option?.option === rivals.lead);
        assert.ok(best && lead, `seed ${seed}, ${id}`);
        const said = `seed ${seed}, ${id} at ${times}: ${best.option}`;
        // Within 2 % of each other they are told as about equal.
        if (passed.length === 0) assert.ok(lead.usd / best.usd < 1.02, said);
        else if (passed[0]?.found.aboutEqual === null) assert.notEqual(best.option, rivals.lead, said);
        turned += passed.length;
      }
    }
  }
  assert.ok(turned > 0);
});

void test('a price that leaves the next option behind may bring a third ahead, and then it turns the verdict', () => {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { context: 4K, input: 3K, output: 500, speed: 20 tok/s, demand: 100M tokens/day }
gpus: { type: h200-sxm, count: 0, price: 25K USD }
buy: any
options:
  own: {}
  drafted: { speculation: { method: eagle3, acceptance: 2.4 } }
  api: { hosted: { input: 0.4 USD/Mtok, output: 1 USD/Mtok, speed: 60 tok/s } }
`);
  const result = evaluate(plan, { breakEven: false });
  // What costs as much on the same accelerators stays level with the winner at every price of them.
  const { change } = verdict(plan, result);
  assert.match(
    change(),
    /^api would be cheaper with output price below \$[\d.]+ per M tokens \(the plan: \$[\d.]+ per M tokens; prices of input in proportion\) or accelerator price above \$[\d.]+K \(the plan: \$25K\)\.$/,
  );
  const [turn] = turnsBetween({ plan, lead: 'own', rivals: ['drafted', 'api'] }).found;
  assert.equal(turn?.rival, 'api');
  assert.deepEqual(turnsBetween({ plan, lead: 'own', rivals: ['drafted'] }).found, []);
});

void test('two options are a tie by what they do not err alike, not by what both do', () => {
  const plan = planOf(textOf({ seed: 1 }));
  // Both step on one engine and one kind of accelerator.
  assert.equal(areTied(plan, 'plain', 'drafted', 1.1), false);
  // What is assumed of racks is only one's.
  assert.equal(areTied(plan, 'drafted', 'racks', 1.001), true);
  assert.equal(areTied(plan, 'drafted', 'racks', 3), false);
});

void test('an option is called the cheapest only where no other costs the same', () => {
  const said = (usd: number) => {
    const plan = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  chat: { context: 8K, output: 1K, speed: 30 tok/s, demand: 1B tokens/day }
options:
  east: { hosted: { output: 2 USD/Mtok, speed: 60 tok/s } }
  west: { hosted: { output: ${usd} USD/Mtok, speed: 60 tok/s } }
`);
    const { headline, detail } = verdict(plan, evaluate(plan, { breakEven: false }));
    return `${headline} ${detail}`;
  };
  for (const usd of [2, 2.004])
    assert.match(said(usd), /^None is cheaper than east, at .* west costs the same\.$/);
  assert.match(said(2.1), /^east is the cheapest option, at .* Next is west at \$2\.10/);
});
