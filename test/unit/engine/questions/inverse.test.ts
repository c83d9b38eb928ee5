import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { evaluateOption } from '../../../../src/engine/fleet/optionResult.js';
import {
  fittingConcurrency,
  largestConcurrency,
  largestRequestRate,
  longestContext,
  reachableSpeed,
  sufficientGpus,
} from '../../../../src/engine/questions/inverse.js';
import { writeConcurrency, writeContext, writeRequests } from '../../../../src/language/writeBack.js';
import { applyEdits } from '../../../../src/plan/edits.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { planOf } from '../../plans.js';

const TEXT = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');

/** Whether the plan of a text works as it stands, with nothing bought. */
function feasible(text: string, option: string): boolean {
  const { plan, problems } = analyze(text.includes('buy:') ? text : `${text}buy: none\n`);
  assert.deepEqual(problems, []);
  const chosen = plan?.options[option];
  assert.ok(plan && chosen);
  return evaluateOption(caseOf(plan, chosen)).feasible;
}

void test('the largest concurrency works, one more does not, written into the file or not', () => {
  const { plan, document } = analyze(TEXT);
  assert.ok(plan);
  const most = largestConcurrency(plan, 'as-is', 'assistants');
  assert.ok(most !== null && most > 48);
  const written = (n: number) => applyEdits(TEXT, writeConcurrency(document, 'assistants', n));
  assert.ok(feasible(written(most), 'as-is'));
  assert.ok(!feasible(written(most + 1), 'as-is'));
  assert.equal(written(most).replace(String(most), '48'), TEXT);
});

const SERVED = `decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 16, context: 8K, input: 6K, output: 500, ttft: 1 s, speed: 30 tok/s, demand: 1B tokens/day } }
gpus: { type: h100-sxm, count: 4 }
options: { same: { prefill: colocated } }
buy: none
`;

void test('the largest request rate keeps the targets, a few percent more does not', () => {
  const { plan, document } = analyze(SERVED);
  assert.ok(plan);
  const most = largestRequestRate(plan, 'same', 'chat');
  assert.ok(most !== null && most > 0.1);
  const written = (perSecond: number) =>
    applyEdits(SERVED, writeRequests(document, 'chat', perSecond)).replace(', demand: 1B tokens/day', '');
  assert.match(written(most), /requests: [\d.]+ req\/s/);
  assert.ok(feasible(written(most), 'same'));
  assert.ok(!feasible(written(most * 1.03), 'same'));
  // At 300 ms it is the speed that binds: all ranks are behind one queue.
  const faster = analyze(SERVED.replace('ttft: 1 s', 'ttft: 250 ms'));
  assert.ok(faster.plan && (largestRequestRate(faster.plan, 'same', 'chat') ?? 0) < most);
  const silent = planOf(SERVED.replace(' input: 6K,', '').replace(' ttft: 1 s,', ''));
  assert.equal(largestRequestRate(silent, 'same', 'chat'), null);
});

void test('the longest context works when written back in its own units', () => {
  const { plan, document } = analyze(TEXT);
  assert.ok(plan);
  const tokens = longestContext(plan, 'as-is', 'assistants');
  assert.ok(tokens !== null && tokens >= 6144);
  const text = applyEdits(TEXT, writeContext(document, 'assistants', tokens));
  assert.ok(feasible(text, 'as-is'));
  assert.match(text, /context: \{ p50: [0-9.]+K, p95: [0-9.]+K, max: [0-9.]+K \}/);
});

void test('what cannot be served at all has no answer', () => {
  const { plan } = analyze(TEXT.replace('speed: 30 tok/s', 'speed: 3000 tok/s'));
  assert.ok(plan);
  assert.equal(largestConcurrency(plan, 'as-is', 'assistants'), null);
  assert.equal(longestContext(plan, 'as-is', 'assistants'), null);
});

/** An option on few accelerators beside one on many. */
const twoSizes = (workload: string, gpus = '{ type: h100-sxm, count: 2 }') =>
  planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { one: ${workload} }
gpus: ${gpus}
serving: { weights: fp8 }
options:
  few: { serving: { weights: fp8, layout: { tensor: 2 } } }
  many: { gpus: { type: h100-sxm, count: 8 }, serving: { weights: fp8, layout: { tensor: 2 } } }
  away: { hosted: { name: somewhere, output: 1 USD/Mtok, speed: 30 tok/s } }
