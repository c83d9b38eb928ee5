import assert from 'node:assert/strict';
import test from 'node:test';
import { LengthCounts } from '../../../src/exchange/trace/lengths.js';
import { Reuse } from '../../../src/exchange/trace/reuse.js';
import { rowText } from '../../../src/exchange/trace/rowText.js';
import { Trace } from '../../../src/exchange/trace/trace.js';
import { workloadEdit, workloadOf, workloadText } from '../../../src/exchange/trace/workload.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/answers/analysis.js';

function read(lines: readonly string[]) {
  assert.ok(Trace.reads(lines.join('\n')), lines[0]);
  const trace = new Trace();
  for (const line of lines) trace.add(line);
  const statistics = trace.statistics();
  assert.ok(statistics);
  return { statistics, members: Object.fromEntries(workloadOf(statistics).members) };
}

test('Azure: dates without a zone, in a table', () => {
  const { statistics, members } = read([
    'TIMESTAMP,ContextTokens,GeneratedTokens',
    '2023-11-16 18:17:03.9799600,374,44',
    '2023-11-16 18:17:13.9799600,396,109',
    '2023-11-16 18:17:23.9799600,879,55',
    'not a row',
  ]);
  assert.equal(statistics.requests, 3);
  assert.equal(statistics.skipped, 1);
  assert.equal(members['input'], '{ p50: 396, p95: 879, max: 879 }');
  assert.equal(members['output'], '{ p50: 55, p95: 109, max: 109 }');
  assert.equal(members['context'], '{ p50: 505, p95: 934, max: 934 }');
  assert.equal(members['requests'], '0.15 req/s');
  assert.equal(members['concurrency'], undefined);
});

test('BurstGPT: seconds, names with spaces, quotes and commas inside', () => {
  const { members } = read([
    'Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type',
    '5,"GPT-4, old",472,18,490,Conversation log',
    '45,ChatGPT,1087,230,1317,Conversation log',
  ]);
  assert.equal(members['requests'], '0.05 req/s');
  assert.equal(members['input'], '{ p50: 472, p95: 1087, max: 1087 }');
});

test('Mooncake: milliseconds, and hits from hashes by the size of the cache', () => {
  const line = (timestamp: number, hash_ids: number[]) =>
    JSON.stringify({ timestamp, input_length: hash_ids.length * 512, output_length: 10, hash_ids });
  const { statistics, members } = read([
    line(0, [0, 1]),
    line(1000, [0, 2]),
    line(2000, [5, 6]),
    line(3000, [0, 1]),
  ]);
  // Of eight blocks three are repeats: 0 after 1, then 0 and 1 again.
  assert.equal(members['cachedInput'], '37.5%');
  assert.equal(statistics.reuse?.blockTokens, 512);
  assert.equal(statistics.spanSeconds, 3);
});

test('LiteLLM: ends of requests, sessions and what a cache served', () => {
  const line = (start: string, end: string, session: string) =>
    JSON.stringify({
      startTime: `2026-11-01T00:00:${start}+00:00`,
      endTime: `2026-11-01T00:00:${end}+00:00`,
      prompt_tokens: 1000,
      completion_tokens: 100,
      session_id: session,
      api_key: 'sk-never-shown',
      metadata: { usage_object: { prompt_tokens_details: { cached_tokens: 250 } } },
    });
  const { statistics, members } = read([
    line('00', '10', 'a'),
    line('05', '12', 'b'),
    line('20', '22', 'a'),
    line('30', '31', 'b'),
  ]);
  assert.equal(members['concurrency'], '2');
  assert.equal(members['cachedInput'], '25%');
  assert.equal(members['turnDelay'], '{ p50: 10 s, p95: 18 s }');
  assert.ok(!JSON.stringify(workloadOf(statistics)).includes('never-shown'));
});

test('usage of OpenAI and vLLM, wherever it stands in the row', () => {
  const { members } = read([
    JSON.stringify({ created: 1790000000, response: { usage: { prompt_tokens: 12, completion_tokens: 3 } } }),
    JSON.stringify({ created: 1790000010, response: { usage: { prompt_tokens: 20, completion_tokens: 9 } } }),
  ]);
  assert.equal(members['input'], '{ p50: 12, p95: 20, max: 20 }');
  assert.equal(members['requests'], '0.2 req/s');
});

