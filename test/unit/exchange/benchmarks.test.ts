import assert from 'node:assert/strict';
import test from 'node:test';
import { readMeasurements } from '../../../src/exchange/measurements.js';

const steps = (text: string) => readMeasurements(text).steps;
const ignored = (text: string) => readMeasurements(text).ignored.join('\n');

test('trtllm-bench: what it prints, and its report', () => {
  const printed = (tpot: string) => `= REQUEST DETAILS
Number of requests:             100
Number of concurrent requests:  94.6050
Average Input Length (tokens):  128.0000
Average Output Length (tokens): 64.0000
===========================================================
= PERFORMANCE OVERVIEW
===========================================================
Request Throughput (req/sec):                     86.5373
${tpot}`;
  const streamed = `Average time-to-first-token [TTFT] (ms):   162.6706
Average time-per-output-token [TPOT] (ms): 7.3272
[TPOT] P50    : 7.6079
`;
  assert.deepEqual(steps(printed(streamed)), [{ batch: '95', context: '160', step: '7.6079 ms' }]);
  assert.match(ignored(printed('')), /--streaming/);
  // Of several runs in one text each has its own load.
  const two = `${printed(streamed)}${printed(streamed.replace('7.6079', '8')).replace('94.6050', '8.0')}`;
  assert.deepEqual(
    steps(two).map(({ batch, step }) => [batch, step]),
    [
      ['95', '7.6079 ms'],
      ['8', '8 ms'],
    ],
  );
  const report = {
    request_info: { avg_num_concurrent_requests: 8, avg_input_length: 128, avg_output_length: 128 },
    performance: { system_output_throughput_tok_s: 650 },
    streaming_metrics: { avg_tpot_ms: 12, tpot_percentiles: { p50: 11.7 } },
  };
  assert.deepEqual(steps(JSON.stringify(report)), [{ batch: '8', context: '192', step: '11.7 ms' }]);
  assert.match(ignored(JSON.stringify({ ...report, streaming_metrics: undefined })), /--streaming/);
});

test('EvalScope: its table and its summary', () => {
  const table = `Benchmarking summary:
+-----------------------------------+------------+
| Key                               |      Value |
+===================================+============+
| Number of concurrency             |     8      |
+-----------------------------------+------------+
| Average time per output token (s) |     0.0221 |
| Average inter-token latency (s)   |     0.0219 |
| Average input tokens per request  |   512      |
| Average output tokens per request |   256      |
+-----------------------------------+------------+
`;
  const step = { batch: '8', context: '640', step: '22.1 ms' };
  assert.deepEqual(steps(table), [step]);
  const summary = {
    'Number of concurrency': 8,
    'Average time per output token (s)': 0.0221,
    'Average input tokens per request': 512,
    'Average output tokens per request': 256,
  };
  assert.deepEqual(steps(JSON.stringify(summary)), [step]);
});

test('LLMPerf: the first token’s time is not in the step', () => {
  const result = {
    num_concurrent_requests: 16,
    results_inter_token_latency_s_mean: 0.0222,
    results_ttft_s_mean: 0.3,
    results_end_to_end_latency_s_mean: 3.28,
    results_number_input_tokens_mean: '550',
    results_number_output_tokens_mean: 150,
  };
  assert.deepEqual(steps(JSON.stringify(result)), [{ batch: '16', context: '625', step: '20 ms' }]);
  assert.match(ignored(JSON.stringify({ ...result, results_ttft_s_mean: null })), /no time per output token/);
});

test('inference-perf and SGLang’s bench_one_batch_server', () => {
  const perf = {
    load_summary: { count: 100, concurrency: 8 },
    successes: {
      latency: { time_per_output_token: { mean: 0.0199, median: 0.0194 } },
      prompt_len: { mean: 512 },
      output_len: { mean: 128 },
    },
  };
  assert.deepEqual(steps(JSON.stringify(perf)), [{ batch: '8', context: '576', step: '19.4 ms' }]);
  const { concurrency: _none, ...load } = perf.load_summary;
  assert.match(ignored(JSON.stringify({ ...perf, load_summary: load })), /request rate/);
  const batch = { batch_size: 16, input_len: 1024, output_len: 129, latency: 1.5, last_ttft: 0.22 };
  assert.deepEqual(steps(JSON.stringify({ ...batch, acc_length: -1 })), [
    { batch: '16', context: '1089', step: '10 ms' },
  ]);
  // With drafts a step gives several tokens.
  assert.deepEqual(steps(JSON.stringify({ ...batch, acc_length: 2.5 })), []);
});

