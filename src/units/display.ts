import * as l10n from '../l10n/l10n.js';
import type { Dimension } from './dimensions.js';
import { once } from './memo.js';
import { shownAmount, signed } from './shownMoney.js';
import {
  JOULES_PER_KWH,
  MILLION,
  SECONDS_PER_DAY,
  SECONDS_PER_HOUR,
  SECONDS_PER_MINUTE,
  SECONDS_PER_MONTH,
  SECONDS_PER_YEAR,
} from './constants.js';

/**
 * Writes an SI value for a reader: rounded to what matters, in the unit one would say it in. Every view
 * uses this; no other room knows a unit.
 */
export function displayQuantity(si: number, dimension: Dimension): string {
  if (!Number.isFinite(si)) return l10n.t('unlimited');
  return DISPLAY[dimension](si);
}

/** FLOP as data sheets count them: 458 TFLOP. */
export function displayFlop(flop: number): string {
  return Number.isFinite(flop) ? withPrefix(flop, 'FLOP') : l10n.t('unlimited');
}

const DISPLAY: Readonly<Record<Dimension, (si: number) => string>> = {
  tokens: (n) => (Number.isInteger(n) && n < 1e4 ? grouped(n) : binary(n)),
  tokenRate: (n) => `${rounded(n)} tok/s`,
  tokenVolume: (n) => `${scaled(n * SECONDS_PER_DAY)} tokens/day`,
  requestRate: (n) => `${rounded(n)} req/s`,
  bytes: (n) => withPrefix(n, 'B'),
  byteRate: (n) => `${withPrefix(n, 'B')}/s`,
  flopRate: (n) => withPrefix(n, 'FLOPS'),
  money: (n) => signed(scaled(shownAmount(n))),
  tokenPrice: (n) => l10n.t('{price} per M tokens', { price: priced(n * MILLION) }),
  energyPrice: (n) => `${priced(n * JOULES_PER_KWH)}/kWh`,
  hourPrice: (n) => `${priced(n * SECONDS_PER_HOUR)}/h`,
  hostingPrice: (n) => `${priced(n * 1e3 * SECONDS_PER_MONTH)}/kW-month`,
  bytePrice: (n) => `${priced(n * 1e9)}/GB`,
  power: (n) => withPrefix(n, 'W'),
  fraction: (n) => `${rounded(n * 100)} %`,
  fractionPerYear: (n) => `${rounded(n * 100)} % a year`,
  duration: time,
  count: (n) => (Number.isInteger(n) ? grouped(n) : rounded(n)),
  hardware: (n) => (Number.isInteger(n) ? grouped(n) : rounded(n)),
  acceptance: (n) => n.toFixed(2),
};

/** Made when first needed: a process's first formatter takes 10 ms, a fifth of what a command takes to start. */
const whole = once(() => new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }));

/** Larger numbers are written with fewer digits than they have. */
const PLAIN_BELOW = 1e15;

/** A number rounded to whole, its thousands set apart. */
export function grouped(n: number): string {
  if (!(n >= 0 && n < PLAIN_BELOW)) return whole().format(n);
  const digits = String(Math.round(n));
  let start = digits.length % 3;
  const groups = start > 0 ? [digits.slice(0, start)] : [];
  for (; start < digits.length; start += 3) groups.push(digits.slice(start, start + 3));
  return groups.join(',');
}

/** Three significant digits, whole from a hundred on. */
function rounded(n: number): string {
  if (n === 0) return '0';
  if (Math.abs(n) >= 100) return grouped(n);
  return String(Number(n.toPrecision(Math.abs(n) >= 10 ? 3 : 2)));
}

/** Dollars as money of the currency that is shown. */
const priced = (usd: number): string => signed(price(shownAmount(usd)));

/** Money of any size: cents from ten cents up, else two significant digits. */
function price(n: number): string {
  // Ten cents for a million tokens are a little less than that a token.
  const amount = Number(n.toPrecision(12));
  if (amount === 0) return '0';
  if (Math.abs(amount) >= 1000) return scaled(amount);
  if (Math.abs(amount) >= 0.1) return amount.toFixed(2);
  return String(Number(amount.toPrecision(2)));
}

const DECIMAL_STEPS = [
  [1e12, 'T'],
  [1e9, 'B'],
  [MILLION, 'M'],
  [1e3, 'K'],
] as const;

/** Three digits with the letter of its thousands, as in `24.1M`. */
export function scaled(n: number): string {
  // Rounded first: 999.9M is a billion.
  const value = Number(n.toPrecision(3));
  for (const [step, letter] of DECIMAL_STEPS) {
    if (Math.abs(value) >= step) return `${Number((value / step).toPrecision(3))}${letter}`;
  }
  return String(value);
}

/** Context lengths as they are spoken of: 96K, 1M, in binary. */
function binary(n: number): string {
  if (n >= 2 ** 20) return `${Number((n / 2 ** 20).toPrecision(3))}M`;
  if (n >= 2 ** 10) return `${Number((n / 2 ** 10).toPrecision(3))}K`;
  return String(Math.round(n));
}

const PREFIXES = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

function withPrefix(n: number, unit: string): string {
  let value = Number(n.toPrecision(3));
  let step = 0;
  while (Math.abs(value) >= 1000 && step < PREFIXES.length - 1) {
    value /= 1000;
    step++;
  }
  const prefix = unit === 'B' && PREFIXES[step] === 'k' ? 'K' : PREFIXES[step];
  return `${Number(value.toPrecision(3))} ${prefix}${unit}`;
}

function time(seconds: number): string {
  if (seconds >= SECONDS_PER_YEAR / 2)
    return several(Number((seconds / SECONDS_PER_YEAR).toPrecision(2)), 'year');
  if (seconds >= SECONDS_PER_DAY) return several(Number((seconds / SECONDS_PER_DAY).toPrecision(3)), 'day');
  if (seconds >= SECONDS_PER_HOUR) return `${Number((seconds / SECONDS_PER_HOUR).toPrecision(3))} h`;
  // Nobody reads hundreds of seconds as a time.
  if (seconds >= 10 * SECONDS_PER_MINUTE)
    return `${Number((seconds / SECONDS_PER_MINUTE).toPrecision(3))} min`;
  if (seconds >= 1) return `${Number(seconds.toPrecision(3))} s`;
  if (seconds >= 1e-3) return `${Number((seconds * 1e3).toPrecision(3))} ms`;
  return `${Number((seconds * 1e6).toPrecision(3))} µs`;
}

function several(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}
