import * as l10n from '../../l10n/l10n.js';
import { isFields, type Fields } from '../launch/reading/values.js';
import { at, first, positive } from './fields.js';
import type { TextResults } from './shapes.js';
import { milliseconds, stepOf, type Run } from './step.js';

/**
 * Benchmarks whose results have members of their own: trtllm-bench, EvalScope, LLMPerf, inference-perf, genai-bench and
 * SGLang's `bench_one_batch_server`. A run, or why no step follows from it; `null` where it is none of theirs.
 */
export function otherRun(result: Fields): Run | string | null {
  if (isFields(result['request_info']) && isFields(result['performance'])) return trtllmBench(result);
  if (result[EVALSCOPE.tpot] !== undefined && result[EVALSCOPE.concurrency] !== undefined)
    return evalScope((name) => positive(result[name]));
  if (result['results_inter_token_latency_s_mean'] !== undefined) return llmPerf(result);
  if (isFields(at(result, 'successes', 'latency'))) return inferencePerf(result);
  if (isFields(at(result, 'aggregated_metrics', 'stats', 'tpot'))) return genaiBench(result);
  if (result['last_ttft'] !== undefined && result['batch_size'] !== undefined) return oneBatch(result);
  return null;
}

/** TensorRT-LLM's `trtllm-bench --report_json`: times per token only where answers streamed. */
function trtllmBench(result: Fields): Run | string {
  const streaming = result['streaming_metrics'];
  if (!isFields(streaming)) return notStreamed();
  const info = at(result, 'request_info');
  const requests = isFields(info) ? info : {};
  return {
    tpotMs: positive(at(streaming, 'tpot_percentiles', 'p50')) ?? first(streaming, 'avg_tpot_ms'),
    itlMs: null,
    concurrency: first(requests, 'avg_num_concurrent_requests'),
    input: first(requests, 'avg_input_length'),
    output: first(requests, 'avg_output_length'),
    drafted: isFields(result['decoding_stats']),
    accepted: positive(at(result, 'decoding_stats', 'acceptance_length_percentiles', 'average')),
  };
}

const notStreamed = (): string => l10n.t('trtllm-bench: it has no time per token; run it with `--streaming`');

/** EvalScope's names, in its tables and in its `benchmark_summary.json`. */
const EVALSCOPE = {
  tpot: 'Average time per output token (s)',
  itl: 'Average inter-token latency (s)',
  concurrency: 'Number of concurrency',
  input: 'Average input tokens per request',
  output: 'Average output tokens per request',
} as const;

function evalScope(value: (name: string) => number | null): Run {
  return {
    tpotMs: milliseconds(value(EVALSCOPE.tpot)),
    itlMs: milliseconds(value(EVALSCOPE.itl)),
    concurrency: value(EVALSCOPE.concurrency),
    input: value(EVALSCOPE.input),
    output: value(EVALSCOPE.output),
    drafted: false,
  };
}

/** Seconds a token of an answer takes behind its first one; `null` where one of these is not known, or there is none behind. */
function behindFirst(whole: number | null, untilFirst: number | null, output: number | null): number | null {
  return whole === null || untilFirst === null || output === null || output <= 1
    ? null
    : (whole - untilFirst) / (output - 1);
}

/** LLMPerf: its time between tokens holds the first token's, so the step is what lies behind that one, by the means. */
function llmPerf(result: Fields): Run {
  const whole = first(result, 'results_end_to_end_latency_s_mean');
  const untilFirst = first(result, 'results_ttft_s_mean');
  const output = first(result, 'results_number_output_tokens_mean', 'mean_output_tokens');
  return {
    tpotMs: milliseconds(behindFirst(whole, untilFirst, output)),
    itlMs: null,
    concurrency: first(result, 'num_concurrent_requests'),
    input: first(result, 'results_number_input_tokens_mean', 'mean_input_tokens'),
    output,
    drafted: false,
  };
}

/** inference-perf of Kubernetes: what of its requests succeeded, in seconds. */
function inferencePerf(result: Fields): Run {
  const time = (name: string) => {
    const fields = at(result, 'successes', 'latency', name);
    return isFields(fields) ? milliseconds(first(fields, 'median', 'p50', 'mean')) : null;
  };
  return {
    tpotMs: time('time_per_output_token'),
    itlMs: time('inter_token_latency'),
    concurrency: positive(at(result, 'load_summary', 'concurrency')),
    input: positive(at(result, 'successes', 'prompt_len', 'mean')),
    output: positive(at(result, 'successes', 'output_len', 'mean')),
    drafted: false,
  };
}

