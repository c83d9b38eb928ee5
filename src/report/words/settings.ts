import { currencyOf, priceIn, type Rates } from '../../units/currency.js';
import type { Dimension } from '../../units/dimensions.js';
import { parseQuantity, type QuantityResult } from '../../units/quantity.js';
import { likelyText, rewritten } from '../../units/rewrite.js';

/** What a value of the file may be: its dimension, and its limits in SI units. */
export interface Limits {
  readonly dimension: Dimension;
  /** Reach of its slider. */
  readonly low: number;
  readonly high: number;
  /** What the file itself allows; anything above zero where left out. */
  readonly least?: number;
  readonly most?: number;
  readonly whole: boolean;
  /** Other currencies that it may be written in. */
  readonly rates?: Rates;
}

type Written = Pick<Limits, 'dimension' | 'rates'>;
const NO_RATES: Rates = new Map();

/** A text of the file as it is read, in a currency that the plan gives a rate for too. */
export function readAs({ dimension, rates = NO_RATES }: Written, text: string): QuantityResult {
  return parseQuantity(priceIn(text, dimension, rates) ?? text, dimension);
}

/** The likely value of a text, in SI units. */
export function likelyAs(limits: Written, text: string): number | null {
  const read = readAs(limits, text);
  return read.ok ? read.quantity.likely : null;
}

/** The likely value alone, in the unit and the currency of a text that may be a range. */
export function likelyTextAs({ dimension, rates = NO_RATES }: Written, text: string): string {
  const code = currencyOf(text, dimension, rates);
  if (code === null) return likelyText(text, dimension);
  return likelyText(text.replaceAll(code, 'USD'), dimension).replaceAll('USD', code);
}

/** A value written as `like` is: its unit, its spread and its currency stay. */
function writtenLike(
  { dimension, rates = NO_RATES }: Written,
  like: string | null,
  value: number,
  digits?: number,
): string {
  const code = like === null ? null : currencyOf(like, dimension, rates);
  if (like === null || code === null) return rewritten(like, dimension, value, digits);
  const rate = rates.get(code) ?? 1;
  return rewritten(like.replaceAll(code, 'USD'), dimension, value / rate, digits).replaceAll('USD', code);
}

/** A value as a lever can hold it: what the file would say, and what that comes to in SI units. */
export interface Setting {
  readonly text: string;
  readonly value: number;
}

/** A step back from a limit that rounding would pass. */
const BACK = 0.006;
const TYPED_DIGITS = 6;

/** The setting nearest to a wanted value, within the slider's limits, written like the file's own text. */
export function settingAt(limits: Limits, like: string | null, wanted: number): Setting {
  const value = Math.min(limits.high, Math.max(limits.low, wanted));
  const at = (near: number): Setting => {
    const text = writtenLike(limits, like, limits.whole ? Math.round(near) : near);
    const likely = likelyAs(limits, text) ?? near;
    // `0.252K` is read as 258 tokens, not 258.048.
    return { text, value: limits.whole ? Math.round(likely) : likely };
  };
  const first = at(value);
  if (first.value > limits.high) return at(value * (1 - BACK));
  return first.value < limits.low ? at(value * (1 + BACK)) : first;
}

/** Values that were worked out are written with as few digits as tell them. */
const SOLVED_DIGITS = [3, 4, 5, TYPED_DIGITS];

/** A value that was worked out, written like the file's own text so that it `holds`. */
export function solvedSetting(
  limits: Limits,
  like: string | null,
  value: number,
  holds: (written: number) => boolean,
): Setting {
  const { whole } = limits;
  const tried = SOLVED_DIGITS.map((digits): Setting => {
    const text = writtenLike(limits, like, whole ? Math.round(value) : value, digits);
    const likely = likelyAs(limits, text) ?? value;
    return { text, value: whole ? Math.round(likely) : likely };
  });
  const exact = tried.find((one) => (whole ? one.value === Math.round(value) : holds(one.value)));
  return exact ?? tried.at(-1) ?? { text: String(value), value };
}

/** What somebody typed, if the file could hold it: one value in any unit, or a range as it stands. */
export function settingOf(limits: Limits, like: string | null, typed: string): Setting | null {
  const read = readAs(limits, typed);
  if (!read.ok) return null;
  const { likely, isRange } = read.quantity;
  if (!(likely > 0) || likely < (limits.least ?? 0) || likely > (limits.most ?? Infinity)) return null;
  if (limits.whole && !Number.isInteger(likely)) return null;
  const text = isRange ? typed.trim() : writtenLike(limits, like, likely, TYPED_DIGITS);
  return { text, value: likelyAs(limits, text) ?? likely };
}
