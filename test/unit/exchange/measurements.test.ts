import assert from 'node:assert/strict';
import test from 'node:test';
import { rowReader } from '../../../src/exchange/trace/rows.js';
import { readMeasurements } from '../../../src/exchange/measurements.js';

const steps = (text: string) => readMeasurements(text).steps;
const ignored = (text: string) => readMeasurements(text).ignored.join('\n');

test('GuideLLM, GenAI-Perf and SGLang: the step, what ran together, and the lengths', () => {
  const guide = {
    benchmarks: [
      {
        config: { strategy: { type_: 'concurrent', streams: 16 } },
        metrics: {
          inter_token_latency_ms: { successful: { mean: 13, median: 12.5 } },
          prompt_token_count: { successful: { mean: 1000 } },
          output_token_count: { successful: { mean: 200 } },
          request_concurrency: { successful: { mean: 15.7 } },
        },
      },
    ],
  };
  assert.deepEqual(steps(JSON.stringify(guide)), [{ batch: '16', context: '1100', step: '12.5 ms' }]);
  const genai = {
    inter_token_latency: { unit: 'ns', avg: 2e7, p50: 19_500_000 },
    input_sequence_length: { unit: 'tokens', avg: 550 },
    output_sequence_length: { unit: 'tokens', avg: 100 },
    input_config: { perf_analyzer: { stimulus: { concurrency: 10 } } },
  };
  assert.deepEqual(steps(JSON.stringify(genai)), [{ batch: '10', context: '600', step: '19.5 ms' }]);
  const line = (concurrency: number) =>
    JSON.stringify({
      max_concurrency: concurrency,
      completed: 10,
      total_input_tokens: 10240,
      total_output_tokens: 5120,
      median_tpot_ms: 10,
      median_itl_ms: 10.1,
      accept_length: null,
    });
  assert.deepEqual(
    steps(`${line(8)}\n${line(16)}\n`).map(({ batch, step }) => [batch, step]),
    [
      ['8', '10 ms'],
      ['16', '10 ms'],
    ],
  );
});

test('a report of llm-d is YAML', () => {
  const report = `version: '0.1'
scenario:
  load: { name: vllm-benchmark, args: { max_concurrency: 32 } }
metrics:
  latency:
    time_per_output_token: { units: ms/token, mean: 21, p50: 20 }
    inter_token_latency: { units: ms/token, mean: 21, p50: 20.2 }
  requests:
    input_length: { mean: 512 }
    output_length: { mean: 256 }
`;
  assert.deepEqual(steps(report), [{ batch: '32', context: '640', step: '20 ms' }]);
});

test('tables of CSV, with what was drafted measured by its answers', () => {
  const table = `Model,Hardware,ISL,OSL,TP,Concurrency,Spec Decoding,Median TPOT (ms),Median ITL (ms)
"R1, FP8",h200,1024,1024,8,4,none,9.5,9.6
"R1, FP8",h200,1024,1024,8,64,mtp,8,17.5
"R1, FP8",h200,1024,1024,8,,none,8,8
`;
  assert.deepEqual(steps(table), [
    { batch: '4', context: '1536', step: '9.5 ms' },
    { batch: '64', context: '1536', step: '17.5 ms' },
  ]);
  assert.match(ignored(table), /row 3: no concurrency/);
  const speeds = 'Input_len,output_len,Concurrency,Interactivity (tok/s/user)\n8192,1024,4,50\n';
  assert.deepEqual(steps(speeds), [{ batch: '4', context: '8704', step: '20 ms' }]);
});

test('with speculation a step is the time between answers, whether the run says so or its times do', () => {
  const run = { max_concurrency: 1, completed: 1, total_input_tokens: 100, total_output_tokens: 100 };
  const step = (more: Record<string, unknown>) => steps(JSON.stringify({ ...run, ...more }))[0]?.['step'];
  assert.equal(step({ median_tpot_ms: 4, median_itl_ms: 9 }), '9 ms');
  assert.equal(step({ median_tpot_ms: 9, median_itl_ms: 8.9 }), '9 ms');
  assert.equal(step({ median_tpot: 0.004, median_itl: 0.0045, spec_decoding: 'mtp' }), '4.5 ms');
  assert.equal(step({ median_tpot: 0.004, median_itl: 0.0045, spec_decoding: 'none' }), '4 ms');
  // A step emits so many tokens, each of which took so long.
  assert.equal(step({ median_tpot_ms: 4, accept_length: 2.1 }), '8.4 ms');
  assert.match(
    ignored(JSON.stringify({ ...run, median_tpot_ms: 4, speculative_algorithm: 'EAGLE' })),
    /were drafted/,
  );
});

