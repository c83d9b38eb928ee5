import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { largestConcurrency, largestRequestRate, longestContext } from '../engine/questions/inverse.js';
import * as l10n from '../l10n/l10n.js';
import * as format from '../report/words/format.js';

/** How far an input of a workload can go before an option serves it no more. */
export interface Limit {
  /** In SI units; `null` where the option does not serve it at all. */
  readonly solve: (plan: ResolvedPlan, option: string, workload: string) => number | null;
  readonly say: (value: number, option: string, workload: string) => string;
  readonly none: (option: string, workload: string) => string;
  /** Unit of the value. */
  readonly unit: string;
}

/** What editors, agents and programs may ask for alike. */
export const LIMITS = {
  concurrency: {
    unit: 'sequences',
    solve: largestConcurrency,
    say: (value, option, workload) =>
      l10n.t('{option} serves up to {value} sequences of {workload}.', {
        option,
        value: format.exact(value),
        workload,
      }),
    none: (option, workload) =>
      l10n.t('{option} does not serve {workload} at any concurrency, with everything else as planned.', {
        option,
        workload,
      }),
  },
  context: {
    unit: 'tokens',
    solve: longestContext,
    say: (value, option, workload) =>
      l10n.t('{option} serves {workload} up to a median context of {value} tokens.', {
        option,
        workload,
        value: format.tokens(value),
      }),
    none: (option, workload) =>
      l10n.t('{option} does not serve {workload} at any context, with everything else as planned.', {
        option,
        workload,
      }),
  },
  requests: {
    unit: 'requests per second',
    solve: largestRequestRate,
    say: (value, option, workload) =>
      l10n.t('{option} serves up to {value} of {workload} on average, with its targets kept at the peak.', {
        option,
        value: format.quantity(value, 'requestRate'),
        workload,
      }),
    none: (option, workload) =>
      l10n.t('{option} does not serve requests of {workload} at any rate, with everything else as planned.', {
        option,
        workload,
      }),
  },
} as const satisfies Readonly<Record<string, Limit>>;
