import type { OptionRow, OptionsFigure } from '../../src/report/figures/overview/options.js';

/** Which options are listed, and in which order: pure, so that it can be tested. */

/** What a reader chose of a list of options. */
export interface OptionWish {
  /** Heading of the column that they are put in order by; `null` for the order of the file. */
  readonly by: string | null;
  readonly descending: boolean;
  /** Part of a name. */
  readonly name: string;
  readonly onlyWorking: boolean;
  /** However many there are. */
  readonly all: boolean;
}

export const NO_WISH: OptionWish = { by: null, descending: false, name: '', onlyWorking: false, all: false };

/** With no more than these left out, leaving out is not worth a click. */
const FEW_MORE = 3;

/** The part of a list that is read, of how many that are wanted. */
export interface ShortList {
  readonly rows: readonly OptionRow[];
  readonly wanted: number;
  /** There are so many that some are left out until all are asked for. */
  readonly isLong: boolean;
}

/**
 * Of the options that are wanted those that are read: all where they are about a dozen, else those that matter, or the
 * first of the order that was asked for; and whichever are `held` for another reason.
 */
export function shortList(
  figure: OptionsFigure,
  wish: OptionWish,
  held: (row: OptionRow) => boolean = () => false,
): ShortList {
  const wanted = listedOptions(figure, wish);
  const most = figure.rows.filter(({ matters }) => matters).length;
  const isLong = wanted.length > most + FEW_MORE;
  const isAsWritten = wish.by === null && wish.name.trim() === '' && !wish.onlyWorking;
  const isRead = (row: OptionRow, i: number) => (isAsWritten ? row.matters : i < most) || held(row);
  return { rows: isLong && !wish.all ? wanted.filter(isRead) : wanted, wanted: wanted.length, isLong };
}

/** The options that are wanted, in the wanted order; those without a value come last, either way round. */
export function listedOptions(
  { columns, rows }: OptionsFigure,
  { by, descending, name, onlyWorking }: OptionWish,
): OptionRow[] {
  const wanted = name.trim().toLowerCase();
  const kept = rows.filter((row) => row.name.toLowerCase().includes(wanted) && (row.works || !onlyWorking));
  const column = columns.findIndex(({ heading, isOrdered }) => isOrdered && heading === by);
  if (column < 0) return kept;
  const sign = descending ? -1 : 1;
  const keyOf = ({ values }: OptionRow) => values[column] ?? null;
  return kept.toSorted((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    return a === null || b === null ? Number(a === null) - Number(b === null) : sign * (a - b);
  });
}

/** What a click on a heading makes of a wish: up, then down, then the order of the file. */
export function sortedBy(wish: OptionWish, heading: string): OptionWish {
  if (wish.by !== heading) return { ...wish, by: heading, descending: false };
  return wish.descending ? { ...wish, by: null, descending: false } : { ...wish, descending: true };
}

/** A row that is seen this little of is scrolled past, in pixels. */
const PAST = 8;

/**
 * The first of some rows that is in sight while earlier ones are scrolled past, by their places in the window; `null`
 * where none is past, or all are, or where they have no places.
 */
export function firstInSight(
  rows: readonly { readonly top: number; readonly bottom: number }[],
): number | null {
  const first = rows.findIndex(({ top, bottom }) => bottom > top && bottom > PAST);
  return first > 0 ? first : null;
}
