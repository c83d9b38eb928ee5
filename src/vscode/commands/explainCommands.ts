import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { explainMemory, explainSavings } from '../../report/writers/markdown.js';
import type { Analyses } from '../documents/analyses.js';
import type { Reports } from '../documents/reports.js';
import { answeredPlan } from './activePlan.js';

/** Shows where every byte of the accelerators goes. */
export function explainKvCache(analyses: Analyses, reports: Reports, uri?: unknown): Promise<void> {
  return explain(analyses, reports, { title: l10n.t('KV cache memory pressure'), write: explainMemory, uri });
}

/** Shows what the model's attention saves against others. */
export function explainMlaSavings(analyses: Analyses, reports: Reports, uri?: unknown): Promise<void> {
  return explain(analyses, reports, { title: l10n.t('MLA savings'), write: explainSavings, uri });
}

interface Explanation {
  readonly title: string;
  readonly write: (plan: ResolvedPlan, result: PlanResult) => string;
  /** The plan's, where a menu or a lens names it. */
  readonly uri: unknown;
}

async function explain(
  analyses: Analyses,
  reports: Reports,
  { title, write, uri }: Explanation,
): Promise<void> {
  const answered = await answeredPlan(analyses, uri);
  // What is explained stays in sight.
  if (answered) await reports.show(title, write(answered.plan, answered.result), 'beside');
}
