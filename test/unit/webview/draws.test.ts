import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../src/catalog/shapes/resolvedPlan.js';
import type { SampleRun } from '../../../src/engine/questions/uncertainty.js';
import { createAnalyst } from '../../../webview/background/analyst.js';
import { collect } from '../../../webview/background/draws.js';
import type { FromWorker, Job } from '../../../webview/background/jobs.js';

/** Draws that stream into the panel. */

const RUN = { seed: 1, total: 100, chunk: 32 };

void test('draws come in chunks, one asked for at a time, and cover the run', () => {
  const known = new Set<number>();
  const asked: SampleRun[] = [];
  const ask = (run: SampleRun) => {
    if (known.has(run.from)) return { value: run, pending: false };
    asked.push(run);
    return { value: null, pending: true };
  };
  for (let round = 0; round < 5; round++) {
    const { done, pending } = collect(RUN, ask);
    assert.equal(done, Math.min(100, round * 32));
    assert.equal(pending, round < 4);
    for (const run of asked) known.add(run.from);
  }
  assert.deepEqual(
    asked.map(({ from, count }) => [from, count]),
    [
      [0, 32],
      [32, 32],
      [64, 32],
      [96, 4],
    ],
  );
});

void test('until the first chunk comes, that of the plan before stands in', () => {
  const { chunks, done } = collect(RUN, () => ({ value: 'old', pending: true }));
  assert.deepEqual([chunks, done], [['old'], 0]);
});

void test('what is only looked up is not worked out', async () => {
  const started: Job[] = [];
  let answer: (answer: FromWorker) => void = () => assert.fail('no backend yet');
  const analyst = createAnalyst(() => undefined);
  // The analyst hands the plan on and looks at nothing in it.
  analyst.setPlan({} as ResolvedPlan);
  analyst.setBackend((onAnswer) => {
    answer = onAnswer;
    return { start: (_plan, _id, job) => started.push(job), abandon: () => undefined };
  });
  const run = { seed: 1, from: 0, count: 2 };
  assert.deepEqual(analyst.peek('samples', run), { value: null, pending: false, failure: null });
  await Promise.resolve();
  assert.equal(started.length, 0);
  assert.equal(analyst.ask('samples', run).pending, true);
  await Promise.resolve();
  assert.equal(started.length, 1);
  answer({ id: 1, ok: true, value: [{ a: 1 }] });
  assert.deepEqual(analyst.peek('samples', run).value, [{ a: 1 }]);
});

void test('nothing is worked out while the next plan may come, and then for the last one only', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const started: ResolvedPlan[] = [];
  const analyst = createAnalyst(() => undefined);
  analyst.setBackend(() => ({ start: (plan) => started.push(plan), abandon: () => undefined }));
  const plans = ['one', 'two', 'three'].map((title) => ({ title }) as ResolvedPlan);
  const run = { seed: 1, from: 0, count: 2 };
  for (const plan of plans) {
    analyst.setPlan(plan, 200);
    assert.equal(analyst.ask('samples', run).pending, true);
    await Promise.resolve();
    t.mock.timers.tick(150);
  }
  assert.deepEqual([started.length, analyst.isIdle()], [0, false]);
  t.mock.timers.tick(50);
  assert.deepEqual(started, plans.slice(-1));
  // A value that was moved has rested already.
  const moved = { title: 'four' } as ResolvedPlan;
  analyst.setPlan(moved);
  analyst.ask('samples', run);
  await Promise.resolve();
  assert.equal(started.at(-1), moved);
});

void test('what nobody asks for any more makes way for what is asked now', async () => {
  const started: Job[] = [];
  let abandoned = 0;
  const analyst = createAnalyst(() => undefined);
  analyst.setPlan({} as ResolvedPlan);
  analyst.setBackend(() => ({
    start: (_plan, _id, job) => started.push(job),
    abandon: () => (abandoned += 1),
  }));
  const long = { seed: 1, from: 0, count: 9999 };
  const round = async (...counts: readonly number[]) => {
    analyst.beginRound();
    for (const count of counts) analyst.ask('samples', { ...long, count });
    await Promise.resolve();
    await Promise.resolve();
  };
  abandoned = 0;
  await round(9999);
  await new Promise((resolve) => setTimeout(resolve, 60));
  // It is still asked for, though behind something new: it goes on.
  await round(1, 9999);
  assert.deepEqual([started.length, abandoned], [1, 0]);
  // Nothing is asked for: what is under way may still be of use.
  await round();
  assert.equal(abandoned, 0);
  await round(2);
  assert.equal(abandoned, 1);
  assert.deepEqual(
    started.map(({ question }) => (question as { count: number }).count),
    [9999, 2],
  );
});
