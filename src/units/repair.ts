import { DIMENSIONS, type Dimension } from './dimensions.js';
import { formatQuantity, LONGEST_TEXT, parseQuantity } from './quantity.js';

/**
 * Texts that are quantities of a dimension and near to what a text that is none was meant to say: without a
 * sign, turned round, converted from a kindred unit, or in the unit of the dimension. Best first.
 */
export function repairs(text: string, dimension: Dimension): string[] {
  if (text.length > LONGEST_TEXT) return [];
  const candidates = [
    unsigned(text),
    turnedRound(text),
    converted(text, dimension),
    withUnit(text, dimension),
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

/** `60..30 tok/s` from low to high, with the unit at the end again. */
function turnedRound(text: string): string | null {
  const ends = text.split('..').map((piece) => ENDED.exec(piece.trim()));
  if (ends.length < 2) return null;
  const tails = ends.map((end) => end?.[2] ?? '');
  const shared = tails.slice(0, -1).every((tail) => tail === '');
  const turned = ends.toReversed().map((end) => `${end?.[1] ?? ''}${shared ? '' : (end?.[2] ?? '')}`);
  return `${turned.join('..')}${shared ? (tails.at(-1) ?? '') : ''}`;
}

interface Conversion {
  readonly dimension: Dimension;
  /** Units converted from, after a number. */
  readonly unit: RegExp;
  readonly toSi: (value: number) => number;
  readonly like: string;
}

const DAY = 86400;

/** Units that say the same in another way. */
const CONVERSIONS: readonly Conversion[] = [
  { dimension: 'tokenRate', unit: /^ms(\/tok(en)?)?$/, toSi: (n) => 1e3 / n, like: '1 tok/s' },
  { dimension: 'tokenRate', unit: /^s\/tok(en)?$/, toSi: (n) => 1 / n, like: '1 tok/s' },
  { dimension: 'tokenRate', unit: /^tok(en)?s?\/min(ute)?$/, toSi: (n) => n / 60, like: '1 tok/s' },
  { dimension: 'tokenVolume', unit: /^tok(en)?s?\/min(ute)?$/, toSi: (n) => n / 60, like: '1M tokens/day' },
  {
    dimension: 'tokenVolume',
    unit: /^B tok(en)?s?\/week$/,
    toSi: (n) => (n * 1e9) / (7 * DAY),
    like: '1B tokens/day',
  },
  {
    dimension: 'tokenVolume',
    unit: /^M tok(en)?s?\/week$/,
    toSi: (n) => (n * 1e6) / (7 * DAY),
    like: '1M tokens/day',
  },
  { dimension: 'bytes', unit: /^Gb(it)?$/, toSi: (n) => (n * 1e9) / 8, like: '1 GB' },
  { dimension: 'bytes', unit: /^Gi$/, toSi: (n) => n * 2 ** 30, like: '1 GiB' },
  { dimension: 'duration', unit: /^w(eeks?)?$/, toSi: (n) => n * 7 * DAY, like: '1 days' },
  { dimension: 'duration', unit: /^y(rs?)?$/, toSi: (n) => n * 365 * DAY, like: '1 years' },
];

function converted(text: string, dimension: Dimension): string | null {
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- `repairs` takes short texts only
  const match = /^([\d.]+)\s*(\S.*)$/.exec(text.trim());
  const unit = match?.[2] ?? '';
  const found = CONVERSIONS.find((one) => one.dimension === dimension && one.unit.test(unit));
  return found ? formatQuantity(found.toSi(Number(match?.[1])), dimension, found.like) : null;
}

/** The number in the unit that the dimension is usually written in. */
function withUnit(text: string, dimension: Dimension): string | null {
  const number = /^\$?([\d.]+)/.exec(text.trim())?.[1];
  if (number === undefined) return null;
  const { usual, example } = DIMENSIONS[dimension];
  if (dimension === 'tokens') return `${number}K`;
  if (usual === '') return number;
  return `${number}${/^[\d.]+(\s?)/.exec(example)?.[1] ?? ' '}${usual}`;
}
