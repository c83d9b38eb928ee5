import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { chooseFleet } from '../../../../src/engine/fleet/choose.js';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { gainsOf } from '../../../../src/engine/questions/gains.js';
import { caches, clearCaches } from '../../../../src/units/cacheRegistry.js';
import { planOf } from '../../plans.js';

const NAMED = '{ batch: 16, context: 4096, step: 60 ms, option: two }';
const twins = (options: string, step = NAMED) =>
  planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 16, context: 4096, speed: 10 tok/s } }
gpus: { type: h100-sxm, count: 8 }
serving: { weights: fp8, layout: { tensor: 4 } }
options: { ${options} }
calibration: { steps: [ ${step} ] }
`);
const answer = (plan: ResolvedPlan) => evaluate(plan, { breakEven: false });
const steps = (plan: ResolvedPlan) =>
  Object.fromEntries(
    Object.entries(answer(plan).options).map(([name, { workloads }]) => [
      name,
      workloads['chat']?.decode?.stepSeconds ?? 0,
    ]),
  );

void test('a step measured of one option moves it alone, whatever else is like it and wherever it stands', () => {
  const plain = steps(twins('one: {}', '{ batch: 16, context: 4096, step: 60 ms, option: one }'));
  const bare = steps({ ...twins('one: {}, two: {}'), calibration: null });
  for (const order of ['one: {}, two: {}', 'two: {}, one: {}'])
    for (const cold of [true, false]) {
      if (cold) clearCaches();
      const { one = 0, two = 0 } = steps(twins(order));
      assert.ok(Math.abs(two / (plain['one'] ?? 0) - 1) < 1e-12, `${order}: ${two}`);
      assert.ok(one < two / 3, `${order}: ${one} is not what was measured of the other`);
      assert.equal(one, bare['one']);
    }
});

const drafting = (step: string) =>
  planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { agents: { concurrency: 16, context: 4096, speed: 10 tok/s } }
gpus: { type: h200-sxm, count: 8 }
serving: { layout: { tensor: 1, attentionData: 8, expert: 8 } }
options: { drafts: { speculation: { method: dspark } } }
${step === '' ? '' : `calibration: { steps: [ ${step} ] }\n`}`);

void test('what a step gains in an option is held against the same option as it was measured', () => {
  const gain = (step: string) =>
    gainsOf(drafting(step), 'agents').find(({ claim }) => claim.id === 'dspark')?.factor ?? 0;
  const uncalibrated = gain('');
  assert.ok(uncalibrated > 1.2, String(uncalibrated));
  for (const option of ['', ', option: drafts']) {
    const factor = gain(`{ batch: 16, context: 4096, step: 60 ms${option} }`);
    // Both are as much slower.
    assert.ok(Math.abs(factor / uncalibrated - 1) < 1e-9, `${option}: ${factor}, not about ${uncalibrated}`);
  }
});

void test('machines hold nothing of what they cost', () => {
  const step = '{ batch: 16, context: 4096, step: 60 ms, option: one }';
  const plan = twins('one: {}, lpx: { lpx: { racks: 4, role: ffn, price: 1M USD } }', step);
  for (const option of Object.values(plan.options)) {
    const asked = caseOf(plan, option);
    const [point] = chooseFleet(asked, asked.gpus!).fleet?.operations ?? [];
    assert.ok(point);
    const held = JSON.stringify(point.machine.replica.inputs);
    assert.doesNotMatch(held, /"(price|rent|power)/i);
  }
});

/** Options of which several are equal, or differ by what was measured of them alone. */
const OPTIONS = {
  one: '{}',
  two: '{}',
  drafts: '{ speculation: { method: dspark, draftTokens: 3, acceptance: 2.1 } }',
  again: '{ speculation: { method: dspark, draftTokens: 3, acceptance: 2.1 } }',
  racks: '{ lpx: { racks: 12, role: ffn, price: 2M USD } }',
  searched: '{ serving: { layout: auto } }',
} as const;
const names = Object.keys(OPTIONS) as (keyof typeof OPTIONS)[];

const calibrated = fc
  .record({
    options: fc.shuffledSubarray(names, { minLength: 2, maxLength: 4 }),
    steps: fc.array(
      fc.record({
        batch: fc.constantFrom(8, 64),
        step: fc.constantFrom(20, 60),
        of: fc.option(fc.constantFrom(...names)),
      }),
      { maxLength: 3 },
    ),
    prompts: fc.array(
      fc.record({ rate: fc.constantFrom(4000, 20_000), of: fc.option(fc.constantFrom(...names)) }),
      { maxLength: 2 },
    ),
    pool: fc.option(fc.constantFrom(20, 40)),
    price: fc.constantFrom('30K USD', '60K USD'),
    speed: fc.constantFrom(10, 40),
  })
  .map(({ options, steps: measured, prompts, pool, price, speed }) => {
    const known = ({ of }: { of: string | null }) => of === null || options.some((name) => name === of);
    const named = (of: string | null) => (of === null ? '' : `, option: ${of}`);
    const written = measured
      .filter(known)
      .map(({ batch, step, of }) => `{ batch: ${batch}, context: 8K, step: ${step} ms${named(of)} }`);
    const computed = prompts
      .filter(known)
      .map(({ rate, of }) => `{ input: 6K, tokensPerSecond: ${rate} tok/s${named(of)} }`);
    return `decodeplan: 1
model: deepseek-v4-flash
workloads: { agents: { concurrency: 64, context: 8K, speed: ${speed} tok/s }, chat: { concurrency: 32, context: 8K, input: 6K, output: 500 } }
gpus: { type: h200-sxm, count: 16, price: ${price} }
serving: { layout: { tensor: 1, attentionData: 8, expert: 8 } }
options: { ${options.map((name) => `${name}: ${OPTIONS[name]}`).join(', ')} }
calibration: { steps: [ ${written.join(', ')} ], prefill: [ ${computed.join(', ')} ]${pool === null ? '' : `, memory: { kvPool: ${pool} GiB }`} }
`;
  });

void test('an answer is the same in whichever order plans are asked about, remembered or not', () => {
  fc.assert(
    fc.property(
      fc.array(calibrated, { minLength: 2, maxLength: 4 }),
      fc.infiniteStream(fc.nat()),
      (texts, picks) => {
        const cold = texts.map((text) => {
          clearCaches();
          return whole(text);
        });
        // Nothing is forgotten between these.
        for (let i = 0; i < 2 * texts.length; i++) {
          const at = (picks.next().value ?? 0) % texts.length;
          assert.deepEqual(whole(texts[at] ?? ''), cold[at]);
        }
      },
    ),
    { numRuns: 25 },
  );
});

function whole(text: string) {
  const plan = planOf(text);
  const { options, workloads } = answer(plan);
  return { options, workloads, gains: gainsOf(plan, 'agents') };
}

void test('the caches of the engine are known, and empty once cleared', () => {
  whole(
    'decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { agents: { concurrency: 8, context: 4K } }\ngpus: { type: h100-sxm, count: 2 }\n',
  );
  const full = caches().filter(({ size }) => size() > 0);
  for (const name of ['results of options', 'rows of points', 'replicas', 'machines of workloads', 'weights'])
    assert.ok(
      full.some((cache) => cache.name === name),
      name,
    );
  clearCaches();
  assert.deepEqual(
    caches().filter(({ size }) => size() > 0),
    [],
  );
});
