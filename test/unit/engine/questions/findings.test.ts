import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { findings } from '../../../../src/engine/questions/findings/findings.js';
import { meetsTargets } from '../../../../src/engine/questions/passes.js';
import type { Finding, FindingCode } from '../../../../src/engine/questions/findings/finding.js';
import type { Reason } from '../../../../src/engine/shapes/reasons.js';
import type { OptionResult, OptionWorkloadResult, PlanResult } from '../../../../src/engine/shapes/result.js';
import { findingText, relatedText } from '../../../../src/report/words/findings.js';
import { planOf } from '../../plans.js';

/** Two workloads that two options serve well, so that each finding is of what a test changes. */
const PLAN = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { concurrency: 16, context: 4K, speed: 20 tok/s }
  batch: { concurrency: 8, context: 8K }
gpus: { type: h100-sxm, count: 8 }
options: { one: {}, two: {} }
`);
const RESULT = evaluate(PLAN, { breakEven: false });

void test('nothing is said of a plan that works', () => {
  assert.deepEqual(findings(PLAN, RESULT), []);
});

/** A finding as it is read: its sentences in place of its data. */
function asRead({ related, ...finding }: Finding) {
  const { data: _, ...place } = finding;
  const more = related ? { related: { path: related, message: relatedText(finding) } } : {};
  return { ...place, message: findingText(finding), ...more };
}

const saying = (plan: ResolvedPlan, result: PlanResult, code: FindingCode) =>
  findings(plan, result)
    .filter((finding) => finding.code === code)
    .map(asRead);

/** A reason whose sentence is this. */
const because = (what: string): Reason => ({ code: 'model-unknown', what });

type Options = 'one' | 'two';

/** The result with some options' answers changed. */
function withOptions(change: Partial<Record<Options, (option: OptionResult) => OptionResult>>): PlanResult {
  const options = Object.fromEntries(
    Object.entries(RESULT.options).map(([name, option]) => [
      name,
      change[name as Options]?.(option) ?? option,
    ]),
  );
  return { ...RESULT, options };
}

const workload =
  (name: string, change: (own: OptionWorkloadResult) => Partial<OptionWorkloadResult>) =>
  (option: OptionResult): OptionResult => {
    const own = option.workloads[name];
    assert.ok(own);
    return { ...option, workloads: { ...option.workloads, [name]: { ...own, ...change(own) } } };
  };

const pressed = (pressure: number, fit: number) =>
  workload('chat', ({ memory }) => {
    assert.ok(memory);
    return { memory: { ...memory, pressure, fleetConcurrency: fit } };
  });

void test('memory that is exceeded everywhere is a warning with the most that fit; somewhere, a hint', () => {
  const over = (change: Parameters<typeof withOptions>[0]) =>
    saying(PLAN, withOptions(change), 'kv-cache-over-memory').map(({ severity, message, path, value }) => [
      severity,
      message,
      path,
      value,
    ]);
  const path = 'workloads.chat.concurrency';
  assert.deepEqual(over({ one: pressed(1.234, 12), two: pressed(1.1, 14) }), [
    ['warning', 'KV cache exceeds memory by 10 % in every option: 14 of 16 sequences fit', path, 14],
  ]);
  assert.deepEqual(over({ one: pressed(1.1, 14), two: pressed(1.234, 12) }), [
    ['warning', 'KV cache exceeds memory by 10 % in every option: 14 of 16 sequences fit', path, 14],
  ]);
  assert.deepEqual(over({ one: pressed(1.234, 12) }), [
    ['information', 'KV cache exceeds memory by 23 % (one): 12 of 16 sequences fit', path, 12],
  ]);
  assert.deepEqual(over({ two: pressed(12.4, 0) }), [
    ['information', 'KV cache exceeds memory 12 times over (two): 0 of 16 sequences fit', path, undefined],
  ]);
  // Ever so little over is still a percent; all of it in use is not over.
  assert.match(String(over({ two: pressed(1.0001, 15) })[0]?.[1]), /by 1 % \(/);
  assert.match(String(over({ two: pressed(9.99, 1) })[0]?.[1]), /by 899 % \(/);
  assert.match(String(over({ two: pressed(10, 1) })[0]?.[1]), /10 times over \(/);
  assert.deepEqual(over({ two: pressed(1, 16) }), []);
  // One option alone is not named.
  const alone = { ...RESULT, options: { two: pressed(1.5, 10)(RESULT.options['two']!) } };
  assert.equal(
    saying(PLAN, alone, 'kv-cache-over-memory')[0]?.message,
    'KV cache exceeds memory by 50 %: 10 of 16 sequences fit',
  );
  // What does not decode holds no cache.
  const idle = withOptions({
    one: (option) => workload('chat', () => ({ decode: null }))(pressed(3, 1)(option)),
  });
  assert.deepEqual(saying(PLAN, idle, 'kv-cache-over-memory'), []);
});

const slow = (reasons: readonly string[]) => (name: string) =>
  workload(name, ({ cost }) => ({
    cost: { ...cost, meetsSpeed: false },
    reasons: reasons.map(because),
  }));

void test('a workload that no option serves is pointed at, with the first reason', () => {
  const unserved = withOptions({ one: slow(['too slow'])('chat'), two: slow(['slower'])('chat') });
  assert.deepEqual(saying(PLAN, unserved, 'not-served'), [
    {
      severity: 'warning',
      code: 'not-served',
      message: 'no option serves `chat`: too slow',
      path: 'workloads.chat.speed',
      related: { path: ['options'], message: 'none of these options' },
    },
  ]);
  // Without a speed the workload itself is what cannot be served.
  const still = withOptions({ one: slow([])('batch'), two: slow(['full'])('batch') });
  const [finding] = saying(PLAN, still, 'not-served');
  assert.deepEqual([finding?.message, finding?.path], ['no option serves `batch`: full', 'workloads.batch']);
  const silent = withOptions({ one: slow([])('batch'), two: slow([])('batch') });
  assert.equal(saying(PLAN, silent, 'not-served')[0]?.message, 'no option serves `batch`');
  // Options without an answer to the workload give their own reason.
  const none = withOptions({
    one: (option) => ({ ...option, reasons: [because('no GPUs')], workloads: {} }),
    two: (option) => ({ ...option, reasons: [because('nor here')], workloads: {} }),
  });
  assert.deepEqual(
    saying(PLAN, none, 'not-served').map(({ message }) => message),
    ['no option serves `chat`: no GPUs', 'no option serves `batch`: no GPUs'],
  );
  assert.deepEqual(saying(PLAN, withOptions({ one: slow(['too slow'])('chat') }), 'not-served'), []);
});

const needing =
  (chat: number | null, batch: number, feasible = false) =>
  (option: OptionResult): OptionResult => {
    const needed = (acceleratorsNeeded: number | null) => (own: OptionWorkloadResult) => ({
      cost: { ...own.cost, acceleratorsNeeded },
    });
    return {
      ...workload('batch', needed(batch))(workload('chat', needed(chat))(option)),
      works: feasible ? 'owned' : 'no',
      feasible,
      reasons: feasible ? [] : [because('too few')],
    };
  };

void test('too few accelerators for prompts are told as well, and the fix plans for all', () => {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 48, context: 8K, input: 7K, output: 20, requests: 12 req/s } }
gpus: { type: h100-sxm, count: 8 }
buy: none
options: { apart: { prefill: { count: auto } } }
`);
  const result = evaluate(plan, { breakEven: false });
  const [finding] = findings(plan, result).filter(({ code }) => code === 'too-few-accelerators');
  const pools = Object.values(result.options)[0]?.pools ?? [];
  assert.equal(
    pools.some(({ role }) => role === 'prefill'),
    true,
  );
  assert.equal(
    finding?.value,
    pools.reduce((sum, { accelerators }) => sum + accelerators, 0),
  );
});

