import assert from 'node:assert/strict';
import test from 'node:test';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';
import { expects, membersOf, readLaunch } from './readLaunch.js';

test('a whole command in an array goes on over its lines, and takes what is added to it', () => {
  const text = (start: string) => `MODEL_PATH=Qwen/Qwen3-32B
EXTRA=(--kv-cache-dtype fp8)
${start}
    --model-path "$MODEL_PATH"   # as it is published
    --tp 4
    "\${EXTRA[@]}"
    --mem-fraction-static 0.85
)
if [ -n "$DP" ]; then CMD+=(--context-length 65536); fi
"\${CMD[@]}" > server.log 2>&1 &
`;
  for (const start of ['CMD=(\n    python3 -m sglang.launch_server', 'CMD=(python3 -m sglang.launch_server'])
    expects(text(start), {
      model: 'qwen3-32b',
      'serving.engine': 'sglang',
      'serving.kvCache': 'fp8',
      'serving.memoryUtilization': '85%',
      'serving.maxModelLength': '64K',
      'serving.layout': '{ tensor: 4 }',
    });
});

test('functions of a script each have their own array of that name', () => {
  expects(
    `start_router() {\n    local cmd=(python -m router\n        --port 8000)\n}
start_server() {\n    local cmd=(vllm serve Qwen/Qwen3-8B\n        --tensor-parallel-size 2 --max-model-len 16384)\n}`,
    { model: 'qwen3-8b', 'serving.layout': '{ tensor: 2 }', 'serving.maxModelLength': '16K' },
  );
});

test('quotes within a quoted command are its own, and a variable ends it and goes on', () => {
  expects(
    `export MODEL=deepseek-ai/DeepSeek-V3.1
srun bash -lc 'python3 -m sglang.launch_server --model-path '"$MODEL"' --tp 16 --nnodes 2'`,
    { model: 'deepseek-v3', 'serving.layout': '{ tensor: 16 }' },
  );
  const launch = readLaunch(`docker run --gpus all own/image -lc 'set -eu
  exec /opt/venv/bin/vllm serve Qwen/Qwen3-32B \\
    --max-num-seqs "\${SEQS:-32}" \\
    --speculative-config '"'"'{"method":"ngram","num_speculative_tokens":3}'"'"''`);
  assert.equal(launch?.sequences, 32);
  assert.equal(launch.speculation?.draftTokens, '3');
  assert.equal(membersOf(`bash -c 'vllm serve Qwen/Qwen3-32B --tp 2' && echo 'x'`)['model'], 'qwen3-32b');
});

test('a place in a container is the folder that a variable mounts there', () => {
  expects(
    `WEIGHTS=/srv/nemotron
docker run --gpus all -v "\${WEIGHTS}:/model:ro" --entrypoint /bin/bash vllm/vllm-openai:v0.20.0 -c \\
  "pip install x && vllm serve /model --max-num-seqs 8"`,
    { model: '{ config: "/srv/nemotron/config.json" }', 'serving.engineVersion': '0.20.0' },
  );
});

test('what a comment says of a variable counts only where nothing sets it', () => {
  expects(
    '# Usage: MODEL=Qwen/Qwen3-8B, TP=2 ./serve.sh\nvllm serve $MODEL --tensor-parallel-size ${TP:-4}',
    {
      model: 'qwen3-8b',
      'serving.layout': '{ tensor: 2 }',
    },
  );
  expects(
    `# Fixed: MODEL=Qwen3-8B, TP=2
export MODEL=Qwen3-32B TP=4
python3 -m dynamo.vllm --model /models/$MODEL --tensor-parallel-size $TP`,
    { model: 'qwen3-32b', 'serving.layout': '{ tensor: 4 }' },
  );
});

test('a list of words that a Python program starts', () => {
  expects(
    `import subprocess
MODEL_NAME = "Qwen/Qwen3-8B-FP8"
N_GPU = 2
def serve():
    cmd = [
        "vllm", "serve",
        "--uvicorn-log-level=info",
        MODEL_NAME,
        "--served-model-name", MODEL_NAME, "llm",
        "--port", str(PORT),
    ]
    cmd += ["--enforce-eager" if FAST_BOOT else "--no-enforce-eager"]
    cmd += ["--tensor-parallel-size", str(N_GPU), f"--max-model-len={MAX}"]
    subprocess.Popen(" ".join(cmd), shell=True)
MAX = 16384
`,
    {
      model: 'qwen3-8b',
      'serving.weights': 'fp8',
      'serving.layout': '{ tensor: 2 }',
      'serving.maxModelLength': '16K',
    },
  );
  expects(
    `import sys\nARGS = ["--tp", "8"]
proc = Popen([sys.executable, "-m", "sglang.launch_server", "--model-path", "Qwen/Qwen3-32B", *ARGS])`,
    { model: 'qwen3-32b', 'serving.engine': 'sglang', 'serving.layout': '{ tensor: 8 }' },
  );
  const unset = launchIn(`from x import MODEL\ncmd = ["vllm", "serve", self.model, "--port", "1"]`);
  assert.ok(!unset.ok && unset.why.includes('$self_model'));
});

