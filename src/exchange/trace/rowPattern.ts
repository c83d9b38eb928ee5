import type { Wanted } from './jsonMembers.js';

/** Reads wanted values out of a row by their places; `null` for a row that it does not know how to read. */
export type RowValues = (text: string, from: number, to: number) => readonly unknown[] | null;

/** Shapes that are known at once: of answers and of failures, say. */
const MOST_SHAPES = 4;
/** Rows that a shape is tried to be learnt of; logs in which none is like another have no shapes. */
const MOST_TRIED = 16;
/** Rows that no shape fits may be this many more than those that one does. */
const MOST_MISSES = 64;
/** A longer pattern takes longer to compile than a log takes to read. */
const LONGEST = 1 << 14;
/** Members within members are followed as deep as this. */
const DEEPEST = 8;

/**
 * Most logs write all rows alike: the same members one after the other. What a row looked like is then a pattern for the
 * next, which one regular expression reads five times as fast as a reader that follows every quote. It holds the names
 * as they stand and all that JSON has as values of the same kind, so that it fits no row that is read otherwise.
 */
export class RowShapes {
  private shapes: RowValues[] = [];
  private tried = 0;
  private balance = MOST_MISSES;

  constructor(
    private readonly wanted: Wanted,
    private readonly places: number,
  ) {}

  /** Values by place, as `MemberReader` gives them; `null` where no shape fits. */
  read(text: string, from: number, to: number): readonly unknown[] | null {
    if (this.balance <= 0) return null;
    for (const [i, shape] of this.shapes.entries()) {
      const values = shape(text, from, to);
      if (values === null) continue;
      if (i > 0) this.shapes = [shape, ...this.shapes.filter((one) => one !== shape)];
      if (this.balance < MOST_MISSES) this.balance++;
      return values;
    }
    if (this.shapes.length > 0) this.balance--;
    return null;
  }

  /** Takes the shape of a row with these values, if it has one. */
  learn(text: string, from: number, to: number, values: readonly unknown[]): void {
    if (this.tried >= MOST_TRIED || this.shapes.length >= MOST_SHAPES) return;
    this.tried++;
    const row = text.slice(from, to);
    const pattern = patternOf(row, this.wanted);
    if (!pattern) return;
    const shape = shapeReader(pattern, this.places);
    // A shape that reads its own row otherwise is none.
    if (isSame(shape(row, 0, row.length), values)) this.shapes.push(shape);
  }
}

const isSame = (values: readonly unknown[] | null, others: readonly unknown[]): boolean =>
  values !== null && values.every((value, i) => Object.is(value, others[i]));

interface Pattern {
  readonly source: string;
  /** Place of each captured value. */
  readonly captured: readonly number[];
}

function shapeReader({ source, captured }: Pattern, places: number): RowValues {
  const expression = new RegExp(source, 'y');
  return (text, from, to) => {
    expression.lastIndex = from;
    const found = expression.exec(text);
    if (!found || expression.lastIndex !== to) return null;
    const values = new Array<unknown>(places).fill(undefined);
    for (let i = 0; i < captured.length; i++) {
      const value = valueOf(found[i + 1] ?? '');
      if (value === undefined) return null;
      values[captured[i] ?? 0] = value;
    }
    return values;
  };
}

const QUOTE = 34;

/** A value as it is written; `undefined` for a text with marks, which the reader knows how to take. */
function valueOf(written: string): unknown {
  if (written.charCodeAt(0) === QUOTE) return written.includes('\\') ? undefined : written.slice(1, -1);
  if (written === 'null') return null;
  return written === 'true' || (written === 'false' ? false : Number(written));
}

const STRING = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;
const NUMBER = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`;
/** What may stand where one value stood. */
const SCALAR = `${STRING}|${NUMBER}|null|true|false`;
const SCALARS = String.raw`\[(?:(?:${SCALAR})(?:, ?(?:${SCALAR}))*)?\]`;
const ONE_STRING = new RegExp(STRING, 'y');
const ONE_SCALAR = new RegExp(SCALAR, 'y');
const ONE_LIST = new RegExp(SCALARS, 'y');
const BLANKS = /[ \t\r]*/y;

const NOTHING: Wanted = { named: [] };

/** The pattern of a row; `null` where it holds what no pattern is made of. */
function patternOf(row: string, wanted: Wanted): Pattern | null {
  const captured: number[] = [];
  let at = 0;
  let source = '';
  /** Moves past what an expression finds here, and says what that is. */
  const past = (expression: RegExp): string | null => {
    expression.lastIndex = at;
    const [found] = expression.exec(row) ?? [];
    if (found === undefined) return null;
    at += found.length;
    return found;
  };
  const literal = (text: string | null): boolean => {
    if (text === null) return false;
    source += text.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&');
    return source.length <= LONGEST;
  };
  const one = (mark: string): boolean => {
    if (row[at] !== mark) return false;
    at++;
    return literal(mark) && literal(past(BLANKS));
  };
  const value = ({ named }: Wanted, name: string, depth: number): boolean => {
    const member = named[name.length]?.find((known) => known.name === name);
    const place = member?.place ?? null;
    // What is kept whole, or as a list, is for the reader.
    if (row[at] === '{') return place === null && object(member?.inner ?? NOTHING, depth + 1);
    if (row[at] === '[') {
      if (place !== null || past(ONE_LIST) === null) return false;
      source += SCALARS;
      return true;
    }
    if (past(ONE_SCALAR) === null) return false;
    source += place === null ? `(?:${SCALAR})` : `(${SCALAR})`;
    if (place !== null) captured.push(place);
    return true;
  };
  const object = (inner: Wanted, depth: number): boolean => {
    if (depth > DEEPEST || !one('{')) return false;
    if (one('}')) return true;
    for (;;) {
      const name = past(ONE_STRING);
      if (name === null || name.includes('\\') || !literal(name)) return false;
      if (!literal(past(BLANKS)) || !one(':')) return false;
      if (!value(inner, name.slice(1, -1), depth) || !literal(past(BLANKS))) return false;
      if (one('}')) return true;
      if (!one(',')) return false;
    }
  };
  return object(wanted, 0) && at === row.length ? { source, captured } : null;
}
