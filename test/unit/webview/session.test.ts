import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import type { PlanMessage } from '../../../src/contract/toPage.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { sessionOf, step } from '../../../webview/session/session.js';
import { createStore } from '../../../webview/session/store.js';
import type { Effect, Session, SessionEvent } from '../../../webview/session/types.js';
import { INITIAL_STATE, readState } from '../../../webview/state.js';

const AT = 'workloads.chat.concurrency';
const OTHER = 'economics.utilization';
const A = 'file:///a.decodeplan';

function planOf(concurrency: number) {
  const { plan } = analyze(
    `decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { chat: { concurrency: ${concurrency}, context: 8K } }\n`,
  );
  assert.ok(plan);
  return plan;
}

const PLAN = planOf(4);

function planMessage(change: Partial<PlanMessage> = {}): PlanMessage {
  return {
    type: 'plan',
    source: A,
    version: 1,
    title: 'A',
    plan: PLAN,
    first: null,
    problems: [],
    stale: false,
    locked: false,
    written: { [AT]: '4', [OTHER]: null },
    shared: [],
    anchored: [],
    scenarios: [],
    ...change,
  };
}

const told = (message: (SessionEvent & { type: 'told' })['message'], scroll = 0): SessionEvent => ({
  type: 'told',
  message,
  scroll,
});
const plan = (change?: Partial<PlanMessage>) => told(planMessage(change));
const move = (value: number, path = AT): SessionEvent => ({
  type: 'moved',
  path,
  setting: { text: String(value), value },
  others: [],
});
const release: SessionEvent = { type: 'released' };
const cancel: SessionEvent = { type: 'cancelled' };
const answer = (id: number, reason: string | null = null) => told({ type: 'written', id, reason });

/** What a page that has been through some events knows, and what it did with each. */
function lived(...events: readonly SessionEvent[]) {
  let session = sessionOf(INITIAL_STATE);
  const did: (readonly Effect[])[] = [];
  for (const event of events) {
    const [next, effects] = step(session, event);
    session = next;
    did.push(effects);
  }
  const all = did.flat();
  return {
    session,
    last: did.at(-1) ?? [],
    said: all.flatMap((effect) => (effect.type === 'say' ? [effect.text] : [])),
    posted: all.flatMap((effect) => (effect.type === 'post' ? [effect.message] : [])),
  };
}

const set = (id: number, version: number, text: string, path = AT) => ({
  type: 'set',
  id,
  source: A,
  version,
  path,
  text,
  others: [],
});
const isResting = ({ moved, writing }: Session) => moved === null && writing === null;

void test('a slider that is moved only shows what would be, from the version at which it was taken', () => {
  const { session, posted, last } = lived(plan({ version: 7 }), move(80), plan({ version: 9 }), move(90));
  assert.deepEqual(session.moved, {
    path: AT,
    setting: { text: '90', value: 90 },
    others: [],
    version: 7,
    released: false,
  });
  assert.deepEqual(posted, []);
  assert.deepEqual(last, [{ type: 'draw' }, { type: 'analyse', when: 'rested' }]);
  assert.equal(
    lived(plan({ version: 7 }), move(80), plan({ version: 9 }), move(1, OTHER)).session.moved?.version,
    9,
  );
});

void test('a slider that is let go is written once, with the version and the text that were seen', () => {
  const { posted, session, last } = lived(plan(), move(8), move(9), release);
  assert.deepEqual(posted, [set(1, 1, '9')]);
  assert.deepEqual(last.at(-1), { type: 'expect', id: 1, ms: 5000 });
  assert.equal(session.moved?.setting.text, '9');
  assert.deepEqual(lived(plan(), move(9), release, release, release).posted, [set(1, 1, '9')]);
});

void test('letting go of nothing, or of a value that the file has, writes nothing', () => {
  assert.deepEqual(lived(plan(), release).last, []);
  assert.deepEqual(lived(release).last, []);
  const { session, posted } = lived(plan(), move(9), move(4), release);
  assert.ok(isResting(session));
  assert.deepEqual(posted, []);
});

