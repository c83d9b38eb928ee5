import assert from 'node:assert/strict';
import test from 'node:test';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import { expects, readLaunch } from './readLaunch.js';

test('arrays of a script are put in where they are used, comments left out', () => {
  expects(
    `MODEL=\${MODEL:-meta-llama/Llama-3.1-8B-Instruct}
ARGS=(
  --tensor-parallel-size 4   # one node
  --max-model-len 32768
)
if [ -n "$DP" ]; then ARGS+=(--data-parallel-size 2); fi
exec vllm serve "$MODEL" "\${ARGS[@]}" --gpu-memory-utilization "\${UTIL:-0.9}"
`,
    {
      model: 'llama-3.1-8b',
      'serving.layout': '{ tensor: 4, attentionData: 2 }',
      'serving.maxModelLength': '32K',
      'serving.memoryUtilization': '90%',
    },
  );
});

test('values of the vLLM production stack', () => {
  expects(
    `servingEngineSpec:
  modelSpec:
    - name: llama3
      repository: vllm/vllm-openai
      tag: v0.11.0
      modelURL: meta-llama/Llama-3.1-8B-Instruct
      replicaCount: 1
      requestGPU: 2
      hf_token: hf_abcdefghijklmnop
      vllmConfig:
        enableChunkedPrefill: false
        maxModelLen: 16384
        tensorParallelSize: 2
        gpuMemoryUtilization: 0.85
        extraArgs: ["--kv-cache-dtype", "fp8"]
`,
    {
      model: 'llama-3.1-8b',
      'serving.layout': '{ tensor: 2 }',
      'serving.maxModelLength': '16K',
      'serving.memoryUtilization': '85%',
      'serving.kvCache': 'fp8',
      'serving.engineVersion': '0.11.0',
    },
  );
});

test('values of llm-d: what decodes is taken, not what computes prompts', () => {
  expects(
    `modelArtifacts:
  name: Qwen/Qwen3-32B
  uri: "hf://Qwen/Qwen3-32B"
prefill:
  parallelism: { tensor: 1 }
  containers:
    - name: vllm
      modelCommand: vllmServe
      args: ["--max-model-len=4096"]
decode:
  parallelism: { tensor: 4, data: 2 }
  containers:
    - name: vllm
      image: ghcr.io/llm-d/llm-d:v0.2.0
      modelCommand: vllmServe
      args:
        - "--max-model-len=32768"
`,
    {
      model: 'qwen3-32b',
      'serving.layout': '{ tensor: 4, attentionData: 2 }',
      'serving.maxModelLength': '32K',
    },
  );
});

test('inference services of KServe', () => {
  expects(
    `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: { name: llama }
spec:
  predictor:
    model:
      modelFormat: { name: huggingface }
      args:
        - --model_name=llama3
        - --model_id=meta-llama/Llama-3.1-8B-Instruct
        - --tensor-parallel-size=2
        - --max_model_len=8192
`,
    { model: 'llama-3.1-8b', 'serving.layout': '{ tensor: 2 }', 'serving.maxModelLength': '8K' },
  );
  expects(
    `apiVersion: serving.kserve.io/v1alpha1
kind: LLMInferenceService
spec:
  model: { uri: "hf://deepseek-ai/DeepSeek-V3", name: ds }
  parallelism: { data: 8, expert: true }
`,
    { model: 'deepseek-v3', 'serving.layout': '{ attentionData: 8, expert: 8 }' },
  );
});

test('Ray Serve, as YAML and as Python', () => {
  expects(
    `applications:
  - name: llm
    args:
      llm_configs:
        - model_loading_config: { model_id: my-llama, model_source: meta-llama/Llama-3.1-8B-Instruct }
          engine_kwargs: { tensor_parallel_size: 2, max_model_len: 8192 }
`,
    { model: 'llama-3.1-8b', 'serving.layout': '{ tensor: 2 }', 'serving.maxModelLength': '8K' },
  );
  expects(
    `from ray.serve.llm import LLMConfig, build_openai_app
llm_config = LLMConfig(
    model_loading_config=dict(model_id="my", model_source="Qwen/Qwen3-32B"),
    engine_kwargs=dict(tensor_parallel_size=8, kv_cache_dtype="fp8"),
)
`,
    { model: 'qwen3-32b', 'serving.layout': '{ tensor: 8 }', 'serving.kvCache': 'fp8' },
  );
});

