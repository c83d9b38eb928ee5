import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { BreakEven, OptionResult, PlanResult } from '../../engine/shapes/result.js';
import { variableById } from '../../engine/questions/variables.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from './format.js';
import { leadingOption, slowestOf, tightestOf } from './insight.js';
import { HOURS_PER_YEAR } from '../../units/constants.js';

/** One headline number with what it is about. */
export interface Headline {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

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
    {
      label: l10n.t('Cost per million tokens'),
      value: format.usdPerMillion(usdPerMillionTokens),
      note: lead,
    },
    {
      label: l10n.t('Cost a year'),
      value: format.quantity(usdPerHour * HOURS_PER_YEAR, 'money'),
      note: l10n.t('{usdPerHour} an hour, around the clock', { usdPerHour: format.usdPerHour(usdPerHour) }),
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
      label: l10n.t('Users that fit'),
      value: format.count(found.maxConcurrency.p95),
      note: l10n.t('of {asked} {workload}, KV memory {pressure} full at p95', {
        asked: format.count(asked),
        workload: tightest.workload,
        pressure: format.fill(tightest.pressure),
      }),
    },
  ];
}

function speed(plan: ResolvedPlan, option: OptionResult): Headline[] {
  const slowest = slowestOf(plan, option);
  if (!slowest) return [];
  const { workload, wanted } = slowest;
  const note =
    wanted === null
      ? workload
      : l10n.t('{workload}, {speed} asked for', { workload, speed: format.tokenRate(wanted) });
  return [
    {
      label: l10n.t('Speed per user'),
      value: format.tokenRate(slowest.speed),
      note,
    },
  ];
}

function breakEven(found: readonly BreakEven[]): Headline[] {
  const first = found.find(({ value }) => value !== null) ?? found[0];
  const variable = first && variableById(first.variable);
  if (!first || !variable) return [];
  const value = first.value === null ? l10n.t('none') : format.quantity(first.value, variable.dimension);
  return [
    {
      label: l10n.t('Break-even'),
      value,
      note: l10n.t('{label}: {challenger} against {baseline}', {
        label: variable.label,
        challenger: first.challenger,
        baseline: first.baseline,
      }),
    },
  ];
}

function attach({ options }: ResolvedPlan, { attachRate }: PlanResult): Headline[] {
  if (attachRate.ofTokens === null || !Object.values(options).some(({ lpx }) => lpx)) return [];
  return [
    {
      label: l10n.t('LPX attach rate'),
      value: format.percent(attachRate.ofTokens),
      note: l10n.t('of tokens are cheapest with LPX'),
    },
  ];
}
