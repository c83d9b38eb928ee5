import type { VariableSummary } from '../../engine/questions/charts.js';
import type { BreakEven } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { speedAxis, variableAxis, type Axis } from './axes.js';
import * as format from '../words/format.js';
import { valueAt } from '../words/insight.js';
import { breakEvenSentence, costFinding } from '../words/sentences.js';

/** What costs are drawn over, in words. */
export interface CostQuestion {
  readonly axis: Axis;
  readonly label: string;
  readonly subtitle: string;
  /** Value in the plan, in SI units; `null` where it has none. */
  readonly current: number | null;
  readonly currentLabel: string;
  /** Where the plan stands on the axis. */
  readonly where: string;
  readonly full: (value: number) => string;
}

/** Cost of a workload over the speed that each of its users gets, which is `current` tokens per second in the plan. */
export function costOverSpeedQuestion(workload: string, current: number | null): CostQuestion {
  const asked = current === null ? '' : format.tokenRate(current);
  return {
    axis: speedAxis,
    label: l10n.t('per user'),
    subtitle: l10n.t(
      'Cost of {workload} over the speed each user gets; a line ends where its option can go no faster',
      { workload },
    ),
    current,
    currentLabel: current === null ? '' : l10n.t('asked for: {current}', { current: asked }),
    where:
      current === null
        ? l10n.t('for {workload}', { workload })
        : l10n.t('at the {current} that {workload} asks for', { current: asked, workload }),
    full: format.tokenRate,
  };
}

/** Cost of a workload, or (`null`) of the whole plan, over one of its inputs. */
export function costOverInputQuestion(variable: VariableSummary, workload: string | null): CostQuestion {
  const { current, label, dimension } = variable;
  const axis = variableAxis(variable);
  const scope = workload ?? l10n.t('the whole plan');
  return {
    axis,
    label,
    subtitle: l10n.t('Cost of {scope} over {label}, everything else as planned', { scope, label }),
    current,
    currentLabel: current === null ? '' : l10n.t('plan: {current}', { current: axis.full(current) }),
    where:
      current === null
        ? l10n.t('for {workload}', { workload: scope })
        : l10n.t('at {current} {label}', { current: axis.full(current), label }),
    full: (value) => format.crossing(value, dimension),
  };
}

/** Cost of an option along an axis; `y` in USD per million tokens, `null` where it has none. */
export interface CostCurve {
  readonly option: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

/** What a chart of costs says, on whichever page it is drawn. */
export interface CostMessage {
  readonly finding: string;
  readonly summary: string;
  /** The plan's own value, and the break-even. */
  readonly rules: readonly {
    readonly axis: 'x';
    readonly value: number;
    readonly label: string;
    readonly tone: 'plan' | 'crossing';
  }[];
  /** The break-even on the challenger's line. */
  readonly spots: readonly { readonly x: number; readonly y: number }[];
}

/** What curves say of a question, `found` being where the two compared options break even, if they do. */
export function costMessage(
  { label, current, currentLabel, where, full }: CostQuestion,
  curves: readonly CostCurve[],
  found: BreakEven | null,
): CostMessage {
  const crossing = found?.value ?? null;
  const costsHere = curves.map(({ option, points }) => ({
    label: option,
    at: current === null ? null : valueAt(points, current),
  }));
  const sentence = found && crossing !== null ? breakEvenSentence(found, label, full, current) : null;
  const finding = costFinding(costsHere, sentence, where);
  const challenger = curves.find(({ option }) => option === found?.challenger)?.points ?? [];
  const height = crossing === null ? null : valueAt(challenger, crossing);
  const rules: CostMessage['rules'][number][] = [];
  if (current !== null) rules.push({ axis: 'x', value: current, label: currentLabel, tone: 'plan' });
  if (crossing !== null) {
    const text = l10n.t('break-even: {crossing}', { crossing: full(crossing) });
    rules.push({ axis: 'x', value: crossing, label: text, tone: 'crossing' });
  }
  return {
    finding,
    summary: l10n.t('Cost per million tokens over {label}, one line an option. {finding}.', {
      label,
      finding,
    }),
    rules,
    spots: crossing === null || height === null ? [] : [{ x: crossing, y: height }],
  };
}
