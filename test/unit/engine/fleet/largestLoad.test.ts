import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { resolvePlan } from '../../../../src/catalog/resolve/resolvePlan.js';
import { candidateLayouts } from '../../../../src/engine/memory/layouts.js';
import { buildMachine } from '../../../../src/engine/fleet/machine.js';
import { largestAtLeast, largestWhole } from '../../../../src/engine/shapes/roots.js';
import { userSpeed } from '../../../../src/engine/time/step.js';
import { parsePlan } from '../../../../src/plan/document.js';

const positive = (min: number, max: number) => fc.double({ min, max, noNaN: true });

void test('a search by secants finds what doubling and halving find, in fewer calls', () => {
  let [fewer, more] = [0, 0];
  const times = fc.record({
    fixed: positive(0, 0.1),
    each: positive(0, 1e-3),
    experts: positive(0, 0.1),
    miss: positive(1e-6, 1),
    // A step too large for captured graphs jumps.
    graph: fc.integer({ min: 1, max: 5000 }),
    eager: positive(0, 0.01),
    limit: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 2 ** 24 })),
    least: positive(0.01, 1e5),
  });
  fc.assert(
    fc.property(times, ({ fixed, each, experts, miss, graph, eager, limit, least }) => {
      const speed = (n: number) =>
        1 / (fixed + each * n + experts * (1 - Math.exp(-miss * n)) + (n > graph ? eager : 0));
      const expected = largestWhole(limit, (n) => (more++, speed(n) >= least));
      assert.equal(
        largestAtLeast(limit, (n) => (fewer++, speed(n)), least),
        expected,
      );
    }),
    { numRuns: 2000 },
  );
  assert.ok(fewer < more);
});

const PLAN = `decodeplan: 1
model: deepseek-v4-flash
gpus: { type: vera-rubin-nvl72, racks: 1 }
workloads: { w: { concurrency: 1000, context: 8K } }
options:
  plain: {}
  fixed: { speculation: { method: mtp, draftTokens: 3, verification: fixed } }
  adaptive: { speculation: { method: dspark } }
  ffn: { lpx: { racks: 4, role: ffn } }
  drafter: { lpx: { racks: 4, role: drafter }, speculation: { method: dspark } }
  decode: { lpx: { racks: 40, role: decode } }
`;

void test('machines of every kind carry the load that a bisection of their steps finds', () => {
  const { plan } = resolvePlan(parsePlan(PLAN).input!);
  assert.ok(plan?.gpus);
  const { model, serving, gpus, workloads } = plan;
  const layouts = candidateLayouts(model, gpus.accelerator, 72);
  const { context } = workloads['w']!;
  for (const [name, { speculation, dynamo, lpx }] of Object.entries(plan.options))
    for (const layout of layouts.filter((_, i) => i % 7 === 0)) {
      const role = lpx && lpx.role !== 'auto' ? lpx.role : 'ffn';
      const racks = lpx?.racks === 'auto' ? 4 : (lpx?.racks ?? 0);
      const machine = buildMachine({
        model,
        serving,
        accelerator: gpus.accelerator,
        layout,
        context,
        speculation,
        dynamo,
        lpx: lpx && { lpx, role, racks, minimumRacks: 1, replicas: 2, prompts: false },
        measured: { steps: [], prefill: [], memory: null },
        scale: null,
      });
      for (const speed of [1, 20, 100, 400, 2000]) {
        const holds = (n: number) => userSpeed(machine.step(n)) >= speed;
        // The sum of a step's parts is rounded differently from its time.
        const found = machine.largestBatch(speed);
        const expected = largestWhole(Math.min(machine.fits, 2 ** 24), holds);
        assert.ok(Math.abs(found - expected) <= 1, `${name}: ${found} for ${speed} tok/s, not ${expected}`);
      }
    }
});
