import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { allLevers } from '../../../src/report/figures/levers.js';
import { createForerunner, type Runner } from '../../../webview/background/forerunner.js';
import { evaluated, type ToWorker } from '../../../webview/background/jobs.js';
import { passed, received } from '../../../webview/background/passing.js';
import { createPreview } from '../../../webview/session/preview.js';
import { planOf } from '../plans.js';

/** Plans that are tried are evaluated beside the page: the newest wins, and what is drawn is of one plan. */

const TEXT = `decodeplan: 1
model: deepseek-v4-pro
workloads: { chat: { concurrency: 400, context: { p50: 8K, p95: 64K }, speed: 40 tok/s } }
gpus: { type: vera-rubin-nvl72, racks: 1 }
buy: { lpx: 4 racks }
options:
  as-is: {}
  lpx: { lpx: { racks: auto, role: auto, price: 3M USD } }
`;

const plan = planOf(TEXT);
const PATH = 'workloads.chat.speed';
const moved = (value: number) => ({
  path: PATH,
  setting: { text: `${value} tok/s`, value },
  others: [],
});

/** A worker that answers when it is told to. */
function worker() {
  const asked: Extract<ToWorker, { type: 'evaluate' }>[] = [];
  const runner: Runner = {
    postMessage: (message: ToWorker) => {
      if (message.type === 'evaluate') asked.push(structuredClone(message));
    },
    onmessage: null,
    onerror: null,
  };
  const reply = (data: unknown) => runner.onmessage?.call({} as Worker, { data } as MessageEvent);
  return {
    runner,
    asked,
    answer: () => {
      const last = asked.at(-1);
      assert.ok(last);
      reply(structuredClone(evaluated(last.plan, last.id, last.whole)));
    },
    fail: () => reply({ id: asked.at(-1)?.id, ok: false, message: 'broken' }),
  };
}

const same = (one: ResolvedPlan, result: unknown) =>
  assert.deepEqual(
    structuredClone(passed(result as never, true)),
    structuredClone(passed(evaluate(one, { breakEven: false }), true)),
  );

void test('an answer is the same on the other side, with what is only worked out when it is read', () => {
  const here = evaluate(plan, { breakEven: false });
  const there = received(structuredClone(passed(here, false)), plan);
  assert.deepEqual(there.options, here.options);
  assert.deepEqual(there.mix, here.mix);
  assert.deepEqual(there.attachRate, here.attachRate);
  assert.deepEqual(Object.keys(there).sort(), Object.keys(here).sort());
  const roles = here.options['lpx']?.lpx?.roles;
  assert.ok(roles);
  assert.deepEqual(there.options['lpx']?.lpx?.roles, roles);
});

void test('until the worker has answered once, the page works out what is tried', () => {
  const { runner, asked, answer } = worker();
  const forerunner = createForerunner(
    () => runner,
    () => undefined,
  );
  const preview = createPreview(() => forerunner);
  const first = preview.over(plan, moved(50));
  same(first.plan, first.result);
  assert.equal(asked.length, 0);
  forerunner.prepare(plan);
  forerunner.prepare(plan);
  assert.equal(asked.length, 1);
  answer();
  assert.ok(forerunner.isIdle());
});

void test('one plan at a time is asked for, the newest next, and what is drawn is of one plan', () => {
  const { runner, asked, answer } = worker();
  let news = 0;
  const forerunner = createForerunner(
    () => runner,
    () => (news += 1),
  );
  const preview = createPreview(() => forerunner);
  forerunner.prepare(plan);
  answer();
  assert.equal(news, 0);
  // Nothing is there yet: the file's own answer.
  assert.equal(preview.over(plan, moved(45)).plan, plan);
  assert.equal(preview.over(plan, moved(50)).plan, plan);
  assert.equal(preview.over(plan, moved(55)).plan, plan);
  assert.equal(asked.length, 2);
  assert.ok(!preview.isIdle());
  answer();
  assert.equal(news, 1);
  const older = preview.over(plan, moved(55));
  assert.equal(older.plan.workloads['chat']?.speed, 45);
  same(older.plan, older.result);
  // Of those that came meanwhile the last alone.
  assert.equal(asked.length, 3);
  answer();
  const newest = preview.over(plan, moved(55));
  assert.equal(newest.plan, preview.planOver(plan, moved(55)));
  same(newest.plan, newest.result);
  assert.ok(preview.isIdle());
  assert.equal(asked.length, 3);
});

void test('the best mix comes along once nothing moves any more', () => {
  const { runner, asked, answer } = worker();
  const forerunner = createForerunner(
    () => runner,
    () => undefined,
  );
  const preview = createPreview(() => forerunner);
  forerunner.prepare(plan);
  answer();
  preview.over(plan, moved(45));
  answer();
  const isOwn = (name: 'mix' | 'attachRate') =>
    Object.getOwnPropertyDescriptor(preview.over(plan, moved(45), true).result, name)?.get === undefined;
  assert.ok(!isOwn('mix') && !isOwn('attachRate'));
  assert.ok(!preview.isIdle());
  assert.equal(asked.at(-1)?.whole, true);
  answer();
  assert.ok(isOwn('mix') && isOwn('attachRate') && preview.isIdle());
  const { plan: tried, result } = preview.over(plan, moved(45), true);
  same(tried, result);
});

void test('what was given up is not drawn, and the next move begins with the file', () => {
  const { runner, answer } = worker();
  const forerunner = createForerunner(
    () => runner,
    () => undefined,
  );
  const preview = createPreview(() => forerunner);
  forerunner.prepare(plan);
  answer();
  preview.over(plan, moved(45));
  assert.equal(preview.over(plan, null).plan, plan);
  answer();
  assert.equal(preview.over(plan, null).plan, plan);
  assert.ok(preview.isIdle());
  assert.equal(preview.over(plan, moved(60)).plan, plan);
  // Another text in between: an answer to a move of the former is none to this.
  const other = allLevers(plan)
    .find(({ path }) => path === PATH)
    ?.apply(plan, 30);
  assert.ok(other);
  assert.equal(preview.over(other, moved(60)).plan, other);
});

void test('where the worker fails, the page works out what is tried', () => {
  const { runner, answer, fail } = worker();
  const forerunner = createForerunner(
    () => runner,
    () => undefined,
  );
  const preview = createPreview(() => forerunner);
  forerunner.prepare(plan);
  answer();
  preview.over(plan, moved(45));
  fail();
  const own = preview.over(plan, moved(45));
  assert.equal(own.plan.workloads['chat']?.speed, 45);
  same(own.plan, own.result);
  const none = createForerunner(
    () => {
      throw new Error('no workers here');
    },
    () => undefined,
  );
  none.prepare(plan);
  assert.equal(none.ask(plan, false), null);
});
