import * as l10n from '../l10n/l10n.js';
import { closest } from './closest.js';
import { DIMENSIONS, inSi, inUnit, isUnit, type Dimension } from './dimensions.js';

/** A value with its spread, as written and in SI units. */
export interface Quantity {
  readonly dimension: Dimension;
  readonly low: number;
  readonly likely: number;
  readonly high: number;
  readonly isRange: boolean;
  /** As the user wrote it. */
  readonly text: string;
}

export type QuantityError = {
  readonly code:
    'not-a-quantity' | 'unknown-unit' | 'missing-unit' | 'too-large' | 'negative' | 'reversed-range';
  readonly message: string;
  /** A text that would be right. */
  readonly suggestion?: string;
};

export type QuantityResult =
  { readonly ok: true; readonly quantity: Quantity } | { readonly ok: false; readonly error: QuantityError };

/** A number as written, taken apart. */
interface WrittenNumber {
  readonly number: number;
  readonly magnitude: string;
  readonly unit: string;
  readonly dollar: boolean;
}

/** Thousands may be set apart by `_`, `,` or a blank, as in `1 800`. */
const NUMBER =
  /^([+-]?)(\$?)\s*((?:[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?![0-9_,])|[0-9][0-9_,]*)(?:\.[0-9]+)?|\.[0-9]+)(e[+-]?[0-9]{1,4})?/i;
/** Characters; nobody writes a quantity that is longer. */
export const LONGEST_TEXT = 200;

/**
 * Reads a quantity of a dimension: a number with its unit, or a range `low..high` or `low..likely..high`
 * whose unit may stand at one end only. `low..high` is taken to be likeliest in its middle.
 */
export function parseQuantity(input: string | number, dimension: Dimension): QuantityResult {
  const text = String(input).trim();
  if (text.length === 0 || text.length > LONGEST_TEXT)
    return failed('not-a-quantity', notAQuantity(text, dimension));
  const pieces = text.split('..').map((piece) => piece.trim());
  if (pieces.length > 3)
    return failed(
      'not-a-quantity',
      l10n.t('a range is low..high or low..likely..high, not `{text}`', { text }),
    );
  if (pieces.length > 1 && pieces.includes('')) {
    const { example } = DIMENSIONS[dimension];
    return failed(
      'not-a-quantity',
      l10n.t('a range has a value at both ends: `{text}` lacks one, each is written as in `{example}`', {
        text,
        example,
      }),
    );
  }
  const written: WrittenNumber[] = [];
  for (const piece of pieces) {
    const taken = takeApart(piece, dimension);
    if (!taken.ok) return taken;
    written.push(taken.written);
  }
  const values: number[] = [];
  for (const one of withSharedUnit(written)) {
    const value = toSi(one, dimension, text);
    if (typeof value !== 'number') return { ok: false, error: value };
    values.push(value);
  }
  return ranged(values, written, text, dimension);
}

/** The ends of a quantity with the unit that each has, its own or another end's; `null` where it is none. */
export function writtenEnds(text: string, dimension: Dimension): readonly WrittenNumber[] | null {
  const taken = text.split('..').map((piece) => takeApart(piece.trim(), dimension));
  const written = taken.flatMap((one) => (one.ok ? [one.written] : []));
  return parseQuantity(text, dimension).ok ? withSharedUnit(written) : null;
}

function failed(
  code: QuantityError['code'],
  message: string,
  suggestion?: string,
): QuantityResult & { ok: false } {
  return { ok: false, error: { code, message, ...(suggestion === undefined ? {} : { suggestion }) } };
}

function notAQuantity(text: string, dimension: Dimension): string {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return l10n.t('`{shown}` is not a value such as `{example}`', {
    shown,
    example: DIMENSIONS[dimension].example,
  });
}

type Taken = { readonly ok: true; readonly written: WrittenNumber } | (QuantityResult & { ok: false });

