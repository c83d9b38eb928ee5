import assert from 'node:assert/strict';
import test from 'node:test';
import type { ResolvedPlan } from '../../../src/catalog/shapes/resolvedPlan.js';
import type { PlanDocument } from '../../../src/plan/document.js';
import { shareByAnchor } from '../../../src/language/anchors.js';
import { anchoredLevers, sharedLevers, writeLevers, writtenLevers } from '../../../src/language/writeBack.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { tiedTo } from '../../../src/report/figures/levers.js';

/** The edit of one value alone. */
function writeLever(document: PlanDocument, plan: ResolvedPlan, path: string, text: string) {
  return writeLevers(document, plan, [{ path, text }])?.[0] ?? null;
}

const TEXT = `decodeplan: 1
model: deepseek-v4-pro
workloads: { team: { concurrency: 40, context: { p50: 8K, p95: 16K }, speed: 20 tok/s } }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options:
  as-is: {}
  mine: { lpx: { racks: 13, price: 2.5M..4.5M USD } } # asked for
  other:
    lpx:
      price: 2.5M..4.5M USD # the same offer
  dear: { lpx: { price: 9M USD } }
`;
const MINE = 'options.mine.lpx.price';
const OTHER = 'options.other.lpx.price';

function opened(text: string) {
  const { document, plan, problems } = analyze(text);
  assert.ok(plan);
  return { document, plan, problems, written: writtenLevers(document, plan) };
}

void test('the same price of the same thing is found at its other places, another price is not', () => {
  const { plan, written } = opened(TEXT);
  assert.deepEqual(tiedTo(plan, written, MINE), [OTHER]);
  assert.deepEqual(tiedTo(plan, written, 'options.dear.lpx.price'), []);
  assert.deepEqual(tiedTo(plan, written, 'gpus.racks'), []);
});

void test('several values are written at once, and comments stay', () => {
  const { document, plan } = opened(TEXT);
  const edits = writeLevers(document, plan, [
    { path: MINE, text: '2M..3.6M USD' },
    { path: OTHER, text: '2M..3.6M USD' },
    { path: 'workloads.team.concurrency', text: '50' },
  ]);
  assert.equal(edits?.length, 3);
  const after = TEXT.replaceAll('2.5M..4.5M', '2M..3.6M').replace('40,', '50,');
  assert.equal(applyEdits(TEXT, edits), after);
});

void test('values that fit in one order only, or need a member first, are written all the same', () => {
  const { document, plan } = opened(TEXT);
  const longer = [
    { path: 'workloads.team.context.p50', text: '32K' },
    { path: 'workloads.team.context.p95', text: '64K' },
  ];
  for (const changes of [longer, longer.toReversed()]) {
    const edits = writeLevers(document, plan, changes);
    assert.ok(edits);
    assert.match(applyEdits(TEXT, edits), /p50: 32K, p95: 64K/);
  }
  const added = writeLevers(document, plan, [
    { path: 'economics.utilization', text: '50%' },
    { path: 'economics.electricity', text: '0.1 USD/kWh' },
  ]);
  assert.ok(added);
  const { plan: after, problems } = opened(applyEdits(TEXT, added));
  assert.deepEqual(problems, opened(TEXT).problems);
  assert.equal(after.economics.utilization, 0.5);
  assert.equal(writeLevers(document, plan, [{ path: 'title', text: '5' }]), null);
});

void test('a shared price stands once, reads as before, and moves as one', () => {
  const { document } = opened(TEXT);
  const edits = shareByAnchor(document, [OTHER, MINE]);
  assert.ok(edits);
  const text = applyEdits(TEXT, edits);
  assert.match(text, /price: &lpx-price 2\.5M\.\.4\.5M USD } } # asked for/);
  assert.match(text, /price: \*lpx-price # the same offer/);
  const { document: shared, plan, written, problems } = opened(text);
  assert.deepEqual(problems, []);
  assert.deepEqual(anchoredLevers(shared, plan), [MINE, OTHER]);
  assert.ok(!sharedLevers(shared, plan).includes(OTHER));
  assert.equal(written[OTHER], '2.5M..4.5M USD');
  assert.deepEqual(tiedTo(plan, written, OTHER), [MINE]);
  for (const path of [MINE, OTHER]) {
    const edit = writeLever(shared, plan, path, '3M USD');
    assert.ok(edit);
    assert.match(applyEdits(text, [edit]), /&lpx-price 3M USD } } # asked/);
  }
  const both = [MINE, OTHER].map((path) => ({ path, text: '3M USD' }));
  assert.equal(writeLevers(shared, plan, both)?.length, 1);
});

void test('an anchor that holds anything else besides is left to the text', () => {
  const used = TEXT.replace('2.5M..4.5M USD', '&p 2.5M..4.5M USD')
    .replace('price: 2.5M..4.5M USD #', 'price: *p #')
    .replace('racks: 4 }', 'racks: 4, price: *p }');
  const { document, plan } = opened(used);
  assert.deepEqual(anchoredLevers(document, plan), []);
  assert.ok(sharedLevers(document, plan).includes(MINE));
  assert.equal(writeLever(document, plan, MINE, '3M USD'), null);
});

void test('values that differ, and plans in JSON, share nothing', () => {
  const { document } = opened(TEXT);
  assert.equal(shareByAnchor(document, [MINE, 'options.dear.lpx.price']), null);
  assert.equal(shareByAnchor(document, [MINE]), null);
  assert.equal(shareByAnchor(document, [MINE, 'options.nobody.lpx.price']), null);
  const json = JSON.stringify({
    decodeplan: 1,
    model: 'deepseek-v4-pro',
    workloads: { team: { concurrency: 40, context: '8K' } },
    gpus: { type: 'vera-rubin-nvl72', racks: 4 },
    options: { mine: { lpx: { price: '3M USD' } }, other: { lpx: { price: '3M USD' } } },
  });
  assert.equal(shareByAnchor(opened(json).document, [MINE, OTHER]), null);
});

void test('shares that add up are written together, though none of them fits alone', () => {
  const text = TEXT.replace(
    /workloads: .*/,
    `workloads:
  team: { share: 60%, concurrency: 40, context: 8K }
  batch: { share: 40%, concurrency: 10, context: 8K }`,
  );
  const { document, plan, written } = opened(text);
  assert.deepEqual([written['workloads.team.share'], written['workloads.batch.share']], ['60%', '40%']);
  assert.equal(writeLever(document, plan, 'workloads.team.share', '70%'), null);
  const both = [
    { path: 'workloads.team.share', text: '70%' },
    { path: 'workloads.batch.share', text: '30%' },
  ] as const;
  const edits = writeLevers(document, plan, both);
  assert.ok(edits);
  assert.equal(applyEdits(text, edits), text.replace('60%', '70%').replace('40%', '30%'));
  assert.equal(writeLevers(document, plan, [both[0], { ...both[1], text: '35%' }]), null);
});
