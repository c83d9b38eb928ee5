import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { resolvePlan } from '../../../../src/catalog/resolve/resolvePlan.js';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import type { OptionResult } from '../../../../src/engine/shapes/result.js';
import { parsePlan } from '../../../../src/plan/document.js';

/** A plan as one writes it; every member here is edited below. */
const FIRST = {
  decodeplan: 1,
  model: 'deepseek-v4-flash',
  gpus: { type: 'vera-rubin-nvl72', racks: 1 } as Record<string, unknown>,
  serving: { memoryUtilization: '90%' } as Record<string, unknown>,
  workloads: {
    agents: { concurrency: 400, context: { p50: '32K', p95: '128K' }, speed: '60 tok/s' },
    chat: { concurrency: 900, context: '8K', speed: '30 tok/s', demand: '2B tokens/day' },
  } as Record<string, Record<string, unknown>>,
  options: {
    plain: {},
    drafts: { speculation: { method: 'dspark', draftTokens: 3, acceptance: 2.1 } },
    lpx: { lpx: { racks: 'auto', role: 'auto', price: '3M USD' }, speculation: { method: 'dspark' } },
  } as Record<string, Record<string, unknown>>,
  economics: { electricity: '0.08 USD/kWh', utilization: '60%' } as Record<string, unknown>,
  calibration: undefined as unknown,
};
type Written = typeof FIRST;
type Edit = (plan: Written) => void;

const workload = fc.constantFrom('agents', 'chat');
const change = <T>(values: fc.Arbitrary<T>, set: (plan: Written, value: T) => void): fc.Arbitrary<Edit> =>
  values.map((value) => (plan) => set(plan, value));
const changeWorkload = <T>(key: string, values: fc.Arbitrary<T>): fc.Arbitrary<Edit> =>
  fc.tuple(workload, values).map(([name, value]) => (plan) => {
    const own = plan.workloads[name] ?? Object.values(plan.workloads)[0];
    if (own) own[key] = value;
  });

const edit: fc.Arbitrary<Edit> = fc.oneof(
  changeWorkload('concurrency', fc.integer({ min: 1, max: 4000 })),
  changeWorkload('context', fc.constantFrom('4K', '96K', { p50: '16K', p95: '400K' })),
  changeWorkload('speed', fc.constantFrom('10 tok/s', '60 tok/s', '5000 tok/s')),
  changeWorkload('demand', fc.constantFrom('1B tokens/day', '90B tokens/day')),
  change(fc.constantFrom(1, 2, 5), (plan, racks) => (plan.gpus['racks'] = racks)),
  change(fc.constantFrom('2M USD', '6M USD'), (plan, price) => (plan.gpus['price'] = price)),
  change(fc.constantFrom('80%', '95%'), (plan, share) => (plan.serving['memoryUtilization'] = share)),
  change(fc.constantFrom('fp8', 'bf16'), (plan, format) => (plan.serving['kvCache'] = format)),
  change(
    fc.constantFrom({ tensor: 2 }, { tensor: 1, attentionData: 8, expert: 8 }, 'auto'),
    (plan, layout) => {
      plan.serving['layout'] = layout;
    },
  ),
  change(fc.constantFrom('1M USD', '4M USD'), (plan, price) => {
    plan.options['lpx'] = { lpx: { racks: 'auto', role: 'auto', price }, speculation: { method: 'dspark' } };
  }),
  change(fc.integer({ min: 1, max: 6 }), (plan, draftTokens) => {
    plan.options['drafts'] = { speculation: { method: 'dspark', draftTokens, acceptance: 1.9 } };
  }),
  change(fc.constantFrom('40%', '80%'), (plan, share) => (plan.economics['utilization'] = share)),
  change(fc.constantFrom('0.05 USD/kWh', '0.3 USD/kWh'), (plan, price) => {
    plan.economics['electricity'] = price;
  }),
  change(fc.constantFrom(0.01, 0.02), (plan, step) => {
    plan.calibration = { steps: [{ batch: 16, context: '8K', step: `${step * 1000} ms` }] };
  }),
  // A name moves, its content does not.
  change(fc.constantFrom('first', 'second'), (plan, name) => {
    const [from, ...rest] = Object.entries(plan.workloads);
    if (from && !(name in plan.workloads)) plan.workloads = Object.fromEntries([[name, from[1]], ...rest]);
  }),
);

function resolved(written: Written): ResolvedPlan {
  const { input, problems } = parsePlan(JSON.stringify(written));
  assert.deepEqual(problems, []);
  const { plan } = resolvePlan(input!);
  assert.ok(plan);
  return plan;
}

let copies = 0;

/** The same plan for a model by another name: nothing that was kept from other evaluations is of it. */
function unseen(plan: ResolvedPlan): ResolvedPlan {
  return { ...plan, model: { ...plan.model, name: `${plan.model.name} ${++copies}` } };
}

/** What an option answers by itself: pay-back is against another one. */
function ownAnswer(option: OptionResult | undefined): unknown {
  if (!option) return option;
  const { paybackMonths: _months, paybackReason: _why, ...finance } = option.finance;
  return { ...option, finance };
}

void test('after any edits the answer is that of a plan never seen before', () => {
  fc.assert(
    fc.property(fc.array(edit, { minLength: 4, maxLength: 10 }), (edits) => {
      const written = structuredClone(FIRST);
      evaluate(resolved(written), { breakEven: false });
      for (const apply of edits) {
        apply(written);
        const plan = resolved(written);
        const { options } = evaluate(plan, { breakEven: false });
        for (const [name, option] of Object.entries(plan.options)) {
          // Alone, so that it shares nothing with the others either.
          const fresh = evaluate(unseen({ ...plan, options: { [name]: option } }), { breakEven: false });
          assert.deepEqual(ownAnswer(options[name]), ownAnswer(fresh.options[name]));
        }
      }
    }),
    { numRuns: 10 },
  );
});