/** genai-bench: statistics of all requests of one scenario, in seconds. */
function genaiBench(result: Fields): Run {
  const of = (name: string, ...statistics: string[]) => {
    const fields = at(result, 'aggregated_metrics', 'stats', name);
    return isFields(fields) ? first(fields, ...statistics) : null;
  };
  return {
    tpotMs: milliseconds(of('tpot', 'p50', 'mean')),
    itlMs: null,
    concurrency: positive(at(result, 'aggregated_metrics', 'num_concurrency')),
    input: of('num_input_tokens', 'mean'),
    output: of('num_output_tokens', 'mean'),
    drafted: false,
    mean: {
      tpotMs: milliseconds(of('tpot', 'mean')),
      untilFirstMs: milliseconds(of('ttft', 'mean')),
      wholeMs: milliseconds(of('e2e_latency', 'mean')),
    },
  };
}

/** A batch that starts and ends together: the steps are what follows its first tokens. */
function oneBatch(result: Fields): Run {
  const [whole, untilFirst] = [first(result, 'latency'), first(result, 'last_ttft')];
  const output = first(result, 'output_len');
  return {
    tpotMs: milliseconds(behindFirst(whole, untilFirst, output)),
    itlMs: null,
    concurrency: first(result, 'batch_size'),
    input: first(result, 'input_len'),
    output,
    drafted: (first(result, 'acc_length') ?? 0) > 1,
  };
}

/** What `trtllm-bench` and EvalScope print, one block a run, and of GuideLLM what to take instead. */
export function otherTexts(text: string): TextResults {
  const runs = [
    ...trtllmRuns(text),
    ...blocksOf(text, /^Benchmarking summary:/gm).map(({ block }) => evalScope(cellsOf(block))),
  ];
  const steps = runs.map((run) => (typeof run === 'string' ? run : stepOf(run)));
  return {
    steps: steps.filter((step) => typeof step !== 'string'),
    ignored: [
      ...steps.flatMap((why, i) =>
        typeof why === 'string' ? [l10n.t('result {number}: {why}', { number: i + 1, why })] : [],
      ),
      ...(GUIDE_LLM.test(text) ? [guideLlmNote()] : []),
    ],
  };
}

/** GuideLLM's tables on the screen and in CSV, whose cells are rounded or lie in columns under columns. */
const GUIDE_LLM =
  /^(?:.{0,4}Benchmarks (?:Info|Metadata|Stats):|.{0,200}Strategy,.{0,4000}Inter Token Latency)/m;

const guideLlmNote = (): string =>
  l10n.t('GuideLLM: take `benchmarks.json`, which it writes beside its tables');

interface Block {
  readonly block: string;
  /** What stands between the block before and this one. */
  readonly before: string;
}

function blocksOf(text: string, heading: RegExp): Block[] {
  const places = [...text.matchAll(heading)].map(({ index }) => index);
  return places.map((start, i) => ({
    block: text.slice(start, places[i + 1] ?? text.length),
    before: text.slice(i === 0 ? 0 : places[i - 1], start),
  }));
}

function cellsOf(table: string): (name: string) => number | null {
  const cells = [...table.matchAll(/^\|([^|\n]{3,80})\|[ \t]*([0-9.]{1,18})[ \t]*\|/gm)];
  const values = new Map(cells.map(([, name = '', value]) => [name.trim(), positive(value)]));
  return (name) => values.get(name) ?? null;
}

function trtllmRuns(text: string): (Run | string)[] {
  const blocks = blocksOf(text, /^= PERFORMANCE OVERVIEW/gm);
  // What was asked for is printed before the times, in some versions after them.
  const isBefore = CONCURRENT.test(blocks[0]?.before ?? '');
  return blocks.map(({ block, before }) => trtllmText(block, isBefore ? before : block));
}

const CONCURRENT = /Number of concurrent requests/;

function trtllmText(block: string, asked: string): Run | string {
  const value = (from: string, name: RegExp): number | null =>
    positive(new RegExp(`^${name.source}[ \\t]*:[ \\t]*([0-9.]{1,18})`, 'm').exec(from)?.[1]);
  const tpotMs =
    value(block, /\[TPOT\] P50/) ?? value(block, /Average time-per-output-token \[TPOT\] \(ms\)/);
  if (tpotMs === null) return notStreamed();
  return {
    tpotMs,
    itlMs: null,
    concurrency: value(asked, CONCURRENT),
    input: value(asked, /Average Input Length \(tokens\)/),
    output: value(asked, /Average Output Length \(tokens\)/),
    drafted: /^\[(?:AL|AR|DTP|DAR)\] |Acceptance (?:Length|Rate)/m.test(block),
    accepted: value(block, /\[AL\] AVERAGE/),
  };
}