test('KubeAI’s models and catalogues', () => {
  expects(
    `apiVersion: kubeai.org/v1
kind: Model
metadata: { name: r1 }
spec:
  features: [TextGeneration]
  url: hf://deepseek-ai/DeepSeek-R1
  engine: VLLM
  args: [--max-model-len=32768, --max-num-batched-token=4096, --tensor-parallel-size=8, --kv-cache-dtype=fp8]
  resourceProfile: amd-gpu-mi300x:8
`,
    {
      model: 'deepseek-v3',
      'serving.kvCache': 'fp8',
      'serving.maxModelLength': '32K',
      'serving.maxBatchedTokens': '4096',
      'serving.layout': '{ tensor: 8 }',
    },
  );
  expects(
    `catalog:
  qwen3-8b-l4:
    enabled: true
    url: "hf://Qwen/Qwen3-8B?revision=main"
    engine: VLLM
    args: [--max-num-seqs=16]
    resourceProfile: nvidia-gpu-l4:1
`,
    { model: 'qwen3-8b', 'serving.layout': '{ tensor: 1 }' },
  );
  assert.equal(readLaunch(`spec: { engine: OLlama, url: "ollama://qwen2:0.5b" }`), null);
});

test('KAITO’s workspaces, with the settings that they name', () => {
  const workspace = `apiVersion: kaito.sh/v1beta1
kind: Workspace
metadata: { name: w }
resource: { instanceType: Standard_NC48ads_A100_v4 }
inference:
  preset: { name: llama-3.3-70b-instruct }
`;
  const config = `  config: params
---
apiVersion: v1
kind: ConfigMap
metadata: { name: params }
data:
  inference_config.yaml: |
    vllm:
      gpu-memory-utilization: 0.84
      max-model-len: 10240
      tensor-parallel-size: 2
`;
  expects(workspace + config, {
    model: 'llama-3.1-70b',
    'serving.memoryUtilization': '84%',
    'serving.maxModelLength': '10K',
    'serving.layout': '{ tensor: 2 }',
  });
  // The machine's accelerators stand in its type's name alone: no layout is made up.
  assert.equal(readLaunch(workspace)?.accelerators, null);
  assert.equal(membersOf(workspace)['serving.layout'], undefined);
});

test('flags tell the server of a patch, and of a company’s own image', () => {
  expects(
    `spec:
  template:
    spec:
      containers:
        - name: server
          args: [--model=$(MODEL_ID), --tensor-parallel-size=2]
          env: [{ name: MODEL_ID, value: Qwen/Qwen3-32B }]
`,
    { model: 'qwen3-32b', 'serving.engine': 'vllm', 'serving.layout': '{ tensor: 2 }' },
  );
  assert.equal(readLaunch(`containers: [{ image: bench:1, args: [--model, a/b, --rate, "4"] }]`), null);
});

test('blocks of YAML in a Markdown text are read as YAML, in their order with its commands', () => {
  const block = (name: string) => `\`\`\`yaml
type: service
commands:
  - vllm serve ${name}
      --tensor-parallel-size 4
      --max-model-len 8192
\`\`\`
`;
  expects(`# Serve\n\n${block('Qwen/Qwen3-32B')}\n\`\`\`bash\nvllm serve Qwen/Qwen3-8B\n\`\`\`\n`, {
    model: 'qwen3-32b',
    'serving.layout': '{ tensor: 4 }',
    'serving.maxModelLength': '8K',
  });
  expects(`\`\`\`bash\nvllm serve Qwen/Qwen3-8B --tp 2\n\`\`\`\n\n${block('Qwen/Qwen3-32B')}`, {
    model: 'qwen3-8b',
    'serving.layout': '{ tensor: 2 }',
  });
});

test('numbers behind a flag that a plan has no word for are its list, and no model', () => {
  const launch = readLaunch(
    'python3 -m sglang.launch_server --cuda-graph-bs 1 2 4 8 --model-path Qwen/Qwen3-32B --tp 2',
  );
  assert.ok(launch);
  assert.ok(launch.ignored.includes('--cuda-graph-bs 1 2 4 8'));
  assert.deepEqual(launch.members[0], [['model'], 'qwen3-32b']);
});

test('a service that is named after both computes prompts and decodes', () => {
  const command = (mode: string) =>
    `python -m sglang.launch_server --model-path Qwen/Qwen3-32B --tp 2 --disaggregation-mode ${mode}`;
  const launch = readLaunch(`type: service
name: prefill-decode
replicas:
  - { count: 1..4, commands: ["${command('prefill')}"] }
  - { count: 1..8, commands: ["${command('decode')}"] }
`);
  assert.ok(launch?.ignored.some((note) => note.startsWith('--disaggregation-mode decode')));
  assert.deepEqual(launch?.prefill, { count: '2' });
});
