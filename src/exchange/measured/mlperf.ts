import * as l10n from '../../l10n/l10n.js';

/** A value of MLPerf's summary or detail log; `null` where it is not there. */
function valueOf(text: string, summary: RegExp, key: string): number | null {
  const printed = new RegExp(`^${summary.source}[ \\t]*:[ \\t]*([0-9.]{1,18})`, 'm').exec(text)?.[1];
  const logged = new RegExp(`"key": "${key}", "value": ([0-9.]{1,18})\\b`).exec(text)?.[1];
  const value = Number(printed ?? logged);
  return value > 0 ? value : null;
}

const MARK = /^:::MLLOG |MLPerf Results Summary/m;
const NANOSECONDS = 1e6;

/**
 * What MLPerf's logs lack for a step, with what they do say: the load of a server is a rate, but rate and mean latency
 * make the requests that ran together (Little's law), and lengths stand in no log. `null` where the text is none.
 */
export function mlperfNote(text: string): string | null {
  if (!MARK.test(text)) return null;
  const rate = valueOf(text, /Completed samples per second/, 'result_completed_samples_per_sec');
  const latency = valueOf(text, /Mean latency \(ns\)/, 'result_mean_latency_ns');
  const token = valueOf(text, /Mean Time (?:to|per) Output Token \(ns\)/, 'result_time_to_output_token_mean');
  if (token === null)
    return l10n.t('MLPerf: the log has no time per token, which scenarios `Server` and `Interactive` have');
  const step = `${Number((token / NANOSECONDS).toPrecision(4))} ms`;
  if (rate === null || latency === null)
    return l10n.t(
      'MLPerf: a mean time per token of {step}; neither how many requests ran together nor their lengths are in the log: give them beside it in `calibration.steps`',
      { step },
    );
  return l10n.t(
    'MLPerf: a mean time per token of {step} with {batch} requests at once on the whole system (rate times latency); their lengths are in no log: write both into `calibration.steps` with the mean context of the data set',
    { step, batch: Math.round((rate * latency) / 1e9) },
  );
}