void test('a value that was written stays moved until the plan that has it comes', () => {
  for (const events of [
    [answer(1), plan({ version: 2, plan: planOf(9) })],
    [plan({ version: 2, plan: planOf(9) }), answer(1)],
  ]) {
    const first = lived(plan(), move(9), release, ...events.slice(0, 1));
    assert.equal(first.session.moved === null, first.session.message?.version === 2);
    const { session, said } = lived(plan(), move(9), release, ...events, { type: 'unanswered', id: 1 });
    assert.ok(isResting(session));
    assert.equal(session.good?.plan.workloads['chat']?.concurrency, 9);
    assert.deepEqual(said, []);
  }
});

void test('the plan told again as it was, as when it is pinned, ends no write', () => {
  const { session } = lived(plan(), move(9), release, plan({ locked: true }));
  assert.equal(session.writing?.id, 1);
  assert.equal(session.moved?.setting.value, 9);
});

void test('a value that was refused goes back, and the reason is said', () => {
  const { session, said, last } = lived(plan(), move(9), release, plan(), answer(1, 'changed'));
  assert.ok(isResting(session));
  assert.deepEqual(said, ['changed']);
  assert.deepEqual(last.slice(0, 2), [{ type: 'analyse', when: 'now' }, { type: 'draw' }]);
});

void test('a value that nobody answers goes back, and that is said once', () => {
  const due: SessionEvent = { type: 'unanswered', id: 1 };
  const { session, said } = lived(plan(), move(9), release, due, due);
  assert.ok(isResting(session));
  assert.deepEqual(said, [
    'The editor does not answer, so nothing is written. Close these charts and open them again.',
  ]);
  // Written, though the plan never changed: nothing to complain of.
  const taken = lived(plan(), move(9), release, answer(1), due);
  assert.ok(isResting(taken.session));
  assert.deepEqual(taken.said, []);
});

void test('answers to another write are not taken for an answer to this one', () => {
  const { session, said } = lived(plan(), move(9), release, answer(7), answer(8, 'no'), {
    type: 'unanswered',
    id: 7,
  });
  assert.equal(session.writing?.id, 1);
  assert.equal(session.writing.taken, false);
  assert.equal(session.moved?.setting.text, '9');
  assert.deepEqual(said, ['no']);
});

void test('a plan that is edited meanwhile keeps the hand on the slider, and the write is left to the editor to refuse', () => {
  const held = lived(plan(), move(9), plan({ version: 2, plan: planOf(5) }));
  assert.equal(held.session.moved?.version, 1);
  assert.equal(held.session.good?.plan.workloads['chat']?.concurrency, 5);
  const { session, posted, said } = lived(
    plan(),
    move(9),
    plan({ version: 2 }),
    release,
    answer(1, 'The file has changed meanwhile, so nothing was written.'),
  );
  assert.deepEqual(posted, [set(1, 1, '9')]);
  assert.ok(isResting(session));
  assert.equal(said.length, 1);
});

void test('an edit that lands while a value is on its way ends the preview; a refusal after it is still said', () => {
  const events = [plan(), move(9), release, plan({ version: 2 })] as const;
  assert.ok(isResting(lived(...events).session));
  assert.deepEqual(lived(...events, answer(1, 'changed')).said, ['changed']);
});

void test('a slider taken again while its value is on its way stays in the hand, and is written over the new text', () => {
  const taken = [plan(), move(9), release, move(10)] as const;
  const landed = lived(...taken, plan({ version: 2, written: { [AT]: '9' } }));
  assert.deepEqual(landed.session.moved, {
    path: AT,
    setting: { text: '10', value: 10 },
    others: [],
    version: 2,
    released: false,
  });
  assert.equal(landed.session.writing, null);
  const next = [plan({ version: 2, written: { [AT]: '9' } }), release];
  assert.deepEqual(lived(...taken, ...next).posted, [set(1, 1, '9'), set(2, 2, '10')]);
  // Let go before the first value has landed: written as soon as it has.
  const early = lived(...taken, release, release);
  assert.deepEqual(early.posted, [set(1, 1, '9')]);
  const late = lived(...taken, release, plan({ version: 2, written: { [AT]: '9' } }));
  assert.deepEqual(late.posted, [set(1, 1, '9'), set(2, 2, '10')]);
  // Refused, it goes back with the first.
  assert.ok(isResting(lived(...taken, release, answer(1, 'no')).session));
});

