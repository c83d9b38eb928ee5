import assert from 'node:assert/strict';
import test from 'node:test';
import { speculatorById } from '../../../../src/catalog/entries/speculators.js';
import { weightClassBytes } from '../../../../src/catalog/shapes/weights.js';
import type { Lpx, Option, ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { chooseFleet } from '../../../../src/engine/fleet/choose.js';
import { fleetReasons } from '../../../../src/engine/fleet/fleet.js';
import { sumOrNull } from '../../../../src/engine/shapes/unknowns.js';
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
  assert.deepEqual([roles(), reasons, fleet.lpx], [[], [], null]);
  assert.equal(fleet.lpxUsdPerSecond, 0);
});

void test('all roles are weighed where the plan leaves it open, and the cheapest that serves is taken', () => {
  const { fleet, roles } = choose(drafts);
  assert.deepEqual(
    roles().map(({ role }) => role),
    ['ffn', 'drafter', 'decode'],
  );
  const costs = roles().map(({ fleet: own }) => own?.usdPerSecond ?? Infinity);
  const cheapest = roles()[costs.indexOf(Math.min(...costs))];
  assert.equal(fleet?.lpx?.role, cheapest?.role);
  assert.equal(fleet?.lpx?.minimumRacks, cheapest?.minimumRacks);
  // A role that was asked for is the only one.
  assert.deepEqual(
    choose(lpxOf({ role: 'ffn' }))
      .roles()
      .map(({ role }) => role),
    ['ffn'],
  );
});

void test('a drafter needs something to draft', () => {
  const [, drafter] = choose(racked).roles();
  assert.ok(drafter);
  const { whole, ...weighed } = drafter;
  assert.equal(whole(), null);
  assert.deepEqual(weighed, {
    role: 'drafter',
    minimumRacks: 0,
    fleet: null,
    reason: { code: 'drafter-without-speculation' },
  });
  const alone = choose(lpxOf({ role: 'drafter' }));
  assert.equal(alone.fleet, null);
  assert.deepEqual(alone.reasons.map(reasonText), ['a drafter needs speculation in this option']);
  const { feasible, reasons } = evaluateOption(caseOf(PLAN, lpxOf({ role: 'drafter' })));
  assert.deepEqual([feasible, reasons], [false, alone.reasons]);
});

void test('n-grams need no racks to draft, and a plan that asks for some is refused', () => {
  const ngram = {
    ...drafts,
    speculation: { ...drafts.speculation!, method: speculatorById('ngram')! },
    lpx: { ...racked.lpx!, role: 'drafter' as const },
  };
  const alone = choose(ngram);
  assert.equal(alone.fleet, null);
  assert.deepEqual(alone.reasons, [{ code: 'drafter-without-weights' }]);
  assert.match(alone.reasons.map(reasonText).join(''), /looked up on the host/);
  // Left to the engine, the other roles are weighed as ever.
  const auto = choose({ ...ngram, lpx: racked.lpx! });
  assert.equal(auto.roles().find(({ role }) => role === 'drafter')?.fleet, null);
  assert.notEqual(auto.fleet?.lpx?.role, 'drafter');
});

void test('racks left to the engine hold the weights, and carry the tokens at the lowest cost', () => {
  const racks = (role: Lpx['role'], plan = PLAN, given: Lpx['racks'] = 'auto') =>
    choose({ ...drafts, lpx: { ...drafts.lpx!, role, racks: given } }, plan).fleet?.lpx;
  const { rack } = racked.lpx!;
  const held = (keep: (role: string) => boolean) =>
    weightClassBytes(PLAN.model, 'native')
      .filter(({ role }) => keep(role))
      .reduce((total, { parameters }) => total + parameters, 0);
  const feedForward = (role: string) => ['dense-ffn', 'experts', 'shared-experts'].includes(role);
  const decoding = (role: string) => !['embedding', 'lookup', 'vision'].includes(role);
  const holding = (keep: (role: string) => boolean) => Math.ceil(held(keep) / usableSramBytes(rack));
  assert.equal(racks('ffn')?.racks, holding(feedForward));
  assert.equal(racks('drafter')?.racks, 1);
  assert.equal(racks('ffn', PLAN, 7)?.racks, 7);
  // Alone they hold the KV cache of all 400 users too, and so do 4,000 take more.
  assert.ok((racks('decode')?.racks ?? 0) >= holding(decoding));
  const { one } = PLAN.workloads;
  assert.ok(one);
  const busy = (concurrency: number) => ({ ...PLAN, workloads: { one: { ...one, concurrency } } });
  assert.ok((racks('decode', busy(4000))?.racks ?? 0) > (racks('decode')?.racks ?? 0));
  // Ten thousand times the users: what their tokens take is more than the weights.
  const many = racks('ffn', busy(4_000_000))?.racks ?? 0;
  assert.ok(many > holding(feedForward));
  const cost = (given: Lpx['racks']) =>
    choose({ ...racked, lpx: { ...racked.lpx!, role: 'ffn', racks: given } }, busy(4_000_000)).fleet
      ?.usdPerSecond ?? Infinity;
  for (const factor of [0.5, 0.8, 1.25, 2, 8])
    assert.ok(cost('auto') <= cost(Math.round(many * factor)) * 1.0001, `${factor} times the racks`);
});

