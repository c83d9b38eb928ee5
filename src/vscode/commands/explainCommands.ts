import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { explainMemory, explainSavings } from '../../report/writers/markdown.js';
import type { Analyses } from '../documents/analyses.js';
import type { Reports } from '../documents/reports.js';
import { answeredPlan } from './activePlan.js';

/** Shows where every byte of the accelerators goes. */
export function explainKvCache(analyses: Analyses, reports: Reports): Promise<void> {
  return explain(analyses, reports, l10n.t('KV cache memory pressure'), explainMemory);
}

/** Shows what the model's attention saves against others. */
export function explainMlaSavings(analyses: Analyses, reports: Reports): Promise<void> {
  return explain(analyses, reports, l10n.t('MLA savings'), explainSavings);
}

async function explain(
  analyses: Analyses,
  reports: Reports,
  title: string,
  write: (plan: ResolvedPlan, result: PlanResult) => string,
): Promise<void> {
  const answered = await answeredPlan(analyses);
  if (answered) await reports.show(title, write(answered.plan, answered.result));
}
