import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { takenBytes } from '../../../src/engine/shapes/parts.js';
import { launchCommand, type Launch } from '../../../src/exchange/launch/launchCommand.js';
import { launchEdit } from '../../../src/exchange/launch/launchWriting.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { readLaunch } from './readLaunch.js';

const BASE = `decodeplan: 1
model: deepseek-v3
workloads: { chat: { concurrency: 64, context: 8K } }
gpus: { type: h200-sxm, count: 64 }
`;

function launchOf(text: string): Launch {
  const { plan, problems, result } = analyze(text);
  assert.deepEqual(problems, [], text);
  const [name = ''] = Object.keys(plan?.options ?? {});
  const option = result()?.options[name];
  assert.ok(plan && option);
  return launchCommand(plan, name, option);
}

function commandOf(text: string): string {
  const launch = launchOf(text);
  assert.ok(launch.ok, launch.ok ? '' : launch.message);
  return launch.command;
}

const members = (text: string) => {
  const read = readLaunch(text);
  assert.ok(read, text);
  return Object.fromEntries(read.members.map(([path, value]) => [path.join('.'), value]));
};

const settings = fc.record({
  ranks: fc.constantFrom(1, 2, 4, 8),
  data: fc.boolean(),
  pipeline: fc.constantFrom(1, 2),
  experts: fc.boolean(),
  cache: fc.constantFrom('fp8', 'nvfp4', 'bf16'),
  tokens: fc.constantFrom(2048, 8192),
  page: fc.constantFrom(32, 64),
  length: fc.constantFrom('64K', '100000', '128K'),
  drafts: fc.constantFrom(0, 1, 3),
});

void test('what TensorRT-LLM is started with is read back as the same serving and the same command', () => {
  fc.assert(
    fc.property(settings, (s) => {
      const layout = `${s.data ? 'attentionData' : 'tensor'}: ${s.ranks}, pipeline: ${s.pipeline}, expert: ${s.experts ? s.ranks : 1}`;
      const text = `${BASE}serving:
  engine: trtllm
  kvCache: ${s.cache}
  maxBatchedTokens: ${s.tokens}
  blockSize: ${s.page}
  maxModelLength: ${s.length}
  layout: { ${layout} }
options: { as-launched: { speculation: { method: ${s.drafts > 0 ? `mtp, draftTokens: ${s.drafts}` : 'none'}, acceptance: 1.8 } } }
`;
      const first = commandOf(text);
      const read = readLaunch(first);
      assert.ok(read);
      assert.deepEqual(read.ignored, []);
      const base = `${BASE}options: { as-launched: { speculation: { method: none, acceptance: 1.8 } } }\n`;
      const edited = applyEdits(base, [launchEdit(base, read)]);
      assert.equal(commandOf(edited), first);
      const [, said] = /--max_batch_size (\d+)/.exec(first) ?? [];
      const maxSequences = said === undefined ? null : Number(said);
      assert.deepEqual(
        { ...analyze(edited).plan?.serving },
        { ...analyze(text).plan?.serving, maxSequences },
      );
    }),
    { numRuns: 60 },
  );
});

void test('options stand in a file that the same text writes', () => {
  const command = commandOf(
    `${BASE}serving: { engine: trtllm, kvCache: fp8, layout: { attentionData: 8, expert: 8 } }\noptions: { o: {} }\n`,
  );
  assert.match(command, /^cat > launch-options\.yaml <<'EOF'\nenable_attention_dp: true\n/);
  assert.match(command, /\nenable_chunked_prefill: true\nkv_cache_config:\n {2}dtype: fp8\n/);
  assert.match(
    command,
    /\nEOF\ntrtllm-serve deepseek-ai\/DeepSeek-V3 \\\n {2}--tp_size 8 \\\n {2}--ep_size 8/,
  );
  assert.match(command, /--extra_llm_api_options launch-options\.yaml$/);
});

void test('its fraction is of what weights and buffers leave, in the plan as in the command', () => {
  const text = `${BASE}serving: { engine: trtllm, memoryUtilization: 80%, layout: { tensor: 8, expert: 8 } }\noptions: { o: {} }\n`;
  assert.match(commandOf(text), /free_gpu_memory_fraction: 0\.8\n/);
  const memory = analyze(text).result()?.options['o']?.workloads['chat']?.memory;
  assert.ok(memory);
  const free = memory.capacityBytes - takenBytes(memory);
  assert.ok(Math.abs(memory.kvPoolBytes / free - 0.8) < 0.001, `${memory.kvPoolBytes / free}`);
});

