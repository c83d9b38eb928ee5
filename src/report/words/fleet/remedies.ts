import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { Reason } from '../../../engine/shapes/reasons.js';
import type { OptionResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';

/** What would make an option work that does not, by its first reason that has a remedy; empty where none is known. */
export function remedy(plan: ResolvedPlan, option: OptionResult): string {
  for (const reason of option.reasons) {
    const workload = reason.code === 'of-workload' ? reason.workload : null;
    const said = remedyOf(plan, reason.code === 'of-workload' ? reason.reason : reason, workload);
    if (said !== '') return said;
  }
  return '';
}

function remedyOf(plan: ResolvedPlan, reason: Reason, workload: string | null): string {
  switch (reason.code) {
    case 'sequences-over-memory':
      return reason.fit >= 1
        ? l10n.t('{fit} of {workload}, or more accelerators, would work.', {
            fit: format.count(reason.fit),
            workload: workload ?? l10n.t('them'),
          })
        : shorter();
    case 'no-sequence-fits':
      return shorter();
    case 'no-kv-memory':
      return plan.serving.weights === 'native'
        ? l10n.t('Weights in fewer bits, or accelerators with more memory, would leave some.')
        : l10n.t('Accelerators with more memory would leave some.');
    case 'link-unknown':
      return l10n.t('Accelerators whose link is known, or one that holds the whole model, would do.');
    case 'too-slow':
      return l10n.t('A speed of {best} or less would work.', { best: format.tokenRate(reason.best) });
    case 'model-unknown':
    case 'attention-unknown':
    case 'weights-unknown':
      return l10n.t('The model’s `config.json` would say what is missing.');
    default:
      return '';
  }
}

const shorter = () => l10n.t('A shorter context, or accelerators with more memory, would do.');