test('Anthropic: what a cache served and took stands beside the input, and is a part of it', () => {
  const usage = {
    input_tokens: 50,
    cache_creation_input_tokens: 150,
    cache_read_input_tokens: 800,
    output_tokens: 20,
  };
  const line = (second: number) =>
    JSON.stringify({ sessionId: 's', timestamp: `2026-05-10T10:00:0${second}Z`, message: { usage } });
  const { members } = read([line(0), line(5)]);
  assert.equal(members['input'], '{ p50: 1000, p95: 1000, max: 1000 }');
  assert.equal(members['cachedInput'], '80%');
  // LiteLLM's prompts hold both already.
  const litellm = JSON.stringify({
    prompt_tokens: 1000,
    completion_tokens: 20,
    cache_read_input_tokens: 800,
    cache_creation_input_tokens: 150,
  });
  assert.equal(read([litellm, litellm]).members['cachedInput'], '80%');
  // More served than asked is counted by another rule, which is not known.
  const odd = JSON.stringify({ prompt_tokens: 10, completion_tokens: 20, cached_tokens: 800 });
  assert.equal(read([odd, odd]).members['cachedInput'], undefined);
});

test('blocks with fractions of seconds, as in the traces of Qwen, are not in milliseconds', () => {
  const line = (i: number) =>
    `{"chat_id": ${i}, "timestamp": ${i * 2}.5, "input_length": 521, "output_length": 132, "hash_ids": [1089, ${i}]}`;
  assert.equal(read([line(0), line(1), line(2)]).members['requests'], '0.75 req/s');
});

test('Vidur and Splitwise: prompts and tokens by their own names', () => {
  for (const heading of [
    'arrived_at,num_prefill_tokens,num_decode_tokens',
    'arrival_timestamp,prompt_size,token_size',
  ]) {
    const { members } = read([heading, '0,100,10', '2,300,30']);
    assert.equal(members['input'], '{ p50: 100, p95: 300, max: 300 }', heading);
    assert.equal(members['output'], '{ p50: 10, p95: 30, max: 30 }', heading);
  }
});

test('the busiest minute is told against the average', () => {
  const at = (second: number) => `${second},100,10`;
  const { statistics } = read([
    'timestamp,input_tokens,output_tokens',
    ...Array.from({ length: 30 }, (_, i) => at(i)),
    ...Array.from({ length: 10 }, (_, i) => at(60 + i * 6)),
    at(239),
  ]);
  // 30 in the first of about four minutes, 41 in all.
  assert.ok(Math.abs((statistics.peakFactor ?? 0) - (30 * 239) / 60 / 41) < 1e-9);
});

test('what is no log of requests is not read as one', () => {
  for (const text of [
    '',
    'vllm serve a/b --tp 2',
    'a,b,c\n1,2,3',
    '{"mean_tpot_ms": 3}',
    'INFO started',
    '{"prompt_tokens":',
  ])
    assert.ok(!Trace.reads(text), text);
});

test('percentiles are exact, whatever the lengths', () => {
  const lengths = new LengthCounts();
  const all = Array.from({ length: 1000 }, (_, i) => (i * 7919) % 1000).concat([3_000_000, 2_000_000]);
  for (const tokens of all) lengths.add(tokens);
  const sorted = [...all].sort((a, b) => a - b);
  for (const part of [0.5, 0.95, 0.999, 1])
    assert.equal(lengths.percentile(part), sorted[Math.max(1, Math.ceil(part * all.length)) - 1]);
});

test('hits by the size of the cache are those of a cache that lets go of the oldest', () => {
  // A small cache of its own, step by step, against the distances.
  let seed = 1;
  const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff;
  const accesses = Array.from({ length: 20_000 }, () => Math.floor(1000 * random() ** 3));
  const reuse = new Reuse();
  for (const block of accesses) reuse.add(block);
  for (const size of [16, 64, 256, 1024]) {
    const kept = new Map<number, true>();
    let hits = 0;
    for (const block of accesses) {
      if (kept.delete(block)) hits++;
      kept.set(block, true);
      if (kept.size > size) kept.delete(kept.keys().next().value ?? -1);
    }
    assert.ok(Math.abs(reuse.hitRate(size) - hits / accesses.length) < 0.005, `${size}`);
  }
});

test('a sample of many blocks stands for all, and the tree is written anew', () => {
  const reuse = new Reuse();
  // 400,000 blocks twice, one round after the other: half of the accesses are repeats.
  for (let round = 0; round < 2; round++) for (let block = 0; block < 400_000; block++) reuse.add(block);
  const rate = reuse.hitRate(1 << 20);
  assert.ok(Math.abs(rate - 0.5) < 0.1, `${rate}`);
  assert.ok(reuse.hitRate(1000) < 0.01);
});

