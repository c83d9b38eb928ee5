import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { comparisonOf } from '../../engine/questions/breakEven.js';
import {
  breakEvenVariables,
  costOver,
  costOverSpeed,
  kvOverContext,
  memoryOverContext,
  type VariableSummary,
} from '../../engine/questions/charts.js';
import type { BreakEven, PlanResult, VariantName } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { bytesAxis, contextAxis, costAxis } from '../figures/axes.js';
import * as format from '../words/format.js';
import type { Certainty } from '../figures/certainty.js';
import {
  costMessage,
  costOverInputQuestion,
  costOverSpeedQuestion,
  type CostQuestion,
} from '../figures/costChart.js';
import { leadingOption, tightestOf } from '../words/insight.js';
import { roundWinnerMap } from '../figures/mapAxes.js';
import { fillNote, memoryParts } from '../figures/memoryFill.js';
import {
  bandNote,
  contextFinding,
  costFinding,
  memoryFinding,
  outOfRoomAt,
  savingsFinding,
  sequenceFinding,
  VARIANT_NAMES,
  winnerFinding,
} from '../words/sentences.js';
import { barChart, barLegend } from './barChart.js';
import { lineChart, type LineSeries } from './lineChart.js';
import { spanChart } from './spanChart.js';
import { group, type Markup } from './markup.js';
import { winnerGrid } from './winnerGrid.js';

/** A chart with the sentence that it shows. */
export interface ReportFigure {
  readonly id: string;
  readonly finding: string;
  readonly subtitle: string;
  readonly drawing: Markup;
}

/** What a chart's drawing needs to know of the report. */
export interface Subject {
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
  readonly breakEvens: readonly BreakEven[];
}

/** Bars much longer than the dearest option that works would hide all others. */
const CUT = 3;

/** Cost of every option that has one, with its spread. */
export function optionCosts({ result }: Subject): ReportFigure[] {
  const rows = Object.entries(result.options).flatMap(([label, { total, feasible, workloads }]) => {
    const usd = total.usdPerMillionTokens;
    if (usd === null) return [];
    const error = Math.max(1, ...Object.values(workloads).flatMap(({ decode }) => decode?.band.high ?? []));
    const cost = format.usdPerMillion(usd);
    const note = feasible ? cost : l10n.t('{cost}, does not work', { cost });
    return [{ label, note, feasible, usd, band: [usd / error, usd * error] as const }];
  });
  if (rows.length === 0) return [];
  const end =
    CUT *
    Math.max(...(rows.some((r) => r.feasible) ? rows.filter((r) => r.feasible) : rows).map((r) => r.usd));
  const finding = costFinding(
    Object.entries(result.options).map(([label, { total, feasible }]) => ({
      label,
      at: feasible ? total.usdPerMillionTokens : null,
    })),
    null,
    l10n.t('of the options that work'),
  );
  const parts = [{ label: l10n.t('USD per million tokens'), colour: 0, texture: 'solid' as const }];
  return [
    {
      id: 'option-costs',
      finding,
      subtitle: l10n.t(
        'USD per million decoded tokens over all workloads; the thin line is the spread of the step times',
      ),
      drawing: barChart({
        summary: finding,
        rows: rows.map(({ label, note, usd, band }) =>
          usd > end
            ? { label, note: l10n.t('{note} (bar cut)', { note }), values: [end], limit: null }
            : { label, note, values: [usd], limit: null, band },
        ),
        parts,
      }),
    },
  ];
}

const BANDED = { bands: true };

/** Cost over the speed each user gets, for every workload. */
export function costsOverSpeed(subject: Subject): ReportFigure[] {
  return Object.keys(subject.plan.workloads).map((workload) => {
    const current = subject.plan.workloads[workload]?.speed ?? null;
    const series = Object.keys(subject.plan.options).map((label) => ({
      label,
      points: costOverSpeed(subject.plan, label, workload, BANDED).map(
        ({ speed, usdPerMillionTokens, band }) => ({ x: speed, y: usdPerMillionTokens, band }),
      ),
    }));
    const found = subject.breakEvens.find((one) => one.variable === 'speed' && one.workload === workload);
    return costFigure(`cost-speed-${workload}`, costOverSpeedQuestion(workload, current), series, found);
  });
}

