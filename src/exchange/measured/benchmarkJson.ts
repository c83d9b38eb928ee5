import { isFields, type Fields } from '../launch/reading/values.js';
import { throughputNote } from './benchmarkText.js';
import { at, first, positive } from './fields.js';
import { latencyNote } from './latencyText.js';
import { otherRun } from './otherBenchmarks.js';
import { milliseconds, stepOf, type Run } from './step.js';

/** Results of benchmarks as JSON, format by format. */

/** Single runs inside what a tool writes: lists, GuideLLM's `benchmarks`, and wrappers with `results`. */
export function runsIn(parsed: unknown, depth = 0): Fields[] {
  if (depth > DEEPEST) return [];
  const within = (list: readonly unknown[]) => list.flatMap((one) => runsIn(one, depth + 1));
  if (Array.isArray(parsed)) return within(parsed);
  if (!isFields(parsed)) return [];
  const inner = parsed['benchmarks'] ?? parsed['results'] ?? parsed['data'];
  return Array.isArray(inner) && inner.some(isFields) ? within(inner) : [parsed];
}

/** No tool wraps its runs more often. */
const DEEPEST = 20;

/** The measured step of one run, or why there is none, in words; `null` where nothing in it is of a benchmark. */
export function stepOfResult(result: Fields): Record<string, string> | string | null {
  if (isFields(result['metrics']) && at(result, 'metrics', 'inter_token_latency_ms') !== undefined)
    return stepOf(guideLlm(result));
  if (
    at(result, 'metrics', 'latency') !== undefined ||
    at(result, 'results', 'request_performance') !== undefined
  )
    return stepOf(llmd(result));
  if (isFields(result['inter_token_latency'])) return stepOf(aiPerf(result));
  const latency = first(result, 'avg_latency');
  if (latency !== null && result['latencies'] !== undefined) return latencyNote();
  if (result['tokens_per_second'] !== undefined && result['elapsed_time'] !== undefined)
    return throughputNote();
  const other = otherRun(result);
  if (other !== null) return typeof other === 'string' ? other : stepOf(other);
  const run = flat(result);
  const { drafted: _drafted, mean: _mean, whole: _whole, accepted: _accepted, ...said } = run;
  return Object.values(said).every((value) => value === null) ? null : stepOf(run);
}

const DRAFTS = /^(?:spec_decode|spec_decoding|speculat|accept_length|accept_rate|acceptance)/i;

/** Whether one of the members says that tokens were drafted. */
function saysDrafted(result: Fields): boolean {
  return Object.entries(result).some(([name, value]) => {
    if (!DRAFTS.test(name)) return false;
    if (typeof value === 'number') return name.startsWith('accept_length') ? value > 1 : value > 0;
    return typeof value === 'string'
      ? !/^(?:none|false|off|)$/i.test(value)
      : value === true || isFields(value);
  });
}

/**
 * `vllm bench serve` and SGLang's `bench_serving` (milliseconds, `max_concurrency`) and InferenceX (seconds, `conc`,
 * `isl`, `osl`): all members at the top.
 */
function flat(result: Fields): Run {
  const seconds = (...names: string[]) => milliseconds(first(result, ...names));
  const completed = first(result, 'completed', 'num_completed_requests') ?? 1;
  const each = (...names: string[]) => {
    const total = first(result, ...names);
    return total === null ? null : total / completed;
  };
  return {
    tpotMs:
      first(result, 'median_tpot_ms', 'p50_tpot_ms', 'mean_tpot_ms') ??
      seconds('median_tpot', 'mean_tpot', 'median_decode_latency'),
    itlMs: first(result, 'median_itl_ms', 'p50_itl_ms', 'mean_itl_ms') ?? seconds('median_itl', 'mean_itl'),
    concurrency:
      first(result, 'max_concurrency', 'conc', 'concurrency') ??
      // SGLang's `bench_one_batch`: a batch of requests that run in step.
      (result['median_decode_latency'] === undefined ? null : first(result, 'batch_size')),
    input: first(result, 'isl', 'random_input_len', 'input_len') ?? each('total_input_tokens', 'total_input'),
    output:
      first(result, 'osl', 'random_output_len', 'output_len') ?? each('total_output_tokens', 'total_output'),
    drafted: saysDrafted(result),
    accepted: first(result, 'accept_length', 'spec_decode_acceptance_length', 'acceptance_length'),
    whole: result['mean_ttft_ms'] === 0,
    mean: {
      tpotMs: first(result, 'mean_tpot_ms') ?? seconds('mean_tpot'),
      itlMs: first(result, 'mean_itl_ms') ?? seconds('mean_itl'),
      untilFirstMs: first(result, 'mean_ttft_ms') ?? seconds('mean_ttft'),
      wholeMs: first(result, 'mean_e2el_ms', 'mean_e2e_latency_ms') ?? seconds('mean_e2el'),
    },
  };
}

