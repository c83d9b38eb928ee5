import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { remedyOf } from '../../../engine/questions/inverse.js';
import type { Reason } from '../../../engine/shapes/reasons.js';
import type { OptionResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';

/** What would serve a workload that nothing serves, as a sentence; empty where nothing is known that would. */
export function planRemedy(plan: ResolvedPlan): string {
  const found = remedyOf(plan);
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

/** What would make an option work that does not, by its first reason that has a remedy; empty where none is known. */
export function optionRemedy(plan: ResolvedPlan, option: OptionResult): string {
  for (const reason of option.reasons) {
    const workload = reason.code === 'of-workload' ? reason.workload : null;
    const said = remedyFor(plan, reason.code === 'of-workload' ? reason.reason : reason, workload);
    if (said !== '') return said;
  }
  return '';
}

function remedyFor(plan: ResolvedPlan, reason: Reason, workload: string | null): string {
  switch (reason.code) {
    case 'sequences-over-memory':
      return reason.fit >= 1
        ? l10n.t('{fit} of {workload}, or more accelerators, would work.', {
            fit: format.count(reason.fit),
            workload: workload ?? l10n.t('them'),
          })
        : shorter();
    case 'sequences-over-limit':
      return l10n.t('A higher `maxSequences`, or more accelerators, would work.');
    case 'no-sequence-fits':
      return shorter();
    case 'request-over-memory':
      return l10n.t('A shorter `input`, or accelerators with more memory, would do.');
    case 'no-kv-memory':
      return plan.serving.weights === 'native'
        ? l10n.t('Weights in fewer bits, or accelerators with more memory, would leave some.')
        : l10n.t('Accelerators with more memory would leave some.');
    case 'link-unknown':
      return l10n.t('Accelerators whose link is known, or one that holds the whole model, would do.');
    case 'too-slow':
      return l10n.t('A speed of {best} tok/s or less would work.', { best: format.reached(reason.best) });
    case 'model-unknown':
    case 'attention-unknown':
    case 'weights-unknown':
      return l10n.t('The model’s `config.json` would say what is missing.');
    default:
      return '';
  }
}

const shorter = () => l10n.t('A shorter context, or accelerators with more memory, would do.');