void test('undo in the file shows what the file says then', () => {
  const { session } = lived(
    plan(),
    move(9),
    release,
    plan({ version: 2, plan: planOf(9), written: { [AT]: '9' } }),
    plan({ version: 3 }),
  );
  assert.ok(isResting(session));
  assert.equal(session.good?.plan, PLAN);
  assert.equal(session.message?.written[AT], '4');
});

void test('Esc puts a slider back, and slow questions are about the file again', () => {
  const { session, last, posted } = lived(plan(), move(9), cancel);
  assert.ok(isResting(session));
  assert.deepEqual(last, [{ type: 'analyse', when: 'now' }, { type: 'draw' }]);
  assert.deepEqual(posted, []);
});

void test('a message that is older than what is shown is late, but for another plan', () => {
  const { session, last } = lived(plan({ version: 5 }), plan({ version: 4, title: 'late' }));
  assert.equal(session.message?.version, 5);
  assert.deepEqual(last, []);
  assert.equal(
    lived(plan({ version: 5 }), plan({ source: 'file:///b', version: 1 })).session.message?.version,
    1,
  );
});

void test('a text that cannot be read leaves the last plan that could be; that of another file does not', () => {
  const broken = { plan: null, stale: true, version: 2 };
  const { session, last } = lived(plan(), plan(broken));
  assert.equal(session.good?.plan, PLAN);
  assert.equal(session.message?.plan, null);
  assert.deepEqual(last, [{ type: 'draw' }]);
  assert.equal(lived(plan(), plan({ ...broken, source: 'file:///b' })).session.good, null);
  assert.equal(lived(plan(), plan(broken), plan({ version: 3 })).session.good?.plan, PLAN);
});

void test('another plan takes nothing along: neither a moved value nor the cursor', () => {
  const focus = told({ type: 'focus', source: A, name: 'chat' });
  const before = lived(plan(), focus, move(9), release);
  assert.equal(before.session.focus, 'chat');
  const { session } = lived(plan(), focus, move(9), release, plan({ source: 'file:///b' }));
  assert.ok(isResting(session));
  assert.equal(session.focus, null);
  assert.equal(session.view.source, 'file:///b');
});

void test('the cursor of a plan that is not shown is not heeded', () => {
  const { session, last } = lived(plan(), told({ type: 'focus', source: 'file:///b', name: 'chat' }));
  assert.equal(session.focus, null);
  assert.deepEqual(last, []);
});

void test('pinning and the plan that is shown are kept for the next window, once each', () => {
  const keeps = (effects: readonly Effect[]) => effects.filter(({ type }) => type === 'keep').length;
  const first = lived(plan());
  assert.equal(keeps(first.last), 1);
  assert.equal(first.session.view.source, A);
  assert.equal(keeps(lived(plan(), plan({ version: 2 })).last), 0);
  const pinned = lived(plan(), plan({ locked: true }));
  assert.equal(keeps(pinned.last), 1);
  assert.equal(pinned.session.view.locked, true);
});

void test('a restored page begins with what was chosen, and keeps it as its plan comes', () => {
  const view = { ...INITIAL_STATE, source: A, locked: true, tab: 'mla', workload: 'chat' } as const;
  const [session] = step(sessionOf(view), plan({ locked: true }));
  assert.deepEqual(session.view, view);
});