test('an imported workload is a valid part of a plan, and an edit keeps what is there', () => {
  const { statistics } = read([
    'startTime,endTime,prompt_tokens,completion_tokens,session_id',
    '2026-11-01T00:00:00Z,2026-11-01T00:00:09Z,1000,100,a',
    '2026-11-01T00:00:20Z,2026-11-01T00:00:29Z,3000,300,a',
  ]);
  const workload = workloadOf(statistics);
  const head = 'decodeplan: 1\nmodel: llama-3.1-70b\ngpus: { type: h100-sxm, count: 4 }\n';
  assert.deepEqual(analyze(`${head}${workloadText(workload)}`).problems, []);
  const own = `${head}workloads:\n  imported: # ours\n    concurrency: 5\n    context: 8K\n    speed: 20 tok/s # slowest\n`;
  const edited = applyEdits(own, [workloadEdit(own, workload)]);
  assert.deepEqual(analyze(edited).problems, []);
  assert.ok(edited.includes('speed: 20 tok/s # slowest') && edited.includes('# ours'), edited);
});

void test('requests in a log of vLLM are a trace: when they came and how long their prompts are, and no text of them', () => {
  const line = (second: number, tokens: number) =>
    `INFO 09-26 10:00:${String(second).padStart(2, '0')} [logger.py:39] Received request chatcmpl-${second}: prompt: 'secret words, SamplingParams(', params: SamplingParams(n=1, max_tokens=512), prompt_token_ids: [${Array.from({ length: tokens }, (_, i) => i).join(', ')}], lora_request: None.`;
  const log = [
    'INFO 09-26 09:59:00 [__init__.py:1] GPU KV cache size: 1,000 tokens',
    ...Array.from({ length: 11 }, (_, i) => line(i * 5, 100 + i)),
    'INFO 09-26 10:00:50 [loggers.py:118] Engine 000: Avg prompt throughput: 10.0 tokens/s',
  ].join('\n');
  assert.ok(Trace.reads(log));
  const trace = new Trace();
  for (const each of log.split('\n')) trace.add(each);
  const statistics = trace.statistics();
  assert.ok(statistics);
  assert.deepEqual([statistics.requests, statistics.skipped, statistics.spanSeconds], [11, 0, 50]);
  const { members, notes } = workloadOf(statistics);
  assert.deepEqual(Object.fromEntries(members), {
    input: '{ p50: 105, p95: 110, max: 110 }',
    requests: '0.22 req/s',
  });
  assert.ok(
    notes.some((note) => note.includes('`output`')),
    notes.join('\n'),
  );
  assert.ok(!JSON.stringify([members, notes]).includes('secret'));
});

/** The same rows, read in pieces of so many characters. */
function inPieces(text: string, size: number): string[] {
  const rows: string[] = [];
  const reader = rowText((row, from, to) => rows.push(row.slice(from, to)));
  for (let at = 0; at < text.length; at += size) reader.add(text.slice(at, at + size));
  reader.end();
  return rows;
}

const REQUESTS = [
  { id: 'a"]}{[', usage: { prompt_tokens: 10, completion_tokens: 3 }, ts: 1 },
  { id: '\\', usage: { prompt_tokens: 20, completion_tokens: 4 }, tags: [{ x: [1] }], ts: 200 },
];

test('a list of requests in JSON is read member by member, wherever it is cut', () => {
  for (const text of [JSON.stringify(REQUESTS), `\uFEFF ${JSON.stringify(REQUESTS, null, 2)}\n`]) {
    for (const size of [1, 3, 7, 1000])
      assert.deepEqual(
        inPieces(text, size).map((row) => JSON.parse(row) as unknown),
        REQUESTS,
        `${size}`,
      );
    assert.ok(Trace.reads(text));
  }
  const trace = new Trace();
  for (const row of inPieces(JSON.stringify(REQUESTS), 5)) trace.add(row);
  assert.equal(trace.statistics()?.requests, 2);
  assert.equal(trace.statistics()?.input.sum, 30);
});

test('lines are lines, wherever they are cut', () => {
  const lines = ['a,b', '', '1,2', '[2026-11-01 10:00:00] INFO x', 'end'];
  for (const size of [1, 2, 5, 100]) assert.deepEqual(inPieces(lines.join('\n'), size), lines);
  assert.deepEqual(inPieces('[2026-11-01] INFO\nb\n', 4), ['[2026-11-01] INFO', 'b']);
});

