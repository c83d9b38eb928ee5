import assert from 'node:assert/strict';
import test from 'node:test';
import { leversOf } from '../../../src/report/figures/levers.js';
import { decidingLevers } from '../../../webview/whatIf/deciding.js';
import { planOf } from '../plans.js';

const PLAN = planOf(`decodeplan: 1
model: deepseek-v4-flash
workloads:
  chat:
    concurrency: 80
    demand: 400M tokens/day
    context: { p50: 8K, p95: 32K }
    input: 6K
    cachedInput: 50%
    speed: 40 tok/s
    price: 1 USD/Mtok
gpus: { type: vera-rubin-nvl72, racks: 1 }
options:
  drafts: { speculation: { method: dspark, draftTokens: 3, acceptance: 2.5 } }
  lpx: { lpx: { racks: auto, price: 2M USD, role: ffn } }
`);
const shown = (option: string | null, isMoved: (path: string) => boolean = () => false) =>
  decidingLevers(leversOf(PLAN, 'chat', option), ({ path }) => isMoved(path)).map(({ path }) => path);

void test('load, length, speed, prices of racks and how many there are come first, in their order', () => {
  assert.deepEqual(shown('lpx'), [
    'workloads.chat.context.p50',
    'workloads.chat.concurrency',
    'workloads.chat.demand',
    'workloads.chat.speed',
    'options.lpx.lpx.price',
    'gpus.racks',
  ]);
  assert.ok(shown('drafts').includes('options.drafts.speculation.acceptance'));
});

void test('what is moved stays in sight', () => {
  const paths = shown('lpx', (path) => path === 'economics.electricity');
  assert.equal(paths.length, 7);
  assert.equal(paths.at(-1), 'economics.electricity');
});

void test('a few are all shown', () => {
  const few = leversOf(PLAN, null, null);
  assert.ok(few.length < 7);
  assert.deepEqual(
    decidingLevers(few, () => false),
    few,
  );
});
