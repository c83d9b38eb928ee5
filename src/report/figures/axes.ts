import type { OwnedBasis } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { DIMENSIONS, inUnit, type Dimension } from '../../units/dimensions.js';
import { moneyCode, shownAmount } from '../../units/shownMoney.js';
import { shownUnit } from '../../units/shownUnit.js';
import * as format from '../words/format.js';
import { decadeTicks, evenTicks, rankTicks, tokenTicks } from './ticks.js';

/** An axis as plain data: what it measures, and in what. Values are in SI units, as the engine gives them. */
export interface Axis {
  readonly title: string;
  readonly logarithmic: boolean;
  readonly unit: Unit;
}

/** How values of an axis are written and where its ticks stand: a dimension, or something more special. */
export type Unit = Dimension | keyof typeof SPECIAL;

interface Writing {
  /** A tick's label. */
  readonly tick: (value: number) => string;
  /** A value in full, with its unit. */
  readonly full: (value: number) => string;
}

const both = (write: (value: number) => string): Writing => ({ tick: write, full: write });

const SPECIAL = {
  /** Tokens in one sequence. */
  context: {
    tick: format.contextTick,
    full: (value: number) => l10n.t('{value} tokens', { value: format.tokens(value) }),
  },
  /** Cost, with its unit in the title. */
  usdPerMillion: {
    tick: format.usdTick,
    full: (value: number) => l10n.t('{value} per million tokens', { value: format.usdPerMillion(value) }),
  },
  /** Cost, written as sums of money are. */
  usd: both(format.usdPerMillion),
  /** Sums of money far below a cent. */
  smallUsd: both(format.usdTick),
  /** A difference of costs. */
  signedUsd: both(signedUsd),
  factor: both(format.times),
  /** A share of one, in percent. */
  share: both(format.percent),
  /** Accelerators that share one replica. */
  ranks: { tick: String, full: (value: number) => l10n.t('{value} ranks', { value }) },
  /** A plain number to three digits. */
  plain: both(format.plain),
  /** A number without decimals. */
  whole: both((value: number) => value.toFixed(0)),
} satisfies Readonly<Record<string, Writing>>;

/** Units whose name stands in the title of the axis, where it would crowd the ticks. */
const BARE_TICKS: Partial<Record<Dimension, (value: number) => string>> = {
  tokens: format.contextTick,
  tokenRate: format.plain,
  requestRate: format.plain,
  tokenVolume: (value) =>
    format.quantity(value, 'tokenVolume').replace(` ${DIMENSIONS.tokenVolume.usual}`, ''),
  acceptance: format.plain,
  // Nothing takes no microseconds.
  duration: (value) => (value === 0 ? '0' : format.quantity(value, 'duration')),
};

/** Units that are read and are not the engine's by powers of ten: ticks are round in them. */
const READ_IN: Partial<Record<Dimension, string>> = {
  tokenVolume: 'tokens/day',
};

/** Special units that are money: ticks are round in the currency that is shown. */
const MONEY: ReadonlySet<Unit> = new Set(['usdPerMillion', 'usd', 'smallUsd', 'signedUsd'] as const);

const isSpecial = (unit: Unit): unit is keyof typeof SPECIAL => unit in SPECIAL;

/** A tick's label. */
export function tickText({ unit }: Pick<Axis, 'unit'>, value: number): string {
  return isSpecial(unit)
    ? SPECIAL[unit].tick(value)
    : (BARE_TICKS[unit]?.(value) ?? fullText({ unit }, value));
}

/** A value of an axis in full, with its unit. */
export function fullText({ unit }: Pick<Axis, 'unit'>, value: number): string {
  return isSpecial(unit) ? SPECIAL[unit].full(value) : format.quantity(value, unit);
}

/** Where the ticks of an axis stand between two values: at most about `most` of them. */
export function ticksOf(
  { unit, logarithmic }: Axis,
  low: number,
  high: number,
  most: number,
): readonly number[] {
  if (unit === 'context' || unit === 'tokens') return tokenTicks(low, high, most);
  if (unit === 'ranks') return rankTicks(low, high);
  const read = isSpecial(unit) ? undefined : READ_IN[unit];
  const one = isSpecial(unit)
    ? MONEY.has(unit)
      ? shownAmount(1)
      : 1
    : 1 / (shownUnit(unit)?.one ?? (read === undefined ? 1 : 1 / inUnit(1, read, unit)));
  const place = logarithmic ? decadeTicks : evenTicks;
  const ticks = place(low * one, high * one, most).map((tick) => tick / one);
  // Written without decimals, a half would stand as the number beside it.
  return unit === 'whole' ? ticks.filter(Number.isInteger) : ticks;
}

/** A difference in USD per million tokens, with its sign. */
function signedUsd(value: number): string {
  const sign = value < 0 ? '−' : value > 0 ? '+' : '';
  return `${sign}${format.usdPerMillion(Math.abs(value))}`;
}

/** Tokens in one sequence. */
export const contextAxis = (): Axis => ({
  title: l10n.t('context, tokens in one sequence'),
  logarithmic: true,
  unit: 'context',
});

/** Bytes, by factors. */
export const bytesAxis = (title: string): Axis => ({ title, logarithmic: true, unit: 'bytes' });

/** USD per million tokens, on the basis that decides. */
export const costAxis = (basis: OwnedBasis): Axis => ({
  title:
    basis === 'sunk'
      ? l10n.t('{currency} per million tokens still to spend', { currency: moneyCode() })
      : l10n.t('{currency} per million tokens', { currency: moneyCode() }),
  logarithmic: true,
  unit: 'usdPerMillion',
});

/** Tokens per second that each user gets. */
export const speedAxis = (): Axis => ({
  title: l10n.t('speed of each user, tokens per second'),
  logarithmic: true,
  unit: 'tokenRate',
});

/** The axis of a variable that the engine describes. */
export function variableAxis(variable: {
  readonly label: string;
  readonly dimension: Dimension;
  readonly logarithmic: boolean;
}): Axis {
  const { label, dimension, logarithmic } = variable;
  return { title: titleWithUnit(label, dimension), logarithmic, unit: dimension };
}

function titleWithUnit(label: string, dimension: Dimension): string {
  if (dimension === 'tokenRate') return `${label}, tok/s`;
  if (dimension === 'tokenVolume') return `${label}, ${DIMENSIONS.tokenVolume.usual}`;
  if (dimension === 'tokens') return l10n.t('{label}, tokens', { label });
  if (dimension === 'acceptance') return l10n.t('{label}, tokens per step', { label });
  return label;
}
