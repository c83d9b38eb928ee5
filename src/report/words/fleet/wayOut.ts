import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { wayOut } from '../../../engine/questions/inverse.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';

/** What would serve a workload that nothing serves, as a sentence; empty where nothing is known that would. */
export function wayOutSentence(plan: ResolvedPlan): string {
  const found = wayOut(plan);
  if (!found) return '';
  const { workload, gpus, weights } = found;
  const count = gpus && format.count(gpus.count);
  const type = gpus?.accelerator.name ?? '';
  if (count !== null && weights !== null)
    return l10n.t('{count} of {type} would serve {workload}, or weights in {weights}.', {
      ...{ count, type, workload, weights },
    });
  if (count !== null) return l10n.t('{count} of {type} would serve {workload}.', { count, type, workload });
  return weights === null
    ? ''
    : l10n.t('Weights in {weights} would serve {workload}.', { weights, workload });
}
