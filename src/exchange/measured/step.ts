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
  /** Means over the requests, where the run says them. */
  readonly mean?: RunMeans;
}

/** Means over requests, in milliseconds. */
export interface RunMeans {
  readonly tpotMs: number | null;
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
  const { tpotMs = null, untilFirstMs = null, wholeMs = null } = mean ?? {};
  if (tpotMs === null || untilFirstMs === null || wholeMs === null || output === null || output <= 2)
    return null;
  const token = (wholeMs - untilFirstMs) / (output - 1);
  return token > AGREES * tpotMs || token * AGREES < tpotMs ? token : null;
}

const shown = (ms: number): string => `${Number(ms.toPrecision(3))} ms`;

/** Where answers come this much slower than tokens, several tokens come at once: they were drafted. */
const SEVERAL_AT_ONCE = 1.3;

/**
 * The measured step of a plan, or why there is none. The step of a server is what lies between two answers: with
 * speculation that is the time between answers, not the time per token. Its context is the prompt and half of the output.
 */
export function stepOf(run: Run): Record<string, string> | string {
  const { tpotMs, itlMs, concurrency, input, output } = run;
  const drafted = run.drafted || (tpotMs !== null && itlMs !== null && itlMs > SEVERAL_AT_ONCE * tpotMs);
  if (drafted && itlMs === null && tpotMs !== null)
    return l10n.t(
      'tokens were drafted, and no time between answers (ITL) is said: a step is longer than a token',
    );
  const byLatency = otherwise(run);
  if (byLatency !== null)
    return l10n.t(
      'a mean time per token of {tpot} does not agree with the latencies, which make it {token}: answers came in bunches, or lengths differ much',
      { tpot: shown(run.mean?.tpotMs ?? 0), token: shown(byLatency) },
    );
  const stepMs = drafted ? itlMs : (tpotMs ?? itlMs);
  if (stepMs === null) return l10n.t('no time per output token');
  if (concurrency === null) return l10n.t('no concurrency: it was limited by request rate');
  const context = Math.round((input ?? 0) + (output ?? 0) / 2);
  if (context <= 0) return l10n.t('no lengths');
  return {
    // Where less than one request ran on average, one ran alone.
    batch: String(Math.max(1, Math.round(concurrency))),
    context: String(context),
    step: `${Number(stepMs.toPrecision(5))} ms`,
  };
}