test('SGLang’s own count of what ran together stands where no limit was set', () => {
  const printed = `============ Serving Benchmark Result ============
Max request concurrency:                 not set
Successful requests:                     320
Total input tokens:                      327680
Total generated tokens:                  163840
Concurrency:                             23.21
Median TPOT (ms):                        22.61
`;
  assert.deepEqual(steps(printed), [{ batch: '23', context: '1280', step: '22.61 ms' }]);
});

test('of a table with means and medians the medians count, in whatever order', () => {
  const table =
    'max_concurrency,random_input_len,random_output_len,mean_tpot_ms,median_tpot_ms\n8,1024,128,12.2,12.1\n';
  assert.deepEqual(steps(table), [{ batch: '8', context: '1088', step: '12.1 ms' }]);
});

test('of what GuideLLM prints it is said what to take instead', () => {
  assert.match(ignored('Benchmarks Info:\n====\nconcurrent@16| 10:00:00| 320\n'), /benchmarks\.json/);
});

test('logs of SGLang: windows and states have pools of their own, and old versions log what is free', () => {
  const windows = `[2026-05-10 11:00:31 TP0] KV Cache is allocated. #tokens: 831360, K size: 7.13 GB, V size: 7.13 GB
[2026-05-10 11:00:31 TP0] KV Cache is allocated. #tokens: 1039232, K size: 8.92 GB, V size: 8.92 GB
[2026-05-10 11:00:31 TP0] SWAKVPool mem usage: 32.10 GB, swa size: 831360, full size: 1039232
[2026-05-10 11:00:40 TP0] max_total_num_tokens=1039232, chunked_prefill_size=8192`;
  assert.deepEqual(readMeasurements(windows).memory, { kvPool: '32.10 GiB', kvTokens: '1039232' });
  const states = `[2026-05-10 11:00:31 TP0] Mamba Cache is allocated. max_mamba_cache_size: 96, conv_state size: 0.42GB, ssm_state size: 13.50GB
[2026-05-10 11:00:31 TP0] KV Cache is allocated. #tokens: 831360, K size: 25.37 GB, V size: 25.37 GB`;
  assert.deepEqual(readMeasurements(states).memory, { kvPool: '64.66 GiB', kvTokens: '831360' });
  const drafted = states.replace(
    '13.50GB',
    '13.50GB intermediate_ssm_state_cache size: 1.00GB intermediate_conv_window_cache size: 0.10GB',
  );
  assert.equal(readMeasurements(drafted).memory['kvPool'], '65.76 GiB');
  const old = `[2025-02-10 11:00:00 TP0] Load weight begin. avail mem=78.47 GB
[2025-02-10 11:00:30 TP0] Load weight end. type=LlamaForCausalLM, dtype=torch.bfloat16, avail mem=63.46 GB
[2025-02-10 11:00:31 TP0] KV Cache is allocated. K size: 27.13 GB, V size: 27.13 GB.
[2025-02-10 11:00:40 TP0] max_total_num_tokens=444500, max_prefill_tokens=16384`;
  assert.deepEqual(readMeasurements(old).memory, {
    weights: '15.01 GiB',
    kvPool: '54.26 GiB',
    kvTokens: '444500',
  });
});

test('blocks of other devices count where the log says their size, and are not guessed', () => {
  const cuda =
    '# CUDA blocks: 22361, # CPU blocks: 3276\nMaximum concurrency for 131072 tokens per request: 2.73x';
  assert.equal(readMeasurements(cuda).memory['kvTokens'], String(22361 * 16));
  const hpu = '# hpu blocks: 4103, # CPU blocks: 256\n';
  assert.equal(readMeasurements(hpu).memory['kvTokens'], undefined);
  assert.equal(readMeasurements(`block_size=128\n${hpu}`).memory['kvTokens'], String(4103 * 128));
});

const bunched = (latencySeconds: string) => `============ Serving Benchmark Result ============
Successful requests:                     1000
Maximum request concurrency:             59
Total input tokens:                      342058
Total generated tokens:                  281412
Mean Latency(s):                          ${latencySeconds}
Mean TTFT (ms):                          68.48
Mean TPOT (ms):                          2.35
Median TPOT (ms):                        2.20
Mean ITL (ms):                           2.11
Median ITL (ms):                         2.00
==================================================`;

