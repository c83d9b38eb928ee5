import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { launchCommand } from '../../../src/exchange/launch/launchCommand.js';
import { launchEdit, launchText } from '../../../src/exchange/launch/launchWriting.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { readLaunch } from './readLaunch.js';

const members = (text: string) => {
  const read = readLaunch(text);
  assert.ok(read, text);
  return Object.fromEntries(read.members.map(([path, value]) => [path.join('.'), value]));
};

void test('a vLLM command over several lines, with environment, quotes and another command behind it', () => {
  const text = `#!/bin/bash
# start
export HF_HOME=/data
VLLM_USE_V1=1 CUDA_VISIBLE_DEVICES=0,1 vllm serve deepseek-ai/DeepSeek-V3 \\
  --tensor-parallel-size=4 --data-parallel-size 2 \\
  --enable-expert-parallel --trust-remote-code \\
  --kv_cache_dtype fp8_e4m3 --gpu-memory-utilization 0.92 \\
  --max-model-len 131072 --max-num-seqs 256 \\
  --speculative-config '{"method": "deepseek_mtp",
     "num_speculative_tokens": 2}' \\
  --port 8000 2>&1 | tee log.txt
echo done
`;
  assert.deepEqual(members(text), {
    model: 'deepseek-v3',
    'serving.engine': 'vllm',
    'serving.kvCache': 'fp8',
    'serving.memoryUtilization': '92%',
    'serving.maxModelLength': '128K',
    'serving.maxSequences': '256',
    'serving.layout': '{ tensor: 4, attentionData: 2, expert: 8 }',
  });
  const read = readLaunch(text);
  assert.deepEqual(read?.speculation, { method: 'mtp', draftTokens: '2' });
  assert.deepEqual([read.sequences, read.accelerators], [512, 8]);
  assert.deepEqual(read.ignored, [
    'VLLM_USE_V1=1',
    'CUDA_VISIBLE_DEVICES=0,1',
    '--trust-remote-code',
    '--port 8000',
  ]);
});

void test('SGLang counts the ranks of data-parallel attention among those of tensor parallelism', () => {
  const read = members(
    'python3 -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V3 --tp 16 --dp 8 --enable-dp-attention --ep-size 16 --mem-fraction-static 0.85 --page-size 64',
  );
  assert.equal(read['serving.layout'], '{ tensor: 2, attentionData: 8, expert: 16 }');
  assert.equal(read['serving.memoryUtilization'], '85%');
  assert.equal(read['serving.blockSize'], '64');
  const replicas = readLaunch('python -m sglang.launch_server --model-path x/y --tp 4 --dp 2');
  assert.equal(replicas?.accelerators, 4);
  assert.ok(replicas.ignored.some((what) => what.startsWith('2 replicas')));
});

void test('other ways to write it', () => {
  assert.equal(
    members('vllm serve --trust-remote-code ./models/own/')['model'],
    '{ config: "./models/own/config.json" }',
  );
  assert.equal(
    members('docker run vllm/vllm-openai:v0.11 --model deepseek-ai/DeepSeek-V3 -tp 8')['serving.layout'],
    '{ tensor: 8 }',
  );
  assert.deepEqual(
    readLaunch(
      'vllm serve x --speculative-config.method eagle3 --speculative-config.num_speculative_tokens 3',
    )?.speculation,
    { method: 'eagle3', draftTokens: '3' },
  );
  assert.equal(readLaunch('nothing to see'), null);
  assert.equal(readLaunch("vllm serve x --speculative-config '{"), null);
});

void test('commands are found where people keep them: containers, manifests, scripts and shells in quotes', () => {
  const tensor8 = (text: string) => {
    const read = members(text);
    assert.deepEqual([read['model'], read['serving.layout']], ['deepseek-v3', '{ tensor: 8 }'], text);
  };
  tensor8('bash -c "vllm serve deepseek-ai/DeepSeek-V3 --tensor-parallel-size 8" && echo done');
  tensor8('vllm serve deepseek-ai/DeepSeek-V3 ^\r\n  --tensor-parallel-size 8');
  tensor8('ENTRYPOINT ["vllm", "serve", "deepseek-ai/DeepSeek-V3", "--tensor-parallel-size", "8"]');
  tensor8(
    'image: vllm/vllm-openai:v0.11\ncommand:\n  ["python3", "-m", "sglang.launch_server",\n   "--model-path", "deepseek-ai/DeepSeek-V3", "--tp=8",]\n',
  );
  tensor8('vllm serve --enable-lora deepseek-ai/DeepSeek-V3 --tensor_parallel_size=8 # ranks');
  tensor8(
    'nohup uv run vllm serve deepseek-ai/DeepSeek-V3 -tp=8 --hf-overrides \'{"architectures": ["X"]}\' > log 2>&1 &',
  );
  const docker = readLaunch(`docker run --gpus all -v ~/.cache/huggingface:/root/.cache/huggingface \\
    --env "HUGGING_FACE_HUB_TOKEN=hf_abc" -p 8000:8000 --ipc=host \\
    vllm/vllm-openai:latest \\
    --model meta-llama/Llama-3.1-70B-Instruct --tensor-parallel-size=4 --kv-cache-dtype=auto`);
  assert.deepEqual(docker?.ignored, ['HUGGING_FACE_HUB_TOKEN=…']);
  assert.deepEqual(
    docker.members.map(([path]) => path.at(-1)),
    ['model', 'engine', 'kvCache', 'layout'],
  );
  assert.equal(readLaunch('image: vllm/vllm-openai:latest\nports: [8000]\n'), null);
});

