import * as l10n from '../../l10n/l10n.js';
import type { TextResults } from './shapes.js';

/**
 * Lines that servers log while they run. A line of vLLM and of SGLang sums up what went since the line before; where no
 * prompt was computed between both and as many requests decode at both, all of that time went into steps of so many.
 */

/** What one line says. Tokens are those of the cache that requests hold; `null` for what it does not say. */
interface Line {
  /** The engine or rank that logged it. */
  readonly by: string;
  /** Whether prompts were computed in it, or since the line before. */
  readonly prompts: boolean;
  readonly running: number;
  readonly tokensPerSecond: number;
  /** Tokens that a step emitted for each request; one where nothing is drafted. */
  readonly accepted: number | null;
  readonly tokens: number | null;
  /** Part of the cache that requests hold, of one. */
  readonly usage: number | null;
  /** Seconds since midnight. */
  readonly second: number | null;
}

/** Steps of one batch: milliseconds each, and the mean context, where the line tells it. */
interface Window {
  readonly batch: number;
  readonly stepMs: number;
  readonly context: number | null;
}

/** One word of each line that is read: most lines of a server that ran for days are others. */
const WORTH_READING =
  /batch[.,] #|generation throughput: |host_step_time|[Ss]pec(?:ulative|Decoding) metrics/;
const LONGEST_LINE = 2_000;

const VLLM =
  /(?:Engine (\d{1,4}): )?Avg prompt throughput: ([0-9.]{1,12}) tokens\/s, Avg generation throughput: ([0-9.]{1,12}) tokens\/s, Running: (\d{1,7}) reqs\b.*?GPU KV cache usage: ([0-9.]{1,6})%/;
const SGLANG_DECODE =
  /Decode batch[.,] #running-req: (\d{1,7}), #(?:full )?token: (\d{1,12}),.*?gen throughput \(token\/s\): ([0-9.]{1,12})/;