void test('too few accelerators: the option that needs the fewest more, in accelerators or racks', () => {
  const short = (change: Parameters<typeof withOptions>[0], plan = PLAN) =>
    saying(plan, withOptions(change), 'too-few-accelerators').map(({ message, path, value }) => [
      message,
      path,
      value,
    ]);
  const message = 'no option has enough accelerators: two needs 10, the plan has 8';
  assert.deepEqual(short({ one: needing(12, 6), two: needing(6, 4) }), [[message, 'gpus.count', 10]]);
  assert.deepEqual(short({ one: needing(6, 4), two: needing(12, 6) }), [
    [message.replace('two', '“one”'), 'gpus.count', 10],
  ]);
  // Where one works, or none would with more, nothing is said.
  assert.deepEqual(short({ one: needing(12, 6), two: needing(4, 2, true) }), []);
  assert.deepEqual(short({ one: needing(null, 6), two: needing(4, 4) }), []);
  const { gpus } = PLAN;
  assert.ok(gpus);
  const racked = { ...PLAN, gpus: { ...gpus, racks: 1, perRack: 8 } };
  assert.deepEqual(short({ one: needing(12, 6), two: needing(16, 1) }, racked), [
    ['no option has enough accelerators: two needs 17, the plan has 8', 'gpus.racks', 3],
  ]);
  // Racks of unknown size are counted as accelerators, and so is what comes in no racks.
  for (const [racks, perRack] of [
    [1, null],
    [null, 8],
  ] as const) {
    const plan: ResolvedPlan = { ...PLAN, gpus: { ...gpus, racks, perRack } };
    assert.equal(short({ one: needing(12, 6), two: needing(16, 1) }, plan)[0]?.[1], 'gpus.count');
  }
  // An option with accelerators of its own does not tell the plan to get more.
  const own = { ...PLAN, options: { ...PLAN.options, two: { ...PLAN.options['two']!, gpus } } };
  assert.deepEqual(short({ one: needing(12, 6), two: needing(6, 4) }, own), [
    ['no option has enough accelerators: “one” needs 18, the plan has 8', 'gpus.count', 18],
  ]);
  assert.deepEqual(short({ one: needing(12, 6), two: needing(6, 4) }, { ...PLAN, gpus: null }), []);
  // What does not fit needs more anyway, and says so itself.
  const over = (option: OptionResult) => pressed(2, 8)(needing(12, 6)(option));
  assert.deepEqual(short({ one: over, two: over }), []);
});