function takeApart(text: string, dimension: Dimension): Taken {
  const match = NUMBER.exec(text);
  if (!match) return failed('not-a-quantity', notAQuantity(text, dimension));
  const [whole, sign, dollar, digits = '', exponent = ''] = match;
  const number = Number(digits.replace(/[_,\s]/g, '') + exponent);
  if (sign === '-' && number !== 0) return failed('negative', l10n.t('`{text}` is negative', { text }));
  if (!Number.isFinite(number)) return failed('too-large', l10n.t('`{text}` is too large', { text }));
  const rest = text.slice(whole.length).trim().replace(/\s+/g, ' ');
  const [magnitude, unit] = splitUnit(rest, dimension);
  const dollarUnit = dollar === '$' ? `USD${unit}` : unit;
  return { ok: true, written: { number, magnitude, unit: dollarUnit, dollar: dollar === '$' } };
}

/** `B tokens/day` is a magnitude and a unit; `GB` and `Mtok` are units whose first letter is not one. */
function splitUnit(rest: string, dimension: Dimension): readonly [string, string] {
  const { magnitudes } = DIMENSIONS[dimension];
  const bare = rest.replace(/^\$/, 'USD');
  if (isUnit(bare, dimension)) return ['', bare];
  const letter = bare.slice(0, 1);
  if (letter !== '' && Object.hasOwn(magnitudes, letter)) {
    const unit = bare.slice(1).trim();
    if (unit === '' || isUnit(unit, dimension) || unit.startsWith('/')) return [letter, unit];
  }
  return ['', bare];
}

/** Ends of a range without a unit take the one of the other end; those without anything, its magnitude too. */
function withSharedUnit(written: readonly WrittenNumber[]): WrittenNumber[] {
  const unit = written.find((one) => one.unit !== '')?.unit ?? '';
  const last = written.findLast((one) => one.unit !== '' || one.magnitude !== '');
  return written.map((one) => {
    // In `$2..3M` the sign stands for the whole range, in `$500..$2M` each end has its own.
    const bare = one.unit === '' || (one.dollar && one.unit === 'USD' && last?.dollar === false);
    if (bare && one.magnitude === '' && last)
      return { ...one, unit: last.unit === '' ? unit : last.unit, magnitude: last.magnitude };
    return one.unit === '' ? { ...one, unit } : one;
  });
}

/** No quantity of a plan is beyond this in any SI unit, and products of several still are numbers. */
const MOST = 1e60;

function toSi(written: WrittenNumber, dimension: Dimension, text: string): number | QuantityError {
  const { magnitudes, usual, example } = DIMENSIONS[dimension];
  const magnitude = written.magnitude === '' ? 1 : (magnitudes[written.magnitude] ?? 1);
  const value = inSi(written.number * magnitude, written.unit, dimension);
  if (value === undefined) {
    if (written.unit === '') {
      const suggestion = `${text} ${usual}`;
      return {
        code: 'missing-unit',
        message: l10n.t('`{text}` needs a unit, as in `{example}`', { text, example }),
        suggestion,
      };
    }
    return unknownUnit(written, dimension, text);
  }
  if (!(value <= MOST)) return { code: 'too-large', message: l10n.t('`{text}` is too large', { text }) };
  return value;
}

/** The code of a currency that a unit begins with; `null` for others than three capital letters. */
function currencyIn(unit: string): string | null {
  if (unit.startsWith('€')) return 'EUR';
  const [, code = ''] = /^[kKMBGT]?\s?([A-Z]{3})(?![A-Za-z])/.exec(unit) ?? [];
  return code === '' || code === 'USD' ? null : code;
}

