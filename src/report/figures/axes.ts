import * as l10n from '../../l10n/l10n.js';
import type { Dimension } from '../../units/dimensions.js';
import * as format from '../words/format.js';
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
  tick: format.contextTick,
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
  const common = { logarithmic, ticks, full };
  // The unit stands once, in the title, where it would crowd the ticks.
  if (dimension === 'tokenRate') return { ...common, title: `${label}, tok/s`, tick: format.plain };
  if (dimension === 'tokens')
    return { ...common, title: l10n.t('{label}, tokens', { label }), tick: format.contextTick };
  if (dimension === 'acceptance')
    return { ...common, title: l10n.t('{label}, tokens per step', { label }), tick: format.plain };
  return { ...common, title: label, tick: full };
}
