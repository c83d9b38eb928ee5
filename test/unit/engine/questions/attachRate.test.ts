import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { attachRate, gpuRacks } from '../../../../src/engine/questions/attachRate.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import type { OptionResult } from '../../../../src/engine/shapes/result.js';
import { planOf } from '../../plans.js';

const PLAN = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  agents: { share: 75%, concurrency: 80, context: 8K }
  chat: { share: 25%, concurrency: 40, context: 4K }
gpus: { type: vera-rubin-nvl72, racks: 2 }
options:
  plain: {}
  lpx: { lpx: { racks: 4, role: ffn, price: 2M USD } }
  more: { lpx: { racks: 9, role: ffn, price: 2M USD } }
`);
const { plain } = evaluate(PLAN, { breakEven: false }).options;
assert.ok(plain);

type Cost = readonly [usd: number | null, accelerators?: number | null, meetsSpeed?: boolean];

/** An option that costs so much for each workload, and needs so many accelerators for it. */
function option(costs: Readonly<Record<string, Cost>>, racks: number | null = null): OptionResult {
  const workloads = Object.entries(costs).map(
    ([name, [usdPerMillionTokens, acceleratorsNeeded = 72, meetsSpeed = true]]) => {
      const own = plain?.workloads['chat'];
      assert.ok(own);
      return [
        name,
        { ...own, cost: { ...own.cost, usdPerMillionTokens, acceleratorsNeeded, meetsSpeed } },
      ] as const;
    },
  );
  return {
    ...plain!,
    lpx: racks === null ? null : { role: 'ffn', racks, minimumRacks: 1, roles: [] },
    workloads: Object.fromEntries(workloads),
  };
}

void test('the cheapest option that serves a workload wins it, by how much the next one is dearer', () => {
  const { perWorkload } = attachRate(PLAN, {
    plain: option({ agents: [3], chat: [1] }),
    lpx: option({ agents: [2], chat: [4] }, 4),
    more: option({ agents: [2.5], chat: [1.5] }, 9),
  });
  assert.deepEqual(perWorkload, {
    agents: { winner: 'lpx', runnerUp: 'more', margin: 0.25 },
    chat: { winner: 'plain', runnerUp: 'more', margin: 0.5 },
  });
  // Whatever their order, and the first of equals.
  const reversed = attachRate(PLAN, {
    more: option({ agents: [2.5], chat: [1] }, 9),
    lpx: option({ agents: [2.5], chat: [1] }, 4),
    plain: option({ agents: [2], chat: [1] }),
  });
  assert.deepEqual(reversed.perWorkload, {
    agents: { winner: 'plain', runnerUp: 'more', margin: 0.25 },
    chat: { winner: 'more', runnerUp: 'lpx', margin: 0 },
  });
});

void test('an option that is too slow, or of unknown cost, does not compete', () => {
  const rate = attachRate(PLAN, {
    plain: option({ agents: [1, 72, false], chat: [null] }),
    lpx: option({ agents: [2] }, 4),
  });
  assert.deepEqual(rate.perWorkload, {
    agents: { winner: 'lpx', runnerUp: null, margin: null },
    chat: { winner: null, runnerUp: null, margin: null },
  });
  // Of the tokens that have a winner.
  assert.deepEqual([rate.ofTokens, rate.ofGpuRacks, rate.lpxRacksPerGpuRack], [1, 1, 4]);
  // What is free cannot be beaten by a share of itself.
  const free = attachRate(PLAN, {
    plain: option({ agents: [0], chat: [0] }),
    lpx: option({ agents: [1], chat: [1] }),
  });
  assert.deepEqual(free.perWorkload['agents'], { winner: 'plain', runnerUp: 'lpx', margin: null });
});

void test('racks are attached to the tokens and the accelerator racks whose cheapest option has them', () => {
  const rate = attachRate(PLAN, {
    plain: option({ agents: [3, 144], chat: [1, 72] }),
    lpx: option({ agents: [2, 216], chat: [4, 72] }, 6),
  });
  assert.deepEqual([rate.ofTokens, rate.ofGpuRacks, rate.lpxRacksPerGpuRack], [0.75, 0.75, 6 / 4]);
  assert.equal(rate.reason, undefined);
  // Both workloads on one option's racks: they are counted once, those of two options both.
  const both = attachRate(PLAN, { lpx: option({ agents: [2, 72], chat: [1, 72] }, 6) });
  assert.deepEqual([both.ofTokens, both.ofGpuRacks, both.lpxRacksPerGpuRack], [1, 1, 3]);
  const two = attachRate(PLAN, {
    lpx: option({ agents: [2, 72], chat: [3, 72] }, 6),
    more: option({ agents: [3, 72], chat: [1, 72] }, 9),
  });
  assert.equal(two.lpxRacksPerGpuRack, 7.5);
  const none = attachRate(PLAN, { plain: option({ agents: [2], chat: [3] }) });
  assert.deepEqual([none.ofTokens, none.ofGpuRacks, none.lpxRacksPerGpuRack], [0, 0, 0]);
});

void test('where nothing has a cost, or nothing is shared out, there is no rate', () => {
  const nothing = attachRate(PLAN, { plain: option({ agents: [null], chat: [null] }) });
  assert.deepEqual(
    [nothing.ofTokens, nothing.ofGpuRacks, nothing.lpxRacksPerGpuRack, nothing.reason],
    [null, null, null, { code: 'no-option-priced' }],
  );
  assert.equal(nothing.perWorkload['agents']?.winner, null);
  // A hosted service takes no racks.
  const hosted = attachRate(PLAN, { plain: option({ agents: [2, null], chat: [3, null] }) });
  assert.deepEqual([hosted.ofTokens, hosted.ofGpuRacks, hosted.lpxRacksPerGpuRack], [0, null, null]);
  const idle: ResolvedPlan = {
    ...PLAN,
    workloads: { agents: { ...PLAN.workloads['agents']!, share: 0 } },
  };
  assert.equal(attachRate(idle, { plain: option({ agents: [2] }) }).ofTokens, null);
});

void test('accelerators come in the racks of the option, else of the plan, else one by one', () => {
  const options = { plain: option({ agents: [1, 36] }) };
  const racks = (plan: ResolvedPlan) => gpuRacks(plan, options, 'plain', 'agents');
  assert.equal(racks(PLAN), 0.5);
  const single = { ...PLAN.gpus!, perRack: null };
  assert.equal(racks({ ...PLAN, gpus: single }), 36);
  assert.equal(racks({ ...PLAN, gpus: null }), 36);
  const own = { ...PLAN.options['plain']!, gpus: { ...PLAN.gpus!, perRack: 18 } };
  assert.equal(racks({ ...PLAN, options: { plain: own } }), 2);
  assert.equal(gpuRacks(PLAN, options, 'nobody', 'agents'), 0);
  assert.equal(gpuRacks(PLAN, options, 'plain', 'nobody'), 0);
});
