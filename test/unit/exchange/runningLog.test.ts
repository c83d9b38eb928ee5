import assert from 'node:assert/strict';
import test from 'node:test';
import { readMeasurements } from '../../../src/exchange/measurements.js';

const said = (text: string) => (readMeasurements(text).said ?? []).join('\n');

// sgl-project/sglang#10053 (2025-09-03): one request at a time.
const ALONE = `[2025-09-03 18:33:18 TP0] Prefill batch. #new-seq: 1, #new-token: 103, #cached-token: 1, token usage: 0.00, #running-req: 0, #queue-req: 0,
[2025-09-03 18:33:19 TP0] Decode batch. #running-req: 1, #token: 137, token usage: 0.00, cuda graph: True, gen throughput (token/s): 1.06, #queue-req: 0,
[2025-09-03 18:33:19 TP0] Decode batch. #running-req: 1, #token: 177, token usage: 0.00, cuda graph: True, gen throughput (token/s): 84.20, #queue-req: 0,
[2025-09-03 18:33:31 TP0] Prefill batch. #new-seq: 1, #new-token: 18, #cached-token: 184, token usage: 0.00, #running-req: 0, #queue-req: 0,
[2025-09-03 18:33:32 TP0] Decode batch. #running-req: 1, #token: 234, token usage: 0.00, cuda graph: True, gen throughput (token/s): 3.17, #queue-req: 0,
[2025-09-03 18:33:32 TP0] Decode batch. #running-req: 1, #token: 274, token usage: 0.00, cuda graph: True, gen throughput (token/s): 81.97, #queue-req: 0,
`;

// sgl-project/sglang#30047 (2026-07-04): drafts, 40 requests.
const DRAFTED = `[2026-07-04 05:01:33 TP0] Decode batch, #running-req: 40, #full token: 350592, full token usage: 0.74, accept len: 3.13, accept rate: 0.71, npu graph: True, gen throughput (token/s): 155.34, #queue-req: 0
[2026-07-04 05:01:36 TP0] Decode batch, #running-req: 40, #full token: 356736, full token usage: 0.76, accept len: 3.56, accept rate: 0.85, npu graph: True, gen throughput (token/s): 2254.24, #queue-req: 0
`;

test('lines of a running SGLang make steps where nothing but decoding lies between them', () => {
  const { steps, ignored } = readMeasurements(ALONE);
  // By hand: 1 ÷ 84.20 s and 1 ÷ 81.97 s, whose middle is 12.038 ms; (177 + 274) ÷ 2 tokens.
  assert.deepEqual(steps, [{ batch: '1', context: '226', step: '12.038 ms' }]);
  assert.deepEqual(ignored, []);
  const drafted = readMeasurements(DRAFTED);
  // By hand: 40 × 3.56 ÷ 2254.24 s.
  assert.deepEqual(drafted.steps, [{ batch: '40', context: '8918', step: '63.17 ms' }]);
  assert.match(said(DRAFTED), /a step emits 3\.35 tokens/);
});

test('lines of several ranks, of caches that stand still and of changing batches make no step', () => {
  const second = ALONE.replaceAll('TP0', 'DP1 TP1');
  const both = readMeasurements(ALONE.replaceAll('TP0', 'DP0 TP0') + second);
  assert.deepEqual(both.steps, []);
  assert.match(both.ignored.join(), /come from 2 ranks/);
  const still = readMeasurements(DRAFTED.replace('356736', '350592'));
  assert.deepEqual(still.steps, []);
  assert.match(still.ignored.join(), /no step is taken/);
  assert.deepEqual(readMeasurements(DRAFTED.replace('#running-req: 40', '#running-req: 41')).steps, []);
});

