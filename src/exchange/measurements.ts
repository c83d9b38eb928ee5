import * as l10n from '../l10n/l10n.js';

/** Measurements found in a log or a benchmark's result, as members of a plan's `calibration`. */
export interface Measurements {
  readonly memory: Readonly<Record<string, string>>;
  readonly steps: readonly Readonly<Record<string, string>>[];
  /** What was in the file and is not used, in words. */
  readonly ignored: readonly string[];
}

/** Lines of vLLM's start-up log, old and new, and the member each fills. */
const LOG_LINES: readonly (readonly [RegExp, string, string])[] = [
  [/(?:Model loading took|Loading model weights took) ([0-9.]{1,12}) ?(GiB|GB)/, 'weights', 'GiB'],
  [/model weights take ([0-9.]{1,12}) ?(GiB)/, 'weights', 'GiB'],
  [/Available KV cache memory: ([0-9.]{1,12}) ?(GiB)/, 'kvPool', 'GiB'],
  [/reserved for KV Cache is ([0-9.]{1,12}) ?(GiB)/, 'kvPool', 'GiB'],
  [/GPU KV cache size: ([0-9,]{1,20}) tokens/, 'kvTokens', ''],
];

/** Lines of the same log that say something of memory and fill no member. */
const UNUSED_LINES: readonly RegExp[] = [
  /(?:PyTorch )?activation peak memory takes [0-9.]{1,12} ?GiB/,
  /non_torch_memory takes [0-9.]{1,12} ?GiB/,
  /Graph capturing finished in [0-9.]{1,12} secs?, took [0-9.]{1,12} ?GiB/,
  /CPU blocks: [0-9]{1,12}/,
  /Maximum concurrency for [0-9,]{1,20} tokens per request: [0-9.]{1,12}x/,
];

/** Blocks that old versions log instead of tokens, and the concurrency from which the size of a block shows. */
const BLOCKS = /GPU blocks: ([0-9]{1,12})/;
const CONCURRENCY = /Maximum concurrency for ([0-9,]{1,20}) tokens per request: ([0-9.]{1,12})x/;
const BLOCK_TOKENS: readonly number[] = [1, 8, 16, 32, 64, 128, 256];

/** Tokens of the blocks in a log of an old version; `null` where the size of a block does not show. */
function blockTokens(text: string): number | null {
  const blocks = Number(BLOCKS.exec(text)?.[1]);
  const [, length, times] = CONCURRENCY.exec(text) ?? [];
  if (!(blocks > 0) || length === undefined) return null;
  const tokens = Number(length.replace(/,/g, '')) * Number(times);
  // The concurrency is rounded to two places.
  const size = BLOCK_TOKENS.find((each) => Math.abs(tokens / (blocks * each) - 1) < 0.1);
  return size === undefined ? null : blocks * size;
}

/** Reads a vLLM start-up log. The last of several alike lines counts: engines log again after retries. */
export function readLog(text: string): Measurements {
  const memory: Record<string, string> = {};
  const ignored = new Set<string>();
  for (const full of text.split('\n')) {
    const line = full.slice(0, 2000);
    for (const [pattern, member, unit] of LOG_LINES) {
      const value = pattern.exec(line)?.[1];
      if (value !== undefined) memory[member] = `${value.replace(/,/g, '')}${unit ? ` ${unit}` : ''}`;
    }
    for (const pattern of UNUSED_LINES) {
      const found = pattern.exec(line)?.[0];
      if (found !== undefined) ignored.add(found);
    }
  }
  const tokens = memory['kvTokens'] === undefined ? blockTokens(text) : null;
  if (tokens !== null) memory['kvTokens'] = String(tokens);
  return { memory, steps: [], ignored: [...ignored] };
}

/** Reads either: the JSON of a benchmark, else the lines of a log. */
export function readMeasurements(text: string): Measurements {
  try {
    return readBenchmark(JSON.parse(text));
  } catch {
    return readLog(text);
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads one result, or a list of them, of `vllm bench serve` (mean_tpot_ms, max_concurrency) or InferenceX
 * (mean_tpot in seconds, conc, isl, osl). The context of a step is the prompt and half of the output.
 */
export function readBenchmark(parsed: unknown): Measurements {
  const results = (Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]).filter(isFields);
  const ignored: string[] = [];
  const steps = results.flatMap((result, i) => {
    const step = stepOf(result);
    if (typeof step !== 'string') return [step];
    ignored.push(l10n.t('result {number}: {why}', { number: i + 1, why: step }));
    return [];
  });
  return { memory: {}, steps, ignored };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The measured step, or why there is none. */
function stepOf(result: Fields): Record<string, string> | string {
  const number = (...names: string[]) =>
    names
      .map((name) => result[name])
      .find((value): value is number => typeof value === 'number' && value > 0);
  const milliseconds = number('median_tpot_ms', 'mean_tpot_ms') ?? scale(number('median_tpot', 'mean_tpot'));
  const batch = number('max_concurrency', 'conc', 'concurrency');
  if (milliseconds === undefined) return l10n.t('no time per output token');
  if (batch === undefined) return l10n.t('no concurrency: it was limited by request rate');
  const completed = number('completed') ?? 1;
  const input =
    number('isl', 'random_input_len') ?? (number('total_input_tokens', 'total_input') ?? 0) / completed;
  const output =
    number('osl', 'random_output_len') ?? (number('total_output_tokens', 'total_output') ?? 0) / completed;
  const context = Math.round(input + output / 2);
  if (context <= 0) return l10n.t('no lengths');
  return {
    batch: String(Math.round(batch)),
    context: String(context),
    step: `${Number(milliseconds.toPrecision(5))} ms`,
  };
}

function scale(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1e3;
}

/** The measurements as a block for a plan; empty text where nothing was found. */
export function calibrationText({ memory, steps }: Measurements): string {
  const flow = (fields: Readonly<Record<string, string>>) =>
    `{ ${Object.entries(fields)
      .map(([key, value]) => `${key}: ${value}`)
      .join(', ')} }`;
  const lines = [
    ...(Object.keys(memory).length > 0 ? [`  memory: ${flow(memory)}`] : []),
    ...(steps.length > 0 ? ['  steps:', ...steps.map((step) => `    - ${flow(step)}`)] : []),
  ];
  return lines.length > 0 ? `calibration:\n${lines.join('\n')}\n` : '';
}