test('a graph of Dynamo: the workers that decode', () => {
  expects(
    `apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: { name: disagg }
spec:
  services:
    Frontend:
      componentType: frontend
      replicas: 1
    VllmPrefillWorker:
      subComponentType: prefill
      replicas: 2
      extraPodSpec:
        mainContainer:
          image: nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.6.0
          command: ["python3", "-m", "dynamo.vllm"]
          args: ["--model", "Qwen/Qwen3-32B", "--tensor-parallel-size", "2", "--is-prefill-worker"]
    VllmDecodeWorker:
      subComponentType: decode
      replicas: 1
      extraPodSpec:
        mainContainer:
          image: nvcr.io/nvidia/ai-dynamo/vllm-runtime:0.6.0
          command: ["/bin/sh", "-c"]
          args:
            - "python3 -m dynamo.vllm --model Qwen/Qwen3-32B --tensor-parallel-size 4"
`,
    { model: 'qwen3-32b', 'serving.layout': '{ tensor: 4 }' },
  );
});

test('engines that a Python program makes', () => {
  expects(
    `from vllm import LLM, SamplingParams
MODEL = "meta-llama/Llama-3.1-8B-Instruct"  # which
# LLM(model="commented/out")
llm = LLM(
    model=MODEL,
    tensor_parallel_size=4,
    max_model_len=32_768,
    enable_expert_parallel=False,
    speculative_config={"method": "mtp", "num_speculative_tokens": 2},
)
`,
    { model: 'llama-3.1-8b', 'serving.layout': '{ tensor: 4 }', 'serving.maxModelLength': '32K' },
  );
  expects(
    `from tensorrt_llm import LLM
llm = LLM(model="deepseek-ai/DeepSeek-V3", tensor_parallel_size=8, kv_cache_config=KvCacheConfig(dtype="fp8", free_gpu_memory_fraction=0.8))
`,
    { 'serving.engine': 'trtllm', 'serving.layout': '{ tensor: 8 }', 'serving.kvCache': 'fp8' },
  );
  expects(`import sglang as sgl\nllm = sgl.Engine(model_path="Qwen/Qwen3-32B", tp_size=2)\n`, {
    'serving.engine': 'sglang',
    model: 'qwen3-32b',
    'serving.layout': '{ tensor: 2 }',
  });
  assert.equal(readLaunch('class LLM(Base):\n    pass\n'), null);
});

test('compose with anchors, environment and an entry point', () => {
  expects(
    `x-common: &common
  image: vllm/vllm-openai:v0.10.2
  environment:
    TP: "2"
services:
  llm:
    <<: *common
    entrypoint: ["vllm", "serve"]
    command: ["Qwen/Qwen3-32B", "--tensor-parallel-size", "\${TP}"]
`,
    { model: 'qwen3-32b', 'serving.layout': '{ tensor: 2 }', 'serving.engineVersion': '0.10.2' },
  );
});

test('prose, comments, warnings and placeholders are no commands, and nothing follows from them', () => {
  for (const text of [
    'To serve it, run vllm serve with your model and the flags below.',
    '# vllm serve meta-llama/Llama-3.1-8B-Instruct --tp 2',
    "UserWarning: 'python -m sglang.launch_server' is supported, but 'sglang serve' is better.\n  Example: sglang serve --model-path <model> [options]",
    'vllm serve <model> --tensor-parallel-size 8',
    '2026-06-11 INFO trtllm-serve is starting with the model meta-llama/Llama-3.1-8B-Instruct --tp 8',
    'The command `vllm serve` takes the model first.',
    'vllm serve "$MODEL" --tensor-parallel-size 8',
    'vllm serve --tensor-parallel-size 8 --port 8000',
  ])
    assert.equal(readLaunch(text), null, text);
  const unset = launchIn('vllm serve "$MODEL" --tensor-parallel-size 8');
  assert.ok(!unset.ok && unset.why.includes('$MODEL'));
  const nameless = launchIn('vllm serve --tensor-parallel-size 8 --port 8000');
  assert.ok(!nameless.ok && nameless.why.includes('names no model'));
});