test('what no step follows from is named with why', () => {
  assert.match(
    ignored('{"avg_latency": 1.2, "latencies": [1.2], "percentiles": {}}'),
    /one latency holds prompts and steps; print a second run/,
  );
  assert.match(ignored('{"elapsed_time": 9, "num_requests": 4, "tokens_per_second": 100}'), /throughput/);
  assert.match(ignored(':::MLLOG {"key": "result_token_throughput", "value": 12}\n'), /MLPerf/);
  assert.match(ignored('Throughput: 12.3 requests/s, 4567.8 total tokens/s\n'), /vllm bench throughput/);
});

test('a JSON that is no result of a benchmark is not told that it lacks a time', () => {
  for (const json of ['{"bos_token_id": 1, "temperature": 0.6}', '[{"file": "a"}, {"file": "b"}]'])
    assert.equal(ignored(json), '', json);
  assert.match(ignored('{"max_concurrency": 4, "total_input_tokens": 9}'), /no time per output token/);
});

test('two latencies that differ in their output alone make a step, one makes none', () => {
  const run = (output: number, seconds: number, batch = 8) =>
    `Namespace(input_len=1024, output_len=${output}, batch_size=${batch}, n=1, model='m')\nAvg latency: ${seconds} seconds\n`;
  assert.deepEqual(steps(run(1, 0.2) + run(129, 1.48)), [{ batch: '8', context: '1089', step: '10 ms' }]);
  assert.deepEqual(steps(run(1, 0.2) + run(129, 1.48, 16)), []);
  assert.deepEqual(steps(run(128, 1.4)), []);
  assert.match(ignored(run(128, 1.4)), /second run with another/);
});

test('of MLPerf it is said how many requests ran together, and what its logs lack', () => {
  const summary = (more: string) =>
    `MLPerf Results Summary\nScenario : Server\nCompleted samples per second    : 30.00\n${more}`;
  const token = 'Mean Time to Output Token (ns)               : 62000000\n';
  assert.match(
    ignored(summary(`Mean latency (ns)               : 9400000000\n${token}`)),
    /62 ms with 282 requests at once/,
  );
  assert.match(ignored(summary(token)), /62 ms; neither how many requests ran together/);
  const line = (key: string, value: number) =>
    `:::MLLOG {"key": "${key}", "value": ${value}, "time_ms": 1}\n`;
  const detail =
    line('result_completed_samples_per_sec', 30) +
    line('result_mean_latency_ns', 9_400_000_000) +
    line('result_time_to_output_token_mean', 62_000_000);
  assert.match(ignored(detail), /62 ms with 282 requests/);
});

test('data-parallel engines add up, each with the least of its ranks; a retry counts, a drafter’s pool does not', () => {
  const sglang = [0, 1]
    .flatMap((data) => [
      `[2026-06-11 04:22:35 DP${data} TP${data}] Load weight end. type=X, avail mem=58.21 GB, mem usage=70.10 GB.`,
      `[2026-06-11 04:22:35 DP${data} TP${data}] KV Cache is allocated. #tokens: ${100000 + data}, KV size: 30.00 GB`,
      `[2026-06-11 04:22:36 DP${data} TP${data}] Load weight end. type=Draft, avail mem=50.21 GB, mem usage=1.50 GB.`,
      `[2026-06-11 04:22:36 DP${data} TP${data}] KV Cache is allocated. #tokens: ${100000 + data}, KV size: 0.50 GB`,
    ])
    .join('\n');
  assert.deepEqual(readMeasurements(sglang).memory, {
    weights: '70.10 GiB',
    kvPool: '30.00 GiB',
    kvTokens: '200001',
  });
  const retried = `INFO Model loading took 30.5 GiB memory
INFO Available KV cache memory: 20.5 GiB
INFO GPU KV cache size: 100,000 tokens
INFO Model loading took 30.5 GiB memory
INFO Available KV cache memory: 40.25 GiB
INFO GPU KV cache size: 200,000 tokens`;
  assert.deepEqual(readMeasurements(retried).memory, {
    weights: '30.5 GiB',
    kvPool: '40.25 GiB',
    kvTokens: '200000',
  });
});