void test('drafting is read from SGLang and from JSON members, and EAGLE is what the model makes of it', () => {
  const drafting = (text: string) => readLaunch(text)?.speculation;
  const sglang = 'python -m sglang.launch_server --model-path';
  const eagle =
    '--speculative-algorithm EAGLE --speculative-num-steps 3 --speculative-eagle-topk 1 --speculative-num-draft-tokens 4';
  assert.deepEqual(drafting(`${sglang} deepseek-ai/DeepSeek-V3 --tp 8 ${eagle}`), {
    method: 'mtp',
    draftTokens: '3',
  });
  assert.deepEqual(
    drafting(`${sglang} deepseek-ai/DeepSeek-V3 --speculative-algo NEXTN --speculative-num-draft-tokens 2`),
    {
      method: 'mtp',
      draftTokens: '1',
    },
  );
  const llama = readLaunch(`${sglang} meta-llama/Llama-3.1-70B-Instruct ${eagle}`);
  assert.equal(llama?.speculation, null);
  assert.ok(llama.ignored.some((what) => what.startsWith('eagle is not a way to draft')));
  assert.equal(
    drafting(`vllm serve deepseek-ai/DeepSeek-V3 --speculative-config '{"method":"eagle"}'`),
    null,
  );
  assert.equal(
    members(`vllm serve x --compilation-config '{"cudagraph_capture_sizes":[1,2,512],"level":3}'`)[
      'serving.graphTokens'
    ],
    '512',
  );
});

void test('what is not understood is named with why, never guessed', () => {
  const read = readLaunch(
    'vllm serve own/model --kv-cache-dtype turboquant -tp zero --speculative-config \'{"method":"suffix"}\'',
  );
  assert.deepEqual(
    read?.ignored.map((what) => what.replace(/ \(.*/, '')),
    [
      '--kv-cache-dtype turboquant',
      '-tp zero',
      '--speculative-config {"method":"suffix"}',
      'own/model is not in the catalogue: name its config.json in the plan',
    ],
  );
  assert.equal(read.speculation, null);
});

void test('reading never throws, whatever the text', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(fc.string(), fc.constantFrom('vllm serve ', '--tp', '\\\n', "'", '"', '--model', '\n', '=')),
        { maxLength: 20 },
      ),
      (parts) => {
        const read = readLaunch(`vllm serve ${parts.join('')}`);
        if (read)
          assert.deepEqual(
            analyze(
              `decodeplan: 1\n${launchText({ ...read, members: read.members.filter(([[group]]) => group !== 'model') })}`,
            ).document.problems.filter(({ path }) => path.startsWith('serving')),
            [],
          );
      },
    ),
    { numRuns: 300 },
  );
});

const BASE = `# keep me
decodeplan: 1
model: deepseek-v3
workloads: { chat: { concurrency: 64, context: 8K } } # and me
gpus: { type: h200-sxm, count: 64 }
options: { as-launched: { speculation: { method: none, acceptance: 1.8 } } }
`;
const settings = fc.record({
  // TensorRT-LLM's memory is told, not read: its round trip is in trtllm.test.ts.
  engine: fc.constantFrom('vllm', 'sglang'),
  tensor: fc.constantFrom(1, 2, 4, 8),
  attentionData: fc.constantFrom(1, 2, 4),
  pipeline: fc.constantFrom(1, 2),
  experts: fc.boolean(),
  fp8: fc.boolean(),
  utilization: fc.integer({ min: 50, max: 99 }),
  length: fc.constantFrom('64K', '100000', '32k', '1M'),
  drafts: fc.constantFrom(0, 1, 3),
});

void test('Copy Launch Command and its import come back to the same serving and the same command', () => {
  fc.assert(
    fc.property(settings, (s) => {
      const expert = s.experts ? s.tensor * s.attentionData : 1;
      const drafted = s.drafts > 0 && s.engine === 'vllm';
      const text = `${BASE.replace(/options.*\n/, '')}serving:
  engine: ${s.engine}
  memoryUtilization: ${s.utilization}%
  maxModelLength: ${s.length}
${s.fp8 ? '  kvCache: fp8\n' : ''}  layout: { tensor: ${s.tensor}, attentionData: ${s.attentionData}, pipeline: ${s.pipeline}, expert: ${expert} }
options: { as-launched: { speculation: { method: ${drafted ? `mtp, draftTokens: ${s.drafts}` : 'none'}, acceptance: 1.8 } } }
`;
      const first = commandOf(text);
      const read = readLaunch(first);
      assert.ok(read);
      const edited = applyEdits(BASE, [launchEdit(BASE, read)]);
      assert.ok(edited.startsWith('# keep me\n') && edited.includes('# and me'));
      assert.ok(edited.includes('acceptance: 1.8'));
      assert.equal(commandOf(edited), first);
      // The command says how many sequences the plan has in flight, where the model fits.
      const [, said] = /--max-(?:num-seqs|running-requests) (\d+)/.exec(first) ?? [];
      const maxSequences =
        said === undefined ? null : Number(said) / (s.engine === 'sglang' ? s.attentionData : 1);
      assert.deepEqual(
        { ...analyze(edited).plan?.serving },
        { ...analyze(text).plan?.serving, maxSequences },
      );
    }),
    { numRuns: 60 },
  );
});

function commandOf(text: string): string {
  const { plan, problems, result } = analyze(text);
  assert.deepEqual(problems, [], text);
  const [name = ''] = Object.keys(plan?.options ?? {});
  const option = result()?.options[name];
  assert.ok(plan && option);
  const launch = launchCommand(plan, name, option);
  assert.ok(launch.ok);
  return launch.command;
}