`);

void test('as many sequences fit into an option as its memory holds', () => {
  const plan = twoSizes('{ concurrency: 5000, context: 8K }');
  const pressure = (name: string, concurrency: number) => {
    const there = { ...plan, workloads: { one: { ...plan.workloads['one']!, concurrency } } };
    return evaluateOption(caseOf(there, plan.options[name]!)).workloads['one']?.memory?.pressure ?? Infinity;
  };
  const justFits = (name: string, most: number | null) => {
    assert.ok(most !== null);
    assert.ok(pressure(name, most) <= 1 && pressure(name, most + 1) > 1, `${most} in ${name}`);
    return most;
  };
  const most = justFits('many', fittingConcurrency(plan, 'many', 'one'));
  const least = justFits('few', fittingConcurrency(plan, 'few', 'one'));
  assert.ok(least > 0 && most >= 4 * least);
  // No more than there are; none of a workload that is not there.
  assert.equal(fittingConcurrency(twoSizes('{ concurrency: 3, context: 8K }'), 'few', 'one'), 3);
  assert.equal(fittingConcurrency(plan, 'few', 'nobody'), null);
  assert.equal(fittingConcurrency(plan, 'nobody', 'one'), null);
  assert.equal(fittingConcurrency(plan, 'away', 'one'), null);
  assert.equal(fittingConcurrency(twoSizes('{ demand: 1B tokens/day, context: 8K }'), 'few', 'one'), null);
  // Not one: a sequence is larger than what the weights leave.
  const long = twoSizes('{ concurrency: 3, context: 2M }');
  assert.equal(fittingConcurrency(long, 'many', 'one'), null);
});

void test('the reachable speed is the highest whole one that an option gives', () => {
  const plan = twoSizes('{ concurrency: 4, context: 8K, speed: 2000 tok/s }');
  const reached = reachableSpeed(plan, 'one');
  assert.ok(reached !== null && reached > 30);
  const serves = (speed: number) =>
    Object.values(plan.options).some(
      (option) =>
        evaluateOption(caseOf({ ...plan, workloads: { one: { ...plan.workloads['one']!, speed } } }, option))
          .workloads['one']?.cost.meetsSpeed,
    );
  assert.ok(serves(reached) && !serves(reached + 1));
  assert.equal(reachableSpeed(twoSizes('{ concurrency: 4, context: 8K, speed: 20.7 tok/s }'), 'one'), 20);
  assert.equal(reachableSpeed(twoSizes('{ concurrency: 4, context: 8K }'), 'one'), null);
  assert.equal(reachableSpeed(plan, 'nobody'), null);
});

void test('the fewest accelerators that suffice are found, in whole racks too, among up to sixty-four times as many', () => {
  const plan = (concurrency: number, gpus?: string) => {
    const whole = twoSizes(`{ concurrency: ${concurrency}, context: 8K }`, gpus);
    return { ...whole, options: { few: whole.options['few']! } };
  };
  const fit = fittingConcurrency(plan(5000), 'few', 'one') ?? 0;
  assert.ok(fit > 10);
  const counts = [1, 2, 4, 64, 67].map((times) => sufficientGpus(plan(fit * times), 'one')?.count ?? null);
  assert.deepEqual(counts, [3, 4, 8, 126, null]);
  const held = (times: number, count: number) => {
    const there = plan(fit * times, `{ type: h100-sxm, count: ${count} }`);
    const own = evaluateOption(caseOf(there, there.options.few)).workloads['one'];
    return own?.cost.meetsSpeed === true && (own.memory?.pressure ?? Infinity) <= 1;
  };
  for (const [times, count] of [
    [2, 4],
    [4, 8],
    [64, 126],
  ] as const)
    assert.deepEqual([held(times, count), held(times, count - 1)], [true, false], `${count}`);
  assert.equal(sufficientGpus(plan(fit * 2), 'one')?.racks, null);
  const racked = plan(8, '{ type: gb200-nvl72, racks: 1 }');
  assert.deepEqual([sufficientGpus(racked, 'one')?.racks, sufficientGpus(racked, 'one')?.count], [2, 144]);
  assert.equal(sufficientGpus({ ...racked, gpus: null }, 'one'), null);
  assert.equal(sufficientGpus(racked, 'nobody'), null);
});

void test('nothing is asked of options and workloads that are not there', () => {
  const plan = twoSizes('{ concurrency: 4, context: 8K }');
  assert.equal(largestConcurrency(plan, 'many', 'nobody'), null);
  assert.equal(largestConcurrency(plan, 'nobody', 'one'), null);
  assert.equal(longestContext(plan, 'many', 'nobody'), null);
  assert.equal(longestContext(plan, 'nobody', 'one'), null);
  // A context is no longer than the model is made for, its longest included.
  const spread = twoSizes('{ concurrency: 1, context: { p50: 4K, p95: 8K, max: 16K } }');
  assert.equal(longestContext(spread, 'away', 'one'), 131_072 / 4);
  const unlimited = { ...spread, model: { ...spread.model, maxContextTokens: null } };
  assert.equal(longestContext(unlimited, 'away', 'one'), 2 ** 24 / 4);
});
