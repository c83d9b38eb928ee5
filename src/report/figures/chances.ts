import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { comparisonOf } from '../../engine/questions/comparison.js';
import { breakEvenVariables, type VariableSummary } from '../../engine/questions/charts.js';
import type { WinsOver } from '../../engine/questions/uncertainty.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from '../words/format.js';
import { fullText, variableAxis } from './axes.js';
import { tableOf, type LineFigure } from './figure.js';
import { chanceOverFinding } from './spread.js';

/** Inputs that concern the plan as a whole: their chance is that of the whole plan. */
export function chanceVariables(plan: ResolvedPlan): VariableSummary[] {
  if (!comparisonOf(plan)) return [];
  const single = Object.keys(plan.workloads).length === 1;
  return breakEvenVariables(plan).filter(({ path }) => single || !path?.startsWith('workloads.'));
}

/** Wins of several runs of draws, counted together. */
export function addedWins(chunks: readonly WinsOver[]): WinsOver {
  const [first] = chunks;
  const countOf = (of: 'served' | 'forbidden') => ({
    baseline: chunks.reduce((total, chunk) => total + chunk[of].baseline, 0),
    challenger: chunks.reduce((total, chunk) => total + chunk[of].challenger, 0),
  });
  const both = { served: countOf('served'), forbidden: countOf('forbidden') };
  if (!first) return { values: [], wins: [], decided: [], ...both };
  const sum = (of: (chunk: WinsOver) => readonly number[]) =>
    first.values.map((_, i) => chunks.reduce((total, chunk) => total + (of(chunk)[i] ?? 0), 0));
  return {
    values: first.values,
    wins: sum(({ wins }) => wins),
    decided: sum(({ decided }) => decided),
    ...both,
  };
}

/** The chance that the challenger is cheaper, over an input, after so many draws. */
export function chanceOver(
  plan: ResolvedPlan,
  variable: VariableSummary,
  wins: WinsOver,
  { done, pending }: { readonly done: number; readonly pending: boolean },
): LineFigure {
  const axis = variableAxis(variable);
  const { label, current, path } = variable;
  const comparison = comparisonOf(plan) ?? { baseline: '', challenger: '' };
  const { challenger, baseline } = comparison;
  const points = wins.values.map((x, i) => {
    const decided = wins.decided[i] ?? 0;
    return { x, y: decided === 0 ? null : (wins.wins[i] ?? 0) / decided };
  });
  const full = (value: number) => fullText(axis, value);
  const finding =
    done === 0
      ? l10n.t('Chance over {label}: drawing …', { label })
      : chanceOverFinding(comparison, wins, label, full);
  return {
    id: 'chance-over',
    kind: 'lines',
    finding,
    subtitle: l10n.t('Share of {done} draws in which {challenger} is cheaper than {baseline}, over {label}', {
      done: format.count(done),
      challenger,
      baseline,
      label,
    }),
    summary: l10n.t('Chance that {challenger} is cheaper over {label}. {finding}.', {
      challenger,
      label,
      finding,
    }),
    missing:
      done > 0 && !pending && points.every(({ y }) => y === null)
        ? wins.forbidden.baseline + wins.forbidden.challenger > 0
          ? l10n.t('In no draw either option works, so there is no chance to draw.')
          : l10n.t('In no draw both options have a cost, so there is no chance to draw.')
        : null,
    pending,
    x: axis,
    y: { title: l10n.t('draws in which it is cheaper'), logarithmic: false, unit: 'share' },
    series: [{ id: 'chance', label: challenger, style: 0, points, path }],
    rules:
      current === null
        ? []
        : [
            {
              axis: 'x',
              value: current,
              label: l10n.t('plan: {current}', { current: full(current) }),
              tone: 'plan',
            },
          ],
    spots: [],
    table: tableOf(
      finding,
      [axis.title, l10n.t('Draws in which it is cheaper')],
      points.map(({ x, y }) => [full(x), format.orUnknown(y, format.percent)]),
    ),
  };
}