test('commands in Markdown, at prompts and behind other commands', () => {
  const tensor2 = { model: 'qwen3-32b', 'serving.layout': '{ tensor: 2 }' };
  for (const text of [
    'We start it with `vllm serve Qwen/Qwen3-32B --tensor-parallel-size 2` on one node.',
    '(venv) me@host:~/work$ vllm serve Qwen/Qwen3-32B --tensor-parallel-size 2',
    'cd /srv && source env.sh && /opt/venv/bin/vllm serve Qwen/Qwen3-32B --tensor-parallel-size 2',
    '1. vllm serve Qwen/Qwen3-32B --tensor-parallel-size 2',
    'CMD="vllm serve Qwen/Qwen3-32B --tensor-parallel-size 2"',
    'docker run vllm/vllm-openai:latest vllm serve Qwen/Qwen3-32B --tensor-parallel-size 2',
  ])
    expects(text, tensor2);
});

test('secrets are never said again', () => {
  const read = readLaunch(
    `HF_TOKEN=hf_abcdefghijk WANDB_API_KEY=0123456789 vllm serve own/model --api-key my-very-secret --hf-token=hf_zyxwvutsrqponm --model-loader-extra-config '{"auth_token": "tok-123456"}' --download-dir https://me:pa55word@example.com/x --tp 2`,
  );
  assert.ok(read);
  const said = JSON.stringify(read);
  for (const secret of [
    'hf_abcdefghijk',
    '0123456789',
    'my-very-secret',
    'hf_zyxwvutsrqponm',
    'tok-123456',
    'pa55word',
  ])
    assert.ok(!said.includes(secret), `${secret} in ${said}`);
  assert.ok(said.includes('--api-key …'));
});

test('a bomb of aliases, binary and huge texts are answered, not run into', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
    .split('')
    .map(
      (name, i) =>
        `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[i] ?? 'a'}`).join(',')}]`,
    )
    .join('\n')}\n`;
  for (const text of [bomb, '\u0000\u0001\uFFFD'.repeat(1000), `vllm serve ${'x '.repeat(1_000_000)}`])
    assert.equal(readLaunch(text), null);
});

test('a manifest in JSON is read as one in YAML', () => {
  expects(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: {
        containers: [
          {
            image: 'vllm/vllm-openai:v0.10.2',
            args: ['--model', 'Qwen/Qwen3-14B', '--tensor-parallel-size', '2'],
          },
        ],
      },
    }),
    { model: 'qwen3-14b', 'serving.engineVersion': '0.10.2', 'serving.layout': '{ tensor: 2 }' },
  );
});

test("values of llm-d's chart have the servers for prompts, unless they are not made", () => {
  const values = (create: boolean) => `modelArtifacts:
  name: Qwen/Qwen3-32B
decode:
  parallelism: { tensor: 4 }
  containers: [{ modelCommand: vllmServe, args: ["--max-model-len=32000"] }]
prefill:
  create: ${String(create)}
  replicas: 4
  parallelism: { tensor: 1 }
  containers: [{ modelCommand: vllmServe }]
`;
  const prefill = (text: string) => {
    const read = launchIn(text);
    assert.ok(read.ok);
    return read.launch.prefill;
  };
  assert.deepEqual(prefill(values(true)), { count: '4', serving: '{ layout: { tensor: 1 } }' });
  assert.equal(prefill(values(false)), null);
});

