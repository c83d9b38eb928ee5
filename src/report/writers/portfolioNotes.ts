import type { AttachRate } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { reasonText } from '../words/reasons.js';

/** A plan of a portfolio, and its attach rate where it has an answer. */
interface Noted {
  readonly file: string;
  readonly answer: { readonly attachRate: Pick<AttachRate, 'overRangesReason'> } | null;
}

/** The plans whose attach rate nobody drew over their ranges, with why; empty where there are none. */
export function notDrawnNote(summaries: readonly Noted[]): string {
  const left = summaries.flatMap(({ file, answer }) => {
    const reason = answer?.attachRate.overRangesReason;
    return reason ? [{ file, reason: reasonText(reason) }] : [];
  });
  return [...new Set(left.map(({ reason }) => reason))]
    .map((reason) =>
      l10n.t('What ranges leave open of the attach rate is not known for {plans}: {reason}.', {
        plans: fleetName(left.filter((one) => one.reason === reason).map(({ file }) => file)),
        reason,
      }),
    )
    .join(' ');
}

/** Plans of a fleet: a few by name. */
export function fleetName(files: readonly string[]): string {
  const [first = '', ...others] = files;
  return others.length < 2
    ? files.join(', ')
    : l10n.t('{first} and {count} more plans', { first, count: others.length });
}
