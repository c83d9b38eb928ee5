import * as l10n from '../../src/l10n/l10n.js';
import type { Table } from '../../src/report/words/table.js';
import { element, resize, setAttribute, setText } from '../dom.js';
import { makeSwatch, patchSwatch } from './legend.js';
import { readTheme, seriesColour } from './theme.js';

/** A cell: its text, and how it should look or behave. */
export interface TwinCell {
  readonly text: string;
  /** `bad` and `good` also change the weight or add a mark, never the colour alone. */
  readonly tone?: 'bad' | 'good' | 'muted';
  /** Small second line. */
  readonly note?: string;
  /** Index of the look of the series that it names. */
  readonly series?: number;
  readonly onClick?: () => void;
}

/** How a column is headed where rows can be put in its order. */
export interface Heading {
  /** Columns of the third rank are left out first where there is not room for all. */
  readonly rank: 1 | 2 | 3 | 4;
  readonly sorted: 'ascending' | 'descending' | null;
  /** Puts the rows in its order; `null` where they have none by it. */
  readonly onSort: (() => void) | null;
}

export interface TableSpec {
  readonly caption: string;
  readonly columns: readonly string[];
  /** One a column, where rows can be put in order. */
  readonly headings?: readonly Heading[];
  /** The first cell of a row is its heading. */
  readonly rows: readonly (readonly TwinCell[])[];
  /** The last column holds sentences, not numbers. */
  readonly endsInText?: boolean;
  /** The row that the cursor stands in, in the file. */
  readonly marked?: number | null;
}

/** A table of texts, as reports have them, for the page. */
export function cellsOf({ columns, rows }: Table, caption: string): TableSpec {
  return { caption, columns, rows: rows.map((row) => row.map((text) => ({ text }))) };
}

/** A table that is patched in place. */
export interface PatchedTable {
  readonly element: HTMLElement;
  readonly update: (spec: TableSpec) => void;
}

const actions = new WeakMap<Element, () => void>();
/** What each cell was last given: most of a table stays as it is from one drawing to the next. */
const given = new WeakMap<Element, TwinCell>();

/** A scrolling table with a caption for screen readers, a heading row and a heading column. */
export function createTable(labelOf: (caption: string) => string = (caption) => caption): PatchedTable {
  const caption = element('caption', { class: 'visually-hidden' });
  const heading = element('tr');
  const body = element('tbody');
  const table = element('table', {}, caption, element('thead', {}, heading), body);
  // Focusable, so that it can be scrolled with the keyboard.
  const scroller = element('div', { class: 'table-scroller', tabindex: '0', role: 'region' }, table);
  const update = (spec: TableSpec) => {
    setText(caption, spec.caption);
    setAttribute(scroller, 'aria-label', labelOf(spec.caption));
    setAttribute(scroller, 'data-wide', spec.endsInText ? 'text' : null);
    giveRoles([table, heading.parentElement, heading, body], spec);
    resize(heading, spec.columns.length, () => element('th', { scope: 'col' }));
    spec.columns.forEach((column, i) =>
      patchHeading(heading.children.item(i) ?? heading, column, spec.headings?.[i]),
    );
    resize(body, spec.rows.length, () => element('tr'));
    spec.rows.forEach((cells, i) => {
      const row = body.children.item(i) ?? body;
      patchRow(row, cells, spec);
      setAttribute(row, 'role', spec.headings ? 'row' : null);
      setAttribute(row, 'data-focus', spec.marked === i ? 'true' : null);
    });
  };
  return { element: scroller, update };
}

const ROLES = ['table', 'rowgroup', 'row', 'rowgroup'] as const;

/** Rows that may stand as cards are laid out as something else, and would no longer be told as a table. */
function giveRoles(parts: readonly (Element | null)[], { headings }: TableSpec): void {
  parts.forEach((part, i) => part && setAttribute(part, 'role', headings ? (ROLES[i] ?? null) : null));
}

function patchHeading(target: Element, text: string, heading: Heading | undefined): void {
  setAttribute(target, 'data-rank', heading ? String(heading.rank) : null);
  setAttribute(target, 'role', heading ? 'columnheader' : null);
  setAttribute(target, 'aria-sort', heading?.sorted ?? null);
  if (!heading?.onSort) {
    setText(target, text);
    return;
  }
  actions.set(target, heading.onSort);
  const [known] = target.getElementsByTagName('button');
  const made = known ?? element('button', { class: 'sort', type: 'button' });
  if (!known) {
    made.addEventListener('click', () => actions.get(target)?.());
    target.replaceChildren(made);
  }
  setText(made, text);
}

