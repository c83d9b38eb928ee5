import assert from 'node:assert/strict';
import test from 'node:test';
import { weightClassBytes } from '../../../../src/catalog/shapes/weights.js';
import type { Lpx, Option, ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { chooseFleet } from '../../../../src/engine/fleet/choose.js';
import { fleetReasons, sumOrNull } from '../../../../src/engine/fleet/fleet.js';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../src/engine/fleet/optionResult.js';
import { usableSramBytes } from '../../../../src/engine/time/lpx.js';
import { planOf } from '../../plans.js';
import { reasonText } from '../../../../src/report/words/reasons.js';

const PLAN = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { one: { concurrency: 400, context: 8K, speed: 40 tok/s } }
gpus: { type: vera-rubin-nvl72, racks: 1 }
options:
  plain: {}
  lpx: { lpx: { racks: auto, role: auto, price: 3M USD } }
  drafts: { lpx: { racks: auto, role: auto, price: 3M USD }, speculation: { method: dspark, draftTokens: 3 } }
`);
const choose = (option: Option, plan: ResolvedPlan = PLAN) => chooseFleet(caseOf(plan, option), plan.gpus!);
const { plain, lpx: racked, drafts } = PLAN.options;
assert.ok(plain && racked?.lpx && drafts?.lpx);
const lpxOf = (change: Partial<Lpx>): Option => ({ ...racked, lpx: { ...racked.lpx!, ...change } });

void test('without racks no roles are weighed', () => {
  const { fleet, roles, reasons } = choose(plain);
  assert.ok(fleet);
  assert.deepEqual([roles, reasons, fleet.lpx], [[], [], null]);
  assert.equal(fleet.lpxUsdPerSecond, 0);
});

void test('all roles are weighed where the plan leaves it open, and the cheapest that serves is taken', () => {
  const { fleet, roles } = choose(drafts);
  assert.deepEqual(
    roles.map(({ role }) => role),
    ['ffn', 'drafter', 'decode'],
  );
  const costs = roles.map(({ fleet: own }) => (own?.usdPerSecond ?? Infinity) / (own?.tokensPerSecond ?? 0));
  const cheapest = roles[costs.indexOf(Math.min(...costs))];
  assert.equal(fleet?.lpx?.role, cheapest?.role);
  assert.equal(fleet?.lpx?.minimumRacks, cheapest?.minimumRacks);
  // A role that was asked for is the only one.
  assert.deepEqual(
    choose(lpxOf({ role: 'ffn' })).roles.map(({ role }) => role),
    ['ffn'],
  );
});

void test('a drafter needs something to draft', () => {
  const [, drafter] = choose(racked).roles;
  assert.deepEqual(drafter, {
    role: 'drafter',
    minimumRacks: 0,
    fleet: null,
    separate: null,
    reason: { code: 'drafter-without-speculation' },
  });
  const alone = choose(lpxOf({ role: 'drafter' }));
  assert.equal(alone.fleet, null);
  assert.deepEqual(alone.reasons.map(reasonText), ['a drafter needs speculation in this option']);
  const { feasible, reasons } = evaluateOption(caseOf(PLAN, lpxOf({ role: 'drafter' })));
  assert.deepEqual([feasible, reasons], [false, alone.reasons]);
});

void test('racks left to the engine hold the weights and carry the tokens, whichever takes more', () => {
  const racks = (role: Lpx['role'], plan = PLAN, given: Lpx['racks'] = 'auto') =>
    choose({ ...drafts, lpx: { ...drafts.lpx!, role, racks: given } }, plan).fleet?.lpx;
  const { rack } = racked.lpx!;
  const sum = (keep: (role: string) => boolean, what: 'parameters' | 'activeParameters') =>
    weightClassBytes(PLAN.model, 'native')
      .filter(({ role }) => keep(role))
      .reduce((total, weights) => total + weights[what], 0);
  const feedForward = (role: string) => ['dense-ffn', 'experts', 'shared-experts'].includes(role);
  const decoding = (role: string) => !['embedding', 'lookup', 'vision'].includes(role);
  const holding = (keep: (role: string) => boolean) =>
    Math.ceil(sum(keep, 'parameters') / usableSramBytes(rack));
  assert.equal(racks('ffn')?.racks, holding(feedForward));
  assert.equal(racks('decode')?.racks, holding(decoding));
  assert.equal(racks('drafter')?.racks, 1);
  assert.equal(racks('ffn', PLAN, 7)?.racks, 7);
  // Ten thousand times the users: their tokens take more racks than the weights.
  const { one } = PLAN.workloads;
  assert.ok(one);
  const busy = { ...PLAN, workloads: { one: { ...one, concurrency: 4_000_000 } } };
  const carrying = (keep: (role: string) => boolean, tokensPerSecond: number) =>
    Math.ceil(
      (tokensPerSecond * 2 * sum(keep, 'activeParameters')) /
        (rack.lpus * rack.fp8FlopsPerSecondPerLpu * 0.5),
    );
  assert.ok(carrying(feedForward, 160e6) > holding(feedForward));
  assert.equal(racks('ffn', busy)?.racks, carrying(feedForward, 160e6));
  assert.equal(racks('decode', busy)?.racks, carrying(decoding, 160e6));
  // The demand counts where it is more than the users read at their speed.
  const demanded = { ...PLAN, workloads: { one: { ...one, demand: 200e6 } } };
  assert.equal(racks('ffn', demanded)?.racks, carrying(feedForward, 200e6));
});

void test('a role that serves nothing says why', () => {
  const { one } = PLAN.workloads;
  const plan = { ...PLAN, workloads: { one: { ...one!, speed: 1e6 } } };
  const { roles, fleet } = choose(drafts, plan);
  assert.ok(fleet);
  for (const { reason } of roles)
    assert.match(reason ? reasonText(reason) : '', /tok\/s per user at best, 1000000 asked/);
  const few = choose(lpxOf({ role: 'ffn', racks: 1 }));
  const tooFew = few.roles[0]?.reason;
  assert.match(tooFew ? reasonText(tooFew) : '', /LPX racks for the weights alone, the plan has 1/);
});

void test('a layout that cannot be, or none that fits, leaves no fleet', () => {
  const laidOut = (layout: ResolvedPlan['serving']['layout']) =>
    choose(plain, { ...PLAN, serving: { ...PLAN.serving, layout } });
  const single = { tensor: 1, attentionData: 1, expert: 1, pipeline: 1, context: 1 };
  assert.deepEqual(laidOut({ ...single, context: 2 }), {
    fleet: null,
    separate: null,
    roles: [],
    reasons: [{ code: 'context-divides-no-tensor', context: 2, tensor: 1 }],
  });
  assert.deepEqual(laidOut(single).fleet?.layout, single);
  const none = { ...PLAN, gpus: { ...PLAN.gpus!, count: 0 } };
  assert.deepEqual(choose(plain, none).reasons.map(reasonText), [
    'no layout of this model fits these accelerators',
  ]);
});

void test('a fleet that the accelerators do not suffice for says what it needs', () => {
  const { fleet } = choose(plain);
  assert.ok(fleet);
  const reasons = (change: object, count: number) =>
    fleetReasons({ ...fleet, ...change }, { ...PLAN.gpus!, count }, false).map(reasonText);
  const needing = { devicesPerReplica: 8, neededReplicas: 300, lpx: null };
  assert.deepEqual(reasons(needing, 2400), []);
  assert.deepEqual(reasons(needing, 2399), ['needs 2,400 accelerators, the plan has 2,399']);
  assert.deepEqual(reasons({ ...needing, neededReplicas: null }, 7), [
    'one replica takes 8 accelerators, the plan has 7',
  ]);
  assert.deepEqual(reasons({ ...needing, neededReplicas: null }, 8), []);
  const lpx = { lpx: racked.lpx!, role: 'ffn', racks: 3, minimumRacks: 4, replicas: 1 } as const;
  assert.deepEqual(reasons({ ...needing, lpx }, 2400), [
    'needs 4 LPX racks for the weights alone, the plan has 3',
  ]);
  assert.deepEqual(reasons({ ...needing, lpx: { ...lpx, racks: 4 } }, 2400), []);
});

void test('workloads share a fleet by what they need, or by their sequences where that is not known', () => {
  const { one } = PLAN.workloads;
  const two = { ...one!, concurrency: 1200 };
  const plan = { ...PLAN, workloads: { one: one!, two } };
  const { fleet } = choose(plain, plan);
  assert.ok(fleet && fleet.need !== null);
  const [a, b] = fleet.operations;
  assert.ok(a && b);
  assert.deepEqual([a.workload, b.workload], ['one', 'two']);
  assert.equal(fleet.need, (a.need ?? 0) + (b.need ?? 0));
  assert.ok(Math.abs(a.allocated + b.allocated - fleet.ownedReplicas) < 1e-9);
  assert.ok(Math.abs(a.allocated / b.allocated - (a.need ?? 0) / (b.need ?? 0)) < 1e-12);
  const hopeless = choose(plain, { ...plan, workloads: { one: one!, two: { ...two, speed: 1e6 } } }).fleet;
  const [c, d] = hopeless?.operations ?? [];
  assert.ok(hopeless && c && d);
  assert.deepEqual([hopeless.need, hopeless.neededReplicas, hopeless.usdPerSecond], [null, null, null]);
  assert.ok(Math.abs(d.allocated / c.allocated - 3) < 1e-12);
  assert.equal(sumOrNull([1, 2, 3]), 6);
  assert.equal(sumOrNull([1, null, 3]), null);
});