test('servers that a plan has no word for are refused by name, with what to give', () => {
  for (const [text, name] of [
    ['llama-server -hf unsloth/Qwen3-30B-A3B-GGUF:Q4_K_M -c 65536 -ngl 99', 'llama.cpp'],
    ['OLLAMA_CONTEXT_LENGTH=32768 ollama serve', 'Ollama'],
    [
      'docker run ghcr.io/huggingface/text-generation-inference:3.3.5 --model-id a/b',
      'Text Generation Inference',
    ],
    ['docker run nvcr.io/nim/meta/llama-3.1-70b-instruct:latest', 'NIM'],
    ['lmdeploy serve api_server Qwen/Qwen3-32B --tp 4', 'LMDeploy'],
    [
      'print_info: file type   = Q4_K - Medium\nllama_kv_cache: CUDA0 KV buffer size = 6144.00 MiB',
      'llama.cpp',
    ],
  ] as const) {
    const read = launchIn(text);
    assert.ok(!read.ok && read.why.startsWith(`${name} is no server`), text);
  }
});

test('a GGUF file is named as it is, since all of its tensors are quantized; a repository of them alone is no model', () => {
  expects(
    'vllm serve unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF:Q4_K_M --tokenizer Qwen/Qwen3-30B-A3B --max-model-len 8192',
    {
      model: '"Qwen3-30B-A3B-Instruct-2507-GGUF:Q4_K_M"',
      'serving.weights': undefined as unknown as string,
    },
  );
  const read = launchIn('vllm serve unsloth/Qwen3-32B-GGUF --max-model-len 8192');
  assert.ok(read.ok && read.launch.ignored.some((note) => /holds GGUF files: import one/.test(note)));
});

test('words of prose beside an image or a program are no models, nor are placeholders and what a command prints', () => {
  for (const text of [
    'The repo has two images (`vllm/vllm-openai` vs `vllm/vllm-openai-rocm`), and a launcher.',
    'It looks like `vllm/vllm-openai:<tag>` or `vllm/vllm-openai-rocm:<tag>`. For both',
    'vllm serve MODEL --tensor-parallel-size 8',
    '- **vLLM:** 0.27.1 or newer: `vllm/vllm-openai:v0.27.1`\n- **Hardware:** 1x B200\n',
    'MODEL_PATH=$(resolve "$CACHE")\nCMD=(\n  vllm serve "$MODEL_PATH"\n  --port 8000\n)\n',
    'trtllm-serve serve --max_batch_size 384 "/data/model/{{ .Values.model }}"',
  ]) {
    const read = launchIn(text);
    assert.ok(!read.ok, text);
  }
});

test('code within comments and prose does not take the next line in, and PowerShell does', () => {
  expects(
    '```bash\n# For 8B use `vllm serve mistralai/Ministral-3-8B`\n# or `vllm serve a/b`\nvllm serve mistralai/Ministral-3-14B \\\n  --tensor-parallel-size 2\n```\n',
    { model: 'ministral-3-14b', 'serving.layout': '{ tensor: 2 }' },
  );
  expects('```bash\n  vllm serve microsoft/phi-4  ```\n\nTP values remain choices.\n', { model: 'phi-4' });
  expects(
    'docker run --gpus all `\n  vllm/vllm-openai:latest `\n  --model Qwen/Qwen3-8B `\n  --tensor-parallel-size 2\n',
    {
      model: 'qwen3-8b',
      'serving.layout': '{ tensor: 2 }',
    },
  );
  expects(
    'set -x\n"${OFFLINE[@]}" vllm serve openai/gpt-oss-120b --port $PORT \\\n$PARALLEL_ARGS \\\n--max-model-len 8192\n',
    {
      model: 'gpt-oss-120b',
      'serving.maxModelLength': '8K',
    },
  );
});

test('of several commands the first counts, and the models of the others are said', () => {
  const read = launchIn(
    'vllm serve openai/gpt-oss-20b --tp 1\n# larger\nvllm serve openai/gpt-oss-120b -tp 2\nvllm serve openai/gpt-oss-20b -tp 4\n',
  );
  assert.ok(read.ok);
  assert.ok(
    read.launch.ignored.includes('commands for gpt-oss-120b: the first counts'),
    read.launch.ignored.join(),
  );
});
