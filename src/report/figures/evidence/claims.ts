import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { Gain } from '../../../engine/questions/gains.js';
import { claimLine, claimsTable } from '../../words/claims.js';
import type { Table } from '../../words/table.js';
import { askNow } from '../asking/askNow.js';
import type { Ask } from '../questions.js';

/** What is published about the options of a plan, held against one of its workloads. */
export interface HeldClaims {
  readonly workload: string;
  readonly table: Table;
  /** The same as sentences, where there is no room for a table. */
  readonly lines: readonly ClaimLine[];
}

/** One claim in words, and what of it holds. */
export interface ClaimLine {
  readonly told: string;
  readonly fair: string;
}

/** The published claims beside what each workload gets; none where no option is claimed anything about. */
export function heldClaims(plan: ResolvedPlan, ask: Ask = askNow(plan)): readonly HeldClaims[] {
  return Object.entries(plan.workloads).flatMap(([workload, { speed }]) => {
    const gains: readonly Gain[] = ask('gains', { workload }).value ?? [];
    if (gains.length === 0) return [];
    return [
      {
        workload,
        table: claimsTable(gains, speed),
        lines: gains.map((gain) => ({ told: claimLine(gain, speed), fair: gain.claim.fair })),
      },
    ];
  });
}
