import assert from 'node:assert/strict';
import test from 'node:test';
import type { ToPage } from '../../../src/contract/toPage.js';
import { createPageLink, type PageLink } from '../../../src/vscode/panel/pageLink.js';

const LIMIT_MS = 20;
const MEMORY = { name: 'memory-fill', title: 'Memory', formats: ['svg'] } as const;
const OTHER = { name: 'cost', title: 'Cost', formats: ['csv'] } as const;

/** A page that answers as it is told to, or not at all. */
function fakePage(answer: (message: ToPage, link: PageLink) => void, limitMs = LIMIT_MS) {
  const heard: ToPage[] = [];
  const link: PageLink = createPageLink((message) => {
    heard.push(message);
    queueMicrotask(() => answer(message, link));
  }, limitMs);
  return { link, heard };
}

const silent = () => undefined;

void test('a page that never answers is waited for so long and no longer', async () => {
  const { link, heard } = fakePage(silent);
  link.loaded();
  assert.deepEqual(await link.charts(), { ok: false, why: 'late' });
  assert.deepEqual(await link.chart('memory-fill', 'svg'), { ok: false, why: 'late' });
  assert.deepEqual(
    heard.map(({ type }) => type),
    ['listCharts', 'exportChart'],
  );
});

void test('a page that never loads is waited for so long and no longer', async () => {
  const { link, heard } = fakePage(silent);
  assert.deepEqual(await link.charts(), { ok: false, why: 'late' });
  assert.equal(heard.length, 0);
});

void test('a page that answers twice is heard once', async () => {
  const { link } = fakePage((message, own) => {
    if (message.type !== 'listCharts') return;
    own.takeAnswer({ type: 'charts', id: message.id, charts: [MEMORY] });
    own.takeAnswer({ type: 'charts', id: message.id, charts: [OTHER] });
  });
  link.loaded();
  assert.deepEqual(await link.charts(), { ok: true, value: [MEMORY] });
});

void test('an answer to another question is no answer to this one', async () => {
  const { link } = fakePage((message, own) => {
    if (message.type === 'listCharts')
      own.takeAnswer({ type: 'charts', id: message.id + 1, charts: [OTHER] });
    // The ids of lists and of files are counted apart.
    if (message.type === 'listCharts') own.takeAnswer({ type: 'chart', id: message.id, file: null });
  });
  link.loaded();
  assert.deepEqual(await link.charts(), { ok: false, why: 'late' });
});

void test('asked twice at once, each asking gets its own answer', async () => {
  const asked: number[] = [];
  const { link } = fakePage((message, own) => {
    if (message.type !== 'listCharts') return;
    asked.push(message.id);
    const [first, second] = asked;
    if (first === undefined || second === undefined) return;
    own.takeAnswer({ type: 'charts', id: second, charts: [OTHER] });
    own.takeAnswer({ type: 'charts', id: first, charts: [MEMORY] });
  }, 5000);
  link.loaded();
  assert.deepEqual(await Promise.all([link.charts(), link.charts()]), [
    { ok: true, value: [MEMORY] },
    { ok: true, value: [OTHER] },
  ]);
});

void test('a page that is closed while it is asked ends the question, and later ones at once', async () => {
  const { link, heard } = fakePage(silent, 1_000_000);
  link.loaded();
  const waiting = [link.charts(), link.chart('memory-fill', 'png')];
  link.end();
  const gone = { ok: false, why: 'gone' };
  assert.deepEqual(await Promise.all(waiting), [gone, gone]);
  const sent = heard.length;
  assert.deepEqual(await link.charts(), gone);
  assert.equal(heard.length, sent);
});

void test('a chart comes as the file that was asked for, or not at all', async () => {
  const file = { name: 'Memory', format: 'svg', data: '<svg/>' } as const;
  const { link } = fakePage((message, own) => {
    if (message.type !== 'exportChart') return;
    own.takeAnswer({ type: 'chart', id: message.id, file: message.chart === MEMORY.name ? file : null });
  });
  link.loaded();
  assert.deepEqual(await link.chart(MEMORY.name, 'svg'), { ok: true, value: file });
  assert.deepEqual(await link.chart('gone', 'svg'), { ok: true, value: null });
});

void test('what is said before the page has loaded is said then, once and in its order', () => {
  const { link, heard } = fakePage(silent);
  link.post({ type: 'show', tab: 'memory', variable: null });
  link.post({ type: 'show', tab: 'mla', variable: null });
  assert.equal(heard.length, 0);
  link.loaded();
  link.loaded();
  assert.deepEqual(
    heard.map((message) => message.type === 'show' && message.tab),
    ['memory', 'mla'],
  );
  link.unloaded();
  link.post({ type: 'show', tab: 'overview', variable: null });
  assert.equal(heard.length, 2);
  link.loaded();
  assert.equal(heard.length, 3);
});

void test('only answers are taken for answers', () => {
  const { link } = fakePage(silent);
  assert.equal(link.takeAnswer({ type: 'ready' }), false);
  assert.equal(link.takeAnswer({ type: 'charts', id: 99, charts: [] }), true);
});
