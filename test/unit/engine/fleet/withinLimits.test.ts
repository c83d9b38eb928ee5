import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../src/engine/fleet/optionResult.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { planOf } from '../../plans.js';

/** Racks that are left open keep the limits of a plan, as far as any number does (lpx.md 3). */

interface Limits {
  readonly demand: number;
  readonly gpus: number;
  readonly lpx: number;
  readonly buy: string;
  readonly count: number | null;
}

const limits: fc.Arbitrary<Limits> = fc.record({
  demand: fc.constantFrom(30, 300, 4000),
  gpus: fc.constantFrom(0, 72, 288, 7200),
  lpx: fc.constantFrom(0, 3, 5, 9, 16),
  buy: fc.constantFrom(
    'none',
    '{ gpus: 2 racks }',
    '{ lpx: 6 racks }',
    '{ gpus: 1 racks, lpx: 4 racks }',
    '{ capital: 20M USD }',
  ),
  count: fc.constantFrom(null, 20, 72),
});

const planWith = ({ demand, gpus, lpx, buy, count }: Limits, racks: number | 'auto', role = 'ffn') =>
  planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { x: { context: 8K, speed: 250 tok/s, demand: ${demand}B tokens/day } }
gpus: { type: vera-rubin-nvl72, count: ${gpus} }
owned: { lpx: ${lpx} }
buy: ${buy}
options:
  lpx:
    lpx: { racks: ${racks}, role: ${role}, price: 1M USD }
    speculation: { method: dspark }${count === null ? '' : `\n    gpus: { type: vera-rubin-nvl72, count: ${count} }`}
`);

const answer = (one: Limits, racks: number | 'auto', role = 'ffn') => {
  const plan = planWith(one, racks, role);
  return evaluateOption(caseOf(plan, plan.options['lpx']!));
};

void test('racks that are left open fail no limit that a written number keeps, at no higher cost', () => {
  fc.assert(
    fc.property(limits, fc.constantFrom(1, 3, 4, 5, 6, 9, 12, 15, 20), (one, racks) => {
      const written = answer(one, racks);
      if (written.works === 'no') return;
      const auto = answer(one, 'auto');
      assert.notEqual(auto.works, 'no', `${racks} racks work`);
      assert.ok((auto.total.usdPerHour ?? Infinity) <= (written.total.usdPerHour ?? 0) * (1 + 1e-9));
    }),
    { numRuns: 30 },
  );
});

void test('a role that is left open fails no limit that a written one keeps, at no higher cost', () => {
  fc.assert(
    fc.property(limits, fc.constantFrom('ffn', 'drafter', 'decode'), (one, role) => {
      const written = answer(one, 'auto', role);
      if (written.works === 'no') return;
      const auto = answer(one, 'auto', 'auto');
      assert.notEqual(auto.works, 'no', `${role} works`);
      assert.ok((auto.total.usdPerHour ?? Infinity) <= (written.total.usdPerHour ?? 0) * (1 + 1e-9));
    }),
    { numRuns: 60 },
  );
});

void test('what is owned serves where nothing may be bought, and the best mix uses it too', () => {
  const own: Limits = { demand: 4800, gpus: 7200, lpx: 16, buy: 'none', count: null };
  const [open, auto] = [answer({ ...own, buy: 'any' }, 'auto'), answer(own, 'auto')];
  assert.ok(open.lpx && auto.lpx);
  assert.ok(open.lpx.racks > 16, `the cheapest number, ${open.lpx.racks}, is more than what is there`);
  assert.deepEqual([auto.works, auto.lpx.racks, auto.purchase.lpxRacks], ['owned', 16, 0]);
  const { mix } = evaluate(planWith(own, 'auto'), { breakEven: false });
  assert.deepEqual([mix.works, mix.workloads['x']], ['owned', 'lpx']);
});
