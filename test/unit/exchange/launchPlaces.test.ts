import assert from 'node:assert/strict';
import test from 'node:test';
import { launchIn } from '../../../src/exchange/launch/launchImport.js';

function expects(text: string, expected: Record<string, string>): void {
  const read = launchIn(text);
  assert.ok(read.ok, `${read.ok ? '' : read.why}\n${text}`);
  const members = Object.fromEntries(
    read.launch.members.map(([path, value]) => [path.join('.'), value] as const),
  );
  const found = Object.fromEntries(Object.keys(expected).map((name) => [name, members[name]]));
  assert.deepEqual(found, expected, text);
}

test('a Dockerfile starts its last entry point with its last command behind it', () => {
  const expected = {
    model: 'qwen3-30b-a3b',
    'serving.layout': '{ tensor: 2 }',
    'serving.engineVersion': '0.19.0',
  };
  expects(
    'FROM vllm/vllm-openai:v0.19.0\nENTRYPOINT ["python3", "-m", "vllm.entrypoints.openai.api_server"]\n' +
      'CMD ["--model", "Qwen/Qwen3-30B-A3B", "--tensor-parallel-size", "2"]\n',
    expected,
  );
  expects(
    'FROM vllm/vllm-openai:v0.19.0\nENV MODEL=Qwen/Qwen3-30B-A3B\nCMD ["--model", "$MODEL", "-tp", "2"]\n',
    expected,
  );
});

test('variables of Windows and of workflows are those that the text sets', () => {
  expects(
    '@echo off\r\nset MODEL=Qwen/Qwen3-8B\r\nvllm serve %MODEL% ^\r\n  --tensor-parallel-size 2 ^\r\n  --max-model-len 8192\r\n',
    { model: 'qwen3-8b', 'serving.maxModelLength': '8K' },
  );
  expects('$env:MODEL = "Qwen/Qwen3-8B"\nvllm serve $env:MODEL --max-model-len 8192\n', {
    model: 'qwen3-8b',
  });
  expects(
    'jobs:\n  t:\n    env:\n      MODEL: Qwen/Qwen3-8B\n    steps:\n      - run: |\n          vllm serve ${{ env.MODEL }} -tp 2 &\n',
    { model: 'qwen3-8b', 'serving.layout': '{ tensor: 2 }' },
  );
  const unset = launchIn('jobs:\n  t:\n    steps:\n      - run: vllm serve ${{ inputs.model }} -tp 2\n');
  assert.ok(!unset.ok && unset.why.includes('${model}'), unset.ok ? '' : unset.why);
});

test('a Python call takes what a dictionary holds', () => {
  for (const written of [
    'dict(tensor_parallel_size=2, max_model_len=16384)',
    '{"tensor_parallel_size": 2, "max_model_len": 16384}',
  ])
    expects(`from vllm import LLM\nkwargs = ${written}\nllm = LLM("Qwen/Qwen2.5-7B-Instruct", **kwargs)\n`, {
      model: 'qwen2.5-7b',
      'serving.layout': '{ tensor: 2 }',
      'serving.maxModelLength': '16K',
    });
  expects('kwargs = dict(a=1, **kwargs)\nllm = LLM("Qwen/Qwen2.5-7B-Instruct", **kwargs)\n', {
    model: 'qwen2.5-7b',
  });
});

test('KServe’s service takes the arguments of a variable of its container', () => {
  expects(
    'kind: LLMInferenceService\nspec:\n  model: { uri: "hf://meta-llama/Llama-3.1-8B-Instruct" }\n' +
      '  parallelism: { tensor: 2 }\n  template:\n    containers:\n      - name: main\n        env:\n' +
      '          - { name: VLLM_ADDITIONAL_ARGS, value: "--max-model-len 8192 --gpu-memory-utilization 0.85" }\n',
    {
      model: 'llama-3.1-8b',
      'serving.layout': '{ tensor: 2 }',
      'serving.maxModelLength': '8K',
      'serving.memoryUtilization': '85%',
    },
  );
});

test('units of systemd and Podman, and blocks of Nomad, start a server behind a path or by its image', () => {
  const expected = { model: 'qwen3-32b', 'serving.layout': '{ tensor: 4 }' };
  const flags = '--model ${MODEL} --tensor-parallel-size ${TP}';
  const variables = 'Environment="MODEL=Qwen/Qwen3-32B"\nEnvironment=TP=4\n';
  expects(
    `[Service]\n${variables}ExecStart=/opt/vllm/bin/python -m vllm.entrypoints.openai.api_server \\\n  ${flags}\n`,
    expected,
  );
  expects(
    `[Service]\n${variables}ExecStart=-/usr/bin/docker run vllm/vllm-openai:v0.21.0 ${flags}\n`,
    expected,
  );
  expects(`[Container]\n${variables}Exec=${flags}\nImage=docker.io/vllm/vllm-openai:v0.25.1\n`, {
    ...expected,
    'serving.engineVersion': '0.25.1',
  });
  const block = (image: string) =>
    `config {\n  image = "${image}"\n  args = [\n    # the model\n    "--model", "Qwen/Qwen3-32B",\n    "--tensor-parallel-size", "4",\n  ]\n}\n`;
  expects(block('vllm/vllm-openai:v0.21.0'), { ...expected, 'serving.engineVersion': '0.21.0' });
  assert.equal(launchIn(block('example/proxy:1')).ok, false);
});

test('YAML that a ConfigMap or a RayService holds as a text is read as the rest', () => {
  const inner = (indent: string) =>
    [
      '# a model',
      'llm_configs:',
      '  - model_loading_config: { model_id: q, model_source: Qwen/Qwen3-32B }',
      '    engine_kwargs:',
      '      tensor_parallel_size: 2',
    ]
      .map((line) => `${indent}${line}\n`)
      .join('');
  const expected = { model: 'qwen3-32b', 'serving.layout': '{ tensor: 2 }' };
  expects(`kind: ConfigMap\ndata:\n  model.yaml: |\n${inner('    ')}`, expected);
  expects(`kind: RayService\nspec:\n  serveConfigV2: |\n    args:\n${inner('      ')}`, expected);
});
