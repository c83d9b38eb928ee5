import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { comparisonOf } from '../../engine/questions/breakEven.js';
import type { Tornado } from '../../engine/questions/sensitivity.js';
import { DEFAULT_SEED, summarize, type Sample } from '../../engine/questions/uncertainty.js';
import { variableById } from '../../engine/questions/variables.js';
import * as l10n from '../../l10n/l10n.js';
import { pathKey } from '../../plan/path.js';
import { uncertainName } from '../words/inputs.js';
import * as format from '../words/format.js';
import { lookOfOption } from '../words/insight.js';
import type { PartLook } from './memoryFill.js';
import {
  chanceSentence,
  costSpread,
  ends,
  flips,
  moving,
  tornadoFinding,
  type TornadoFigure,
} from './spread.js';
import type { Table } from '../words/table.js';

/** Bars from one value to another, a row a thing: what the page and the reports draw of spreads. */
export interface SpanFigure {
  readonly finding: string;
  readonly subtitle: string;
  /** Title of the axis. */
  readonly axis: string;
  readonly rows: readonly SpanRow[];
  readonly parts: readonly SpanPart[];
  /** Lines across all rows, said what they are above. */
  readonly lines: readonly { readonly value: number; readonly label: string }[];
  readonly format: (value: number) => string;
  readonly table: Table;
}

export interface SpanRow {
  readonly label: string;
  /** Said at the end of the row's bars. */
  readonly note: string;
  /** Value marked in the row; `null` for none. */
  readonly mark: number | null;
  readonly path: string | null;
}

export interface SpanPart extends PartLook {
  /** From and to, one pair a row; `null` where there is none. */
  readonly values: readonly (readonly [number, number] | null)[];
  /** Colour of each row where rows are options, which keep theirs in all figures. */
  readonly rowColours?: readonly number[];
}

/** The part of an axis that a figure needs. */
export interface Reach {
  readonly low: number;
  readonly high: number;
  readonly logarithmic: boolean;
}

/** Ends further apart than this factor are shown on an axis that grows by factors. */
const FACTOR_FOR_LOGARITHM = 20;
/** Room beyond the outermost values, as a share of the reach. */
const MARGIN = 0.04;

/** All values of a figure, with some room around them. */
export function reachOf({ rows, parts, lines }: Pick<SpanFigure, 'rows' | 'parts' | 'lines'>): Reach {
  const values = [
    ...parts.flatMap(({ values: spans }) => spans.flatMap((span) => span ?? [])),
    ...rows.flatMap(({ mark }) => mark ?? []),
    ...lines.map(({ value }) => value),
  ];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low > 0 && high > low * FACTOR_FOR_LOGARITHM) {
    const beyond = (high / low) ** MARGIN;
    return { low: low / beyond, high: high * beyond, logarithmic: true };
  }
  const beyond = (high - low || Math.abs(high) || 1) * MARGIN;
  return { low: low >= 0 && low < beyond ? 0 : low - beyond, high: high + beyond, logarithmic: false };
}

interface Reading {
  readonly axis: string;
  readonly planned: number | null;
  readonly write: (value: number) => string;
  /** What is said where there is no value. */
  readonly none: string;
}

function readingOf(tornado: Tornado, figure: TornadoFigure): Reading {
  const { baseline, challenger } = tornado.comparison;
  if (figure === 'difference') {
    return {
      axis: l10n.t('cost of {challenger} less that of {baseline}, USD per million tokens', {
        challenger,
        baseline,
      }),
      planned: tornado.difference,
      write: signed,
      none: l10n.t('no cost'),
    };
  }
  const variable = tornado.variable === null ? null : variableById(tornado.variable);
  return {
    axis: l10n.t('break-even {label}', { label: variable?.label ?? '' }),
    planned: tornado.breakEven,
    write: (value) => (variable ? format.quantity(value, variable.dimension) : format.plain(value)),
    none: l10n.t('no break-even'),
  };
}

function signed(value: number): string {
  const sign = value < 0 ? '−' : value > 0 ? '+' : '';
  return `${sign}${format.usdPerMillion(Math.abs(value))}`;
}

