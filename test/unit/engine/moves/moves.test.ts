import assert from 'node:assert/strict';
import test from 'node:test';
import { heldAt, numberAt, withNumber } from '../../../../src/engine/moves/held.js';
import { moved } from '../../../../src/engine/moves/moves.js';
import { withEveryOption } from '../../../../src/engine/moves/stretches.js';
import { planOf } from '../../plans.js';

const PLAN = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads: { chat: { concurrency: 80, context: 8K } }
gpus: { type: b200, count: 8 }
options:
  plain: {}
  lpx: { lpx: { racks: auto, price: 2M USD, role: ffn } }
calibration: { steps: [{ batch: 16, context: 4K, step: 60 ms }] }
`);

void test('a number is put where a number is, or where the file leaves one open', () => {
  const speed = ['workloads', 'chat', 'speed'];
  assert.equal(numberAt(PLAN, speed), null);
  assert.equal(numberAt(withNumber(PLAN, speed, 40), speed), 40);
  const racks = ['options', 'lpx', 'lpx', 'racks'];
  assert.equal(heldAt(PLAN, racks), 'auto');
  assert.equal(numberAt(withNumber(PLAN, racks, 3), racks), 3);
  const batch = ['calibration', 'steps', 0, 'batch'];
  assert.deepEqual(withNumber(PLAN, batch, 7).calibration?.steps, [
    { batch: 7, context: 4096, step: 0.06, option: null },
  ]);
});

void test('nothing is put where no number belongs', () => {
  const nowhere = [
    [],
    ['title'],
    ['model'],
    ['budget'],
    ['budget', 'total'],
    ['options', 'plain', 'lpx'],
    ['options', 'plain', 'lpx', 'price'],
    ['options', 'nobody', 'lpx', 'price'],
    ['workloads', 'chat', 'context'],
    ['workloads', 'chat', 'concurrency', 'more'],
    ['serving', 'engineVersion'],
    ['serving', 'layout'],
    ['toString'],
  ];
  for (const path of nowhere) assert.equal(withNumber(PLAN, path, 5), PLAN, path.join(' '));
});

void test('all that does not move is shared', () => {
  const changed = withNumber(PLAN, ['options', 'lpx', 'lpx', 'price'], 5);
  assert.equal(changed.workloads, PLAN.workloads);
  assert.equal(changed.options['plain'], PLAN.options['plain']);
  assert.equal(withNumber(PLAN, ['options', 'lpx', 'lpx', 'price'], 2e6), PLAN);
  assert.deepEqual(withEveryOption(PLAN, ['lpx', 'price'], 5), changed);
});

void test('one length of a file stands for all three', () => {
  const { context } = moved(PLAN, ['workloads', 'chat', 'context'], 4096.4).workloads['chat']!;
  assert.deepEqual(context, { p50: 4096, p95: 4096, max: 4096 });
  for (const path of [
    ['workloads', 'nobody', 'context'],
    ['options', 'plain', 'speculation', 'acceptance'],
  ])
    assert.equal(moved(PLAN, path, 2), PLAN);
});
