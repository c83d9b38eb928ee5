import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { analyze } from '../../../src/report/answers/analysis.js';
import { readFromPage, readToPage, type FromPage, type ToPage } from '../../../src/contract/messages.js';

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
    problems: [],
    stale: false,
    locked: true,
    written: { 'economics.utilization': null, 'workloads.chat.concurrency': '4' },
    shared: ['workloads.chat.concurrency'],
  },
  { type: 'show', tab: 'memory', variable: null },
  { type: 'refused', reason: 'changed' },
  { type: 'focus', source: 'file:///a', name: null },
  { type: 'focus', source: 'file:///a', name: 'chat' },
  {
    type: 'portfolio',
    headline: '2 plans',
    kinds: ['software', 'LPX'],
    plans: [
      { file: 'a', uri: 'file:///a', shares: [0.4, 0.6], attachRate: 0.6, problem: null },
      { file: 'b', uri: 'file:///b', shares: [], attachRate: null, problem: 'cannot be read' },
    ],
  },
  { type: 'listCharts' },
  { type: 'exportChart', chart: 'memory-fill', format: 'svg' },
];

const FROM_PAGE: readonly FromPage[] = [
  { type: 'ready' },
  { type: 'validation' },
  { type: 'askPortfolio' },
  { type: 'openPlan', uri: 'file:///a' },
  { type: 'reveal', source: 'file:///a', path: 'workloads' },
  { type: 'goTo', source: 'file:///a', line: 1, column: 2 },
  { type: 'set', source: 'file:///a', version: 3, path: 'workloads.chat.concurrency', text: '8' },
  { type: 'pin', locked: true },
  { type: 'copy', text: 'a' },
  { type: 'save', name: 'a', format: 'png', data: 'AAAA' },
  { type: 'charts', charts: [{ name: 'a', title: 'A', formats: ['csv'] }] },
];

void test('every message of the contract is read as it was sent', () => {
  for (const message of TO_PAGE) assert.deepEqual(readToPage(structuredClone(message)), message);
  for (const message of FROM_PAGE) assert.deepEqual(readFromPage(structuredClone(message)), message);
});

void test('a message with a member missing or of another kind is no message', () => {
  const broken = (message: object) =>
    Object.keys(message).flatMap((name) => [
      Object.fromEntries(Object.entries(message).filter(([other]) => other !== name)),
      { ...message, [name]: Symbol.iterator },
    ]);
  // `variable` may be left out, and is `null` then.
  for (const message of TO_PAGE.filter(({ type }) => type !== 'show'))
    for (const bad of broken(message)) assert.equal(readToPage(bad), null, Object.keys(bad).join());
  for (const message of FROM_PAGE)
    for (const bad of broken(message)) assert.equal(readFromPage(bad), null, Object.keys(bad).join());
});

void test('nothing else is read, and nothing throws', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      (anything) => readToPage(anything) === null && readFromPage(anything) === null,
    ),
  );
});