function patchRow(row: Element, cells: readonly TwinCell[], { columns, headings }: TableSpec): void {
  resize(row, cells.length, (i) => (i === 0 ? element('th', { scope: 'row' }) : element('td')));
  cells.forEach((cell, i) => {
    const target = row.children.item(i);
    if (!target) return;
    patchCell(target, cell);
    setAttribute(target, 'role', roleOf(cell, i, headings !== undefined));
    setAttribute(target, 'data-long', i > 0 && cell.text.length > LONG ? 'true' : null);
    setAttribute(target, 'data-number', NUMBER.test(cell.text) ? 'true' : null);
    setAttribute(target, 'data-label', headings ? (columns[i] ?? null) : null);
    setAttribute(target, 'data-rank', headings?.[i] ? String(headings[i].rank) : null);
  });
}

/** A number with its sign, currency, suffix and unit, which a line must not end in the middle of. */
const NUMBER = /^−?[$€£¥]?[\d,.]+[A-Za-z]*(?: [^\s,]+)?$/;

/** Texts longer than this take the width of a card. */
const LONG = 40;

/** Rows may go on without a heading of their own. */
function roleOf({ text }: TwinCell, index: number, isLaidOut: boolean): string | null {
  if (index === 0 && text === '') return 'presentation';
  if (!isLaidOut) return null;
  return index === 0 ? 'rowheader' : 'cell';
}

function patchCell(target: Element, cell: TwinCell): void {
  if (cell.onClick) actions.set(target, cell.onClick);
  else actions.delete(target);
  const before = given.get(target);
  given.set(target, cell);
  // A swatch follows the theme, too.
  if (before && cell.series === undefined && looksAlike(before, cell)) return;
  setAttribute(target, 'class', cell.tone ?? null);
  const kind = [
    cell.onClick ? 'link' : 'text',
    ...(cell.note === undefined ? [] : ['note']),
    ...(cell.series === undefined ? [] : ['series']),
  ].join(' ');
  if (target.getAttribute('data-kind') !== kind) {
    target.setAttribute('data-kind', kind);
    target.replaceChildren(
      ...(cell.series === undefined ? [] : [makeSwatch()]),
      mainPart(target, cell),
      ...(cell.note === undefined ? [] : [element('small')]),
    );
  }
  const [swatch] = target.getElementsByTagName('svg');
  if (swatch && cell.series !== undefined) paintSwatch(swatch, cell.series);
  const main = target.querySelector(':scope > span, :scope > button');
  if (main) setText(main, cell.text);
  if (main) setAttribute(main, 'title', cell.text.length > LONG ? cell.text : null);
  const note = target.querySelector(':scope > small');
  if (note) setText(note, cell.note ?? '');
  // Where it has no room it is cut.
  if (note) setAttribute(note, 'title', cell.note ?? null);
}

function looksAlike(a: TwinCell, b: TwinCell): boolean {
  const isLink = (cell: TwinCell) => cell.onClick !== undefined;
  return (
    a.text === b.text &&
    a.tone === b.tone &&
    a.note === b.note &&
    a.series === b.series &&
    isLink(a) === isLink(b)
  );
}

function paintSwatch(swatch: SVGElement, series: number): void {
  patchSwatch(swatch, { style: series, colour: seriesColour(readTheme(), series) });
}

function mainPart(target: Element, cell: TwinCell): HTMLElement {
  if (!cell.onClick) return element('span');
  const made = element('button', { class: 'link', type: 'button' });
  made.addEventListener('click', () => actions.get(target)?.());
  return made;
}

/** A table folded under a chart, with the chart's data. */
export interface TableTwin extends PatchedTable {
  readonly details: HTMLDetailsElement;
}

/** `onToggle` hears when the reader opens or closes the table. Rows are only made while it is open. */
export function createTableTwin(onToggle: (open: boolean) => void): TableTwin {
  // A region of its own name beside that of its chart.
  const table = createTable((caption) => l10n.t('Data of: {caption}', { caption }));
  const details = element('details', {}, element('summary', {}, l10n.t('Data as a table')), table.element);
  let latest: TableSpec | null = null;
  const update = (spec: TableSpec) => {
    latest = spec;
    if (details.open) table.update(spec);
  };
  details.addEventListener('toggle', () => {
    onToggle(details.open);
    if (latest && details.open) table.update(latest);
  });
  return { element: details, details, update };
}
