import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Layout } from '../../../../../src/catalog/shapes/resolvedPlan.js';
import { caseOf } from '../../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../../src/engine/fleet/optionResult.js';
import { candidateLayouts } from '../../../../../src/engine/memory/layouts.js';
import { planOf } from '../../../plans.js';

interface Tier {
  readonly users: number;
  readonly context: number;
  readonly speed: number;
  readonly volume: number;
  readonly racks: boolean;
  /** Whole requests, not decoding alone. */
  readonly requests: boolean;
}

const tiers = fc.record<Tier>({
  users: fc.integer({ min: 1, max: 2000 }),
  context: fc.integer({ min: 2, max: 64 }),
  speed: fc.constantFrom(10, 30, 80, 150),
  volume: fc.integer({ min: 1, max: 60 }),
  racks: fc.boolean(),
  requests: fc.boolean(),
});

function costs(tier: Tier, layout: Layout | 'auto'): number {
  const { users, context, speed, volume, racks, requests } = tier;
  const request = requests ? `input: ${context}K, output: 1K, cachedInput: 50%, ` : '';
  const prefill = requests ? 'prefill: colocated' : '';
  const lpx = racks ? 'lpx: { racks: auto, role: ffn, price: 3M USD }, ' : '';
  const plan = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { a: { concurrency: ${users}, context: ${context}K, ${request}speed: ${speed} tok/s, demand: ${volume}B tokens/day } }
gpus: { type: gb300 }
serving: { layout: ${JSON.stringify(layout)} }
options: { own: { ${lpx}speculation: { method: dspark }${prefill && `, ${prefill}`} } }
buy: any
`);
  return evaluateOption(caseOf(plan, plan.options['own']!)).total.usdPerHour ?? Infinity;
}

void test('no layout that is written is cheaper than the one that is left to the engine', () => {
  const plan = planOf(
    'decodeplan: 1\nmodel: deepseek-v4-flash\nworkloads: { a: { context: 8K, concurrency: 1 } }\ngpus: { type: gb300 }\n',
  );
  assert.ok(plan.gpus);
  const layouts = candidateLayouts(plan.model, plan.gpus.accelerator, 144);
  const served = { all: 0, better: 0 };
  fc.assert(
    fc.property(tiers, fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), (tier, picks) => {
      const auto = costs(tier, 'auto');
      for (const pick of picks) {
        const layout = layouts[pick % layouts.length]!;
        const written = costs(tier, layout);
        assert.ok(auto <= written * (1 + 1e-9), `${auto}, and ${written} in ${JSON.stringify(layout)}`);
        if (Number.isFinite(written)) served.all++;
        if (auto < written) served.better++;
      }
    }),
    { numRuns: 20 },
  );
  assert.ok(served.all > 30 && served.better > 30, JSON.stringify(served));
});
