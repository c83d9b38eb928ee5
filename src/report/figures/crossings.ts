import { comparisonOf } from '../../engine/questions/comparison.js';
import { breakEvenVariables, type VariableSummary } from '../../engine/questions/charts.js';
import type { BreakEven } from '../../engine/shapes/result.js';
import { askedVariables } from '../../engine/questions/variables.js';
import * as l10n from '../../l10n/l10n.js';
import type { LeadingBreakEven } from '../words/headlines.js';
import type { Subject } from './questions.js';

/** Break-evens as figures ask for them. */

/** Break-evens along a variable, as far as they are known. */
export interface Crossings {
  readonly found: readonly BreakEven[];
  readonly pending: boolean;
}

/** A workload's own input is searched for that workload, the others for the whole plan. */
export function scopeOf(
  { plan }: Pick<Subject, 'plan'>,
  workload: string,
  variable: VariableSummary,
): string | null {
  const own = variable.path?.startsWith('workloads.') ?? false;
  return own || Object.keys(plan.workloads).length === 1 ? workload : null;
}

/** Where the plan's two options break even along a variable. */
export function crossingsOf(subject: Subject, workload: string, variable: VariableSummary): Crossings {
  const comparison = comparisonOf(subject.plan);
  if (!comparison) return { found: [], pending: false };
  const scope = scopeOf(subject, workload, variable);
  const { value, pending } = subject.ask('breakEven', {
    ...comparison,
    variable: variable.id,
    workload: scope,
  });
  return { found: value ?? [], pending };
}

/** All break-evens of the plan: along each variable, for each workload where it is the workload's own. */
export function allCrossings(subject: Subject): BreakEven[] {
  const { plan } = subject;
  const names = Object.keys(plan.workloads);
  const asked = new Set<string>(askedVariables(plan).map(({ id }) => id));
  return breakEvenVariables(plan).flatMap((variable) => {
    if (!asked.has(variable.id)) return [];
    const own = variable.path?.startsWith('workloads.') ?? false;
    const workloads = own ? names : names.slice(0, 1);
    return workloads.flatMap((workload) => crossingsOf(subject, workload, variable).found);
  });
}

/**
 * The break-even that a headline is about: the first that has a value, else the first. Variables are asked in
 * their order and only until one has a value.
 */
export function leadingCrossing(subject: Subject): LeadingBreakEven {
  const [workload] = Object.keys(subject.plan.workloads);
  if (workload === undefined || !comparisonOf(subject.plan))
    return { found: null, all: [], variable: null, pending: false };
  let first: LeadingBreakEven | null = null;
  for (const variable of breakEvenVariables(subject.plan, workload)) {
    const { found, pending } = crossingsOf(subject, workload, variable);
    const here: LeadingBreakEven = {
      found: found.find(({ value }) => value !== null) ?? found[0] ?? null,
      all: found,
      variable,
      pending,
    };
    if (pending || (here.found && here.found.value !== null)) return here;
    first ??= here;
  }
  return first ?? { found: null, all: [], variable: null, pending: false };
}

/** What a table of break-evens is about. */
export function crossingsHeading({ plan }: Pick<Subject, 'plan'>): string {
  const comparison = comparisonOf(plan);
  return comparison
    ? l10n.t('Where {challenger} starts to pay against {baseline}', {
        challenger: comparison.challenger,
        baseline: comparison.baseline,
      })
    : l10n.t('Break-evens');
}
