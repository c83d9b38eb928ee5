import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { firstOverview } from '../../../src/report/figures/overview/overview.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { readFromPage, type FromPage } from '../../../src/contract/fromPage.js';
import { readToPage, type ToPage } from '../../../src/contract/toPage.js';

const { plan } = analyze(
  'decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { chat: { concurrency: 4, context: 8K } }\n',
);
assert.ok(plan);

const TO_PAGE: readonly ToPage[] = [
  {
    type: 'plan',
    source: 'file:///a',
    version: 3,
    title: 'A',
    plan,
    first: firstOverview({ plan, result: evaluate(plan, { breakEven: false }) }),
    problems: [{ severity: 'error', message: 'no', line: 1, column: 2, path: 'workloads' }],
    stale: false,
    locked: true,
    written: { 'economics.utilization': null, 'workloads.chat.concurrency': '4' },
    shared: ['workloads.chat.concurrency'],
    anchored: ['options.lpx.lpx.price'],
    scenarios: [{ name: 'more', changes: [{ path: 'economics.utilization', text: '60%', value: 0.6 }] }],
  },
  { type: 'show', tab: 'memory', variable: null },
  { type: 'refused', reason: 'changed' },
  { type: 'focus', source: 'file:///a', name: null },
  { type: 'focus', source: 'file:///a', name: 'chat' },
  {
    type: 'portfolio',
    id: 2,
    portfolio: {
      claim: '2 plans',
      kinds: ['software', 'LPX'],
      plans: [
        { file: 'a', uri: 'file:///a', shares: [0.4, 0.6], attachRate: 0.6, problem: null },
        { file: 'b', uri: 'file:///b', shares: [], attachRate: null, problem: 'cannot be read' },
      ],
    },
  },
  { type: 'portfolio', id: 3, portfolio: null },
  { type: 'written', id: 4, reason: null },
  { type: 'written', id: 5, reason: 'changed' },
  { type: 'listCharts', id: 6 },
  { type: 'exportChart', id: 7, chart: 'memory-fill', format: 'svg' },
];

const FROM_PAGE: readonly FromPage[] = [
  { type: 'ready' },
  { type: 'validation' },
  { type: 'newPlan' },
  { type: 'openExample' },
  { type: 'whatIf', open: true },
  { type: 'askPortfolio', id: 1 },
  { type: 'openPlan', uri: 'file:///a' },
  { type: 'reveal', source: 'file:///a', path: 'workloads' },
  { type: 'scrolledTo', source: 'file:///a', path: 'options.lpx' },
  { type: 'goTo', source: 'file:///a', line: 1, column: 2 },
  {
    type: 'set',
    id: 2,
    source: 'file:///a',
    version: 3,
    path: 'workloads.chat.concurrency',
    text: '8',
    others: [{ path: 'economics.utilization', text: '60%' }],
  },
  { type: 'share', source: 'file:///a', version: 3, paths: ['options.a.lpx.price', 'options.b.lpx.price'] },
  {
    type: 'scenarios',
    source: 'file:///a',
    scenarios: [{ name: 'more', changes: [{ path: 'economics.utilization', text: '60%', value: 0.6 }] }],
  },
  { type: 'pin', locked: true },
  { type: 'history', source: 'file:///a', redo: false },
  { type: 'copy', text: 'a' },
  { type: 'save', name: 'a', format: 'png', data: 'AAAA' },
  { type: 'charts', id: 3, charts: [{ name: 'a', title: 'A', formats: ['csv'] }] },
  { type: 'chart', id: 4, file: { name: 'a', format: 'svg', data: '<svg/>' } },
  { type: 'chart', id: 5, file: null },
];

void test('every message of the contract is read as it was sent', () => {
  for (const message of TO_PAGE) assert.deepEqual(readToPage(structuredClone(message)), message);
  for (const message of FROM_PAGE) assert.deepEqual(readFromPage(structuredClone(message)), message);
});

void test('a message with a member missing or of another kind is no message', () => {
  for (const message of TO_PAGE)
    for (const bad of broken(message)) assert.equal(readToPage(bad), null, JSON.stringify(bad));
  for (const message of FROM_PAGE)
    for (const bad of broken(message)) assert.equal(readFromPage(bad), null, JSON.stringify(bad));
});

/** All ways to leave out one member of a value, or to have another kind of thing there, at any depth but in the plan. */
function broken(value: object): object[] {
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    return items.flatMap((item, i) =>
      (isObject(item) ? broken(item) : [Symbol.iterator]).map((bad) => items.with(i, bad)),
    );
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const names = Object.keys(fields).filter((name) => !isFree(name));
  return names.flatMap((name) => {
    const { [name]: member, ...others } = fields;
    const within = isObject(member) && !BY_LOOKS.has(name) ? broken(member) : [];
    return [
      others,
      { ...fields, [name]: Symbol.iterator },
      ...within.map((bad) => ({ ...fields, [name]: bad })),
    ];
  });
}

/** Members that are known by their looks: what is in them was made on the other side. */
const BY_LOOKS = new Set(['plan', 'first']);

/** Names that stand for themselves, as those of a record: another one may be missing. */
const isFree = (name: string) => name.includes('.');

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

void test('members that the contract does not know are left behind, at any depth', () => {
  const sent = { type: 'chart', id: 1, file: { name: 'a', format: 'svg', data: '', path: '/etc' }, more: 1 };
  assert.deepEqual(readFromPage(sent), {
    type: 'chart',
    id: 1,
    file: { name: 'a', format: 'svg', data: '' },
  });
});

void test('ids, lines and columns are counted from 1', () => {
  for (const bad of [0, -1, 1.5, NaN, '1']) {
    assert.equal(readToPage({ type: 'listCharts', id: bad }), null);
    assert.equal(readFromPage({ type: 'goTo', source: 'a', line: bad, column: 1 }), null);
  }
});

void test('a list with a hole is no list of texts', () => {
  const holed: unknown[] = ['a'];
  holed.length = 2;
  assert.equal(
    readToPage({ type: 'portfolio', id: 1, portfolio: { claim: '', kinds: holed, plans: [] } }),
    null,
  );
});

void test('a word that every object has is no message', () => {
  for (const type of ['constructor', 'toString', '__proto__']) assert.equal(readToPage({ type }), null);
});

void test('nothing else is read, and nothing throws', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      (anything) => readToPage(anything) === null && readFromPage(anything) === null,
    ),
  );
});
