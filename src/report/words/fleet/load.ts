import type { PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';

/** What is in flight at peak, and what volume that is, in a sentence; nothing where no option tells. */
export function loadSentences({ load }: PlanResult, workload: string): string[] {
  const own = load[workload];
  if (!own?.peak || own.inFlight === null || own.decoding === null) return [];
  const values = {
    inFlight: format.count(Math.ceil(own.inFlight)),
    decoding: format.count(Math.ceil(own.decoding)),
    rate: format.tokenRate(own.peak.outputTokensPerSecond),
  };
  return [
    own.closedLoop
      ? l10n.t(
          '{inFlight} users who ask again at once make {rate} at peak; {decoding} of them decode.',
          values,
        )
      : l10n.t('{inFlight} requests in flight at peak, {decoding} of them decoding, for {rate}.', values),
  ];
}