test('what a server was started with is told, without its secrets', () => {
  const log = `INFO non-default args: {'model': 'a/b', 'tensor_parallel_size': 2, 'api_key': 'very-secret-1'}
INFO GPU KV cache size: 1,000 tokens`;
  assert.match(ignored(log), /tensor_parallel_size=2/);
  assert.doesNotMatch(ignored(log), /very-secret/);
});

test('lines of JSON that a server logs are read by their messages', () => {
  const lines = ['Available KV cache memory: 37.75 GiB', 'GPU KV cache size: 309,264 tokens'];
  const log = lines.map((message) =>
    JSON.stringify({ time: '2026-09-01T00:00:00Z', level: 'INFO', message }),
  );
  assert.deepEqual(readMeasurements(log.join('\n')).memory, { kvPool: '37.75 GiB', kvTokens: '309264' });
});

test('blocks of old logs count in the size that is set, or that vLLM has by itself, which is said', () => {
  const blocks = 'INFO gpu_executor.py:94] # GPU blocks: 7449, # CPU blocks: 512\n';
  const plain = readMeasurements(blocks);
  assert.equal(plain.memory['kvTokens'], String(7449 * 16));
  assert.ok(plain.ignored.some((note) => /16 tokens each/.test(note)));
  const set = readMeasurements(`INFO config: block_size=32\n${blocks.replace('GPU', 'cuda')}`);
  assert.equal(set.memory['kvTokens'], String(7449 * 32));
});

test('a batch that runs in step (SGLang bench_one_batch) is a step, and what it prints says why it is none', () => {
  const run = (batch_size: number, median_decode_latency: number) =>
    JSON.stringify({ run_name: 'a', batch_size, input_len: 1024, output_len: 64, median_decode_latency });
  assert.deepEqual(readMeasurements(`${run(16, 0.0082)}\n${run(32, 0.0092)}\n`).steps, [
    { batch: '16', context: '1056', step: '8.2 ms' },
    { batch: '32', context: '1056', step: '9.2 ms' },
  ]);
  assert.equal(rowReader(run(16, 0.0082)), null);
  assert.ok(rowReader('{"input_len": 10, "output_len": 5, "request_latency": 1}'));
  const printed = readMeasurements('Decode.  median latency: 0.00820 s, median throughput: 1951.1 token/s\n');
  assert.match(printed.ignored.join(), /--result-filename/);
});

test('a table of one run that does not say its concurrency is told what to take instead', () => {
  const table = 'Metric,avg,p50\nInter Token Latency (ms),16.40,16.2\n';
  const { steps, ignored } = readMeasurements(table);
  assert.deepEqual(steps, []);
  assert.match(ignored.join(), /profile_export/);
});

test('TensorRT-LLM tries its largest step with a small cache: the one that it makes after that counts', () => {
  const log = `[TensorRT-LLM][INFO] [MemUsageChange] Allocated 0.56 GiB for max tokens in paged KV cache (8192).
[TRT-LLM] [I] Memory used after loading model weights (inside torch) in memory usage profiling: 63.52 GiB
[TRT-LLM] [I] Memory used after loading model weights (outside torch) in memory usage profiling: 69.78 GiB
[TRT-LLM] [I] Peak memory during memory usage profiling (torch + non-torch): 113.65 GiB, available KV cache memory: 5.95 GiB
[TensorRT-LLM][INFO] [MemUsageChange] Allocated 5.95 GiB for max tokens in paged KV cache (86720).
`;
  assert.deepEqual(readMeasurements(log).memory, {
    weights: '63.52 GiB',
    kvPool: '5.95 GiB',
    kvTokens: '86720',
  });
  // A cache that is made outside of it is logged with its tokens and no bytes.
  const outside =
    '[TensorRT-LLM][INFO] [MemUsageChange] Allocated 0.00 GiB for max tokens in paged KV cache (3958272).';
  assert.deepEqual(readMeasurements(outside).memory, { kvTokens: '3958272' });
});

test('a pool that is set by its bytes is logged in other words', () => {
  // vllm-project/vllm#49878 (2026-07-26).
  const log =
    'INFO 07-26 12:29:34 [gpu_worker.py:479] Initial free memory 93.88 GiB, reserved 49.0 GiB memory for KV Cache as specified by kv_cache_memory_bytes config and skipped memory profiling.';
  assert.deepEqual(readMeasurements(log).memory, { kvPool: '49.0 GiB' });
});
