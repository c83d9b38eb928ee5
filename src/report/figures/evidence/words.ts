import * as l10n from '../../../l10n/l10n.js';
import * as format from '../../words/format.js';
import type { ClassRecord, Difference, Evidence, NearRun, NoRecord } from './nearest.js';

/** What stands beside an answer, in words. */

/** How servers of a class were predicted, without a full stop. */
function recordSentence({ engine, generation, mode, runs, median, held, own }: ClassRecord): string {
  const data = {
    runs,
    engine,
    generation,
    median: format.percent(median),
    held: held === null ? '–' : format.percent(Math.round(100 * held) / 100),
  };
  const record =
    mode === 'colocated'
      ? l10n.t(
          '{runs} measured runs of {engine} on {generation}: median error {median}, the stated band holds {held} of them',
          data,
        )
      : l10n.t(
          '{runs} measured runs of {engine} on {generation} with prompts computed apart: median error {median}, the stated band holds {held} of them',
          data,
        );
  return own ? record : l10n.t('no server of its class was measured; the nearest are {record}', { record });
}

const NO_RECORDS: Readonly<Record<NoRecord, () => string>> = {
  hosted: () => l10n.t('it is bought as a service, whose servers nobody sees'),
  lpx: () => l10n.t('no server with LPX was measured'),
  drafts: () => l10n.t('no measured run with drafts says how many were accepted'),
  'no-request': () => l10n.t('the plan does not say what a request is, and runs are of whole requests'),
  'not-run': () => l10n.t('nothing of it runs'),
  'none-measured': () => l10n.t('no server of its class was measured'),
};

/** The record of an answer's class, or why there is none, without a full stop. */
export function evidenceSentence({ record, reason }: Pick<Evidence, 'record' | 'reason'>): string {
  return record ? recordSentence(record) : NO_RECORDS[reason ?? 'none-measured']();
}

/** A measured run beside what is predicted of it, as in `measured by InferenceX 2026-09: 41 tok/s a user; predicted 39`. */
export function runSentence({ series, point, differs }: NearRun): string {
  const text = l10n.t(
    'measured by {source} {date}: {measured} a user; predicted {predicted} ({users} users, {input} in, {output} out)',
    {
      source: series.source,
      date: series.date.slice(0, 7),
      measured: format.quantity(1 / point.measured, 'tokenRate'),
      predicted: format.plain(1 / point.predicted),
      users: format.count(point.users),
      input: format.tokens(series.input),
      output: format.tokens(series.output),
    },
  );
  return differs.length === 0
    ? text
    : l10n.t('{run}; differs in {differences}', { run: text, differences: differenceList(differs) });
}

const DIFFERENCES: Readonly<Record<Difference, () => string>> = {
  engine: () => l10n.t('engine'),
  weights: () => l10n.t('weight format'),
  mode: () => l10n.t('where prompts are computed'),
  tensor: () => l10n.t('tensor ranks'),
  attentionData: () => l10n.t('data-parallel ranks'),
  expert: () => l10n.t('expert ranks'),
  input: () => l10n.t('prompt length'),
  output: () => l10n.t('answer length'),
  users: () => l10n.t('load'),
};

/** What is apart, by name. */
export const differenceList = (differs: readonly Difference[]): string =>
  differs.map((one) => DIFFERENCES[one]()).join(', ');

/** What there is instead of a measured run, where none was looked for. */
const INSTEAD: Readonly<Record<Exclude<NoRecord, 'none-measured'>, () => string>> = {
  hosted: () => l10n.t('its published price and speed are taken as they are'),
  lpx: () => l10n.t('what is assumed of LPX racks is part of the spread that its numbers are told with'),
  drafts: () => l10n.t('the same option without `speculation` would stand beside measured runs'),
  'no-request': () => l10n.t('with `input` and `output` it would stand beside measured runs'),
  'not-run': () => l10n.t('an option that runs would stand beside measured runs'),
};

/** What is said of the nearest run, or of what there is instead of one. */
export function nearestSentence({ nearest: [first], reason }: Pick<Evidence, 'nearest' | 'reason'>): string {
  if (first) return runSentence(first);
  return reason === null || reason === 'none-measured'
    ? l10n.t('no run of this model on this accelerator was measured')
    : INSTEAD[reason]();
}
