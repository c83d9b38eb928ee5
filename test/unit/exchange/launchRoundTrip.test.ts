import assert from 'node:assert/strict';
import test from 'node:test';
import { launchCommand } from '../../../src/exchange/launch/launchCommand.js';
import { launchText } from '../../../src/exchange/launch/launchWriting.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { readLaunch } from './readLaunch.js';

/** A command that a plan writes, read into a plan for the same load and hardware: what does that one answer? */

const LOAD = `workloads: { chat: { context: { p50: 6K, p95: 16K }, input: 5K, output: 800, requests: 6 req/s, speed: 15 tok/s } }
gpus: { type: h200-sxm, count: 64 }
`;

function answered(text: string) {
  const { plan, problems, result } = analyze(text);
  assert.deepEqual(problems, []);
  const option = result()?.options['as-launched'];
  assert.ok(plan && option);
  return { plan, option };
}

/** What a plan says of its option, and what the plan says that the option's command is read into. */
function bothWays(engine: string, serving: string) {
  const { plan, option } = answered(`decodeplan: 1
model: deepseek-v3
${LOAD}serving: { engine: ${engine}, maxModelLength: 16K, layout: { attentionData: 8, expert: 8 }${serving} }
options: { as-launched: {} }
`);
  const written = launchCommand(plan, 'as-launched', option);
  assert.ok(written.ok);
  const read = readLaunch(written.command);
  assert.ok(read);
  const again = answered(`decodeplan: 1\n${LOAD}${launchText(read)}options: { as-launched: {} }\n`);
  return { before: { plan, option }, after: again };
}

test('a limit on sequences that a plan gives comes back from its command, and with it the same answer', () => {
  for (const engine of ['vllm', 'sglang', 'trtllm']) {
    const { before, after } = bothWays(engine, ', maxSequences: 24');
    assert.equal(after.plan.serving.maxSequences, 24, engine);
    assert.deepEqual(after.option, before.option, engine);
  }
});

test('a command that says how many sequences run at most has the fleet of the plan that wrote it', () => {
  for (const engine of ['vllm', 'sglang', 'trtllm']) {
    const { before, after } = bothWays(engine, '');
    const { pools, total, works } = before.option;
    assert.deepEqual(
      [after.option.pools, after.option.total, after.option.works],
      [pools, total, works],
      engine,
    );
    // The server takes no more than its command says, which is what the plan has in flight and little more.
    const most = ({ option }: typeof before) => option.workloads['chat']?.request?.maxRequestsPerSecond ?? 0;
    assert.ok(most(after) >= 10 && most(after) < most(before), engine);
  }
});