const costing =
  (usdPerHour: number | null, usdPerMillionTokens: number | null) => (option: OptionResult) => ({
    ...option,
    total: { ...option.total, usdPerHour, usdPerMillionTokens },
  });

void test('a budget that no option keeps is pointed at, with the one that comes nearest', () => {
  const plan: ResolvedPlan = { ...PLAN, budget: { total: 10 / 3600, perToken: 1e-6, power: null } };
  const over = (change: Parameters<typeof withOptions>[0]) =>
    saying(plan, withOptions(change), 'over-budget').map(({ severity, message, path }) => {
      assert.equal(severity, 'warning');
      return [message, path];
    });
  assert.deepEqual(over({ one: costing(30, 3), two: costing(20, 2) }), [
    ['no option keeps the budget: two costs $14.6K a month, the budget is $7.3K a month', 'budget.total'],
    [
      'no option keeps the budget: two costs $2.00 per M tokens, the budget is $1.00 per M tokens',
      'budget.perToken',
    ],
  ]);
  assert.match(over({ one: costing(20, 2), two: costing(30, 3) })[0]?.[0] ?? '', /: “one” costs/);
  assert.match(over({ one: costing(20, null), two: costing(30, 3) })[0]?.[0] ?? '', /: two costs/);
  // What is just kept is kept, and one option is enough.
  assert.deepEqual(over({ one: costing(10, 1), two: costing(30, 3) }), []);
  assert.deepEqual(over({ one: costing(10, 2), two: costing(30, 3) }), [
    [
      'no option keeps the budget: “one” costs $2.00 per M tokens, the budget is $1.00 per M tokens',
      'budget.perToken',
    ],
  ]);
  assert.deepEqual(over({ one: costing(null, 1), two: costing(null, 1) }), [
    ['no option keeps the budget: “one” has no known cost, the budget is $7.3K a month', 'budget.total'],
  ]);
});

void test('racks that cannot hold the weights say how many can', () => {
  const racks = (given: number, minimumRacks: number) =>
    saying(
      PLAN,
      withOptions({
        two: (option) => ({
          ...option,
          lpx: { role: 'ffn', racks: given, minimumRacks, byRole: [], roles: [] },
        }),
      }),
      'lpx-too-small',
    );
  assert.deepEqual(racks(3, 14), [
    {
      severity: 'warning',
      code: 'lpx-too-small',
      message: '14 LPX racks are needed to hold the weights; 3 given',
      path: 'options.two.lpx.racks',
      value: 14,
    },
  ]);
  assert.deepEqual(racks(14, 14), []);
});

