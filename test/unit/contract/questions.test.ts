import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import * as fc from 'fast-check';
import { createQuestions, type Reply } from '../../../src/contract/questions.js';

/** Runs with a clock of its own. */
async function timed(run: (pass: (ms: number) => void) => Promise<void>): Promise<void> {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    await run((ms) => mock.timers.tick(ms));
  } finally {
    mock.timers.reset();
  }
}

void test('an answer reaches the question whose id it carries', async () => {
  const questions = createQuestions<string>(1000);
  const ids: number[] = [];
  const first = questions.ask((id) => ids.push(id));
  const second = questions.ask((id) => ids.push(id));
  assert.equal(new Set(ids).size, 2);
  assert.equal(questions.answer(ids[1]!, 'b'), true);
  assert.equal(questions.answer(ids[0]!, 'a'), true);
  assert.deepEqual(await Promise.all([first, second]), [
    { ok: true, value: 'a' },
    { ok: true, value: 'b' },
  ]);
});

void test('an answer can come while the question is being sent', async () => {
  const questions = createQuestions<string>(1000);
  assert.deepEqual(await questions.ask((id) => questions.answer(id, 'now')), { ok: true, value: 'now' });
});

void test('a question that nobody answers ends in its time, and a late answer is nobody’s', async () => {
  await timed(async (pass) => {
    const questions = createQuestions<string>(1000);
    let asked = 0;
    let ended: Reply<string> | null = null;
    const question = questions.ask((id) => (asked = id)).then((reply) => (ended = reply));
    pass(999);
    await Promise.resolve();
    assert.equal(ended, null);
    pass(1);
    assert.deepEqual(await question, { ok: false, why: 'late' });
    assert.equal(questions.answer(asked, 'too late'), false);
  });
});

void test('an answer to another id, or a second one, changes nothing', async () => {
  await timed(async (pass) => {
    const questions = createQuestions<string>(1000);
    const question = questions.ask((id) => {
      assert.equal(questions.answer(id + 1, 'wrong'), false);
      assert.equal(questions.answer(id, 'first'), true);
      assert.equal(questions.answer(id, 'second'), false);
    });
    pass(5000);
    assert.deepEqual(await question, { ok: true, value: 'first' });
  });
});

void test('when the other side is gone, all that waits ends, and so does what is asked then', async () => {
  const questions = createQuestions<string>(1_000_000);
  const waiting = [questions.ask(() => undefined), questions.ask(() => undefined)];
  questions.end();
  questions.end();
  const gone = { ok: false, why: 'gone' };
  assert.deepEqual(await Promise.all(waiting), [gone, gone]);
  assert.deepEqual(await questions.ask(() => assert.fail('sent to nobody')), gone);
});

void test('whatever comes in whatever order, each question ends once and with its own answer', async () => {
  const event = fc.oneof(
    fc.constant('ask' as const),
    fc.record({ answer: fc.integer({ min: -1, max: 12 }) }),
    fc.constant('wait' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      await timed(async (pass) => {
        const questions = createQuestions<string>(10);
        const asked: { readonly id: number; readonly reply: Promise<Reply<string>> }[] = [];
        for (const one of events) {
          if (one === 'wait') pass(4);
          else if (one === 'ask') {
            let own = 0;
            const reply = questions.ask((id) => (own = id));
            asked.push({ id: own, reply });
          } else questions.answer(one.answer, String(one.answer));
        }
        pass(10);
        for (const { id, reply } of asked) {
          const ended = await reply;
          if (ended.ok) assert.equal(ended.value, String(id));
          else assert.equal(ended.why, 'late');
        }
      });
    }),
    { numRuns: 100 },
  );
});
