import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { breakEvens } from '../../engine/questions/breakEven.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import { mostServed } from '../../engine/questions/fit/mostServed.js';
import { uncertaintyOf } from '../../engine/questions/uncertainty.js';
import type { Analysis } from '../answers/analysis.js';
import * as l10n from '../../l10n/l10n.js';
import { evidenceTold } from '../figures/evidence/told.js';
import { reportedProblems } from '../answers/reportedProblems.js';
import type { ResultJson, ToldVerdict, Written } from '../answers/resultJson.js';
import { told } from '../answers/told.js';
import { leadingOption } from '../words/insight.js';
import { drawnOrders, withOpenRate } from '../words/fleet/standing.js';
import { verdict } from '../words/sentences.js';

/**
 * The fixed JSON of `decodeplan analyze`: SI units, `null` with a `reason` where there is no value. Uncertainty takes an
 * evaluation of every option for each of its `samples`, and is left out where 0 are asked for.
 */
export function resultJson(analysis: Analysis, file: string | null, samples = 0): ResultJson {
  const { plan } = analysis;
  const answer = analysis.result();
  const head = {
    format: 1 as const,
    plan: { title: plan?.title ?? null, model: plan?.model.id ?? null, file },
    diagnostics: reportedProblems(analysis),
  };
  if (!plan || !answer)
    return {
      ...head,
      verdict: null,
      model: null,
      workloads: {},
      options: {},
      basis: null,
      load: {},
      breakEven: [],
      secondPurchase: null,
      mix: null,
      attachRate: null,
      uncertainty: null,
      mostServed: [],
      evidence: {},
      reason: l10n.t('the plan is not valid'),
    };
  return finite({
    ...head,
    verdict: verdictTold(plan, answer),
    ...told({
      ...withOpenRate(plan, answer),
      breakEven: breakEvens(plan),
      uncertainty: samples > 0 ? uncertaintyOf(plan, samples) : null,
      mostServed: mostServed(plan),
      evidence: evidenceTold(plan, answer),
    }),
  });
}

function verdictTold(plan: ResolvedPlan, answer: PlanResult): ToldVerdict {
  const { toneInAll, headline, whole, change, ranges } = verdict(plan, answer);
  return {
    ...{
      tone: toneInAll(),
      option: leadingOption(answer),
      sentence: headline,
      detail: whole(),
      change: change(),
    },
    ranges: ranges(),
    draws: drawnOrders(plan, answer),
  };
}

/** Numbers that JSON cannot hold become `null`, with a reason beside them. */
export function finite<T extends object>(value: T): Written<T> {
  // Member by member, as `Written` says it.
  return finiteRecord(value) as Written<T>;
}

function finiteRecord(value: object): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value) as [string, unknown][]) {
    result[key] = finiteMember(member);
    if (typeof member === 'number' && !Number.isFinite(member) && !('reason' in value)) {
      result['reason'] = `${key} has no finite value`;
    }
  }
  return result;
}

function finiteMember(member: unknown): unknown {
  if (typeof member === 'number') return Number.isFinite(member) ? member : null;
  if (Array.isArray(member)) return member.map(finiteMember);
  return typeof member === 'object' && member !== null ? finiteRecord(member) : member;
}
