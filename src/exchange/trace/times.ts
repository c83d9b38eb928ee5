/** Minutes that are remembered at most: rows follow one another in time, and a request ends soon after its start. */
const MOST_MINUTES = 512;
const [ZERO, NINE] = [48, 57];

/**
 * A reader of times for one log, in seconds: a date, seconds, milliseconds, micro- or nanoseconds since 1970, or of the
 * trace's own clock, whose unit is `scale` seconds. A date without a zone is of UTC.
 */
export function timeReader(scale: number): (value: unknown) => number | null {
  const minutes = new Map<number, number>();
  return (value) => {
    const number = whole(value);
    if (number !== null) return sinceEpoch(number, scale);
    if (typeof value !== 'string' || value.length < 10) return null;
    return dateByMinute(value, minutes) ?? dateOf(value);
  };
}

/** A number that is not negative; `null` for all else. */
export function whole(value: unknown): number | null {
  if (typeof value === 'number') return value >= 0 && value < Infinity ? value : null;
  if (typeof value !== 'string' || value === '') return null;
  const number = Number(value);
  return number >= 0 && number < Infinity ? number : null;
}

function sinceEpoch(number: number, scale: number): number {
  if (number > 1e17) return number * 1e-9;
  if (number > 1e14) return number * 1e-6;
  if (number > 1e11) return number * 1e-3;
  return number * scale;
}

const SECONDS_AT = 16;

/** Coordinated time as Python writes it. */
const UTC = '+00:00';

/** Places of the digits of a date and its minute. */
const MINUTE_DIGITS = [0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15] as const;

/** A number for the minute of a date, as its digits make it; `NaN` where it is written otherwise. */
function minuteKey(value: string): number {
  const between = value.charCodeAt(10);
  if (value.charCodeAt(4) !== 45 || value.charCodeAt(7) !== 45 || value.charCodeAt(13) !== 58) return NaN;
  if (value.charCodeAt(SECONDS_AT) !== 58 || (between !== 84 && between !== 32)) return NaN;
  let key = 0;
  for (const at of MINUTE_DIGITS) key = key * 10 + digitAt(value, at);
  return key;
}

/** `2025-10-09 08:53:20.123456`, with its minute read once for all of that minute; `null` for other forms. */
function dateByMinute(value: string, minutes: Map<number, number>): number | null {
  const { length } = value;
  if (length < SECONDS_AT + 3) return null;
  const zone = value.charCodeAt(length - 1) === 90 ? 1 : value.endsWith(UTC) ? UTC.length : 0;
  const end = length - zone;
  const seconds = digitAt(value, SECONDS_AT + 1) * 10 + digitAt(value, SECONDS_AT + 2);
  let parts = 0;
  if (end > SECONDS_AT + 3) {
    if (value.charCodeAt(SECONDS_AT + 3) !== 46 || end === SECONDS_AT + 4) return null;
    for (let i = SECONDS_AT + 4; i < end; i++) {
      const digit = digitAt(value, i);
      if (Number.isNaN(digit)) return null;
      // Dates are kept in milliseconds.
      if (i < SECONDS_AT + 7) parts = parts * 10 + digit;
    }
    for (let i = end; i < SECONDS_AT + 7; i++) parts *= 10;
  }
  if (!(seconds < 60)) return null;
  // A part of the text would hold on to all of it.
  const key = minuteKey(value);
  if (Number.isNaN(key)) return null;
  let minute = minutes.get(key);
  if (minute === undefined) {
    const written = value.slice(0, SECONDS_AT);
    // The end of a day is no minute that seconds follow.
    minute = written.endsWith('24:00') ? NaN : Date.parse(`${written.replace(' ', 'T')}:00Z`);
    if (minutes.size >= MOST_MINUTES) minutes.clear();
    minutes.set(key, minute);
  }
  return Number.isNaN(minute) ? null : (minute + seconds * 1e3 + parts) / 1e3;
}

function digitAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= ZERO && code <= NINE ? code - ZERO : NaN;
}

function dateOf(value: string): number | null {
  const plain = value.length > 23 && value.charCodeAt(10) === 32 ? value.slice(0, 23) : value;
  const hasZone = /(?:Z|[+-]\d\d:?\d\d)$/.test(value);
  const time = Date.parse(hasZone ? value.replace(' ', 'T') : `${plain.replace(' ', 'T')}Z`);
  return Number.isNaN(time) ? null : time / 1e3;
}