void test('each tab is found where it was left, whoever turns to it', () => {
  const choose = (tab: 'memory' | 'overview', scroll: number): SessionEvent => ({
    type: 'tabChosen',
    tab,
    scroll,
  });
  const there = lived(plan(), choose('memory', 120));
  assert.deepEqual(there.last, [{ type: 'keep' }, { type: 'turn', scroll: 0 }]);
  const back = lived(plan(), choose('memory', 120), { type: 'scrolled', scroll: 30 }, choose('overview', 40));
  assert.deepEqual(back.last.at(-1), { type: 'turn', scroll: 120 });
  assert.deepEqual(back.session.view.scroll, { overview: 120, memory: 40 });
  assert.deepEqual(lived(plan(), choose('overview', 50)).last, []);
  const show = told({ type: 'show', tab: 'breakEven', variable: 'lpxPrice' }, 70);
  const shown = lived(plan(), show);
  assert.equal(shown.session.view.variable, 'lpxPrice');
  assert.equal(shown.session.view.tab, 'breakEven');
  assert.deepEqual(shown.session.view.scroll, { overview: 70 });
  assert.deepEqual(shown.last.at(-1), { type: 'turn', scroll: 0 });
  const again = lived(plan(), show, told({ type: 'show', tab: 'breakEven', variable: null }));
  assert.equal(again.session.view.variable, 'lpxPrice');
  assert.deepEqual(again.last, [{ type: 'draw' }]);
});

void test('what is chosen is kept, and drawn where it shows', () => {
  const chosen = (drawn: boolean): SessionEvent => ({ type: 'chosen', change: { workload: 'chat' }, drawn });
  assert.deepEqual(lived(chosen(true)).last, [{ type: 'keep' }, { type: 'draw' }]);
  assert.deepEqual(lived(chosen(false)).last, [{ type: 'keep' }]);
  assert.equal(lived(chosen(false)).session.view.workload, 'chat');
});

void test('a page that nobody tells a plan says so; one that has a plan does not', () => {
  const { session, last } = lived({ type: 'unheard' });
  assert.equal(session.unheard, true);
  assert.deepEqual(last, [{ type: 'draw' }]);
  assert.deepEqual(lived(plan(), { type: 'unheard' }).last, []);
});

void test('a portfolio is shown where it was asked for; a cancelled one leaves the one before', () => {
  const wanted: SessionEvent = { type: 'portfolioWanted' };
  const portfolio = { claim: '2 plans', kinds: [], plans: [] };
  const come = (id: number, one: typeof portfolio | null) => told({ type: 'portfolio', id, portfolio: one });
  assert.deepEqual(lived(wanted, wanted).posted, [
    { type: 'askPortfolio', id: 1 },
    { type: 'askPortfolio', id: 2 },
  ]);
  assert.equal(lived(wanted, come(1, portfolio)).session.portfolio, portfolio);
  assert.equal(lived(wanted, wanted, come(2, portfolio), come(1, null)).session.portfolio, portfolio);
  assert.equal(lived(wanted, come(2, portfolio)).session.portfolio, null);
  const unanswered = lived(wanted, { type: 'unanswered', id: 1 });
  assert.equal(unanswered.said.length, 1);
  assert.deepEqual(lived(wanted, come(1, portfolio), { type: 'unanswered', id: 1 }).said, []);
});

void test('other requests that are refused are told, and leave the slider where it is', () => {
  const { session, said } = lived(plan(), move(9), told({ type: 'refused', reason: 'not open' }));
  assert.deepEqual(said, ['not open']);
  assert.equal(session.moved?.setting.value, 9);
});

void test('effects are run in their order, when the session is already what it became', () => {
  const seen: string[] = [];
  const store = createStore(sessionOf(INITIAL_STATE), ({ type }) => {
    seen.push(`${type} ${store.session().view.tab}`);
    if (type === 'keep' && seen.length === 1) store.dispatch({ type: 'scrolled', scroll: 5 });
  });
  store.dispatch({ type: 'tabChosen', tab: 'mla', scroll: 0 });
  assert.deepEqual(seen, ['keep mla', 'keep mla', 'turn mla']);
  assert.equal(store.session().view.scroll.mla, 5);
});

