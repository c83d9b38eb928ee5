import { DIMENSIONS, type Dimension } from './dimensions.js';
import { formatQuantity, LONGEST_TEXT, parseQuantity } from './quantity.js';
import { JOULES_PER_KWH, SECONDS_PER_DAY, SECONDS_PER_YEAR } from './constants.js';

/**
 * Texts that are quantities of a dimension and near to what a text that is none was meant to say: without a
 * sign, turned round, converted from a kindred unit, or in the unit of the dimension. Best first.
 */
export function repairs(text: string, dimension: Dimension): string[] {
  if (text.length > LONGEST_TEXT) return [];
  const candidates = [
    unsigned(text),
    turnedRound(text, dimension),
    // The same number in another unit is no repair where it can be converted.
    converted(text, dimension) ?? withUnit(text, dimension),
  ].flatMap((candidate) => candidate ?? []);
  return [...new Set(candidates)].filter(
    (candidate) => candidate !== text.trim() && parseQuantity(candidate, dimension).ok,
  );
}

/** `>= 50 tok/s`, `~50` and `-50` mean the number. */
function unsigned(text: string): string | null {
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- `repairs` takes short texts only
  const match = /^[^\w.$]+\s*(?=[\d.$])(.*)$/s.exec(text.trim());
  return match?.[1]?.trim() ?? null;
}

// eslint-disable-next-line regexp/no-super-linear-backtracking -- `repairs` takes short texts only
const ENDED = /^(\$?[\d.,_]+(?:e[+-]?\d+)?)(.*)$/i;

/** `60..30 tok/s` and `4M..2M USD` from low to high, with the unit at the end again. */
function turnedRound(text: string, dimension: Dimension): string | null {
  const ends = text.split('..').map((piece) => ENDED.exec(piece.trim()));
  if (ends.length < 2) return null;
  const tails = ends.map((end) => end?.[2] ?? '');
  const unit = tails.at(-1) ?? '';
  const turned = (own: (tail: string) => string) =>
    ends
      .map((end) => `${end?.[1] ?? ''}${own(end?.[2] ?? '')}`)
      .toReversed()
      .join('..');
  const before = tails.slice(0, -1);
  if (before.every((tail) => tail === '')) return turned(() => '') + unit;
  const letter = (tail: string) => magnitudeOf(tail, dimension);
  if (before.every((tail) => tail === letter(tail))) return turned(letter) + unit.slice(letter(unit).length);
  return turned((tail) => tail);
}

/** The letter for a power of ten (or of two) that stands between a number and its unit; empty where there is none. */
function magnitudeOf(tail: string, dimension: Dimension): string {
  const letter = /^[A-Za-z](?=$|\s)/.exec(tail)?.[0] ?? '';
  return Object.hasOwn(DIMENSIONS[dimension].magnitudes, letter) ? letter : '';
}

interface Conversion {
  readonly dimension: Dimension;
  /** Units converted from, after a number. */
  readonly unit: RegExp;
  readonly toSi: (value: number) => number;
  readonly like: string;
}

/** Units that say the same in another way. */
const CONVERSIONS: readonly Conversion[] = [
  { dimension: 'tokenRate', unit: /^ms(\/tok(en)?)?$/, toSi: (n) => 1e3 / n, like: '1 tok/s' },
  { dimension: 'tokenRate', unit: /^s\/tok(en)?$/, toSi: (n) => 1 / n, like: '1 tok/s' },
  { dimension: 'tokenRate', unit: /^tok(en)?s?\/min(ute)?$/, toSi: (n) => n / 60, like: '1 tok/s' },
  { dimension: 'tokenVolume', unit: /^tok(en)?s?\/min(ute)?$/, toSi: (n) => n / 60, like: '1M tokens/day' },
  {
    dimension: 'tokenVolume',
    unit: /^tok(en)?s?\/week$/,
    toSi: (n) => n / (7 * SECONDS_PER_DAY),
    like: '1M tokens/day',
  },
  {
    dimension: 'energyPrice',
    unit: /^(?:ct|cents?|c)\/kWh$/,
    toSi: (n) => n / 100 / JOULES_PER_KWH,
    like: '1 USD/kWh',
  },
  { dimension: 'tokenPrice', unit: /^(?:ct|cents?|c)\/Mtok$/, toSi: (n) => n / 1e8, like: '1 USD/Mtok' },
  { dimension: 'bytes', unit: /^Gb(it)?$/, toSi: (n) => (n * 1e9) / 8, like: '1 GB' },
  { dimension: 'bytes', unit: /^Gi$/, toSi: (n) => n * 2 ** 30, like: '1 GiB' },
  { dimension: 'duration', unit: /^w(eeks?)?$/, toSi: (n) => n * 7 * SECONDS_PER_DAY, like: '1 days' },
  { dimension: 'duration', unit: /^y(rs?)?$/, toSi: (n) => n * SECONDS_PER_YEAR, like: '1 years' },
];

function converted(text: string, dimension: Dimension): string | null {
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- `repairs` takes short texts only
  const match = /^([\d.]+)\s*(\S.*)$/.exec(text.trim());
  const whole = match?.[2] ?? '';
  const { magnitudes } = DIMENSIONS[dimension];
  for (const [letter, factor] of [['', 1] as const, ...Object.entries(magnitudes)]) {
    const unit = whole.startsWith(letter) ? whole.slice(letter.length).trimStart() : '';
    const found = CONVERSIONS.find((one) => one.dimension === dimension && one.unit.test(unit));
    if (found) return formatQuantity(found.toSi(Number(match?.[1]) * factor), dimension, found.like);
  }
  return null;
}

/** The number, with its magnitude, in the unit that the dimension is usually written in; other money stays. */
function withUnit(text: string, dimension: Dimension): string | null {
  const last = text.lastIndexOf('..');
  if (last >= 0) {
    const end = withUnit(text.slice(last + 2), dimension);
    return end === null ? null : `${text.slice(0, last)}..${end}`;
  }
  const match = /^\$?([\d.,_]+)\s*([A-Za-z]?)(?=$|[\s/]|tok|USD)/.exec(text.trim());
  const number = match?.[1] ?? /^\$?([\d.,_]+)/.exec(text.trim())?.[1];
  if (number === undefined || /EUR|GBP|JPY|CNY|RMB|[€£¥]/.test(text)) return null;
  const { usual, magnitudes } = DIMENSIONS[dimension];
  if (dimension === 'tokens') return `${number}K`;
  const letter = Object.hasOwn(magnitudes, match?.[2] ?? '') ? (match?.[2] ?? '') : '';
  if (usual === '') return `${number}${letter}`;
  return `${number}${letter}${usual.startsWith('%') ? '' : ' '}${usual}`;
}
