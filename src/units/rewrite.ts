import { DIMENSIONS, type Dimension } from './dimensions.js';
import { formatQuantity, LONGEST_TEXT, parseQuantity } from './quantity.js';

/** Digits that a dragged value keeps: finer steps than these nobody drags to. */
const DRAGGED_DIGITS = 3;
const NUMBER =
  /(?:(?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9_,])|[0-9][0-9_,]*)(?:\.[0-9]+)?|\.[0-9]+)(?:e[+-]?[0-9]+)?/i;

/**
 * Writes another likely value into a quantity as somebody wrote it: units, magnitudes and spaces stay, the
 * ends of a range keep their ratio to the likely value. `value` is in SI units and is rounded to `digits` in the
 * text's own unit, so the text may say a little less than it. Where `like` is no quantity (`auto`, a name,
 * nothing), the value is written in the dimension's usual manner.
 */
export function rewritten(
  like: string | null,
  dimension: Dimension,
  value: number,
  digits: number = DRAGGED_DIGITS,
): string {
  const text = inItsManner(like, dimension, value, digits);
  // A value with more digits than it had must not make a text of many spaces longer than any that is read.
  return text.trim().length > LONGEST_TEXT ? text.replace(/\s+/g, ' ') : text;
}

function inItsManner(like: string | null, dimension: Dimension, value: number, digits: number): string {
  const read = like === null ? null : parseQuantity(like, dimension);
  if (like === null || !read?.ok) return single(value, dimension, DIMENSIONS[dimension].example, digits);
  if (!read.quantity.isRange) return single(value, dimension, like, digits);
  const { low, likely, high } = read.quantity;
  const pieces = like.split('..');
  const ends = pieces.length === 3 ? [low, likely, high] : [low, high];
  const grown = likely > 0 ? value / likely : 1;
  const factor = isInverse(like, dimension) ? 1 / grown : grown;
  // Somebody types one value: no more digits of the ends follow from it than are dragged to.
  const digitsOf = (i: number) =>
    pieces.length === 3 && i === 1 ? digits : Math.min(digits, DRAGGED_DIGITS);
  return pieces
    .map((piece, i) => withNumber(piece, scaled(piece, ends[i] ?? 0, factor, digitsOf(i))))
    .join('..');
}

/** The likely value alone, in the unit of a text that may be a range. */
export function likelyText(text: string, dimension: Dimension): string {
  const read = parseQuantity(text, dimension);
  if (!read.ok || !read.quantity.isRange) return text;
  return formatQuantity(read.quantity.likely, dimension, text);
}

/** All ends are scaled alike, so each keeps its own unit: only its number changes. */
function scaled(piece: string, end: number, factor: number, digits: number): number {
  const written = Number((NUMBER.exec(piece)?.[0] ?? '0').replace(/[_,\s]/g, ''));
  return end === 0 ? 0 : Number((written * factor).toPrecision(digits));
}

function withNumber(piece: string, number: number): string {
  return piece.replace(NUMBER, plainNumber(number));
}

/** Lengths keep the case of their magnitude, for `k` and `K` are not the same. */
const FAMILIES = [
  ['', 'k', 'm', 'g'],
  ['', 'K', 'M', 'G'],
] as const;
const FEWEST = 0.1;

function single(value: number, dimension: Dimension, like: string, digits: number): string {
  const number = NUMBER.exec(like);
  const unit = factorOf(like, dimension);
  if (!number || unit === null) return formatQuantity(value, dimension, like);
  if (dimension === 'tokens' || dimension === 'count') {
    const smaller = value < unit * FEWEST ? smallerMagnitude(like, number) : null;
    if (smaller !== null) return single(value, dimension, smaller, digits);
    if (unit === 1) return withNumber(like, Math.max(1, Math.round(toDigits(value, digits))));
  }
  return withNumber(like, toDigits(isInverse(like, dimension) ? unit / value : value / unit, digits));
}

/** Whether more of a text's unit is less of what it measures, as milliseconds a token are of a speed. */
function isInverse(text: string, dimension: Dimension): boolean {
  const last = text.split('..').at(-1) ?? text;
  const [one, two] = ['1', '2'].map((number) => parseQuantity(last.replace(NUMBER, number), dimension));
  return one?.ok === true && two?.ok === true && two.quantity.likely < one.quantity.likely;
}

/** SI value of one, as a text writes it. */
function factorOf(text: string, dimension: Dimension): number | null {
  const read = parseQuantity(text.replace(NUMBER, '1'), dimension);
  return read.ok ? read.quantity.likely : null;
}

function smallerMagnitude(text: string, number: RegExpExecArray): string | null {
  const at = number.index + number[0].length;
  const rest = text.slice(at);
  const letter = rest.trimStart().slice(0, 1);
  const family = FAMILIES.find((letters) => letter !== '' && letters.some((known) => known === letter));
  const smaller = family?.[family.findIndex((known) => known === letter) - 1];
  return smaller === undefined ? null : text.slice(0, at) + rest.replace(letter, smaller);
}

function toDigits(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

/** Without exponent, which YAML and people read less well. */
function plainNumber(value: number): string {
  const text = String(value);
  // eslint-disable-next-line regexp/no-super-linear-move -- a number has few digits
  return text.includes('e-') ? value.toFixed(12).replace(/\.?0+$/, '') : text;
}
