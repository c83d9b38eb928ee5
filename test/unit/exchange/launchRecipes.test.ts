import assert from 'node:assert/strict';
import test from 'node:test';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import { readLaunch } from './readLaunch.js';

const membersOf = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries((readLaunch(text)?.members ?? []).map(([path, value]) => [path.join('.'), value]));

/** A recipe of srt-slurm with prompts on servers of their own. */
const recipe = (engine: string, decode: string, prefill: string) => `name: "r"
model:
  path: "dsr1"
  container: "lmsysorg/sglang:v0.5.12-cu130"
resources: { gpu_type: b200, gpus_per_node: 8, prefill_workers: 2, decode_workers: 1 }
frontend: { type: dynamo }
backend:
  type: ${engine}
  decode_environment: { PYTHONUNBUFFERED: "1" }
  ${engine}_config:
    prefill:
${prefill}
    decode:
${decode}
benchmark: { type: sa-bench, isl: 8192, osl: 1024 }
`;

test('a recipe of srt-slurm is read: who decodes, and who computes the prompts', () => {
  const text = recipe(
    'sglang',
    '      { served-model-name: deepseek-ai/DeepSeek-R1, model-path: /model/, tensor-parallel-size: 8,\n' +
      '        data-parallel-size: 8, expert-parallel-size: 8, enable-dp-attention: true, quantization: modelopt_fp4,\n' +
      '        kv-cache-dtype: fp8_e4m3, mem-fraction-static: 0.85, disaggregation-mode: decode, max-running-requests: 512 }',
    '      { served-model-name: deepseek-ai/DeepSeek-R1, tensor-parallel-size: 4, disaggregation-mode: prefill }',
  );
  const launch = readLaunch(text);
  assert.ok(launch);
  const members = membersOf(text);
  assert.equal(members['model'], 'deepseek-v3');
  assert.equal(members['serving.engine'], 'sglang');
  assert.equal(members['serving.engineVersion'], '0.5.12');
  assert.equal(members['serving.layout'], '{ attentionData: 8, expert: 8 }');
  assert.equal(members['serving.weights'], 'nvfp4');
  assert.equal(members['serving.kvCache'], 'fp8');
  assert.equal(launch.sequences, 512);
  assert.equal(launch.prefill?.count, '8');
});

test('the options of TensorRT-LLM in a recipe stand within one another', () => {
  const members = membersOf(
    recipe(
      'trtllm',
      '      { tensor_parallel_size: 8, moe_expert_parallel_size: 8, enable_attention_dp: true, max_batch_size: 64,\n' +
        '        served-model-name: deepseek-ai/DeepSeek-R1, kv_cache_config: { dtype: fp8, free_gpu_memory_fraction: 0.8 },\n' +
        '        speculative_config: { decoding_type: MTP, num_nextn_predict_layers: 3 } }',
      '      { tensor_parallel_size: 4, served-model-name: deepseek-ai/DeepSeek-R1 }',
    ),
  );
  assert.equal(members['serving.engine'], 'trtllm');
  assert.equal(members['serving.layout'], '{ attentionData: 8, expert: 8 }');
  assert.equal(members['serving.memoryUtilization'], '80%');
  assert.equal(members['serving.kvCache'], 'fp8');
});

test('a VLLMRuntime of the production stack keeps what stands beside its model', () => {
  const members = membersOf(`kind: VLLMRuntime
spec:
  model: { modelURL: "meta-llama/Llama-3.1-8B-Instruct", maxModelLen: 4096, maxNumSeqs: 32 }
  vllmConfig: { enablePrefixCaching: false, tensorParallelSize: 2, gpuMemoryUtilization: "0.8", v1: true, port: 8000 }
  lmCacheConfig: { enabled: true, cpuOffloadingBufferSize: "15" }
  deploymentConfig: { image: { registry: docker.io, name: "vllm/vllm-openai:v0.10.1" }, replicas: 2 }
`);
  assert.equal(members['model'], 'llama-3.1-8b');
  assert.equal(members['serving.layout'], '{ tensor: 2 }');
  assert.equal(members['serving.memoryUtilization'], '80%');
  assert.equal(members['serving.maxModelLength'], '4K');
  assert.equal(members['serving.prefixCaching'], 'false');
  assert.equal(members['serving.engineVersion'], '0.10.1');
  assert.equal(members['serving.kvOffload.capacity'], '15 GiB');
});