void test('layouts that no command of it says are refused with the reason', () => {
  const refused = (layout: string) => {
    const launch = launchOf(
      `${BASE}serving: { engine: trtllm, layout: { ${layout} } }\noptions: { o: {} }\n`,
    );
    assert.ok(!launch.ok);
    return launch.message;
  };
  assert.match(refused('tensor: 2, attentionData: 4, expert: 8'), /every rank or on none: 2 × 4/);
  assert.match(refused('tensor: 8, context: 4'), /`context`/);
});

void test('limits are those of one data-parallel rank', () => {
  const read = readLaunch(`cat >/tmp/extra.yml <<EOF
enable_attention_dp: true
EOF
trtllm-serve deepseek-ai/DeepSeek-V3 --tp_size 8 --max_batch_size 16 --max_num_tokens 4096 --extra_llm_api_options /tmp/extra.yml`);
  assert.equal(read?.sequences, 128);
  assert.ok(read.members.some(([path, value]) => path[1] === 'maxBatchedTokens' && value === '4096'));
});

const FILE = `tensor_parallel_size: 8
moe_expert_parallel_size: 4
enable_attention_dp: false
enable_chunked_prefill: false
max_batch_size: 128
print_iter_log: true
kv_cache_config:
  dtype: fp8
  enable_block_reuse: false
  host_cache_size: 45000000000
cache_transceiver_config: { backend: UCX, max_tokens_in_buffer: 8192 }
speculative_config:
  decoding_type: Eagle
  max_draft_len: 3
  speculative_model_dir: /models/eagle
cuda_graph_config: { batch_sizes: [1, 2, 4] }
moe_config: ~
`;

void test('a file of options alone is read, and what the plan has elsewhere is told', () => {
  assert.deepEqual(members(FILE), {
    'serving.engine': 'trtllm',
    'serving.kvCache': 'fp8',
    'serving.prefixCaching': 'false',
    'serving.kvOffload.capacity': '45 GB',
    'serving.maxSequences': '128',
    'serving.layout': '{ tensor: 8, expert: 4 }',
  });
  const read = readLaunch(FILE);
  assert.deepEqual(read?.speculation, { method: 'eagle3', draftTokens: '3' });
  assert.deepEqual(
    read.ignored.map((what) => what.replace(/ \(.*/, '')),
    [
      'enable_chunked_prefill: false',
      'print_iter_log: true',
      'cache_transceiver_config.backend: UCX',
      'cache_transceiver_config.max_tokens_in_buffer: 8192',
      'speculative_config.speculative_model_dir: /models/eagle',
      'cuda_graph_config.batch_sizes: [1, 2, 4]',
      'how fast the tier for prefixes is: say `bandwidth` of `serving.kvOffload` where it is known',
      'the command names no model',
    ],
  );
});

void test('the file stands over the command, and one that is not there is named', () => {
  const command = 'trtllm-serve deepseek-ai/DeepSeek-V3 --tp_size 4 --config extra.yaml';
  assert.equal(members(command)['serving.layout'], '{ tensor: 4 }');
  assert.match(readLaunch(command)?.ignored.join('\n') ?? '', /extra\.yaml \(not in the text/);
  const whole = `cat <<EOF > extra.yaml\ntensor_parallel_size: 8\nEOF\n${command}`;
  assert.equal(members(whole)['serving.layout'], '{ tensor: 8 }');
  assert.deepEqual(readLaunch(whole)?.ignored, []);
});

void test('other programs of its family are not taken for it, and that of Dynamo is', () => {
  assert.equal(readLaunch('trtllm-serve disaggregated -c disagg.yaml'), null);
  assert.equal(
    members('python3 -m dynamo.trtllm --model-path deepseek-ai/DeepSeek-V3 --tensor-parallel-size 8')[
      'serving.layout'
    ],
    '{ tensor: 8 }',
  );
});

void test('reading never throws, whatever the text of the file', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string(),
          fc.constantFrom('kv_cache_config:\n', '  dtype: fp8\n', 'EOF\n', '- a\n', '{', '&a', '*a', '\n'),
        ),
        { maxLength: 20 },
      ),
      (parts) => {
        const text = parts.join('');
        readLaunch(`enable_attention_dp: true\n${text}`);
        readLaunch(`cat > f.yaml <<EOF\n${text}\nEOF\ntrtllm-serve m --config f.yaml`);
      },
    ),
    { numRuns: 200 },
  );
});