void test('whatever happens, one write at most is under way, no id is used twice, and silence ends all waiting', () => {
  const event = fc.oneof(
    fc.integer({ min: 5, max: 7 }).map((value) => move(value)),
    fc.integer({ min: 0, max: 1 }).map((value) => move(value, OTHER)),
    fc.constantFrom(release, cancel),
    fc.integer({ min: 1, max: 4 }).map((version) => plan({ version })),
    fc
      .record({ id: fc.integer({ min: 1, max: 5 }), reason: fc.constantFrom(null, 'no') })
      .map(({ id, reason }) => answer(id, reason)),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const { session, posted } = lived(plan(), ...events);
      const ids = posted.flatMap((message) => (message.type === 'set' ? [message.id] : []));
      assert.equal(new Set(ids).size, ids.length);
      if (session.writing) assert.equal(session.writing.id, ids.at(-1));
      const all: readonly SessionEvent[] = ids.map((id) => ({ type: 'unanswered', id }));
      assert.equal(lived(plan(), ...events, ...all).session.writing, null);
    }),
  );
});

void test('the tab of requests is turned to, kept, and found again where it was left', () => {
  const [session] = step(sessionOf(INITIAL_STATE), { type: 'tabChosen', tab: 'request', scroll: 120 });
  const [left] = step(session, { type: 'tabChosen', tab: 'memory', scroll: 300 });
  const kept = readState(JSON.parse(JSON.stringify(left.view)));
  assert.equal(kept.scroll.request, 300);
  const [, effects] = step(sessionOf(kept), { type: 'tabChosen', tab: 'request', scroll: 0 });
  assert.deepEqual(effects, [{ type: 'keep' }, { type: 'turn', scroll: 300 }]);
  assert.equal(readState({ ...kept, tab: 'request' }).tab, 'request');
});

void test('a value that stands at several places moves and is written at all of them', () => {
  const other = { path: OTHER, text: '8', value: 8 };
  const both: SessionEvent = { type: 'moved', path: AT, setting: { text: '8', value: 8 }, others: [other] };
  const { posted } = lived(plan(), both, release);
  assert.deepEqual(posted, [{ ...set(1, 1, '8'), others: [{ path: OTHER, text: '8' }] }]);
});

const trying: SessionEvent = { type: 'chosen', change: { trying: true }, drawn: true };
const meant: SessionEvent = { type: 'meant' };

void test('what is only tried adds up, is written when that is said, and else forgotten', () => {
  const events = [plan(), trying, move(8), release, move(2, OTHER), release, move(9)] as const;
  const { session, posted } = lived(...events);
  assert.deepEqual(posted, []);
  assert.equal(session.moved?.setting.text, '9');
  assert.deepEqual(session.moved.others, [{ path: OTHER, text: '2', value: 2 }]);
  const written = lived(...events, plan({ version: 4 }), meant);
  assert.deepEqual(written.posted, [{ ...set(1, 4, '9'), others: [{ path: OTHER, text: '2' }] }]);
  assert.ok(isResting(lived(...events, cancel).session));
});

void test('a scenario that is shown takes the place of what was shown, and is written as one edit', () => {
  const changes = [
    { path: OTHER, text: '50%', value: 0.5 },
    { path: AT, text: '7', value: 7 },
  ];
  const { posted, session } = lived(plan(), move(8), { type: 'tried', changes }, meant);
  assert.equal(session.writing?.path, OTHER);
  assert.deepEqual(posted, [{ ...set(1, 1, '50%', OTHER), others: [{ path: AT, text: '7' }] }]);
  assert.ok(isResting(lived(plan(), move(8), { type: 'tried', changes: [] }).session));
});

void test('what is kept beside the plan is the editor’s to remember, and is shown at once', () => {
  const scenarios = [{ name: 'more', changes: [{ path: AT, text: '7', value: 7 }] }];
  const { session, posted } = lived(plan(), { type: 'kept', scenarios });
  assert.deepEqual(session.message?.scenarios, scenarios);
  assert.deepEqual(posted, [{ type: 'scenarios', source: A, scenarios }]);
  assert.deepEqual(lived({ type: 'kept', scenarios }).posted, []);
});