/** Cost over the first input that has a crossing, else over the first there is. */
export function costOverInput({ plan, breakEvens }: Subject): ReportFigure[] {
  const others = breakEvenVariables(plan).filter(({ id }) => id !== 'speed');
  const crossing = breakEvens.find(
    (one) => one.value !== null && others.some(({ id }) => id === one.variable),
  );
  const variable = others.find(({ id }) => id === crossing?.variable) ?? others[0];
  if (!variable) return [];
  const found = breakEvens.find((one) => one.variable === variable.id);
  const workload = found?.workload ?? null;
  const series = Object.keys(plan.options).map((label) => ({
    label,
    points: costOver(plan, variable.id, label, workload, BANDED).map(({ x, usdPerMillionTokens, band }) => ({
      x,
      y: usdPerMillionTokens,
      band,
    })),
  }));
  return [costFigure('cost-over', costOverInputQuestion(variable, workload), series, found)];
}

function costFigure(
  id: string,
  question: CostQuestion,
  series: readonly LineSeries[],
  found: BreakEven | undefined,
): ReportFigure {
  const curves = series.map(({ label: option, points }) => ({ option, points }));
  const { finding, summary, rules, spots } = costMessage(question, curves, found ?? null);
  return {
    id,
    finding,
    subtitle: question.subtitle + bandNote(),
    drawing: lineChart({ summary, x: question.axis, y: costAxis, series, rules, spots }),
  };
}

/** Values across and down a map that fits a printed page. */
const MAP_VALUES = 9;

/** Who is cheapest over speed and context, for the workload that the comparison is asked about first. */
export function winners({ plan }: Subject): ReportFigure[] {
  const [workload] = Object.keys(plan.workloads);
  if (workload === undefined || Object.keys(plan.options).length < 2 || !comparisonOf(plan)) return [];
  const known = breakEvenVariables(plan, workload);
  const pick = (id: string): VariableSummary | undefined => known.find((variable) => variable.id === id);
  const [x, y] = [pick('speed'), pick('context')];
  if (!x || !y) return [];
  const map = roundWinnerMap(plan, x.id, y.id, workload, MAP_VALUES);
  return [
    {
      id: 'winners',
      finding: winnerFinding(map),
      subtitle: l10n.t('Cheapest option for {workload} over {x} (across) and {y} (down)', {
        workload,
        x: x.label,
        y: y.label,
      }),
      drawing: winnerGrid(map, x, y, Object.keys(plan.options)),
    },
  ];
}

/** What fills an accelerator in each option, for the workload that is tightest in the leading one. */
export function memoryFill({ plan, result }: Subject): ReportFigure[] {
  const workload = tightestWorkload(plan, result);
  const filled = Object.entries(result.options).flatMap(([option, { workloads }]) => {
    const memory = workload === null ? null : workloads[workload]?.memory;
    return memory ? [{ option, memory }] : [];
  });
  if (workload === null || filled.length === 0) return [];
  const parts = memoryParts(filled.map(({ memory }) => memory));
  const finding = memoryFinding(result, workload);
  return [
    {
      id: 'memory-fill',
      finding,
      subtitle: l10n.t(
        'Memory of one accelerator by option, for {workload}; the upright line is its capacity',
        { workload },
      ),
      drawing: group([
        barChart({
          summary: l10n.t('Stacked bars of memory per accelerator. {summary}', { summary: `${finding}.` }),
          rows: filled.map(({ option, memory }, i) => ({
            label: option,
            note: fillNote(memory),
            values: parts.map(({ values }) => values[i] ?? 0),
            limit: memory.capacityBytes,
          })),
          parts,
        }),
        barLegend(parts),
      ]),
    },
  ];
}

function tightestWorkload(plan: ResolvedPlan, result: PlanResult): string | null {
  const lead = leadingOption(result);
  const option = lead === null ? undefined : result.options[lead];
  const [first = null] = Object.keys(plan.workloads);
  return (lead !== null && option && tightestOf(lead, option)?.workload) || first;
}

