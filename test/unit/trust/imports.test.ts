import assert from 'node:assert/strict';
import test from 'node:test';
import { modelFromConfig } from '../../../src/catalog/config/modelFromConfig.js';
import { weightBytes } from '../../../src/catalog/shapes/weights.js';
import { readMeasurements } from '../../../src/exchange/measurements.js';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import { Trace } from '../../../src/exchange/trace/trace.js';
import { workloadOf, workloadText } from '../../../src/exchange/trace/workload.js';
import { IMPORTS } from '../../fuzz/imports.js';
import { randomFrom } from '../../fuzz/mutate.js';

/** Names of what is read, and how many inputs are tried. */
const TRIED = {
  launch: ['scripts and manifests', 400],
  measured: ['logs and results', 600],
  trace: ['logs of requests', 600],
  config: ['configurations', 3000],
} as const;

for (const kind of ['launch', 'measured', 'trace', 'config'] as const) {
  const [name, inputs] = TRIED[kind];
  const { seeds, mutate, run } = IMPORTS[kind];
  void test(`${name} that nobody would write are told apart, or give a valid part of a plan`, () => {
    for (let seed = 1; seed <= inputs; seed++) {
      const random = randomFrom(seed);
      const pick = () => seeds[Math.floor(random() * seeds.length)] ?? '';
      const text = mutate(pick(), pick(), random);
      run(text, random());
    }
    for (const text of seeds) assert.ok(run(text, 0.5) !== '');
  });
}

const LLAMA = {
  model_type: 'llama',
  num_hidden_layers: 32,
  hidden_size: 4096,
  intermediate_size: 14336,
  num_attention_heads: 32,
  num_key_value_heads: 8,
  vocab_size: 128256,
};

void test('a number that can be no count is refused by its name', () => {
  for (const [name, value] of [
    ['num_hidden_layers', 3.75],
    ['num_hidden_layers', 1e308],
    ['hidden_size', -1],
    ['num_key_value_heads', 2.5],
  ] as const) {
    const result = modelFromConfig({ ...LLAMA, [name]: value }, { id: 'own', name: 'own' });
    assert.ok(!result.ok && result.code === 'no-count', name);
    assert.ok(result.message.includes(name) && result.message.includes(String(value)), result.message);
  }
  // -1 stands for nothing where a model need not have it.
  const result = modelFromConfig({ ...LLAMA, sliding_window: -1 }, { id: 'own', name: 'own' });
  assert.ok(result.ok && weightBytes(result.model, 'native') > 0);
});

void test('a version that reads as a number stays text, and a cut number is written whole', () => {
  const launch = launchIn(
    'docker run vllm/vllm-openai:v0.21 --model openai/gpt-oss-20b --tensor-parallel-size 1\n',
  );
  assert.ok(launch.ok);
  const version = launch.launch.members.find(([path]) => path.join('.') === 'serving.engineVersion')?.[1];
  assert.equal(version, '"0.21"');
  const drafted = launchIn(
    'vllm serve openai/gpt-oss-20b --speculative-config \'{"method":"mtp","num_speculative_tokens":1e400}\'\n',
  );
  assert.ok(drafted.ok && drafted.launch.speculation?.['draftTokens'] === undefined);
  const { memory } = readMeasurements(
    'INFO 12-16 02:38:24 model_runner.py:1077] Loading model weights took 38. GB\n',
  );
  assert.equal(memory['weights' as keyof typeof memory], '38 GiB');
});

void test('requests without a prompt say nothing of a cache, and those without any length are none', () => {
  const read = (lines: readonly string[]) => {
    const trace = new Trace();
    for (const line of lines) trace.add(line);
    return trace.statistics();
  };
  const row = (i: number, tokens: number, output: number) =>
    JSON.stringify({ timestamp: 1000 * i, input_length: tokens, output_length: output, hash_ids: [1, 2] });
  const statistics = read([1, 2, 3].map((i) => row(i, 0, 20)));
  assert.equal(statistics?.reuse, null);
  assert.ok(!workloadText(workloadOf(statistics)).includes('NaN'));
  assert.equal(read(['ContextTokens,GeneratedTokens', '0,0']), null);
});