test('a time per token that the latencies of its requests deny is no step, and is told', () => {
  const { steps, ignored } = readMeasurements(bunched('5.32'));
  assert.deepEqual(steps, []);
  assert.match(ignored.join(), /2\.35 ms does not agree with the latencies, which make it 18\.7 ms/);
  assert.equal(readMeasurements(bunched('0.73')).steps[0]?.['step'], '2.2 ms');
  const json = { max_concurrency: 8, completed: 10, total_input_tokens: 1000, total_output_tokens: 1010 };
  const with_ = (whole: number) =>
    readMeasurements(
      JSON.stringify({
        ...json,
        mean_tpot_ms: 10,
        median_tpot_ms: 10,
        mean_ttft_ms: 50,
        mean_e2el_ms: whole,
      }),
    );
  assert.equal(with_(1050).steps.length, 1);
  assert.equal(with_(9050).steps.length, 0);
});

test('genai-bench: seconds of one scenario; less than one request at once is one', () => {
  const run = (tpot: number) =>
    JSON.stringify({
      aggregated_metrics: {
        scenario: 'D(100,100)',
        num_concurrency: 4,
        stats: {
          ttft: { mean: 0.05 },
          tpot: { mean: tpot, p50: tpot },
          e2e_latency: { mean: 0.05 + 99 * 0.018 },
          num_input_tokens: { mean: 90 },
          num_output_tokens: { mean: 100 },
        },
      },
    });
  assert.deepEqual(readMeasurements(run(0.018)).steps, [{ batch: '4', context: '140', step: '18 ms' }]);
  assert.equal(readMeasurements(run(0.18)).steps.length, 0);
  const seldom = {
    metrics: {
      inter_token_latency_ms: { successful: { median: 9 } },
      request_concurrency: { successful: { mean: 0.3 } },
      prompt_token_count: { successful: { mean: 64 } },
      output_token_count: { successful: { mean: 32 } },
    },
  };
  assert.equal(readMeasurements(JSON.stringify({ benchmarks: [seldom] })).steps[0]?.['batch'], '1');
});

test('a report in YAML without a step tells why, and is taken for nothing else', () => {
  const report = `version: '0.2'
scenario:
  load: { standardized: { concurrency: .inf } }
results:
  request_performance:
    aggregate:
      requests: { input_length: { mean: 100 }, output_length: { mean: 100 } }
      latency: { time_per_output_token: { units: s/token, mean: 0.01, p50: 0.01 } }
`;
  const { steps, ignored } = readMeasurements(report);
  assert.deepEqual(steps, []);
  assert.match(ignored.join(), /no concurrency/);
  const lifecycle =
    'load_summary: { count: 3 }\nsuccesses:\n  latency: { time_per_output_token: { median: 0.02 } }\n' +
    '  prompt_len: { mean: 10 }\n  output_len: { mean: 10 }\n';
  assert.match(readMeasurements(lifecycle).ignored.join(), /no concurrency/);
});

// DeepSeek-R1 with drafts on SGLang, as a vendor's guide prints it (2025-12).
const PER_TOKEN = `================ Serving Benchmark Result ===================
Max request concurrency:                 32
Successful requests:                     32
Total input tokens:                      112000
Total generated tokens:                  32000
Total generated tokens (retokenized):    31837
Concurrency:                             25.78
Accept length:                           2.84
Mean E2E Latency (ms):                   22154.99
Mean TTFT (ms):                          2655.44
Mean TPOT (ms):                          19.52
Median TPOT (ms):                        19.82
Mean ITL (ms):                           19.52
Median ITL (ms):                         18.81
`;

test('where the time between tokens is a token’s, a step is as many of them as it emits', () => {
  // By hand: 19.82 × 2.84; newer versions print no TPOT: 18.81 × 2.84.
  assert.deepEqual(steps(PER_TOKEN), [{ batch: '32', context: '4000', step: '56.289 ms' }]);
  assert.equal(steps(PER_TOKEN.replace(/^.*TPOT.*\n/gm, ''))[0]?.['step'], '53.42 ms');
  // vllm-project/vllm#36029 (2026): its time between tokens is one between answers.
  const perAnswer = PER_TOKEN.replace(
    'Mean ITL (ms):                           19.52',
    'Mean ITL (ms): 55.4',
  ).replace('18.81', '54.2');
  assert.equal(steps(perAnswer)[0]?.['step'], '54.2 ms');
  const report = {
    request_info: { avg_num_concurrent_requests: 8, avg_input_length: 128, avg_output_length: 128 },
    performance: {},
    streaming_metrics: { avg_tpot_ms: 5 },
    decoding_stats: { acceptance_length_percentiles: { average: 2.4 } },
  };
  assert.equal(steps(JSON.stringify(report))[0]?.['step'], '12 ms');
});

