import * as l10n from '../../l10n/l10n.js';

const MILLI = 1e3;

/** Milliseconds of so many seconds; `null` of what is not said. */
export const milliseconds = (seconds: number | null): number | null =>
  seconds === null ? null : seconds * MILLI;

/** What a benchmark says of one run. Times in milliseconds, lengths in tokens; `null` for what it does not say. */
export interface Run {
  /** Time per output token: of all tokens but the first, of a request. */
  readonly tpotMs: number | null;
  /** Time between two answers of the stream; one brings several tokens where they are drafted. */
  readonly itlMs: number | null;
  readonly concurrency: number | null;
  readonly input: number | null;
  readonly output: number | null;
  /** Whether the run says that tokens were drafted. */
  readonly drafted: boolean;
  /** Tokens that a step emitted for each request, where the run says it. */
  readonly accepted?: number | null;
  /** Whether the run says that answers came as a whole: their times per token hold the prompts’. */
  readonly whole?: boolean;
  /** Means over the requests, where the run says them. */
  readonly mean?: RunMeans;
}

/** Means over requests, in milliseconds. */
export interface RunMeans {
  readonly tpotMs: number | null;
  readonly itlMs?: number | null;
  readonly untilFirstMs: number | null;
  readonly wholeMs: number | null;
}

/** A mean of quotients and a quotient of means lie closer than this where lengths differ as they do. */
const AGREES = 2;

/**
 * What a token took by the latencies of whole requests, in milliseconds, where the run's own time per token is far from
 * it: answers that come in bunches have most of their tokens at once, and the time between those is no step. `null` where
 * both agree, or one is not said.
 */
function otherwise({ output, mean }: Run): number | null {
  const tpotMs = mean?.tpotMs ?? null;
  const token = behindFirst(mean, output);
  if (tpotMs === null || token === null) return null;
  return token > AGREES * tpotMs || token * AGREES < tpotMs ? token : null;
}

const shown = (ms: number): string => `${Number(ms.toPrecision(3))} ms`;

/** Where answers come this much slower than tokens, several tokens come at once: they were drafted. */
const SEVERAL_AT_ONCE = 1.3;
/** No drafter makes more at once: where more come, the server holds answers back. */
const MOST_AT_ONCE = 17;
/** No run has more requests at once, nor a request more tokens. */
const MOST = 2 ** 40;
/** Of shorter answers the time behind the first token is one step or none, among the prompts of others. */
const LEAST_OUTPUT = 2;

/**
 * The measured step of a plan, or why there is none. The step of a server is what lies between two answers: with
 * speculation that is the time between answers, not the time per token. Its context is the prompt and half of the output.
 */
export function stepOf(run: Run): Record<string, string> | string {
  const { concurrency, input, output } = run;
  const stepMs = stepMsOf(run);
  if (typeof stepMs === 'string') return stepMs;
  if (concurrency === null) return l10n.t('no concurrency: it was limited by request rate');
  const context = Math.round((input ?? 0) + (output ?? 0) / 2);
  if (context <= 0) return l10n.t('no lengths');
  if (Math.max(context, concurrency) > MOST)
    return l10n.t('{number} is no number of requests or tokens', { number: Math.max(context, concurrency) });
  return {
    // Where less than one request ran on average, one ran alone.
    batch: String(Math.max(1, Math.round(concurrency))),
    context: String(context),
    step: `${Number(stepMs.toPrecision(5))} ms`,
  };
}

/** Milliseconds of one step, or why the run does not say them. */
function stepMsOf(run: Run): number | string {
  const { tpotMs, itlMs, output, accepted = null, whole = false } = run;
  if (whole && (tpotMs !== null || itlMs !== null))
    return l10n.t(
      'answers came as a whole, without a time to the first token: the time per token holds the prompts',
    );
  if (output !== null && output <= LEAST_OUTPUT)
    return l10n.t('answers of {tokens} tokens: no step follows from them', {
      tokens: Number(output.toPrecision(3)),
    });
  const said = run.drafted || (accepted ?? 1) > 1;
  const atOnce = tpotMs !== null && itlMs !== null ? itlMs / tpotMs : 1;
  if (!said && atOnce > MOST_AT_ONCE)
    return l10n.t('answers bring {tokens} tokens each, more than are drafted: the server holds them back', {
      tokens: Math.round(atOnce),
    });
  const drafted = said || atOnce > SEVERAL_AT_ONCE;
  const byLatency = otherwise(run);
  if (drafted && itlMs === null && tpotMs !== null && accepted === null)
    return l10n.t(
      'tokens were drafted, and no time between answers (ITL) is said: a step is longer than a token',
    );
  if (byLatency !== null)
    return l10n.t(
      'a mean time per token of {tpot} does not agree with the latencies, which make it {token}: answers came in bunches, or lengths differ much',
      { tpot: shown(run.mean?.tpotMs ?? 0), token: shown(byLatency) },
    );
  const stepMs = drafted ? draftedMs(run) : (tpotMs ?? itlMs);
  return stepMs ?? l10n.t('no time per output token');
}

/**
 * The step of a run with drafts: the time between two answers, or tokens of a step by the time of each. SGLang’s benchmark
 * divides the time between two answers by their tokens and calls that the time between tokens; servers that hold answers
 * back have several steps between two.
 */
function draftedMs({ tpotMs, itlMs, accepted = null, output, mean }: Run): number | null {
  const meanToken = mean?.tpotMs ?? behindFirst(mean, output);
  const token = tpotMs ?? meanToken;
  if (accepted === null || token === null) return itlMs;
  const meanAnswer = mean?.itlMs ?? null;
  const [answer, ofToken] =
    meanAnswer !== null && meanToken !== null ? [meanAnswer, meanToken] : [itlMs ?? token, token];
  const atOnce = answer / ofToken;
  const isStep = atOnce > Math.sqrt(accepted) && atOnce < 2 * accepted;
  return isStep && itlMs !== null ? itlMs : (tpotMs ?? itlMs ?? token) * accepted;
}

/** Mean milliseconds of the tokens behind the first one; `null` where the means do not say them. */
function behindFirst(mean: RunMeans | undefined, output: number | null): number | null {
  const { untilFirstMs = null, wholeMs = null } = mean ?? {};
  return untilFirstMs === null || wholeMs === null || output === null || output <= LEAST_OUTPUT
    ? null
    : (wholeMs - untilFirstMs) / (output - 1);
}