void test('a role that costs less still to spend than the one that is the cheapest all-in is named', () => {
  const owned = (owned: 'priced' | 'sunk', lpx: string, more = '') =>
    planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { fast: { concurrency: 4000, context: { p50: 16K, p95: 64K }, output: 1K, speed: 250 tok/s, demand: 30B tokens/day } }
gpus: { type: vera-rubin-nvl72, racks: 8 }
options:
  lpx: { lpx: ${lpx}, speculation: { method: dspark, draftTokens: 5 } }
economics: { owned: ${owned} }
${more}`);
  const said = (plan: ResolvedPlan) =>
    saying(plan, evaluate(plan, { breakEven: false }), 'lpx-role-still-to-spend');
  const plan = owned('sunk', '{ racks: auto }');
  const [found, ...others] = said(plan);
  assert.ok(found && others.length === 0);
  assert.deepEqual([found.severity, found.path], ['information', 'options.lpx.lpx.role']);
  const spent = (one: ResolvedPlan) =>
    evaluate(one, { breakEven: false }).options['lpx']?.basis.sunk.usdPerMillionTokens ?? NaN;
  // What it names is what the plan costs with that role written.
  const role = /`role: (\w+)` costs \$([\d.]+) .* takes \$([\d.]+):/.exec(found.message);
  assert.ok(role);
  const written = owned('sunk', `{ racks: auto, role: ${role[1]} }`);
  assert.equal(Number(role[2]), Number(spent(written).toFixed(2)));
  assert.equal(Number(role[3]), Number(spent(plan).toFixed(2)));
  assert.ok(spent(written) < spent(plan));
  // Nothing where the role is written, where all-in decides, or where it may not be bought.
  assert.deepEqual(said(written), []);
  assert.deepEqual(said(owned('priced', '{ racks: auto }')), []);
  assert.deepEqual(said(owned('sunk', '{ racks: auto }', 'buy: none')), []);
});

void test('contexts longer than the model is made for are pointed at where the file gives them', () => {
  const at = (context: string) => {
    const plan = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { long: { concurrency: 1, context: ${context} } }
gpus: { type: h200-sxm, count: 8 }
`);
    return saying(plan, evaluate(plan, { breakEven: false }), 'context-over-model').map(
      ({ message, path, value }) => {
        assert.equal(message, 'Llama-3.1/3.3-70B is made for 128K tokens of context at most');
        return [path, value];
      },
    );
  };
  const limit = 131_072;
  assert.deepEqual(at('128K'), []);
  assert.deepEqual(at('200K'), [['workloads.long.context', limit]]);
  assert.deepEqual(at('{ p50: 8K, p95: 64K, max: 200K }'), [['workloads.long.context.max', limit]]);
  assert.deepEqual(at('{ p50: 8K, p95: 200K }'), [['workloads.long.context.p95', limit]]);
  assert.deepEqual(at('{ p50: 200K, p95: 300K, max: 400K }'), [['workloads.long.context.max', limit]]);
  const unlimited = { ...PLAN, model: { ...PLAN.model, maxContextTokens: null } };
  assert.deepEqual(saying(unlimited, RESULT, 'context-over-model'), []);
});

void test('drafts that slow users down are pointed at, unless the load decides how many are verified', () => {
  const slowed = (
    verification: 'fixed' | 'adaptive',
    speeds: Readonly<Record<string, readonly [number, number]>>,
  ) => {
    const speculative = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 16, context: 4K }, batch: { concurrency: 8, context: 8K } }
gpus: { type: h100-sxm, count: 8 }
options: { two: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5, verification: ${verification} } } }
`);
    const two = Object.entries(speeds).reduce(
      (option, [name, [tokensPerSecondPerUser, speedWithoutDrafts]]) =>
        workload(name, ({ decode }) => {
          assert.ok(decode);
          return { decode: { ...decode, tokensPerSecondPerUser, speedWithoutDrafts } };
        })(option),
      RESULT.options['two']!,
    );
    return saying(speculative, { ...RESULT, options: { two } }, 'speculation-slows').map(
      ({ severity, message, path }) => {
        assert.deepEqual([severity, path], ['warning', 'options.two.speculation.draftTokens']);
        return message;
      },
    );
  };
  const message = '3 drafts slow down `chat` at this load: verify fewer, or adaptively';
  assert.deepEqual(slowed('fixed', { chat: [40, 50], batch: [60, 50] }), [message]);
  assert.deepEqual(slowed('fixed', { chat: [40, 50], batch: [49, 50] }), [
    message.replace('`chat`', '`chat`, `batch`'),
  ]);
  assert.deepEqual(slowed('fixed', { chat: [50, 50], batch: [60, 0] }), []);
  assert.deepEqual(slowed('adaptive', { chat: [40, 50] }), []);
});

void test('a plan meets its targets where one option works', () => {
  const { one, two } = RESULT.options;
  assert.ok(one && two);
  const works = (result: object) => meetsTargets(PLAN, result as typeof RESULT.options);
  const not = { ...one, works: 'no' };
  assert.equal(works({ one: { ...one, works: 'owned' }, two }), true);
  assert.equal(works({ one: not, two: { ...two, works: 'owned' } }), true);
  assert.equal(works({ one: not }), false);
  assert.equal(works({}), false);
});
