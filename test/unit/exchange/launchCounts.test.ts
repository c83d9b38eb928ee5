import assert from 'node:assert/strict';
import test from 'node:test';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import { launchCommand } from '../../../src/exchange/launch/launchCommand.js';
import { launchText } from '../../../src/exchange/launch/launchWriting.js';
import { analyze } from '../../../src/report/answers/analysis.js';

const launch = (text: string) => {
  const read = launchIn(text);
  assert.ok(read.ok, `${read.ok ? '' : read.why}\n${text}`);
  return read.launch;
};
const members = (text: string) =>
  Object.fromEntries(launch(text).members.map(([path, value]) => [path.join('.'), value]));

const manifest = (limits: string) => `apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      containers:
        - image: vllm/vllm-openai:v0.10.2
          command: ["/bin/bash", "-c"]
          args:
            - |
              vllm serve meta-llama/Llama-3.3-70B-Instruct \\
                --tensor-parallel-size $(nvidia-smi -L | wc -l) \\
                --max-num-seqs 128 --quantization fp8
${limits}`;

test('what another command prints ends no command, and counts of devices are those of the text', () => {
  const read = members(manifest('          resources: { limits: { nvidia.com/gpu: "4" } }\n'));
  assert.equal(read['serving.layout'], '{ tensor: 4 }');
  assert.equal(read['serving.weights'], 'fp8');
  const sky = (accelerators: string) =>
    members(
      `resources:\n  accelerators: ${accelerators}\nrun: |\n  vllm serve Qwen/Qwen3-32B --tensor-parallel-size $SKYPILOT_NUM_GPUS_PER_NODE\n`,
    )['serving.layout'];
  assert.equal(sky('H100:8'), '{ tensor: 8 }');
  // Of several kinds none is said.
  assert.equal(sky('[L4:8, A100:1]'), undefined);
});

test('the limit on sequences that a plan gives each rank is written as each server counts it', () => {
  const commandOf = (engine: string) => {
    const { plan, result } = analyze(`decodeplan: 1
model: deepseek-v3.2
workloads: { chat: { concurrency: 1000, context: 2K } }
gpus: { type: h200-sxm, count: 8 }
serving: { engine: ${engine}, maxSequences: 48, layout: { attentionData: 8, expert: 8 } }
`);
    const [[name, option] = []] = Object.entries(result()?.options ?? {});
    assert.ok(plan && name && option);
    const written = launchCommand(plan, name, option);
    assert.ok(written.ok);
    return written.command;
  };
  assert.match(commandOf('vllm'), /--max-num-seqs 48\b/);
  assert.match(commandOf('trtllm'), /--max_batch_size 48\b/);
  // SGLang divides its own by the ranks.
  assert.match(commandOf('sglang'), /--max-running-requests 384\b/);
  for (const engine of ['vllm', 'trtllm', 'sglang'])
    assert.equal(launch(commandOf(engine)).sequences, 384, engine);
});

test('ranks that the text does not say make no layout', () => {
  for (const text of [
    manifest(''),
    'vllm serve Qwen/Qwen3-32B --tensor-parallel-size $TP --max-model-len 8192',
    'llm = LLM(model="Qwen/Qwen3-32B", tensor_parallel_size=torch.cuda.device_count())',
  ]) {
    const read = launch(text);
    assert.equal(read.accelerators, null, text);
    assert.equal(members(text)['serving.layout'], undefined, text);
    assert.ok(read.ignored.some((note) => /not a whole number/.test(note)));
    assert.doesNotMatch(launchText(read), /one replica takes|null/);
  }
});

test('a service of KServe takes the server of the runtime that it names', () => {
  const read = members(`apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata: { name: vllm-runtime }
spec:
  containers:
    - name: kserve-container
      image: vllm/vllm-openai:v0.10.0
      command: [python, -m, vllm.entrypoints.openai.api_server]
      args: ["--port=8080", "--model=/mnt/models", "--served-model-name={{.Name}}", "--max-model-len=8192"]
---
apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: { name: qwen }
spec:
  predictor:
    model:
      runtime: vllm-runtime
      storageUri: oci://quay.io/example/modelcar-catalog:qwen3-8b
      args: ["--tensor-parallel-size=2"]
`);
  assert.equal(read['model'], 'qwen3-8b');
  assert.equal(read['serving.layout'], '{ tensor: 2 }');
  assert.equal(read['serving.maxModelLength'], '8K');
  assert.equal(read['serving.engineVersion'], '0.10.0');
});

test('caches of a fixed size are told where a plan says them', () => {
  const told = (command: string) => launch(command).ignored.join('\n');
  assert.match(told('vllm serve Qwen/Qwen3-32B --kv-cache-memory-bytes 20G'), /`kvPool`/);
  assert.match(
    told('python -m sglang.launch_server --model-path a/b-1 --max-total-tokens 65536'),
    /`kvTokens`/,
  );
});
