import * as l10n from '../../l10n/l10n.js';
import { latencySteps } from './latencyText.js';
import { mlperfNote } from './mlperf.js';
import { otherTexts } from './otherBenchmarks.js';
import type { TextResults } from './shapes.js';
import { milliseconds, stepOf, type Run } from './step.js';

const HEADING = /=== ?Serving Benchmark Result ?===|= Serving Benchmark Result =/g;

/** Results as `vllm bench serve` and SGLang's `bench_serving` print them, one block a run. */
export function readServingText(text: string): TextResults {
  const places = [...text.matchAll(HEADING)].map(({ index }) => index);
  const results = places.map((start, i) => {
    const block = text.slice(start, places[i + 1] ?? text.length);
    // The concurrency is printed before the block, or in it.
    const before = text.slice(i === 0 ? 0 : places[i - 1], start);
    return stepOf(runOf(block, before));
  });
  return {
    steps: results.filter((result) => typeof result !== 'string'),
    ignored: results.flatMap((why, i) =>
      typeof why === 'string' ? [l10n.t('result {number}: {why}', { number: i + 1, why })] : [],
    ),
  };
}

function runOf(block: string, before: string): Run {
  const value = (text: string, name: RegExp): number | null => {
    const found = [
      ...text.matchAll(new RegExp(`${name.source}[^\\n:]{0,30}:[ \\t]*([0-9.,]{1,20})`, 'gim')),
    ].at(-1);
    const number = Number(found?.[1]?.replace(/,/g, ''));
    return number > 0 ? number : null;
  };
  const completed = value(block, /Successful requests/) ?? 1;
  const each = (name: RegExp) => {
    const total = value(block, name);
    return total === null ? null : total / completed;
  };
  const concurrency = /Max(?:imum)? requ?e?q?u?est concurrency/;
  return {
    tpotMs: value(block, /Median TPOT/) ?? value(block, /Mean TPOT/),
    itlMs: value(block, /Median ITL/) ?? value(block, /Mean ITL/),
    // SGLang also prints how many ran together on average, which stands where no limit was set.
    concurrency: value(block, concurrency) ?? value(before, concurrency) ?? value(block, /^Concurrency/),
    input: each(/Total input tokens/),
    // Beside it SGLang prints how many its client makes of the text.
    output: each(/Total generated tokens(?! \(retok)/),
    drafted:
      /Accept(?:ance)? (?:length|rate)|Speculative Decoding/i.test(block) &&
      (value(block, /Accept(?:ance)? length/) ?? 2) > 1,
    accepted: value(block, /Accept(?:ance)? length/),
    whole: /^Mean TTFT \(ms\):[ \t]*0?\.0*[ \t]*$/m.test(block),
    mean: {
      tpotMs: value(block, /Mean TPOT/),
      itlMs: value(block, /Mean ITL/),
      untilFirstMs: value(block, /Mean TTFT/),
      wholeMs:
        value(block, /Mean (?:E2EL|E2E Latency) \(ms\)/) ?? milliseconds(value(block, /Mean Latency ?\(s\)/)),
    },
  };
}

/** What the other benchmarks print: steps that follow from several of them, and of the rest why none does. */
export function otherBenchmarks(text: string): TextResults {
  const latencies = latencySteps(text);
  const others = otherTexts(text);
  const notes = [
    ...(/^Throughput: [0-9.]{1,12} requests\/s/m.test(text) ? [throughputNote()] : []),
    mlperfNote(text),
    /^Decode\. {1,2}median latency: [0-9.]{1,12} s/m.test(text) ? oneBatchNote() : null,
  ];
  return {
    steps: [...latencies.steps, ...others.steps],
    ignored: [...latencies.ignored, ...others.ignored, ...notes.filter((note) => note !== null)],
  };
}

/** Why a throughput is no step, and what to run instead. */
export const throughputNote = (): string =>
  l10n.t('vllm bench throughput: it has no time per token; `vllm bench serve --max-concurrency` has');

/** SGLang's `bench_one_batch` prints its steps without the lengths that they ran at. */
const oneBatchNote = (): string =>
  l10n.t('bench_one_batch prints no lengths: take the lines of JSON that `--result-filename` writes');
