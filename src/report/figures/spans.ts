import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { comparisonOf } from '../../engine/questions/comparison.js';
import type { Sensitivity, Tornado } from '../../engine/questions/sensitivity.js';
import { DEFAULT_SEED, summarize, type Sample } from '../../engine/questions/uncertainty.js';
import { variableById } from '../../engine/questions/variables.js';
import type { Percentiles } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { pathKey } from '../../plan/path.js';
import { inputHeading } from '../words/inputs.js';
import { drawsDecodeOnly, markedDecodeOnly } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { lookOfOption } from '../words/insight.js';
import { fullText, type Axis, type Unit } from './axes.js';
import { withFewerRows } from './drawn/fewerRows.js';
import { tableOf, type SpanFigure } from './figure.js';
import {
  chanceSentence,
  costSpread,
  ends,
  flips,
  moving,
  oneSided,
  tornadoFinding,
  type TornadoFigure,
} from './spread.js';
import { moneyCode } from '../../units/shownMoney.js';

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

/** What of a figure of spans takes room on its axis. */
type Drawn = Pick<SpanFigure, 'rows' | 'parts' | 'lines'>;

/** All values of a figure, with some room around them. */
export function reachOf({ rows, parts, lines }: Drawn): Reach {
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

/** An axis for spans: by factors where they are far apart. */
function axisFor(title: string, unit: Unit, drawn: Drawn): Axis {
  return { title, unit, logarithmic: reachOf(drawn).logarithmic };
}

/** An axis of factors for spans. */
export const factorAxis = (title: string, drawn: Drawn): Axis => axisFor(title, 'factor', drawn);

interface Reading {
  readonly title: string;
  readonly unit: Unit;
  readonly planned: number | null;
  /** What is said where there is no value. */
  readonly none: string;
}

function readingOf(tornado: Tornado, figure: TornadoFigure): Reading {
  const { baseline, challenger } = tornado.comparison;
  if (figure === 'difference') {
    return {
      title: l10n.t('cost of {challenger} less that of {baseline}, {currency} per million tokens', {
        currency: moneyCode(),
        challenger,
        baseline,
      }),
      planned: tornado.difference,
      unit: 'signedUsd',
      none: l10n.t('no cost'),
    };
  }
  const variable = tornado.variable === null ? null : variableById(tornado.variable);
  return {
    title: l10n.t('break-even {label}', { label: variable?.label ?? '' }),
    planned: tornado.breakEven,
    unit: variable?.dimension ?? 'plain',
    none: l10n.t('no break-even'),
  };
}

/** A tornado: what each uncertain input does to a figure, the strongest first. */
export function tornadoSpans(tornado: Tornado, figure: TornadoFigure): SpanFigure {
  const { title, unit, planned, none } = readingOf(tornado, figure);
  const write = (value: number) => fullText({ unit }, value);
  const finding = tornadoFinding(tornado, figure);
  const drawn = tornadoBars(tornado, figure, planned);
  const spans = spansText(finding, drawn.rows);
  return {
    id: 'tornado',
    kind: 'spans',
    finding,
    subtitle:
      planned === null
        ? l10n.t(
            'Each input alone at the low and the high end of its range, or of one assumed, all others as planned',
          )
        : l10n.t(
            'Each input alone at the low and the high end of its range, or of one assumed, all others as planned; {planned}',
            { planned: asPlanned(figure, write(planned)) },
          ),
    summary: l10n.t('Tornado of {axis}. {spans}', { axis: title, spans }),
    missing: drawn.rows.length === 0 ? l10n.t('No input with a range moves it.') : null,
    pending: false,
    axis: axisFor(title, unit, drawn),
    ...drawn,
    table: tornadoTable(finding, tornado, figure, (value) => (value === null ? none : write(value))),
  };
}

/** What a tornado's figure is where no input moves. */
function asPlanned(figure: TornadoFigure, planned: string): string {
  return figure === 'difference'
    ? l10n.t('as planned the difference is {planned}', { planned })
    : l10n.t('as planned the break-even is {planned}', { planned });
}

/** Where an input takes the figure away, in words: there is no bar for it. */
function missingEnd(one: Sensitivity, figure: TornadoFigure): string {
  const swing = one[figure];
  if (!oneSided(swing)) return '';
  return swing.low === null ? l10n.t('none at its low end') : l10n.t('none at its high end');
}

function tornadoBars(tornado: Tornado, figure: TornadoFigure, planned: number | null): Drawn {
  const shown = moving(tornado, figure);
  const known = shown.flatMap(({ [figure]: { low, high } }) => [low ?? [], high ?? []].flat());
  const base = planned ?? (known.length > 0 ? known.reduce((sum, one) => sum + one, 0) / known.length : 0);
  const part = (end: 'low' | 'high') =>
    shown.map(({ [figure]: swing }): readonly [number, number] | null => {
      const value = swing[end];
      return value === null ? null : [Math.min(base, value), Math.max(base, value)];
    });
  return {
    rows: shown.map((one) => ({
      label: inputHeading(one, tornado.inputs),
      note: [
        // Where a note is cut, these must stay.
        missingEnd(one, figure),
        flips(one) ? l10n.t('changes the winner') : '',
        one.assumed ? l10n.t('assumed ±20 %') : '',
        ends(one),
      ]
        .filter((text) => text !== '')
        .join(' · '),
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
  };
}

function tornadoTable(
  finding: string,
  tornado: Tornado,
  figure: TornadoFigure,
  written: (value: number | null) => string,
) {
  return tableOf(
    finding,
    [
      l10n.t('Input'),
      l10n.t('Range'),
      l10n.t('At its low end'),
      l10n.t('At its high end'),
      l10n.t('Changes the winner'),
    ],
    moving(tornado, figure).map((one) => [
      inputHeading(one, tornado.inputs),
      one.assumed ? l10n.t('{ends}, assumed', { ends: ends(one) }) : ends(one),
      written(one[figure].low),
      written(one[figure].high),
      flips(one) ? l10n.t('yes') : l10n.t('no'),
    ]),
  );
}

/** How far each option's cost may be off, over the draws so far. */
export function costSpans(plan: ResolvedPlan, samples: readonly Sample[], pending = false): SpanFigure {
  const uncertainty = summarize(plan, samples, DEFAULT_SEED);
  const known = Object.keys(plan.options).flatMap((option) => {
    const spread = costSpread(uncertainty, option);
    return spread ? [{ option, spread }] : [];
  });
  const silent = Object.keys(plan.options).filter((name) => !known.some(({ option }) => option === name));
  const usd = format.usdPerMillion;
  const comparison = comparisonOf(plan);
  const finding = comparison
    ? chanceSentence(comparison, uncertainty)
    : l10n.t('How far the cost of each option may be off');
  const drawn = spreadBars(plan, known);
  const shown = samples.length === 0 ? l10n.t('Spread of cost: drawing …') : finding;
  const figure: SpanFigure = {
    id: 'cost-spread',
    kind: 'spans',
    finding: shown,
    subtitle: markedDecodeOnly(
      silent.length === 0
        ? l10n.t('Cost per million tokens: 8 of 10 draws lie in the bar, half of them left of the mark')
        : l10n.t(
            'Cost per million tokens: 8 of 10 draws lie in the bar, half of them left of the mark. Serves the plan at a known cost in no draw: {silent}',
            { silent: silent.join(', ') },
          ),
      drawsDecodeOnly(plan, null),
    ),
    summary: l10n.t('Spread of cost per million tokens by option. {spans}', {
      spans: spansText(finding, drawn.rows),
    }),
    missing: known.length === 0 && !pending ? l10n.t('No option has a cost in any draw.') : null,
    pending,
    axis: axisFor(l10n.t('{currency} per million tokens', { currency: moneyCode() }), 'usd', drawn),
    ...drawn,
    table: tableOf(
      shown,
      [l10n.t('Option'), l10n.t('1 of 10 below'), l10n.t('Half below'), l10n.t('9 of 10 below')],
      known.map(({ option, spread: { p10, p50, p90 } }) => [option, usd(p10), usd(p50), usd(p90)]),
    ),
  };
  return withFewerRows(figure, comparison ? [comparison.baseline, comparison.challenger] : []);
}

function spreadBars(
  plan: ResolvedPlan,
  known: readonly { readonly option: string; readonly spread: Percentiles }[],
): Drawn {
  const usd = format.usdPerMillion;
  return {
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
  };
}

/** Rows in words, for readers who cannot see them. */
function spansText(finding: string, rows: SpanFigure['rows']): string {
  return `${finding}. ${rows.map(({ label, note }) => `${label}: ${note}`).join('; ')}.`;
}
