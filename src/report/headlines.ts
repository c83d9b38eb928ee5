import type { ResolvedPlan } from '../catalog/resolvedPlan.js';
import type { BreakEven, OptionResult, PlanResult } from '../engine/result.js';
import { variableById } from '../engine/variables.js';
import * as format from './format.js';
import { leadingOption, slowestOf, tightestOf } from './insight.js';

/** One headline number with what it is about. */
export interface Headline {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

const HOURS_PER_YEAR = 8760;

/** The numbers a reader looks for first, of the option that the verdict is about. */
export function headlines(plan: ResolvedPlan, result: PlanResult, found: readonly BreakEven[]): Headline[] {
  const lead = leadingOption(result);
  const option = lead === null ? undefined : result.options[lead];
  if (lead === null || !option) return [];
  return [
    ...costs(lead, option),
    ...memory(plan, lead, option),
    ...speed(plan, option),
    ...breakEven(found),
    ...attach(plan, result),
  ];
}

function costs(lead: string, { total }: OptionResult): Headline[] {
  const { usdPerMillionTokens, usdPerHour } = total;
  if (usdPerMillionTokens === null || usdPerHour === null) return [];
  return [
    { label: 'Cost per million tokens', value: format.usdPerMillion(usdPerMillionTokens), note: lead },
    {
      label: 'Cost a year',
      value: format.quantity(usdPerHour * HOURS_PER_YEAR, 'money'),
      note: `${format.usdPerHour(usdPerHour)} an hour, around the clock`,
    },
  ];
}

function memory(plan: ResolvedPlan, lead: string, option: OptionResult): Headline[] {
  const tightest = tightestOf(lead, option);
  const found = tightest && option.workloads[tightest.workload]?.memory;
  if (!tightest || !found) return [];
  const asked = plan.workloads[tightest.workload]?.concurrency ?? 0;
  return [
    {
      label: 'Users that fit',
      value: format.count(found.maxConcurrency.p95),
      note: `of ${format.count(asked)} ${tightest.workload}, KV memory ${format.fill(tightest.pressure)} full at p95`,
    },
  ];
}

function speed(plan: ResolvedPlan, option: OptionResult): Headline[] {
  const slowest = slowestOf(plan, option);
  if (!slowest) return [];
  const asked = slowest.wanted === null ? '' : `, ${format.tokenRate(slowest.wanted)} asked for`;
  return [
    { label: 'Speed per user', value: format.tokenRate(slowest.speed), note: `${slowest.workload}${asked}` },
  ];
}

function breakEven(found: readonly BreakEven[]): Headline[] {
  const first = found.find(({ value }) => value !== null) ?? found[0];
  const variable = first && variableById(first.variable);
  if (!first || !variable) return [];
  const value = first.value === null ? 'none' : format.quantity(first.value, variable.dimension);
  return [
    { label: 'Break-even', value, note: `${variable.label}: ${first.challenger} against ${first.baseline}` },
  ];
}

function attach({ options }: ResolvedPlan, { attachRate }: PlanResult): Headline[] {
  if (attachRate.ofTokens === null || !Object.values(options).some(({ lpx }) => lpx)) return [];
  return [
    {
      label: 'LPX attach rate',
      value: format.percent(attachRate.ofTokens),
      note: 'of tokens are cheapest with LPX',
    },
  ];
}
