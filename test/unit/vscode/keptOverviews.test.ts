import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze, type Analysis } from '../../../src/report/answers/analysis.js';
import { createKeptOverviews, overviewOf } from '../../../src/vscode/panel/keptOverviews.js';

const planOf = (concurrency: number) =>
  `decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { chat: { concurrency: ${concurrency}, context: 8K } }\n`;
const A = 'file:///a.decodeplan';

/** The editor's memory, as text: what is kept travels. */
function memory() {
  const kept = new Map<string, string>();
  return {
    get: (key: string): unknown => JSON.parse(kept.get(key) ?? 'null'),
    update: (key: string, value: unknown) => Promise.resolve(void kept.set(key, JSON.stringify(value))),
  } as Parameters<typeof createKeptOverviews>[0] & { readonly get: (key: string) => unknown };
}

/** The same, where to be worked out would be a fault. */
const unasked = (analysis: Analysis): Analysis => ({
  ...analysis,
  result: () => assert.fail('it was worked out anew'),
});

void test('a plan that is as it was is drawn from what was kept, without being worked out', () => {
  const state = memory();
  const analysis = analyze(planOf(4));
  createKeptOverviews(state, () => ['1']).keep(A, analysis);
  const { of } = createKeptOverviews(state, () => ['1']);
  assert.deepEqual(of(A, unasked(analyze(planOf(4)))), overviewOf(analysis));
});

void test('another plan, another language or version, and another file get an overview of their own', () => {
  const state = memory();
  createKeptOverviews(state, () => ['1', 'en']).keep(A, analyze(planOf(4)));
  const other = analyze(planOf(5));
  assert.deepEqual(createKeptOverviews(state, () => ['1', 'en']).of(A, other), overviewOf(other));
  for (const [source, manner] of [
    [A, ['2', 'en']],
    [A, ['1', 'de']],
    ['file:///b.decodeplan', ['1', 'en']],
  ] as const) {
    const fresh = memory();
    createKeptOverviews(fresh, () => ['1', 'en']).keep(A, analyze(planOf(4)));
    assert.throws(
      () => createKeptOverviews(fresh, () => manner).of(source, unasked(analyze(planOf(4)))),
      /worked out anew/,
    );
  }
});

void test('a plan with faults has none, what is no overview is passed over, and few are kept', () => {
  const state = memory();
  const overviews = createKeptOverviews(state, () => []);
  assert.equal(overviews.of(A, analyze('model: nowhere')), null);
  overviews.keep(A, analyze('model: nowhere'));
  assert.equal(state.get('decodeplan.overviews'), null);
  void state.update('decodeplan.overviews', [null, 4, { source: A }, { source: A, from: 'x', figure: null }]);
  for (let i = 0; i < 9; i++) overviews.keep(`file:///${i}.decodeplan`, analyze(planOf(4)));
  assert.equal((state.get('decodeplan.overviews') as unknown[]).length, 6);
  void state.update('decodeplan.overviews', 'nonsense');
  assert.deepEqual(overviews.of(A, analyze(planOf(4))), overviewOf(analyze(planOf(4))));
});
