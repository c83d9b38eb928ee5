import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../src/engine/fleet/optionResult.js';
import { planOf } from '../../plans.js';

/**
 * What is left open is never beaten by what is written, whole requests and first tokens included, on random plans
 * (fleet.md 1, request.md 4).
 */

interface Knobs {
  readonly model: string;
  readonly type: string;
  readonly workloads: readonly object[];
  readonly lpx: boolean;
}

const workload = fc.record({
  load: fc.constantFrom(
    { concurrency: 8 },
    { concurrency: 60 },
    { concurrency: 300 },
    { requests: '0.5 req/s' },
    { requests: '3 req/s' },
    { requests: '20 req/s' },
  ),
  input: fc.constantFrom(1000, 4000, 12_000, 40_000),
  output: fc.constantFrom(100, 400, 3000),
  cached: fc.constantFrom('0%', '60%', '90%'),
  speed: fc.constantFrom(10, 20, 40, 80),
  ttft: fc.constantFrom(null, '0.5 s', '1 s', '4 s', { p50: '1 s', p95: '3 s' }, { mean: '1 s' }),
});

const knobs: fc.Arbitrary<Knobs> = fc.record({
  model: fc.constantFrom('deepseek-v4-flash', 'qwen3-235b-a22b', 'llama-3.1-70b', 'gpt-oss-120b', 'kimi-k2'),
  type: fc.constantFrom('h200-sxm', 'b200-sxm', 'gb300-nvl72', 'mi355x'),
  workloads: fc.array(
    workload.map(({ load, input, output, cached, speed, ttft }) => ({
      ...load,
      context: input + output / 2,
      input,
      output,
      cachedInput: cached,
      speed: `${speed} tok/s`,
      ...(ttft === null ? {} : { ttft }),
    })),
    { minLength: 1, maxLength: 2 },
  ),
  lpx: fc.boolean(),
});

function answer({ model, type, workloads, lpx }: Knobs, option: object = {}, serving: object = {}) {
  const plan = planOf(
    JSON.stringify({
      decodeplan: 1,
      model,
      workloads: Object.fromEntries(workloads.map((own, i) => [`w${i}`, own])),
      gpus: { type, count: 8 },
      serving: { weights: 'fp8', ...serving },
      options: { own: { ...(lpx ? { lpx: { racks: 'auto', role: 'auto' } } : {}), ...option } },
    }),
  );
  const { own } = plan.options;
  assert.ok(own);
  const { works, basis, reasons } = evaluateOption(caseOf(plan, own));
  return { works: works !== 'no', usd: basis.priced.usdPerHour, reasons };
}

const WRITTEN: readonly (readonly [option: object, serving: object])[] = [
  [{ prefill: 'colocated' }, {}],
  [{}, { layout: { tensor: 8 } }],
  [{}, { layout: { tensor: 4 } }],
  [{}, { layout: { tensor: 1, attentionData: 8 } }],
  [{}, { layout: { tensor: 1, attentionData: 8, expert: 8 } }],
];

/** Data-parallel groups of a dense model are replicas by another name: no more and no less than those that are tried. */
const DENSE: typeof WRITTEN = [
  ...WRITTEN.slice(0, 3),
  [{}, { layout: { tensor: 1, attentionData: 8 } }],
  [{}, { layout: { tensor: 2, attentionData: 4 } }],
  [{}, { layout: { tensor: 4, attentionData: 2 } }],
];

const RACKED = [4, 14, 32].map((racks) => [{ lpx: { racks, role: 'decode' } }, {}] as const);

void test('what is left open works wherever something written does, and costs no more', () => {
  let working = 0;
  fc.assert(
    fc.property(knobs, fc.nat(), (k, n) => {
      const dense = k.model === 'llama-3.1-70b';
      const fitting = dense ? DENSE : WRITTEN;
      const all = [...fitting, ...(k.lpx ? RACKED : [])];
      const [option, serving] = all[n % all.length] ?? [{}, {}];
      const written = answer(k, option, serving);
      if (!written.works) return;
      working++;
      const open = answer(k);
      assert.ok(open.works, JSON.stringify([option, serving, open.reasons]));
      // First tokens are met by a split between two pools of which several are tried, not all.
      assert.ok((open.usd ?? 0) <= (written.usd ?? 0) * 1.01, `${open.usd} over ${written.usd}`);
    }),
    { numRuns: 60 },
  );
  assert.ok(working > 15, `${working} work`);
});
