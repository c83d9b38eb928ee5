import { causesOf } from './causes.js';
import { lineOf } from './lines.js';
import type { Mend, TextProblem } from './shapes.js';

/** A text as it was read, with what YAML said of it. */
interface Reading<T> {
  readonly root: T;
  readonly problems: readonly TextProblem[];
}

export interface Mended<T> extends Reading<T> {
  /** Where an offset of the text that was read stands in the text as it is; `null` where that is the same text. */
  readonly placeOf: ((offset: number) => number) | null;
}

/** Each round finds the cause of one problem at least, and reads the text again. */
const MOST_ROUNDS = 12;
/** In longer texts reading again takes a while. */
const LONG = 50_000;
const ROUNDS_IF_LONG = 3;

/** Problems that spoil the reading of what stands after them; others keep to their own place. */
const FAR_REACHING = new Set([
  'yaml-tab-as-indent',
  'yaml-bad-indent',
  'yaml-bad-scalar-start',
  'yaml-block-as-implicit-key',
  'yaml-block-in-flow',
  'yaml-missing-char',
  'yaml-multiline-implicit-key',
  'yaml-unexpected-token',
  'yaml-bad-collection-type',
  'yaml-bad-prop-order',
  'yaml-impossible',
]);

const isFarReaching = ({ code }: TextProblem) => FAR_REACHING.has(code);

/**
 * Reads a text whose YAML has problems as it was meant: the cause of the first is put right, or out of the way, and the
 * text is read again. What is said is the causes, one each, and what is wrong with the rest.
 */
export function mended<T>(text: string, first: Reading<T>, read: (text: string) => Reading<T>): Mended<T> {
  let current = text;
  let reading = first;
  let placeOf = (offset: number): number => offset;
  const causes: TextProblem[] = [];
  const rounds = text.length > LONG ? ROUNDS_IF_LONG : MOST_ROUNDS;
  for (let round = 0; round < rounds && reading.problems.some(isFarReaching); round++) {
    const found = causesOf(current, reading.problems.filter(isFarReaching));
    const mends = found.flatMap((cause) => cause.mends);
    if (mends.length === 0) break;
    const before = placeOf;
    causes.push(...found.map(({ makeshift, ...cause }) => placedAt(cause, before, makeshift === true)));
    const back = backThrough(mends);
    placeOf = (offset) => before(back(offset));
    current = changed(current, mends);
    reading = read(current);
  }
  const rest = reading.problems.map((problem) => placedAt(problem, placeOf, false));
  return {
    root: reading.root,
    problems: oneALine(text, [...causes, ...rest]),
    placeOf: causes.length > 0 ? placeOf : null,
  };
}

function placedAt(
  problem: TextProblem,
  placeOf: (offset: number) => number,
  makeshift: boolean,
): TextProblem {
  const { mends, related, ...rest } = problem;
  const moved = <R extends { readonly start: number; readonly end: number }>(range: R): R => ({
    ...range,
    start: placeOf(range.start),
    end: placeOf(range.end),
  });
  return {
    ...moved(rest),
    ...(mends && mends.length > 0 && !makeshift ? { mends: mends.map(moved) } : {}),
    ...(related ? { related: { ...related, range: moved(related.range) } } : {}),
  };
}

/** Of what YAML says of a line, the first. */
function oneALine(text: string, problems: readonly TextProblem[]): TextProblem[] {
  const seen = new Set<number>();
  return problems.filter((problem) => {
    if (!problem.code.startsWith('yaml-') || !isFarReaching(problem)) return true;
    const { start } = lineOf(text, Math.min(problem.start, text.length));
    if (seen.has(start)) return false;
    seen.add(start);
    return true;
  });
}

/** Where an offset of a text after changes stood before them. */
function backThrough(mends: readonly Mend[]): (offset: number) => number {
  const sorted = mends.toSorted((a, b) => a.start - b.start);
  return (offset) => {
    let moved = 0;
    for (const { start, end, newText } of sorted) {
      const at = start + moved;
      if (offset <= at) break;
      // Within what was put in: at its place.
      if (offset < at + newText.length) return Math.min(end, start + offset - at);
      moved += newText.length - (end - start);
    }
    return offset - moved;
  };
}

function changed(text: string, mends: readonly Mend[]): string {
  return mends
    .toSorted((a, b) => b.start - a.start)
    .reduce((rest, { start, end, newText }) => rest.slice(0, start) + newText + rest.slice(end), text);
}