const SGLANG_PREFILL = /Prefill batch[.,] #/;
const SGLANG_ACCEPTED = /\baccept len: ([0-9.]{1,8})/;
const RANK = /\[[^\]]{0,40}?((?: (?:DP|PP|TP|EP|ATTN_?\w{0,8})\d{1,4}){1,6})\]/;
const TRTLLM =
  /host_step_time = ([0-9.]{1,12}) ?ms,.{0,200}?num_scheduled_requests: (\d{1,7}), states = \{'num_ctx_requests': 0, 'num_ctx_tokens': 0,/;
const TIME = /\b(\d\d):(\d\d):(\d\d)\b/;
const HIT_RATE = /[Pp]refix cache hit rate: (?:GPU: )?([0-9.]{1,6})%/;

/**
 * Steps out of what vLLM, SGLang and TensorRT-LLM log while they run, with what a plan takes of it elsewhere in words:
 * accepted lengths and the prefix cache's hits. `kvTokens` are the tokens of the whole cache, where the log says them.
 */
export function readRunning(text: string, kvTokens: number | null): TextResults {
  const lines = text.split('\n').filter((line) => WORTH_READING.test(line));
  const short = lines.map((line) => line.slice(0, LONGEST_LINE));
  const drafts = acceptedIn(short);
  const said = short.flatMap((line, i) => lineOf(line, short[i + 1] ?? '', drafts !== null) ?? []);
  const engines = new Set(said.filter(({ running }) => running > 0).map(({ by }) => by));
  // Each of several ranks has a batch of its own, and the step is of all of them.
  const windows = engines.size > 1 ? [] : [...windowsIn(said, kvTokens), ...trtllmIn(short)];
  const told = windows.filter(({ context }) => context !== null);
  return {
    steps: batchesOf(told).map(({ batch, stepMs, context }) => ({
      batch: String(batch),
      context: String(context ?? 0),
      step: shownMs(stepMs),
    })),
    ignored: [
      ...(engines.size > 1 ? [severalRanks(engines.size)] : []),
      ...(engines.size === 1 && windows.length === 0 ? [noneAlone()] : []),
    ],
    said: [
      ...batchesOf(windows.filter(({ batch }) => !told.some((each) => each.batch === batch))).map(lengthless),
      ...(drafts === null ? [] : [acceptedNote(drafts)]),
      ...hitNote(short),
    ],
  };
}

function lineOf(line: string, next: string, drafts: boolean): Line | null {
  const [, engine = '', prompt, generated, running, usage] = VLLM.exec(line) ?? [];
  const [, hours, minutes, seconds] = TIME.exec(line) ?? [];
  const second = hours === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (running !== undefined) {
    const accepted = drafts ? (draftsOf(next)?.accepted ?? null) : 1;
    return {
      by: engine,
      prompts: Number(prompt) > 0,
      running: Number(running),
      tokensPerSecond: Number(generated),
      accepted,
      tokens: null,
      usage: Number(usage) / 100,
      second,
    };
  }
  const by = RANK.exec(line)?.[1] ?? '';
  const empty = { by, running: 0, tokensPerSecond: 0, accepted: null, tokens: null, usage: null, second };
  if (SGLANG_PREFILL.test(line)) return { ...empty, prompts: true };
  const decode = SGLANG_DECODE.exec(line);
  if (!decode) return null;
  return {
    ...empty,
    prompts: false,
    running: Number(decode[1]),
    tokens: Number(decode[2]),
    tokensPerSecond: Number(decode[3]),
    accepted: Number(SGLANG_ACCEPTED.exec(line)?.[1] ?? 1),
  };
}

function windowsIn(lines: readonly Line[], kvTokens: number | null): Window[] {
  return lines.flatMap((line, i) => {
    const before = lines[i - 1];
    if (!before || line.prompts || line.running === 0 || line.running !== before.running) return [];
    // SGLang logs prompts by themselves: a line of them stands between, and none of its tokens grew otherwise.
    if (line.tokens !== null && !(before.tokens !== null && line.tokens > before.tokens)) return [];
    if (!(line.tokensPerSecond > 0) || line.accepted === null || !(line.accepted >= 1)) return [];
    const stepMs = (1e3 * line.running * line.accepted) / line.tokensPerSecond;
    const tokens = line.tokens ?? tokensHeld(before, line, kvTokens);
    return [{ batch: line.running, stepMs, context: tokens === null ? null : tokens / line.running }];
  });
}

/** A usage is rounded to a tenth of a percent. */
const ROUNDED = 0.0005;
/** Below, rounding alone may be a tenth of what is held. */
const LEAST_USAGE = 0.01;
/** What is made and what the cache grows by agree within this, where each token takes as much of it. */
const AGREES = 0.2;

/**
 * Tokens that requests hold by the usage of the cache: only where it grew by as many tokens as were made meanwhile. Windows
 * and states do not grow with the tokens, so that a usage of them says no lengths.
 */
function tokensHeld(before: Line, line: Line, kvTokens: number | null): number | null {
  if (kvTokens === null || line.usage === null || before.usage === null || line.usage < LEAST_USAGE)
    return null;
  if (line.second === null || before.second === null || line.second <= before.second) return null;
  const made = line.tokensPerSecond * (line.second - before.second);
  const grown = (line.usage - before.usage) * kvTokens;
  const unsure = AGREES * made + 2 * ROUNDED * kvTokens;
  return made > unsure && Math.abs(grown - made) <= unsure ? line.usage * kvTokens : null;
}

function trtllmIn(lines: readonly string[]): Window[] {
  return lines.flatMap((line) => {
    const [, step, requests] = TRTLLM.exec(line) ?? [];
    const [stepMs, batch] = [Number(step), Number(requests)];
    return stepMs > 0 && batch > 0 ? [{ batch, stepMs, context: null }] : [];
  });
}

/** More batches than these are not told: the ones that ran longest count. */
const MOST_BATCHES = 12;

/** The median step of each batch, with its mean context, by size of the batch. */
function batchesOf(windows: readonly Window[]): Window[] {
  const by = new Map<number, Window[]>();
  for (const window of windows) by.set(window.batch, [...(by.get(window.batch) ?? []), window]);
  return [...by.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, MOST_BATCHES)
    .map((own) => {
      const contexts = own.flatMap(({ context }) => context ?? []);
      const mean = contexts.reduce((sum, each) => sum + each, 0) / contexts.length;
      return {
        batch: own[0]?.batch ?? 0,
        stepMs: medianOf(own.map(({ stepMs }) => stepMs)),
        context: contexts.length === 0 ? null : Math.max(1, Math.round(mean)),
      };
    })
    .sort((a, b) => a.batch - b.batch);
}

function medianOf(values: readonly number[]): number {
  const ordered = [...values].sort((a, b) => a - b);
  const [low = 0, high = 0] = [Math.floor, Math.ceil].map(
    (round) => ordered[round((ordered.length - 1) / 2)],
  );
  return (low + high) / 2;
}

const shownMs = (ms: number): string => `${Number(ms.toPrecision(5))} ms`;

const lengthless = ({ batch, stepMs }: Window): string =>
  l10n.t(
    'lines of the running server make a step of {step} with {batch} requests, and do not say their lengths: write both into `calibration.steps` with your `context`',
    { step: shownMs(stepMs), batch },
  );

const severalRanks = (ranks: number): string =>
  l10n.t(
    'lines of the running server come from {ranks} ranks, each with a batch of its own: no step is taken',
    {
      ranks,
    },
  );

const noneAlone = (): string =>
  l10n.t(
    'lines of the running server: between none of them the same requests decoded all the time, so no step is taken',
  );

/** Drafts in one line or several: how many there were, of how many tokens, and what a step emitted. */
interface Drafts {
  readonly drafts: number;
  readonly tokens: number;
  readonly accepted: number;
}

const VLLM_LENGTH = /Mean acceptance length: ([0-9.]{1,8})/;
const VLLM_DRAFTED = /Drafted: (\d{1,12}) tokens/;
const VLLM_POSITIONS = /Per-position acceptance rate: ([0-9., ]{1,400}?)(?:, Avg|$)/;
/** The first engine of vLLM: emitted over drafts, both counted since the start. */
const V0_DRAFTS =
  /Number of speculative tokens: (\d{1,3}),.{0,60}Number of draft tokens: (\d{1,12}),.{0,10}Number of emitted tokens: (\d{1,12})/;

function draftsOf(line: string): Drafts | null {
  const [, tokens, drafted, emitted] = V0_DRAFTS.exec(line) ?? [];
  if (tokens !== undefined) {
    const drafts = Number(drafted) / Number(tokens);
    return drafts > 0 ? { drafts, tokens: Number(tokens), accepted: Number(emitted) / drafts } : null;
  }
  const accepted = Number(VLLM_LENGTH.exec(line)?.[1]);
  const positions =
    VLLM_POSITIONS.exec(line)?.[1]
      ?.split(',')
      .filter((part) => part.trim() !== '') ?? [];
  const drafts = Number(VLLM_DRAFTED.exec(line)?.[1]) / positions.length;
  return accepted >= 1 && drafts > 0 ? { drafts, tokens: positions.length, accepted } : null;
}

/** All drafts of a log together; `null` where none are logged. */
function acceptedIn(lines: readonly string[]): Drafts | null {
  const first = lines.flatMap((line) => (V0_DRAFTS.test(line) ? (draftsOf(line) ?? []) : [])).at(-1);
  if (first) return first;
  const all = lines.flatMap((line) => draftsOf(line) ?? sglangDrafts(line) ?? []);
  const drafts = all.reduce((sum, each) => sum + each.drafts, 0);
  if (drafts === 0) return null;
  const accepted = all.reduce((sum, each) => sum + each.drafts * each.accepted, 0) / drafts;
  return { drafts, tokens: Math.max(...all.map(({ tokens }) => tokens)), accepted };
}

/** SGLang logs the mean of the same number of steps each time, which many requests took part in; it names no depth. */
function sglangDrafts(line: string): Drafts | null {
  const accepted = Number(SGLANG_ACCEPTED.exec(line)?.[1]);
  const drafts = Number(SGLANG_DECODE.exec(line)?.[1]);
  return accepted >= 1 && drafts > 0 ? { drafts, tokens: 0, accepted } : null;
}

function acceptedNote({ tokens, accepted }: Drafts): string {
  const shown = Number(accepted.toPrecision(3));
  return tokens > 0
    ? l10n.t(
        'a step emits {accepted} tokens with {drafts} drafted, over all lines of the running server: `speculation: { draftTokens: {drafts}, acceptance: {accepted} }` of an option says so',
        { accepted: shown, drafts: tokens },
      )
    : l10n.t(
        'a step emits {accepted} tokens, over all lines of the running server: `acceptance: {accepted}` in the `speculation` of an option says so',
        { accepted: shown },
      );
}

function hitNote(lines: readonly string[]): string[] {
  const rate = lines.flatMap((line) => HIT_RATE.exec(line)?.[1] ?? []).at(-1);
  return Number(rate) > 0
    ? [
        l10n.t('the prefix cache served {rate} of the prompts at last: `cachedInput` of a workload says so', {
          rate: `${Number(rate)}%`,
        }),
      ]
    : [];
}
