import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { caseOf } from '../../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../../src/engine/fleet/optionResult.js';
import type { OptionResult } from '../../../../../src/engine/shapes/result.js';
import { planOf } from '../../../plans.js';

/** A tier that only LPX alone reaches, and one whose feed-forward LPX does best. */
const ULTRA = 'ultra: { concurrency: 100, context: 8K, speed: 1500 tok/s, demand: 5B tokens/day }';
const FAST = 'fast: { concurrency: 40000, context: 16K, speed: 250 tok/s, demand: 300B tokens/day }';

function answer(
  workloads: readonly string[],
  role: string | null,
  racks: number | 'auto' = 'auto',
): OptionResult {
  const lpx = role === null ? '' : `lpx: { racks: ${racks}, role: ${role}, price: 3M USD }, `;
  const plan = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
${workloads.map((one) => `  ${one}\n`).join('')}gpus: { type: rubin }
serving: { kvCache: fp8 }
options: { own: { ${lpx}speculation: { method: dspark, draftTokens: 5 } } }
buy: any
`);
  return evaluateOption(caseOf(plan, plan.options['own']!));
}

const rolesOf = ({ pools }: OptionResult) =>
  Object.fromEntries(pools.flatMap(({ workloads, lpxRole }) => workloads.map((name) => [name, lpxRole])));

void test('pools of one option use racks in different roles where that is cheapest', () => {
  const both = answer([ULTRA, FAST], 'auto');
  assert.deepEqual(rolesOf(both), { ultra: 'decode', fast: 'ffn' });
  const [ultra, fast] = [answer([ULTRA], 'decode'), answer([FAST], 'ffn')];
  assert.ok(both.lpx && ultra.lpx && fast.lpx);
  // Each role has the racks that it has alone: none is shared.
  assert.deepEqual(
    both.lpx.byRole.toSorted((a, b) => a.role.localeCompare(b.role)),
    [
      { role: 'decode', racks: ultra.lpx.racks },
      { role: 'ffn', racks: fast.lpx.racks },
    ],
  );
  assert.equal(both.lpx.racks, ultra.lpx.racks + fast.lpx.racks);
  assert.equal(both.lpx.minimumRacks, ultra.lpx.minimumRacks + fast.lpx.minimumRacks);
  assert.equal(both.works, 'purchase');
  assert.equal(both.purchase.lpxRacks, both.lpx.racks);
  // What LPX decodes alone is in the SRAM of its own racks.
  assert.deepEqual(both.workloads['ultra']?.memory, ultra.workloads['ultra']?.memory);
  assert.deepEqual(both.workloads['ultra']?.decode, ultra.workloads['ultra']?.decode);
  // One role alone cannot reach the one, or takes ten times the racks for the other.
  assert.equal(answer([ULTRA, FAST], 'ffn').works, 'no');
  const alone = answer([ULTRA, FAST], 'decode').total.usdPerHour ?? 0;
  assert.ok((both.total.usdPerHour ?? Infinity) < alone / 2, `${both.total.usdPerHour}, ${alone}`);
});

void test('the racks of a role are billed to its own workloads, and bills add up', () => {
  const both = answer([ULTRA, FAST], 'auto');
  const { ultra, fast } = both.workloads;
  const [a, b] = [ultra?.cost.usdPerHour ?? 0, fast?.cost.usdPerHour ?? 0];
  assert.ok(Math.abs(a + b - (both.total.usdPerHour ?? 0)) < 1e-9 * (a + b));
  assert.ok(Math.abs(a - (answer([ULTRA], 'decode').total.usdPerHour ?? 0)) < 1e-9 * a);
});

void test('a number of racks that is written has one role, and so has a plan in one pool', () => {
  const { lpx } = answer([ULTRA, FAST], 'auto', 40);
  assert.deepEqual(
    lpx?.byRole.map(({ racks }) => racks),
    [40],
  );
});

const GROUPS = [null, 'ffn', 'drafter', 'decode'] as const;

/** What each way to give workloads a role costs, groups served for themselves. */
function cheapestByHand(workloads: readonly string[]): number {
  let ways: (readonly (string | null)[])[] = [[]];
  for (const _ of workloads) ways = ways.flatMap((head) => GROUPS.map((role) => [...head, role]));
  const made = new Map<string, number>();
  const alone = (role: string | null, own: readonly string[]) => {
    const key = `${role} ${own.join()}`;
    const cost = made.get(key) ?? answer(own, role).total.usdPerHour ?? Infinity;
    made.set(key, cost);
    return cost;
  };
  const costs = ways
    .filter((roles) => roles.some((role) => role !== null))
    .map((roles) =>
      GROUPS.reduce((sum, role) => {
        const own = workloads.filter((_, i) => roles[i] === role);
        return own.length > 0 ? sum + alone(role, own) : sum;
      }, 0),
    );
  return Math.min(...costs);
}

void test('roles that are left to the engine are never dearer than any that are written for each workload', () => {
  const tier = fc.record({
    speed: fc.constantFrom(20, 60, 250, 500, 1500),
    context: fc.integer({ min: 2, max: 48 }),
    users: fc.integer({ min: 5, max: 5000 }),
    demand: fc.integer({ min: 1, max: 300 }),
  });
  const tierOf = (speed: number, context: number, users: number, demand: number) => ({
    speed,
    context,
    users,
    demand,
  });
  let several = 0;
  fc.assert(
    fc.property(fc.array(tier, { minLength: 2, maxLength: 3 }), (tiers) => {
      const workloads = tiers.map(
        ({ speed, context, users, demand }, i) =>
          `w${i}: { concurrency: ${users}, context: ${context}K, speed: ${speed} tok/s, demand: ${demand}B tokens/day }`,
      );
      const byHand = cheapestByHand(workloads);
      const own = answer(workloads, 'auto');
      if ((own.lpx?.byRole.length ?? 0) > 1) several++;
      const { usdPerHour } = own.total;
      if (Number.isFinite(byHand))
        assert.ok((usdPerHour ?? Infinity) <= byHand * 1.005, `${usdPerHour} where ${byHand} does`);
    }),
    // Drawn tiers seldom need two roles: one pair that does is among them.
    { numRuns: 15, examples: [[[tierOf(1500, 8, 100, 5), tierOf(250, 16, 40_000, 300)]]] },
  );
  assert.ok(several > 0, `several roles in ${several} of 15`);
});
