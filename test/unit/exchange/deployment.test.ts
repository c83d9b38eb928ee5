import assert from 'node:assert/strict';
import test from 'node:test';
import { deployment, DEPLOYMENTS } from '../../../src/exchange/launch/deployment.js';
import { launchText } from '../../../src/exchange/launch/launchWriting.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { readLaunch } from './readLaunch.js';

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
  const { plan, option } = answered(
    'vllm',
    ', engineVersion: 0.22.1, kvOffload: { capacity: 96 GB, bandwidth: 40 GB/s }',
  );
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
  assert.equal(command.said['serving.kvOffload.capacity'], '96 GB');
  for (const form of DEPLOYMENTS.filter((each) => each !== 'command')) {
    const { version: tagged, ...again } = read(form);
    assert.deepEqual(again, command, form);
    assert.equal(tagged, '0.22.1', form);
  }
});

test('charts and graphs are written for vLLM, a manifest for every server', () => {
  const { plan, option } = answered('sglang');
  for (const form of ['helm', 'llm-d', 'dynamo'] as const) {
    const refused = deployment(plan, 'as-launched', option, form);
    assert.ok(!refused.ok && refused.message.includes('written for vLLM'));
  }
  const manifest = deployment(plan, 'as-launched', option, 'kubernetes');
  assert.ok(manifest.ok);
  assert.equal(readLaunch(manifest.command)?.engine, 'sglang');
  assert.match(manifest.command, /nvidia\.com\/gpu: 8/);
});

test('servers for prompts are written into a graph and into values of llm-d, and read back as the same option', () => {
  const text = (options: string, more = '') => `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, input: 4K, output: 500, requests: 5 req/s } }
gpus: { type: h200-sxm, count: 16 }
${more}options: ${options}
`;
  const SERVING =
    'serving: { engine: vllm, weights: fp8, maxModelLength: 8K, maxBatchedTokens: 8K, layout: { tensor: 4 } }\n';
  const first = analyze(
    text('{ as-launched: { prefill: { count: 8, serving: { layout: { tensor: 2 } } } } }', SERVING),
  );
  assert.deepEqual(first.problems, []);
  const option = first.result()?.options['as-launched'];
  assert.ok(first.plan && option);
  const values = deployment(first.plan, 'as-launched', option, 'llm-d');
  assert.ok(values.ok);
  assert.deepEqual(readLaunch(values.command)?.prefill, { count: '8', serving: '{ layout: { tensor: 2 } }' });
  const written = deployment(first.plan, 'as-launched', option, 'dynamo');
  assert.ok(written.ok);
  const launch = readLaunch(written.command);
  assert.ok(launch);
  assert.deepEqual(launch.prefill, { count: '8', serving: '{ layout: { tensor: 2 } }' });
  // What the graph cannot say is put back: hardware and load.
  const again = analyze(
    `decodeplan: 1\nworkloads: { chat: { concurrency: 64, context: 8K, input: 4K, output: 500, requests: 5 req/s } }\ngpus: { type: h200-sxm, count: 16 }\n${launchText(launch)}`,
  );
  assert.deepEqual(again.problems, []);
  assert.deepEqual(again.plan?.options['as-launched']?.prefill, {
    ...(first.plan.options['as-launched']?.prefill as object),
    serving: again.plan?.options['as-launched'] && {
      ...again.plan.serving,
      layout: { tensor: 2, attentionData: 1, expert: 1, pipeline: 1, context: 1 },
    },
  });
  assert.deepEqual(again.result()?.options['as-launched']?.layout, option.layout);
});

test('a graph of others with roles for prompts gives an option with prefill', () => {
  const graph = `spec:
  services:
    PrefillWorker:
      subComponentType: prefill
      replicas: 3
      extraPodSpec: { mainContainer: { command: [python3, -m, dynamo.sglang], args: [--model-path, Qwen/Qwen3-32B, --tp, "2", --disaggregation-mode, prefill] } }
    DecodeWorker:
      subComponentType: decode
      replicas: 1
      extraPodSpec: { mainContainer: { command: [python3, -m, dynamo.sglang], args: [--model-path, Qwen/Qwen3-32B, --tp, "4", --disaggregation-mode, decode] } }
`;
  const launch = readLaunch(graph);
  assert.deepEqual(launch?.prefill, { count: '6', serving: '{ layout: { tensor: 2 } }' });
  assert.equal(launch.accelerators, 4);
});