void test('a role that serves nothing says why', () => {
  const { one } = PLAN.workloads;
  const plan = { ...PLAN, workloads: { one: { ...one!, speed: 1e6 } } };
  const { roles, fleet } = choose(drafts, plan);
  assert.ok(fleet);
  for (const { reason } of roles())
    assert.match(reason ? reasonText(reason) : '', /tok\/s per user at best, 1,000,000 asked/);
  const few = choose(lpxOf({ role: 'ffn', racks: 1 }));
  const tooFew = few.roles()[0]?.reason;
  assert.match(tooFew ? reasonText(tooFew) : '', /LPX racks for the weights alone, the plan has 1/);
});

void test('a layout that cannot be, or none that fits, leaves no fleet', () => {
  const laidOut = (layout: ResolvedPlan['serving']['layout']) =>
    choose(plain, { ...PLAN, serving: { ...PLAN.serving, layout } });
  const single = { tensor: 1, attentionData: 1, expert: 1, pipeline: 1, context: 1 };
  const { roles, ...unlaid } = laidOut({ ...single, context: 2 });
  assert.deepEqual(unlaid, {
    fleet: null,
    reasons: [{ code: 'context-divides-no-tensor', context: 2, tensor: 1 }],
  });
  assert.deepEqual(roles(), []);
  assert.deepEqual(laidOut(single).fleet?.operations[0]?.machine.replica.layout, single);
  // How many there are bears on no layout, but where one workload runs on all of them.
  const none = { ...PLAN, gpus: { ...PLAN.gpus!, count: 0 } };
  assert.equal(choose(plain, none).fleet?.usdPerSecond, choose(plain).fleet?.usdPerSecond);
  const filling = (count: number) => {
    const gpus = { ...PLAN.gpus!, count };
    const workloads = { one: { ...PLAN.workloads['one']!, speed: null } };
    return choose(plain, { ...PLAN, gpus, workloads });
  };
  const [one] = filling(1).fleet?.pools ?? [];
  assert.deepEqual([one?.replicas, one?.devicesPerReplica], [1, 1]);
  const all = filling(72).fleet;
  assert.ok(all && all.devices > 36 && all.devices <= 72);
});

void test('a fleet that the accelerators do not suffice for says what it needs', () => {
  const { fleet } = choose(plain);
  const [pool] = fleet?.pools ?? [];
  assert.ok(fleet && pool);
  const reasons = (change: object, count: number) =>
    fleetReasons({ ...fleet, ...change }, count).map(reasonText);
  const needing = { devices: 2400, pools: [{ ...pool, devicesPerReplica: 8, replicas: 300 }], lpx: null };
  assert.deepEqual(reasons(needing, 2400), []);
  assert.deepEqual(reasons(needing, 2399), ['needs 2,400 accelerators, the option writes 2,399']);
  const unserved = { ...needing, served: 0 };
  assert.deepEqual(reasons(unserved, 7), ['one replica takes 8 accelerators, the option writes 7']);
  assert.deepEqual(reasons(unserved, 8), []);
  const lpx = { role: 'ffn', racks: 3, minimumRacks: 4, byRole: [] } as const;
  assert.deepEqual(reasons({ ...needing, lpx }, 2400), [
    'needs 4 LPX racks for the weights alone, the plan has 3',
  ]);
  assert.deepEqual(reasons({ ...needing, lpx: { ...lpx, racks: 4 } }, 2400), []);
  // Racks that hold the weights may be too few all the same.
  const queue = { ...pool, lpxRole: 'ffn', served: false } as const;
  assert.deepEqual(reasons({ ...unserved, lpx: { ...lpx, racks: 4 }, pools: [queue] }, 2400), [
    '4 LPX racks are too few for what is decoded at peak',
  ]);
});

void test('each workload has its replicas, and one that cannot be served leaves the others their cost', () => {
  const { one } = PLAN.workloads;
  const two = { ...one!, concurrency: 1200 };
  const plan = { ...PLAN, workloads: { one: one!, two } };
  const { fleet } = choose(plain, plan);
  const [a, b] = fleet?.operations ?? [];
  assert.ok(fleet && a && b);
  assert.deepEqual([a.workload, b.workload], ['one', 'two']);
  assert.ok(Math.abs((a.devices ?? 0) + (b.devices ?? 0) - fleet.devices) < 1e-9);
  const bills = (a.bill.usdPerSecond ?? 0) + (b.bill.usdPerSecond ?? 0);
  assert.ok(Math.abs(bills / (fleet.usdPerSecond ?? 0) - 1) < 1e-9);
  const hopeless = choose(plain, { ...plan, workloads: { one: one!, two: { ...two, speed: 1e6 } } }).fleet;
  const [c, d] = hopeless?.operations ?? [];
  assert.ok(hopeless && c && d);
  assert.deepEqual([hopeless.usdPerSecond, hopeless.tokensPerSecond, d.devices], [null, null, null]);
  assert.ok((c.bill.usdPerSecond ?? 0) > 0);
  assert.equal(sumOrNull([1, 2, 3]), 6);
  assert.equal(sumOrNull([1, null, 3]), null);
});

void test('a workload that no racks serve leaves them to the others, which are not told that racks are too few', () => {
  const { one } = PLAN.workloads;
  const plan = { ...PLAN, workloads: { one: one!, beyond: { ...one!, speed: 1e6 } } };
  const result = evaluateOption(caseOf(plan, lpxOf({ role: 'ffn' })));
  const { one: served, beyond } = result.workloads;
  assert.ok(served && beyond);
  assert.ok((served.cost.usdPerMillionTokens ?? 0) > 0 && served.reasons.length === 0);
  assert.deepEqual(
    beyond.reasons.map(({ code }) => code),
    ['too-slow'],
  );
  assert.deepEqual(
    result.reasons.map(({ code }) => code),
    ['of-workload'],
  );
});