test('answers that came as a whole, hardly go on, or are held back make no step', () => {
  // sgl-project/sglang#12389 (2025-10-30).
  const whole = {
    max_concurrency: 16,
    random_input_len: 250_000,
    random_output_len: 1000,
    completed: 300,
    mean_ttft_ms: 0,
    mean_tpot_ms: 4.765,
    median_tpot_ms: 4.83,
    mean_itl_ms: 0,
  };
  assert.match(ignored(JSON.stringify(whole)), /came as a whole/);
  assert.match(ignored(PER_TOKEN.replace('2655.44', '0.00').replace(/^.*ITL.*\n/gm, '')), /came as a whole/);
  // sgl-project/sglang#9428 (2025-08): prompts of 32,768 tokens, of whose two tokens some came.
  assert.match(
    ignored(PER_TOKEN.replace('                  32000', ' 51').replace(/^Accept.*\n/m, '')),
    /answers of 1\.59 tokens/,
  );
  const held = { ...whole, mean_ttft_ms: 90, median_tpot_ms: 5, median_itl_ms: 150 };
  assert.match(ignored(JSON.stringify(held)), /bring 30 tokens each/);
});

test('tables in Markdown are read as those of CSV, where a text is one', () => {
  // tenstorrent/tt-inference-server#1708 (2026-01).
  const table = `| ISL | OSL | Concur | TTFT P50 (ms) | TPOT Avg (ms) | TPOT P50 (ms) |
|-----|-----|-------:|---------------|---------------|---------------|
| 128 | 128 |      1 |         645.4 |          30.5 |          30.8 |
| 1,024 | 128 |   32 |         1,290 |          33.5 |      **34.2** |
`;
  assert.deepEqual(steps(table), [
    { batch: '1', context: '192', step: '30.8 ms' },
    { batch: '32', context: '1088', step: '34.2 ms' },
  ]);
  const page = Array.from({ length: 9 }, (_, i) => `Line ${i} of a page.\n`).join('');
  assert.deepEqual(steps(`${page}${table}`), []);
});

test('tables with a metric a row: what ran together follows from rate and latency', () => {
  // NVIDIA's CloudAI documentation (2026).
  const csv = `Metric,avg,min,max,p99,p50
Request Latency (ms),"6,406.20","5,371.47","9,608.72","9,436.13","5,690.23"
Inter Token Latency (ms),30.35,27.59,35.60,35.23,30.13
Output Sequence Length (tokens),174.45,164.00,187.00,186.22,174.00
Input Sequence Length (tokens),"3,000.05","2,999.00","3,001.00","3,001.00","3,000.00"

Metric,Value
Request Throughput (per sec),1.50
`;
  // By hand: 1.5 × 6.4062 s, and 3,000 tokens with half of 174.
  const step = { batch: '10', context: '3087', step: '30.13 ms' };
  assert.deepEqual(steps(csv), [step]);
  const drawn = `        NVIDIA AIPerf | LLM Metrics
┏━━━━━━━━━━━━┳━━━━━━━━┳━━━━━━━┓
┃     Metric ┃    avg ┃   p50 ┃
┡━━━━━━━━━━━━╇━━━━━━━━╇━━━━━━━┩
│ Request Latency (ms) │ 6,406.20 │ 5,690.23 │
│ Inter Token Latency (ms) │ 30.35 │ 30.13 │
│ Output Sequence Length (tokens) │ 174.45 │ 174 │
│ Input Sequence Length (tokens) │ 3,000.05 │ 3,000 │
│ Request Throughput (requests/sec) │ 1.50 │ N/A │
`;
  assert.deepEqual(steps(drawn), [step]);
  assert.match(ignored(csv.replace(/^Inter.*\n/m, '')), /no time per output token/);
});

test('a number that counts neither requests nor tokens makes no step', () => {
  const run = { max_concurrency: 8, isl: 1e128, osl: 128, median_tpot: 0.01 };
  assert.deepEqual(steps(JSON.stringify(run)), []);
  assert.match(ignored(JSON.stringify(run)), /1e\+128 is no number/);
});
