import * as l10n from '../l10n/l10n.js';
import type { Dimension } from '../units/dimensions.js';
import * as format from './format.js';
import { decadeTicks, evenTicks, tokenTicks } from './ticks.js';

/** Axes by what they measure, for the panel's charts and the report's. */
export interface Axis {
  readonly title: string;
  readonly logarithmic: boolean;
  readonly ticks: (low: number, high: number, most: number) => readonly number[];
  /** A tick's label. */
  readonly tick: (value: number) => string;
  /** A value in full, with its unit. */
  readonly full: (value: number) => string;
}

export const contextAxis: Axis = {
  get title() {
    return l10n.t('context, tokens in one sequence');
  },
  logarithmic: true,
  ticks: tokenTicks,
  tick: format.tokens,
  full: (value) => l10n.t('{value} tokens', { value: format.tokens(value) }),
};

export function bytesAxis(title: string): Axis {
  return { title, logarithmic: true, ticks: decadeTicks, tick: format.bytes, full: format.bytes };
}

export const costAxis: Axis = {
  get title() {
    return l10n.t('USD per million tokens');
  },
  logarithmic: true,
  ticks: decadeTicks,
  tick: (value) => `$${format.plain(value)}`,
  full: (value) => l10n.t('{value} per million tokens', { value: format.usdPerMillion(value) }),
};

export const speedAxis: Axis = {
  get title() {
    return l10n.t('speed of each user, tokens per second');
  },
  logarithmic: true,
  ticks: decadeTicks,
  tick: format.plain,
  full: format.tokenRate,
};

/** The axis of a variable that the engine describes. */
export function variableAxis(variable: {
  readonly label: string;
  readonly dimension: Dimension;
  readonly logarithmic: boolean;
}): Axis {
  const { label, dimension, logarithmic } = variable;
  const full = (value: number) => format.quantity(value, dimension);
  const ticks = dimension === 'tokens' ? tokenTicks : logarithmic ? decadeTicks : evenTicks;
  return { title: label, logarithmic, ticks, tick: full, full };
}