/** KV cache over context on the leading option, against the room there is. */
export function memoryOver({ plan, result }: Subject): ReportFigure[] {
  const option = leadingOption(result);
  if (option === null) return [];
  const curves = Object.entries(plan.workloads).flatMap(([workload, { concurrency }]) => {
    const points = memoryOverContext(plan, option, workload);
    return points.length > 0 ? [{ workload, concurrency, points, tokens: outOfRoomAt(points) }] : [];
  });
  const pool = curves[0]?.points[0]?.poolBytes;
  if (pool === undefined) return [];
  const finding = contextFinding(option, curves);
  return [
    {
      id: 'memory-context',
      finding,
      subtitle: l10n.t('KV cache asked of one accelerator if every user had that context, on {option}', {
        option,
      }),
      drawing: lineChart({
        summary: l10n.t('KV bytes per accelerator over context, one line a workload. {finding}.', {
          finding,
        }),
        x: contextAxis,
        y: bytesAxis(l10n.t('KV bytes per accelerator')),
        series: curves.map(({ workload, points }) => ({
          label: workload,
          points: points.map(({ tokens, demandedBytes }) => ({ x: tokens, y: demandedBytes })),
        })),
        rules: [
          {
            axis: 'y',
            value: pool,
            label: l10n.t('room for KV: {pool}', { pool: format.bytes(pool) }),
            tone: 'limit',
          },
        ],
        spots: curves.flatMap(({ tokens, points }) =>
          tokens === null ? [] : [{ x: tokens, y: points[0]?.poolBytes ?? 0 }],
        ),
      }),
    },
  ];
}

const VARIANTS: readonly VariantName[] = ['native', 'mla', 'mqa', 'gqa8', 'mha'];

/** What the model's attention saves, per token and over context, for the first workload. */
export function savings({ plan, result }: Subject): ReportFigure[] {
  const [first] = Object.entries(plan.workloads);
  const cache = first && result.workloads[first[0]]?.kvCache;
  if (!first || !cache) return [];
  const [workload, { context }] = first;
  const own = cache.variants.native.bytesPerToken;
  const compared = (value: number) => (own > 0 && value !== own ? `, ${format.times(value / own)}` : '');
  const perToken = savingsFinding(plan.model.name, cache, context.p50);
  const sequence = sequenceFinding(plan.model.name, cache, context.p50);
  const points = kvOverContext(plan);
  return [
    {
      id: 'mla-token',
      finding: perToken,
      subtitle: l10n.t(
        'KV bytes that one more token adds at {p50} context, whole model; the same model with other attention for comparison',
        { p50: format.tokens(context.p50) },
      ),
      drawing: barChart({
        summary: perToken,
        rows: VARIANTS.map((name) => {
          const value = cache.variants[name].bytesPerToken;
          return {
            label: VARIANT_NAMES[name],
            note: `${format.bytes(value)}${compared(value)}`,
            values: [value],
            limit: null,
          };
        }),
        parts: [{ label: l10n.t('KV bytes per token'), colour: 0, texture: 'solid' }],
      }),
    },
    {
      id: 'mla-context',
      finding: sequence,
      subtitle: l10n.t('KV bytes of one sequence over its context; both axes grow by factors'),
      drawing: lineChart({
        summary: l10n.t('KV bytes of one sequence over context for five kinds of attention. {sequence}.', {
          sequence,
        }),
        x: contextAxis,
        y: bytesAxis(l10n.t('KV bytes of one sequence')),
        series: VARIANTS.map((name) => ({
          label: VARIANT_NAMES[name],
          points: points.map((point) => ({ x: point.tokens, y: point[name] })),
        })),
        rules: [
          {
            axis: 'x',
            value: context.p50,
            label: `${workload}: ${format.tokens(context.p50)}`,
            tone: 'plan',
          },
        ],
        spots: [],
      }),
    },
  ];
}

/** How far costs may be off, and what moves the answer most. */
export function spreads({ costs, tornado }: Certainty): ReportFigure[] {
  const drawn = [
    { id: 'cost-spread', figure: costs },
    { id: 'tornado', figure: tornado },
  ];
  return drawn.flatMap(({ id, figure }) =>
    figure === null || figure.rows.length === 0
      ? []
      : [{ id, finding: figure.finding, subtitle: figure.subtitle, drawing: spanChart(figure) }],
  );
}