test('another program in the image of a server is no server, and a place to fill in is no model', () => {
  const sidecar = launchIn(`spec:
  containers:
    - image: ghcr.io/llm-d/llm-d-cuda:v0.4.0
      command: ["/app/pd-sidecar"]
      args: ["--port=8000", "--vllm-port=8001"]
`);
  assert.ok(!sidecar.ok);
  const client = launchIn(`spec:
  containers:
    - name: bench
      image: vllm/vllm-openai:latest
      command: ["/bin/sh", "-c"]
      args:
        - |
          set -eu
          vllm bench serve --model Qwen/Qwen3-8B --max-concurrency 8
`);
  assert.ok(!client.ok);
  for (const model of ['REPLACE_ENV_MODEL', '/cache/REPLACE_ENV_MODEL', 'YOUR_MODEL_NAME/weights'])
    assert.ok(!launchIn(`vllm serve ${model} --tensor-parallel-size 2\n`).ok, model);
  assert.equal(
    membersOf('vllm serve org/MY_OWN_MODEL --tensor-parallel-size 2\n')['model'],
    '"org/MY_OWN_MODEL"',
  );
});

test('arrays of a script hold one another', () => {
  const members = membersOf(
    'TP=8\nPARALLEL=(--tensor-parallel-size "$TP" --data-parallel-size 1)\nEP=(--enable-expert-parallel)\n' +
      'args=(\n  --trust-remote-code\n  "${PARALLEL[@]}"\n  "${EP[@]}" # experts\n)\nvllm serve Qwen/Qwen3-8B "${args[@]}" > log 2>&1 &\n',
  );
  assert.equal(members['serving.layout'], '{ tensor: 8, expert: 8 }');
});

test('a file of options is found below its name and in a ConfigMap; vLLM’s command stands over it', () => {
  const fenced =
    '`options.yaml`\n```\nkv-cache-dtype: fp8\nmax-num-batched-tokens: 8192\ntensor-parallel-size: 2\n```\n\nThen:\n' +
    '```bash\nvllm serve Qwen/Qwen3-8B --config options.yaml --tensor-parallel-size 4\n```\n';
  const members = membersOf(fenced);
  assert.equal(members['serving.kvCache'], 'fp8');
  assert.equal(members['serving.maxBatchedTokens'], '8192');
  assert.equal(members['serving.layout'], '{ tensor: 4 }');
  const manifest = `kind: ConfigMap
metadata: { name: engine }
data:
  options.yaml: |
    tensor_parallel_size: 8
    kv_cache_config: { dtype: fp8, free_gpu_memory_fraction: 0.75 }
---
kind: Pod
spec:
  containers:
    - name: main
      command: [python3, -m, dynamo.trtllm]
      args: [--model-path, deepseek-ai/DeepSeek-R1, --extra-engine-args, /config/options.yaml]
`;
  const read = membersOf(manifest);
  assert.equal(read['serving.layout'], '{ tensor: 8 }');
  assert.equal(read['serving.memoryUtilization'], '75%');
  const missing = readLaunch('vllm serve Qwen/Qwen3-8B --config elsewhere.yaml -tp 2\n');
  assert.ok(missing?.ignored.some((note) => note.includes('elsewhere.yaml')));
  const named = membersOf(
    "cat > o.yaml <<'EOF'\nmodel: Qwen/Qwen3-8B\ntensor-parallel-size: 2\nEOF\nvllm serve --config o.yaml\n",
  );
  assert.equal(named['model'], 'qwen3-8b');
  assert.equal(named['serving.layout'], '{ tensor: 2 }');
});

test('what a text does not set is named, also in programs and functions', () => {
  for (const [text, name] of [
    ['serve() {\n  python -m sglang.launch_server --model-path "$1" --tp 2\n}\n', '$1'],
    ['args = ServerArgs(model_path=local_model_path, tp_size=2)\n', '$local_model_path'],
    ['vllm serve "/cache/${model.path}" --tensor-parallel-size 2\n', '${model.path}'],
  ] as const) {
    const read = launchIn(text);
    assert.ok(!read.ok && read.why.includes(name), read.ok ? text : read.why);
  }
});
