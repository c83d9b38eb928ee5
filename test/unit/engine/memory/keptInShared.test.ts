import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { planOf } from '../../plans.js';

void test('prefixes that are kept take what sequences leave, also where workloads share replicas', () => {
  let shared = 0;
  for (const seconds of [5, 60, 600])
    for (const tail of ['20K', '64K']) {
      const plan = planOf(`decodeplan: 1
model: qwen3-235b-a22b
workloads:
  chat:
    context: { p50: 5K, p95: ${tail} }
    input: 1K
    output: 1000
    cachedInput: 60%
    turnDelay: { p50: ${seconds} s, p95: ${6 * seconds} s }
    speed: 40 tok/s
    demand: 0.2B tokens/day
  agents: { context: 8K, speed: 25 tok/s, demand: 5B tokens/day }
owned: { gpus: { type: vera-rubin-nvl72, racks: 3, price: 100K USD }, lpx: 1 racks }
serving: { engine: sglang }
options:
  own: { speculation: { method: eagle3, acceptance: 2.2 } }
  lpx: { lpx: { racks: auto, role: auto, price: 1.5M USD }, speculation: { method: eagle3, acceptance: 2.2 } }
`);
      for (const [name, { works, pools, workloads }] of Object.entries(
        evaluate(plan, { breakEven: false }).options,
      )) {
        if (works === 'no') continue;
        if (pools.some((pool) => pool.workloads.length > 1)) shared++;
        for (const [workload, { memory }] of Object.entries(workloads))
          assert.ok(
            memory && memory.pressure <= 1 + 1e-9 && memory.keptPrefixBytes >= 0,
            `${seconds} s, ${tail}, ${name}: ${workload} at ${memory?.pressure}`,
          );
      }
    }
  assert.ok(shared > 0, 'workloads share replicas somewhere');
});
