import assert from 'node:assert/strict';
import test from 'node:test';
import { deployment, DEPLOYMENTS } from '../../../src/exchange/launch/deployment.js';
import { readLaunch } from '../../../src/exchange/launch/launchImport.js';
import { analyze } from '../../../src/report/answers/analysis.js';

function answered(engine: string, more = '') {
  const { plan, problems, result } = analyze(`decodeplan: 1
model: deepseek-v3
workloads: { chat: { concurrency: 64, context: 8K } }
gpus: { type: h200-sxm, count: 64 }
serving: { engine: ${engine}, kvCache: fp8, maxModelLength: 64K, layout: { tensor: 4, attentionData: 2, expert: 8 }${more} }
options: { as-launched: { speculation: { method: mtp, draftTokens: 2, acceptance: 1.8 } } }
`);
  assert.deepEqual(problems, []);
  const option = result()?.options['as-launched'];
  assert.ok(plan && option);
  return { plan, option };
}

test('every form of a deployment is read back as the command is: the same model, serving and drafts', () => {
  const { plan, option } = answered('vllm', ', engineVersion: 0.22.1');
  const read = (form: (typeof DEPLOYMENTS)[number]) => {
    const written = deployment(plan, 'as-launched', option, form);
    assert.ok(written.ok, form);
    const launch = readLaunch(written.command);
    assert.ok(launch, `${form}\n${written.command}`);
    const { members, speculation, sequences, accelerators } = launch;
    const said = Object.fromEntries(members.map(([path, value]) => [path.join('.'), value]));
    const version = said['serving.engineVersion'];
    delete said['serving.engineVersion'];
    return { said, speculation, sequences, accelerators, version };
  };
  const { version, ...command } = read('command');
  assert.equal(version, undefined);
  assert.equal(command.said['model'], 'deepseek-v3');
  for (const form of DEPLOYMENTS.filter((each) => each !== 'command')) {
    const { version: tagged, ...again } = read(form);
    assert.deepEqual(again, command, form);
    assert.equal(tagged, '0.22.1', form);
  }
});

test('charts and graphs are written for vLLM, a manifest for every server', () => {
  const { plan, option } = answered('sglang');
  for (const form of ['helm', 'dynamo'] as const) {
    const refused = deployment(plan, 'as-launched', option, form);
    assert.ok(!refused.ok && refused.message.includes('written for vLLM'));
  }
  const manifest = deployment(plan, 'as-launched', option, 'kubernetes');
  assert.ok(manifest.ok);
  assert.equal(readLaunch(manifest.command)?.engine, 'sglang');
  assert.match(manifest.command, /nvidia\.com\/gpu: 8/);
});