/** A tornado: what each uncertain input does to a figure, the strongest first. */
export function tornadoSpans(tornado: Tornado, figure: TornadoFigure): SpanFigure {
  const { axis, planned, write, none } = readingOf(tornado, figure);
  const shown = moving(tornado, figure);
  const known = shown.flatMap(({ [figure]: { low, high } }) => [low ?? [], high ?? []].flat());
  const base = planned ?? (known.length > 0 ? known.reduce((sum, one) => sum + one, 0) / known.length : 0);
  const part = (end: 'low' | 'high') =>
    shown.map(({ [figure]: swing }): readonly [number, number] | null => {
      const value = swing[end];
      return value === null ? null : [Math.min(base, value), Math.max(base, value)];
    });
  const written = (value: number | null) => (value === null ? none : write(value));
  return {
    finding: tornadoFinding(tornado, figure),
    subtitle:
      planned === null
        ? l10n.t('Each input alone at the low and the high end of its range, all others as planned')
        : l10n.t(
            'Each input alone at the low and the high end of its range, all others as planned ({planned})',
            { planned: write(planned) },
          ),
    axis,
    rows: shown.map((one) => ({
      label: uncertainName(one.path).label,
      note: `${ends(one.path, one.range)}${flips(one) ? ` · ${l10n.t('changes the winner')}` : ''}`,
      mark: null,
      path: one.path,
    })),
    parts: [
      { label: l10n.t('at its low end'), colour: 0, texture: 'solid', values: part('low') },
      { label: l10n.t('at its high end'), colour: 1, texture: 'hatch', values: part('high') },
    ],
    lines: [
      ...(planned === null ? [] : [{ value: planned, label: l10n.t('as planned') }]),
      ...(figure === 'difference' && shown.some(flips) ? [{ value: 0, label: l10n.t('equal') }] : []),
    ],
    format: write,
    table: {
      columns: [
        l10n.t('Input'),
        l10n.t('Range'),
        l10n.t('At its low end'),
        l10n.t('At its high end'),
        l10n.t('Changes the winner'),
      ],
      rows: shown.map((one) => [
        uncertainName(one.path).label,
        ends(one.path, one.range),
        written(one[figure].low),
        written(one[figure].high),
        flips(one) ? l10n.t('yes') : l10n.t('no'),
      ]),
    },
  };
}

/** How far each option's cost may be off, over the draws. */
export function costSpans(plan: ResolvedPlan, samples: readonly Sample[]): SpanFigure {
  const uncertainty = summarize(plan, samples, DEFAULT_SEED);
  const known = Object.keys(plan.options).flatMap((option) => {
    const spread = costSpread(uncertainty, option);
    return spread ? [{ option, spread }] : [];
  });
  const silent = Object.keys(plan.options).filter((name) => !known.some(({ option }) => option === name));
  const usd = format.usdPerMillion;
  const comparison = comparisonOf(plan);
  return {
    finding: comparison
      ? chanceSentence(comparison, uncertainty)
      : l10n.t('How far the cost of each option may be off'),
    subtitle:
      silent.length === 0
        ? l10n.t('Cost per million tokens: 8 of 10 draws lie in the bar, half of them left of the mark')
        : l10n.t(
            'Cost per million tokens: 8 of 10 draws lie in the bar, half of them left of the mark. No cost in any draw: {silent}',
            { silent: silent.join(', ') },
          ),
    axis: l10n.t('USD per million tokens'),
    rows: known.map(({ option, spread: { p10, p50, p90 } }) => ({
      label: option,
      note: l10n.t('{p50}; {p10} to {p90}', { p50: usd(p50), p10: usd(p10), p90: usd(p90) }),
      mark: p50,
      path: pathKey(['options', option]),
    })),
    parts: [
      {
        label: l10n.t('8 of 10 draws'),
        colour: 0,
        texture: 'hatch',
        values: known.map(({ spread: { p10, p90 } }) => [p10, p90] as const),
        rowColours: known.map(({ option }) => lookOfOption(plan, option)),
      },
    ],
    lines: [],
    format: usd,
    table: {
      columns: [l10n.t('Option'), l10n.t('1 of 10 below'), l10n.t('Half below'), l10n.t('9 of 10 below')],
      rows: known.map(({ option, spread: { p10, p50, p90 } }) => [option, usd(p10), usd(p50), usd(p90)]),
    },
  };
}

/** The figure in words, for readers who cannot see it. */
export function spansSummary({ finding, rows }: SpanFigure): string {
  return `${finding}. ${rows.map(({ label, note }) => `${label}: ${note}`).join('; ')}.`;
}
