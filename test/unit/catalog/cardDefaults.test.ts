import assert from 'node:assert/strict';
import test from 'node:test';
import { servingOf } from '../../../src/engine/fleet/optionCase.js';
import { planOf } from '../plans.js';

const plan = (type: string, rest = '') =>
  planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { w: { concurrency: 4, context: 1000 } }
gpus: { type: ${type}, count: 8 }
${rest}`);

test('tokens of a step follow the card as the servers’ own arguments do', () => {
  // `get_batch_defaults` of vLLM, `_handle_gpu_memory_settings` of SGLang; TensorRT-LLM has one default.
  const rows: readonly (readonly [string, number, number, number])[] = [
    ['h100-sxm', 8192, 8192, 8192],
    ['h200-sxm', 8192, 8192, 8192],
    ['b200-sxm', 8192, 16384, 8192],
    ['mi300x', 8192, 16384, 8192],
    ['a100-sxm-80', 2048, 8192, 8192],
    ['a100-sxm-40', 2048, 4096, 8192],
    ['l40s', 2048, 4096, 8192],
    ['rtx-4090', 2048, 2048, 8192],
  ];
  for (const [type, vllm, sglang, trtllm] of rows) {
    const tokens = (engine: string) => plan(type, `serving: { engine: ${engine} }`).serving.maxBatchedTokens;
    assert.deepEqual([tokens('vllm'), tokens('sglang'), tokens('trtllm')], [vllm, sglang, trtllm], type);
  }
});

test('an option on another card has the default of its own, and what is written stays', () => {
  const tokensOf = (text: string) => {
    const own = plan('h100-sxm', text);
    return Object.values(own.options).map((option) => servingOf(own, option).maxBatchedTokens);
  };
  const options = 'options: { here: {}, there: { gpus: { type: b200-sxm, count: 8 } } }';
  assert.deepEqual(tokensOf(`serving: { engine: sglang }\n${options}`), [8192, 16384]);
  assert.deepEqual(tokensOf(`serving: { engine: sglang, maxBatchedTokens: 4096 }\n${options}`), [4096, 4096]);
  assert.deepEqual(tokensOf(`serving: { engine: trtllm }\n${options}`), [8192, 8192]);
  const own = plan('h100-sxm', `serving: { engine: sglang, memoryUtilization: 0.8 }\n${options}`);
  const told = Object.keys(own.provenance).filter((key) => key.startsWith('options.there.serving'));
  assert.deepEqual(told, ['options.there.serving.maxBatchedTokens']);
  const detail = plan('b200-sxm', 'serving: { engine: sglang }').provenance['serving.maxBatchedTokens']
    ?.detail;
  assert.match(detail ?? '', /160 GB/);
});
