import { comparisonOf } from '../../../engine/questions/comparison.js';
import * as l10n from '../../../l10n/l10n.js';
import { leadingOption } from '../../words/insight.js';
import type { Subject } from '../questions.js';

/** Which rows of a figure are drawn where all of them would be too many; its table and its data have all. */

/** Rows that can be taken in at a glance. */
export const MOST_ROWS = 12;
/** Bars that differ by less than this share of the longest look alike. */
const ALIKE = 0.01;

type Value = number | readonly [number, number] | null;

/** What of a figure with rows is looked at here. */
interface Rowed {
  readonly subtitle: string;
  readonly rows: readonly { readonly label: string }[];
  readonly parts: readonly { readonly values: readonly Value[] }[];
  readonly drawn?: readonly number[];
}

/** Options that are drawn whatever they are like: the winner, and the two that are compared. */
export function mattering({ plan, result }: Pick<Subject, 'plan' | 'result'>): string[] {
  const { baseline = null, challenger = null } = comparisonOf(plan) ?? {};
  return [leadingOption(result), baseline, challenger].filter((name) => name !== null);
}

/** The figure with few enough rows drawn: those of `always`, then whichever differs most from all that are drawn. */
export function withFewerRows<F extends Rowed>(figure: F, always: readonly string[]): F {
  const { rows, parts, subtitle } = figure;
  if (rows.length <= MOST_ROWS) return figure;
  const places = rows.map((_, i) => parts.flatMap(({ values }) => endsOf(values[i] ?? null)));
  const drawn = farApart(
    places,
    rows.flatMap(({ label }, i) => (always.includes(label) ? [i] : [])),
  );
  const told = l10n.t(
    '{subtitle}. Drawn: {drawn} of {all}, the one of the title, those compared and those that differ most; all are in the table',
    { subtitle, drawn: drawn.length, all: rows.length },
  );
  return { ...figure, subtitle: told, drawn };
}

/** Every value as two numbers, so that rows can be held against each other. */
function endsOf(value: Value): readonly [number, number] {
  return typeof value === 'number' ? [0, value] : (value ?? [0, 0]);
}

/** Indices of places that are far from one another, with `kept` among them, in order. */
function farApart(places: readonly (readonly number[])[], kept: readonly number[]): number[] {
  const all = places.flat();
  const reach = Math.max(...all) - Math.min(...all);
  const apart = (a: number, b: number) =>
    Math.max(...(places[a] ?? []).map((value, i) => Math.abs(value - (places[b]?.[i] ?? 0))));
  const chosen = kept.length > 0 ? kept.slice(0, MOST_ROWS) : [0];
  const nearest = (one: number) => Math.min(...chosen.map((other) => apart(one, other)));
  while (chosen.length < MOST_ROWS) {
    const distances = places.map((_, i) => nearest(i));
    const farthest = distances.indexOf(Math.max(...distances));
    if ((distances[farthest] ?? 0) <= ALIKE * reach) break;
    chosen.push(farthest);
  }
  return chosen.toSorted((a, b) => a - b);
}

/** The rows that a pen draws, with the values of their parts. */
export function drawnRows<
  Row,
  Part extends { readonly values: readonly unknown[]; readonly rowColours?: readonly number[] },
>({
  rows,
  parts,
  drawn,
}: {
  readonly rows: readonly Row[];
  readonly parts: readonly Part[];
  readonly drawn?: readonly number[];
}): { rows: readonly Row[]; parts: readonly Part[] } {
  if (!drawn) return { rows, parts };
  const pick = <T>(all: readonly T[]) => all.filter((_, i) => drawn.includes(i));
  return {
    rows: pick(rows),
    parts: parts.map((part) => ({
      ...part,
      values: pick(part.values),
      ...(part.rowColours ? { rowColours: pick(part.rowColours) } : {}),
    })),
  };
}
