import type { Dimension } from '../../units/dimensions.js';
import { parseQuantity } from '../../units/quantity.js';
import { likelyOf, rewritten } from '../../units/rewrite.js';

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
    const text = rewritten(like, limits.dimension, limits.whole ? Math.round(near) : near);
    const likely = likelyOf(text, limits.dimension) ?? near;
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
  { dimension, whole }: Limits,
  like: string | null,
  value: number,
  holds: (written: number) => boolean,
): Setting {
  const tried = SOLVED_DIGITS.map((digits): Setting => {
    const text = rewritten(like, dimension, whole ? Math.round(value) : value, digits);
    const likely = likelyOf(text, dimension) ?? value;
    return { text, value: whole ? Math.round(likely) : likely };
  });
  const exact = tried.find((one) => (whole ? one.value === Math.round(value) : holds(one.value)));
  return exact ?? tried.at(-1) ?? { text: String(value), value };
}

/** What somebody typed, if the file could hold it: one value in any unit, or a range as it stands. */
export function settingOf(limits: Limits, like: string | null, typed: string): Setting | null {
  const read = parseQuantity(typed, limits.dimension);
  if (!read.ok) return null;
  const { likely, isRange } = read.quantity;
  if (!(likely > 0) || likely < (limits.least ?? 0) || likely > (limits.most ?? Infinity)) return null;
  if (limits.whole && !Number.isInteger(likely)) return null;
  const text = isRange ? typed.trim() : rewritten(like, limits.dimension, likely, TYPED_DIGITS);
  return { text, value: likelyOf(text, limits.dimension) ?? likely };
}
