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