/** AIPerf and GenAI-Perf: statistics by metric, and what was asked for in `input_config`. */
function aiPerf(result: Fields): Run {
  const middle = (metric: string) => {
    const fields = result[metric];
    if (!isFields(fields)) return null;
    const value = first(fields, 'p50', 'avg');
    return value === null ? null : value * toMilliseconds(fields['unit']);
  };
  const length = (metric: string) => (isFields(result[metric]) ? first(result[metric], 'avg', 'p50') : null);
  const config = result['input_config'];
  const concurrency =
    positive(at(config, 'loadgen', 'concurrency')) ??
    positive(at(config, 'perf_analyzer', 'stimulus', 'concurrency')) ??
    positive(at(config, 'concurrency'));
  return {
    // Its "inter token latency" is a request's mean over its tokens.
    tpotMs: middle('inter_token_latency'),
    itlMs: middle('inter_chunk_latency'),
    concurrency,
    input: length('input_sequence_length'),
    output: length('output_sequence_length'),
    drafted: false,
  };
}

function toMilliseconds(unit: unknown): number {
  if (unit === 'ns') return 1e-6;
  if (unit === 'us') return 1e-3;
  return unit === 's' || unit === 'sec' || unit === 'seconds' ? 1e3 : 1;
}

/** GuideLLM: distributions of successful requests by metric. */
function guideLlm(result: Fields): Run {
  const of = (metric: string, ...statistics: string[]) => {
    const fields = at(result, 'metrics', metric, 'successful') ?? at(result, 'metrics', metric);
    return isFields(fields) ? first(fields, ...statistics) : null;
  };
  return {
    tpotMs: of('inter_token_latency_ms', 'median', 'mean'),
    itlMs: null,
    concurrency:
      positive(at(result, 'config', 'strategy', 'streams')) ??
      positive(at(result, 'args', 'strategy', 'streams')) ??
      positive(at(result, 'scheduler', 'strategy', 'streams')) ??
      of('request_concurrency', 'mean'),
    input: of('prompt_token_count', 'mean'),
    output: of('output_token_count', 'mean'),
    drafted: false,
  };
}

/** llm-d's benchmark report, of either version. */
function llmd(result: Fields): Run {
  const [latency, requests] = isFields(result['metrics'])
    ? [at(result, 'metrics', 'latency'), at(result, 'metrics', 'requests')]
    : [
        at(result, 'results', 'request_performance', 'aggregate', 'latency'),
        at(result, 'results', 'request_performance', 'aggregate', 'requests'),
      ];
  const time = (name: string) => {
    const fields = at(latency, name);
    if (!isFields(fields)) return null;
    const value = first(fields, 'p50', 'mean');
    const unit = typeof fields['units'] === 'string' ? fields['units'].split('/')[0] : 'ms';
    return value === null ? null : value * toMilliseconds(unit);
  };
  const length = (name: string) => positive(at(requests, name, 'mean'));
  const load = at(result, 'scenario', 'load');
  return {
    tpotMs: time('time_per_output_token'),
    itlMs: time('inter_token_latency'),
    concurrency:
      positive(at(load, 'args', 'max_concurrency')) ??
      positive(at(load, 'args', 'concurrency')) ??
      positive(at(load, 'standardized', 'concurrency')) ??
      positive(at(load, 'metadata', 'max_concurrency')),
    input: length('input_length'),
    output: length('output_length'),
    drafted: false,
  };
}
