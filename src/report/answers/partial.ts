import * as l10n from '../../l10n/l10n.js';
import type { TextRange } from '../../plan/yaml.js';
import type { Analysis } from './analysis.js';

/** How many errors a text has, or a part of it, in words; `null` where it has none. */
export function errorCount({ problems }: Analysis, within: TextRange | null = null): string | null {
  const isWithin = ({ start }: TextRange) => within === null || (start >= within.start && start < within.end);
  const errors = problems.filter(({ severity, range }) => severity === 'error' && isWithin(range)).length;
  if (errors === 0) return null;
  return errors === 1 ? l10n.t('1 error') : l10n.t('{errors} errors', { errors });
}

/**
 * What an answer to a plan with errors leaves out, as in `1 error, 1 of 2 workloads`: whoever shows the answer shows
 * this beside it. `null` where the plan has no errors.
 */
export function shortfall(analysis: Analysis): string | null {
  const errors = errorCount(analysis);
  const { plan, document } = analysis;
  if (errors === null || !plan) return errors;
  const written = (group: 'workloads' | 'options'): number => {
    const node = document.nodeAt([group]);
    return node?.kind === 'map' ? node.entries.length : 0;
  };
  const [workloads, options] = [Object.keys(plan.workloads).length, Object.keys(plan.options).length];
  return [
    errors,
    ...(workloads < written('workloads')
      ? [l10n.t('{read} of {all} workloads', { read: workloads, all: written('workloads') })]
      : []),
    ...(options < written('options')
      ? [l10n.t('{read} of {all} options', { read: options, all: written('options') })]
      : []),
  ].join(', ');
}
