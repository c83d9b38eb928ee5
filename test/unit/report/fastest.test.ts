import assert from 'node:assert/strict';
import test from 'node:test';
import { FASTEST_USERS } from '../../../src/catalog/entries/claims.js';
import { costOverSpeed } from '../../../src/report/figures/costs.js';
import { askNow } from '../../../src/report/figures/asking/askNow.js';
import { fastestMark } from '../../../src/report/figures/evidence/fastest.js';
import { analyze } from '../../../src/report/answers/analysis.js';

const PLAN = (model: string, gpus: string) => `decodeplan: 1
model: ${model}
workloads: { chat: { context: 8K, speed: 40 tok/s, demand: 20B tokens/day } }
gpus: { type: ${gpus}, count: 72 }
options: { software: { speculation: { method: mtp, draftTokens: 3, acceptance: 2.4 } } }
`;

const answerTo = (text: string) => {
  const { plan, result } = analyze(text);
  const answer = result();
  assert.ok(plan && answer);
  return { plan, result: answer };
};

void test('what was published of the plan’s own accelerator is marked before what others reached', () => {
  const on = (model: string, gpus: string) => fastestMark(answerTo(PLAN(model, gpus)).plan);
  assert.equal(on('deepseek-v4-pro', 'gb300-nvl72')?.tokensPerSecond, 216.9);
  // None was published on H200: the fastest anywhere says what GPUs reached.
  assert.equal(on('deepseek-v4-pro', 'h200-sxm')?.tokensPerSecond, 241.5);
  assert.match(on('deepseek-v4-pro', 'h200-sxm')?.label ?? '', /^published: 24\d tok\/s on .*B300/);
  assert.equal(on('llama-3.3-70b', 'h200-sxm'), null);
});

void test('each mark says how, by whom and when', () => {
  for (const { model, accelerator, how, setup, sources } of FASTEST_USERS) {
    const mark = fastestMark(answerTo(PLAN(model, accelerator)).plan);
    assert.ok(mark, `${model} on ${accelerator}`);
    for (const said of [how, sources[0]?.date ?? '?']) assert.ok(mark.note.includes(said), mark.note);
    for (const said of [how, setup, sources[0]?.title ?? '?'])
      assert.ok(mark.detail.includes(said), mark.detail);
  }
});

void test('the curve of costs over speed has the mark, in the reports as on the page', () => {
  const { plan, result } = answerTo(PLAN('deepseek-v4-pro', 'gb300-nvl72'));
  const figure = costOverSpeed({ plan, result, ask: askNow(plan) }, 'chat', null, { bands: false });
  assert.deepEqual(
    figure.rules.filter(({ tone }) => tone === 'published').map(({ axis, value }) => [axis, value]),
    [['x', 216.9]],
  );
  assert.match(figure.subtitle, /the fastest published, 1 user on 4 accelerators/);
  assert.match(figure.table.caption, /217 tok\/s on GB300 NVL72 were published: .*SGLang, FP4, 3 drafts/);
});
