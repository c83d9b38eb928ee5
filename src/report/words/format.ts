import * as l10n from '../../l10n/l10n.js';
import type { Dimension } from '../../units/dimensions.js';
import { displayQuantity, grouped, scaled } from '../../units/display.js';
import { once } from '../../units/memo.js';
import { shownAmount, signed } from '../../units/shownMoney.js';

/** Numbers as panel, reports and editor write them. Arguments are in SI units, as the engine gives them. */

export const bytes = (value: number): string => displayQuantity(value, 'bytes');
export const tokens = (value: number): string => displayQuantity(value, 'tokens');
export const tokenRate = (value: number): string => displayQuantity(value, 'tokenRate');

/** From here on nobody reads a number digit by digit. */
const LARGE = 1e6;

/** A count, rounded to whole and grouped in thousands; from a million on as it is spoken of: `24.1M`. */
export const count = (value: number): string => (Math.abs(value) >= LARGE ? scaled(value) : exact(value));

/** A count to its last digit: one that is to be written, or held against another. */
export const exact = (value: number): string => grouped(Math.round(value));

const threeDigits = once(() => new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 }));

/** A plain number to three significant digits. */
export function plain(value: number): string {
  if (Math.abs(value) >= LARGE) return scaled(value);
  return threeDigits().format(Number(value.toPrecision(3)));
}

/** A speed that is reached, to three digits and never rounded up: what is told to be reached is. */
export function reached(tokensPerSecond: number): string {
  const unit = 10 ** Math.min(0, Math.floor(Math.log10(Math.max(tokensPerSecond, 0.001))) - 2);
  return tokensPerSecond < 100 ? plain(floorTo(tokensPerSecond, unit)) : count(Math.floor(tokensPerSecond));
}

/** A speed as it is asked for: whole ones in thousands. */
export const plainSpeed = (tokensPerSecond: number): string =>
  Number.isInteger(tokensPerSecond) ? grouped(tokensPerSecond) : String(tokensPerSecond);

/** A whisker above is rounding of the arithmetic, not more. */
const floorTo = (value: number, unit: number): number => Math.floor(value / unit + 1e-9) * unit;

/** A context on an axis: 1K, 2K, 4K, where a sentence says 1,024. */
export function contextTick(value: number): string {
  return value >= 1024 && value % 1024 === 0 && value < 2 ** 20 ? `${value / 1024}K` : tokens(value);
}

/** A share of one, in percent. */
export const percent = (share: number): string => displayQuantity(Number(share.toPrecision(3)), 'fraction');

/** A share that may be negative, with a minus that stands as wide as a plus. */
export const signedPercent = (share: number): string => (share < 0 ? `−${percent(-share)}` : percent(share));

/** A power in kilowatts, as meters and contracts have it. */
export const kilowatts = (watts: number): string => {
  const value = watts / 1000;
  return `${value >= 100 ? count(value) : plain(value)} kW`;
};

/** A factor, as in `9.8×`. */
export function times(factor: number): string {
  if (!Number.isFinite(factor)) return '∞';
  return `${factor >= 100 ? count(factor) : plain(factor >= 10 ? Math.round(factor) : Number(factor.toPrecision(2)))}×`;
}

/** A factor that may be so near to 1 that two digits do not tell it from that, as in `1.03×`. */
export function nearOne(factor: number): string {
  return Math.abs(factor - 1) < 0.1 ? `${plain(factor)}×` : times(factor);
}

/** Cost of a million tokens in the currency that is shown, from USD. */
export function usdPerMillion(value: number): string {
  return signed(price(shownAmount(value)));
}

function price(value: number): string {
  if (value >= 1000) return count(value);
  // A cached token costs thousandths of a cent: two digits say how much, noughts would say that it is free.
  if (value < 0.01) return threeDigits().format(Number(value.toPrecision(2)));
  // 9.96 cents are as much as ten: digits are those of what is written.
  const digits = value >= 100 ? 0 : Number(value.toFixed(3)) >= 0.1 ? 2 : 3;
  return value.toFixed(digits);
}

/** How full something is: percent up to a full one, then as a factor. */
export function fill(ratio: number): string {
  if (!Number.isFinite(ratio)) return l10n.t('no room');
  return ratio <= 2 ? percent(Number(ratio.toPrecision(2))) : times(ratio);
}

/** What comes on top of a sum, as a share of it: always in percent, since a factor would read as what it is in all. */
export const onTop = (share: number): string => percent(Number(share.toPrecision(2)));

/** How much more one sum is than another, from their ratio: in percent below twice as much, then as a factor. */
export function more(ratio: number): string {
  return ratio < 2
    ? l10n.t('{share} more', { share: percent(Number((ratio - 1).toPrecision(2))) })
    : l10n.t('{times} as much', { times: times(ratio) });
}

/** A value of a dimension that the engine names. */
export function quantity(value: number, dimension: Dimension): string {
  if (dimension === 'count') return plain(value);
  if (dimension === 'acceptance') return `${plain(value)} tokens/step`;
  return displayQuantity(value, dimension);
}

/** A value at which something changes: between two counts where counts are all there is. */
export function crossing(value: number, dimension: Dimension): string {
  if (dimension !== 'count' || Number.isInteger(value)) return quantity(value, dimension);
  return l10n.t('{low} to {high}', { low: count(Math.floor(value)), high: count(Math.ceil(value)) });
}

/** A value that may not be known. */
export function orUnknown(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? l10n.t('not known') : format(value);
}

/** A running cost, from USD per hour. */
export function usdPerHour(value: number): string {
  const amount = shownAmount(value);
  if (amount >= 100) return signed(count(amount));
  // Less than a cent is not nothing.
  return signed(amount > 0 && amount < 0.1 ? plain(Number(amount.toPrecision(2))) : amount.toFixed(2));
}

/** Money as a tick of an axis says it, from USD. */
export const usdTick = (value: number): string => signed(plain(shownAmount(value)));

/** A spread, as in `between $0.68 and $1.01`. */
export function between(low: number, high: number, format: (value: number) => string): string {
  return l10n.t('between {low} and {high}', { low: format(low), high: format(high) });
}

/** Text of a plan must not become markup: no links, no pictures, no tables. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>#|!]/g, '\\$&').replace(/\s+/g, ' ');
}

/** Sentences one after the other; empty ones say nothing. */
export const joined = (...sentences: readonly string[]): string =>
  sentences.filter((one) => one !== '').join(' ');

/** A text as a sentence begins. */
export const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