test('lists that are no requests, and what is left open, are not read as requests', () => {
  for (const text of ['[]', '[1, 2]', '[{"mean_tpot_ms": 3}]', '[{"prompt_tokens": 1', `[${'['.repeat(9e4)}`])
    assert.ok(!Trace.reads(text), text.slice(0, 30));
  const half = new Trace();
  for (const row of inPieces(JSON.stringify(REQUESTS).slice(0, -9), 8)) half.add(row);
  assert.equal(half.statistics()?.requests, 1);
});

test('a row without an end takes no more memory than one row may', () => {
  const piece = 'x'.repeat(1 << 20);
  for (const head of [
    'prompt_tokens,completion_tokens\n1,2\n',
    '[{"prompt_tokens":1,"completion_tokens":2},{"a":"',
  ]) {
    const trace = new Trace();
    const reader = rowText((row, from, to) => trace.add(row, from, to));
    reader.add(head);
    for (let i = 0; i < 40; i++) reader.add(piece);
    reader.add(head.startsWith('[') ? '"},{"prompt_tokens":3,"completion_tokens":4}]' : '\n3,4\n');
    reader.end();
    assert.deepEqual([trace.statistics()?.requests, trace.statistics()?.skipped], [2, 1], head);
  }
});

test('members by the names of Gemini, Bedrock, Ollama, Dynamo and AIPerf', () => {
  const one = (row: object) => read([JSON.stringify(row)]).members;
  const gemini = {
    usageMetadata: { promptTokenCount: 100, candidatesTokenCount: 20, cachedContentTokenCount: 40 },
  };
  assert.equal(one(gemini)['context'], '{ p50: 120, p95: 120, max: 120 }');
  assert.equal(one(gemini)['cachedInput'], '40%');
  // Bedrock's input leaves out what its cache served and took, as its guide says (2026-09).
  const bedrock = {
    input: { inputTokenCount: 100, cacheReadInputTokenCount: 60, cacheWriteInputTokenCount: 40 },
    output: { outputTokenCount: 22 },
  };
  assert.equal(one(bedrock)['input'], '{ p50: 200, p95: 200, max: 200 }');
  assert.equal(one(bedrock)['cachedInput'], '30%');
  assert.equal(one({ prompt_eval_count: 26, eval_count: 259 })['output'], '{ p50: 259, p95: 259, max: 259 }');
  const dynamo = (at: number) =>
    JSON.stringify({ created_time: at, input_tokens: 64, output_tokens: 9, hash_ids: [at] });
  assert.equal(read([dynamo(0), dynamo(4000)]).statistics.spanSeconds, 4);
  const aiperf = (start: number) =>
    JSON.stringify({
      metadata: { request_start_ns: start * 1e9, request_end_ns: (start + 2) * 1e9 },
      metrics: {
        input_sequence_length: { value: 550, unit: 'tokens' },
        output_sequence_length: { value: 48, unit: 'tokens' },
      },
    });
  const { members } = read([aiperf(1_759_813_207), aiperf(1_759_813_208)]);
  assert.equal(members['context'], '{ p50: 598, p95: 598, max: 598 }');
  assert.equal(members['concurrency'], '2');
});

test('where only first turns say when they came, there is no rate of requests', () => {
  const turn = (session: string, more: object) =>
    JSON.stringify({ session_id: session, input_length: 600, output_length: 20, ...more });
  const { statistics, members } = read([
    turn('a', { timestamp: 0 }),
    turn('a', { delay: 1000 }),
    turn('b', { timestamp: 1 }),
    turn('b', { delay: 1000 }),
  ]);
  assert.equal(statistics.spanSeconds, null);
  assert.equal(members['requests'], undefined);
  assert.match(workloadOf(statistics).notes.join(), /4 requests, of which 2 say when they came/);
});

test('SGLang logs what it answered: both lengths, what its cache served, and how long it took', () => {
  const line = (second: number, prompt: string) =>
    `[2026-09-01 00:00:0${second}] Finish: obj=GenerateReqInput(rid='x', text='${prompt}'), out={'text': 'a', 'meta_info': {'id': 'x', 'finish_reason': {'type': 'length'}, 'prompt_tokens': 100, 'completion_tokens': 30, 'cached_tokens': 25, 'e2e_latency': 2.0}}`;
  const { statistics, members } = read([
    line(3, 'plain'),
    '[2026-09-01 00:00:03] INFO: 10.0.0.1 - "POST /generate HTTP/1.1" 200 OK',
    line(4, "with 'completion_tokens': 9 in it"),
  ]);
  assert.equal(statistics.requests, 2);
  assert.equal(members['output'], '{ p50: 30, p95: 30, max: 30 }');
  assert.equal(members['cachedInput'], '25%');
  assert.equal(members['concurrency'], '2');
});