/** Lines of a running vLLM every ten seconds: what went since the line before. */
const engine = (second: number, prompt: number, speed: number, running: number, usage: number) =>
  `(APIServer pid=1) INFO 09-16 11:59:${String(second).padStart(2, '0')} [loggers.py:271] Engine 000: Avg prompt throughput: ${prompt.toFixed(1)} tokens/s, Avg generation throughput: ${speed.toFixed(1)} tokens/s, Running: ${running} reqs, Waiting: 0 reqs, GPU KV cache usage: ${usage.toFixed(1)}%, Prefix cache hit rate: 22.5%`;
const CACHE = 'INFO GPU KV cache size: 100,000 tokens';

test('a running vLLM says a step, and its length where the cache grows by what was made', () => {
  const lines = [
    CACHE,
    engine(0, 900, 500, 32, 20),
    engine(10, 0, 1600, 32, 36),
    engine(20, 0, 1600, 32, 52),
  ];
  const { memory, steps } = readMeasurements(lines.join('\n'));
  assert.equal(memory['kvTokens'], '100000');
  // 32 ÷ 1600 s, and 44 % of 100,000 tokens for 32 requests.
  assert.deepEqual(steps, [{ batch: '32', context: '1375', step: '20 ms' }]);
  assert.match(said(lines.join('\n')), /served 22\.5% of the prompts/);
  // States and windows do not grow with the tokens: the lengths are not said.
  const flat = [CACHE, engine(0, 0, 500, 32, 20), engine(10, 0, 1600, 32, 20.1)].join('\n');
  assert.deepEqual(readMeasurements(flat).steps, []);
  assert.match(said(flat), /a step of 20 ms with 32 requests, and do not say their lengths/);
});

test('drafts of a running vLLM: what a step emits, of all lines together, in the forms of its versions', () => {
  const drafts = (accepted: number, kept: number, drafted: number) =>
    `INFO 09-16 05:26:57 [metrics.py:120] SpecDecoding metrics: Mean acceptance length: ${accepted}, Accepted throughput: 9.00 tokens/s, Drafted throughput: 9.00 tokens/s, Accepted: ${kept} tokens, Drafted: ${drafted} tokens, Per-position acceptance rate: 1.000, 0.5, Avg Draft acceptance rate: 75.0%`;
  // 45 drafts at 3 and 15 at 1.8.
  assert.match(
    said(`${drafts(3, 90, 90)}\n${drafts(1.8, 12, 30)}`),
    /emits 2\.7 tokens with 2 drafted.*draftTokens: 2, acceptance: 2\.7/,
  );
  // vllm-project/vllm#9539 (2024-10-16): 10,616 ÷ (13,311 ÷ 3).
  const old =
    'INFO 10-16 19:05:47 metrics.py:367] Speculative metrics: Draft acceptance rate: 0.642, System efficiency: 0.598, Number of speculative tokens: 3, Number of accepted tokens: 8547, Number of draft tokens: 13311, Number of emitted tokens: 10616.';
  assert.match(said(old), /emits 2\.39 tokens with 3 drafted/);
  // A step of a drafting server takes as long as its tokens do together; without its line nobody knows.
  const lines = [engine(0, 0, 1600, 32, 20), drafts(2, 1, 2), engine(10, 0, 1600, 32, 36), drafts(2, 1, 2)];
  assert.match(said(lines.join('\n')), /a step of 40 ms with 32 requests/);
  assert.doesNotMatch(said(lines.slice(0, 3).join('\n')), /a step of/);
});

test('TensorRT-LLM logs each step, without lengths', () => {
  const line = (requests: number, prompts: number, ms: number) =>
    `[TRT-LLM] [RANK 0] [I] iter = 9, global_rank = 0, rank = 0, currank_total_requests = 1/1, host_step_time = ${ms}ms, prev_device_step_time = 9ms, timestamp = 2026-01-01 00:00:00, num_scheduled_requests: ${requests}, states = {'num_ctx_requests': ${prompts}, 'num_ctx_tokens': ${prompts * 9}, 'num_generation_tokens': ${requests}}`;
  const log = [line(64, 0, 19), line(64, 1, 80), line(64, 0, 21)].join('\n');
  assert.match(said(log), /a step of 20 ms with 64 requests/);
});
