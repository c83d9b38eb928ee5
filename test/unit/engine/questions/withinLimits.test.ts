import assert from 'node:assert/strict';
import test from 'node:test';
import { findBreakEvens } from '../../../../src/engine/questions/breakEven.js';
import { turnsBetween } from '../../../../src/engine/questions/errors/standing.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { variableById } from '../../../../src/engine/questions/variables.js';
import { breakEvenSentence, limitsSentence } from '../../../../src/report/words/fleet/breakEven.js';
import * as format from '../../../../src/report/words/format.js';
import { planOf } from '../../plans.js';

const COMPARED = { baseline: 'plain', challenger: 'drafting' };

/** Two ways to serve, of which the cheaper takes a rack of its own type more and more often as the volume grows. */
const plan = (limits: string, plain = '') =>
  planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { context: 4K, demand: 300M tokens/day, speed: 30 tok/s }
gpus: { type: h100-sxm, count: 8, price: 30K USD }
serving: { layout: { tensor: 8 } }
economics: { owned: priced }
options:
  plain: { ${plain} }
  drafting: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.6 } }
${limits}`);

function along(id: 'demand' | 'gpuPrice' | 'speed' | 'acceptedLength', of: ReturnType<typeof plan>) {
  const variable = variableById(id);
  assert.ok(variable);
  const found = findBreakEvens(of, COMPARED, variable, 'chat');
  const at = (x: number) => evaluate(variable.apply(of, 'chat', x), { breakEven: false }).options;
  return { found, at, variable };
}

void test('within the plan’s limits the cheaper option is one that works there, at every end that is told', () => {
  for (const limits of [
    'buy: none',
    'buy: { gpus: 16 }',
    'buy: { capital: 1M USD }',
    'buy: { power: 30 kW }',
    'budget: { total: 40 USD/h }',
    'budget: { power: 20 kW }',
  ])
    for (const id of ['demand', 'gpuPrice', 'speed', 'acceptedLength'] as const) {
      const of = plan(limits);
      const { found, at } = along(id, of);
      for (const { from, to, cheaper } of found[0]?.withinLimits ?? [])
        for (const x of [from, to]) {
          const options = at(x);
          const working = Object.entries(options).filter(([, { feasible }]) => feasible);
          const usd = (name: string) => options[name]?.basis.priced.usdPerMillionTokens ?? Infinity;
          const told = `${limits}, ${id} ${x}: ${String(cheaper)} of ${working.map(([name]) => name).join()}`;
          if (cheaper === null) assert.deepEqual(working, [], told);
          else {
            assert.ok(options[cheaper]?.feasible, told);
            for (const [name] of working) assert.ok(usd(cheaper) <= usd(name) * 1.021, told);
          }
        }
    }
});

void test('limits that forbid nothing, or not the cheaper option, add nothing to a break-even', () => {
  assert.equal(along('demand', plan('buy: any')).found[0]?.withinLimits, undefined);
  assert.equal(along('gpuPrice', plan('buy: { gpus: 100000 }')).found[0]?.withinLimits, undefined);
  // A written count forbids one of the two, which is the dearer one wherever it does.
  const { found } = along('gpuPrice', plan('buy: any', 'gpus: { type: h100-sxm, count: 8, price: 30K USD }'));
  assert.ok(found.every(({ withinLimits }) => withinLimits === undefined));
});

void test('limits do not move the crossings of costs, and say what they leave in a sentence', () => {
  const { found, variable } = along('demand', plan('buy: { gpus: 16 }'));
  const free = along('demand', plan('buy: any')).found;
  assert.deepEqual(
    found.map(({ value, bracket, otherBasis }) => ({ value, bracket, otherBasis })),
    free.map(({ value, bracket, otherBasis }) => ({ value, bracket, otherBasis })),
  );
  const [first] = found;
  assert.ok(first?.withinLimits);
  assert.equal(first.withinLimits.at(-1)?.cheaper, null);
  const said = limitsSentence(first, (value) => format.quantity(value, variable.dimension));
  assert.match(said, /^Within the plan’s limits: plain below .*, neither above \S+ tokens\/day\.$/);
  const none = { ...first, withinLimits: [{ from: 1, to: 2, cheaper: null }] };
  assert.equal(limitsSentence(none, String), 'Neither is within the plan’s limits there.');
  const one = { ...first, withinLimits: [{ from: 1, to: 2, cheaper: 'plain' }] };
  assert.equal(
    limitsSentence(one, String),
    'Within the plan’s limits, plain is the cheaper over the whole range.',
  );
});

void test('of several break-evens of one search the last alone tells what limits leave', () => {
  const [one] = along('demand', plan('buy: { gpus: 16 }')).found;
  assert.ok(one?.withinLimits);
  const other = { ...one, workload: 'other' };
  const all = [one, { ...one, value: 1 }, { ...one, value: 2 }, other];
  const told = all.map((each) => breakEvenSentence(each, 'demand', String, null, all));
  assert.deepEqual(
    told.map((text) => text.includes('Within the plan’s limits')),
    [false, false, true, true],
  );
  assert.match(breakEvenSentence(one, 'demand', String, null), /Within the plan’s limits/);
});

void test('a price turns nothing where the plan’s limits forbid who would be cheaper', () => {
  const text = (buy: string) =>
    planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { context: 4K, demand: 900M tokens/day, speed: 30 tok/s }
serving: { layout: { tensor: 8 } }
options:
  own: { gpus: { type: h100-sxm, price: 30K USD } }
  rented: { gpus: { type: h200-sxm, rent: 1 USD/h } }
${buy}`);
  const asked = { lead: 'rented', rivals: ['own'] };
  const free = turnsBetween({ plan: text('buy: any'), ...asked }).found;
  const [turn] = free;
  assert.ok(turn, 'a price of accelerators turns it');
  const limited = turnsBetween({ plan: text('buy: { gpus: 8 }'), ...asked }).found;
  assert.deepEqual(limited, []);
});