function unknownUnit(written: WrittenNumber, dimension: Dimension, text: string): QuantityError {
  const { units, usual, example } = DIMENSIONS[dimension];
  const code = usual.startsWith('USD') ? currencyIn(written.unit) : null;
  if (code !== null) {
    const member = `currency: { ${code}: … USD }`;
    return {
      code: 'unknown-unit',
      message: l10n.t('for `{code}` the plan gives no rate; add yours as `{member}`', { code, member }),
    };
  }
  // `ms` is no slip for `tps`: what was meant begins alike.
  const initial = written.unit.slice(0, 1).toLowerCase();
  const names = Object.keys(units).filter((unit) => unit !== '' && unit.toLowerCase().startsWith(initial));
  // `USD` of a rent is short of what rents are usually in, not of the unit that is spelt most alike.
  const near = usual.startsWith(`${written.unit}/`) ? usual : closest(written.unit, names);
  const message = l10n.t('`{unit}` is not a unit here; write it as in `{example}`', {
    unit: written.unit,
    example,
  });
  return { code: 'unknown-unit', message, ...(near ? { suggestion: text.replace(written.unit, near) } : {}) };
}

function ranged(
  given: readonly number[],
  written: readonly WrittenNumber[],
  text: string,
  dimension: Dimension,
): QuantityResult {
  // The fewer milliseconds a token takes, the more tokens there are.
  const inverse = DIMENSIONS[dimension].inverse ?? {};
  const values = written.some(({ unit }) => Object.hasOwn(inverse, unit)) ? given.toReversed() : given;
  const [first = 0, second = first, third] = values;
  const high = third ?? second;
  const likely = third === undefined ? (first + second) / 2 : second;
  if (first > likely || likely > high) return reversed(written, text, dimension);
  return { ok: true, quantity: { dimension, low: first, likely, high, isRange: values.length > 1, text } };
}

/** A range that falls says how its ends were read where they took a magnitude from another end. */
function reversed(written: readonly WrittenNumber[], text: string, dimension: Dimension): QuantityResult {
  const magnitude = written.findLast((one) => one.magnitude !== '')?.magnitude ?? '';
  const bare = written.find((one) => one.magnitude === '' && (one.unit === '' || one.dollar));
  const factor = DIMENSIONS[dimension].magnitudes[magnitude];
  if (!bare || factor === undefined)
    return failed('reversed-range', l10n.t('`{text}` runs from high to low', { text }));
  const number = String(bare.number);
  const own = text.replace(number, `${bare.number / factor}${magnitude}`);
  return failed(
    'reversed-range',
    l10n.t('`{text}` runs from high to low: its `{number}` is read as `{number}{magnitude}`', {
      ...{ text, number, magnitude },
    }),
    ...(own !== text && parseQuantity(own, dimension).ok ? [own] : []),
  );
}

const SIGNIFICANT = 6;

/** Writes an SI value in the unit and manner of `like`, or in the dimension's usual unit. */
export function formatQuantity(si: number, dimension: Dimension, like?: string): string {
  const style = styleOf(like ?? DIMENSIONS[dimension].example, dimension);
  const { magnitudes } = DIMENSIONS[dimension];
  const factor = style.magnitude === '' ? 1 : (magnitudes[style.magnitude] ?? 1);
  const number = trimmed(inUnit(si, style.unit, dimension) / factor);
  if (style.dollar) return `$${number}${style.magnitude}${style.unit.replace(/^USD/, '')}`;
  return `${number}${style.between}${style.tail}`;
}

function trimmed(value: number): string {
  const rounded = Number(value.toPrecision(SIGNIFICANT));
  return Math.abs(rounded) >= 1e21 ? rounded.toExponential() : String(rounded);
}

interface Style extends WrittenNumber {
  readonly between: string;
  readonly tail: string;
}

/** How a text writes its unit: the last end of a range that has one, or the last end. */
function styleOf(text: string, dimension: Dimension): Style {
  const pieces = text.split('..').map((end) => end.trim());
  const hasUnit = (end: string) => {
    const taken = takeApart(end, dimension);
    return taken.ok && taken.written.unit !== '';
  };
  const piece = pieces.findLast(hasUnit) ?? pieces.at(-1) ?? text;
  const match = NUMBER.exec(piece);
  const taken = takeApart(piece, dimension);
  if (!match || !taken.ok)
    return { number: 0, magnitude: '', unit: '', dollar: false, between: '', tail: '' };
  const after = piece.slice(match[0].length);
  const tail = after.trim();
  return { ...taken.written, between: after.slice(0, after.length - after.trimStart().length), tail };
}
