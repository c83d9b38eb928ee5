import type { Table } from '../words/table.js';
import type { Axis } from './axes.js';

/**
 * What a chart says, before anybody draws it: plain data, so that panel, report, files and screen readers tell
 * the same. A figure is composed once, in this room; pens only draw it.
 */
export type Figure = LineFigure | BarFigure | SpanFigure | MapFigure;

/** What every figure says besides its picture. */
export interface FigureHead {
  /** Kind of figure, by which a reader's choices are kept and pictures are found. */
  readonly id: string;
  /** The finding, as a sentence without its full stop. */
  readonly finding: string;
  /** What is drawn, on which axes. */
  readonly subtitle: string;
  /** The picture in words, for screen readers. */
  readonly summary: string;
  /** The same data as texts. */
  readonly table: FigureTable;
  /** Why there is no picture; `null` if there is one. */
  readonly missing: string | null;
  /** Part of the data is still being worked out. */
  readonly pending: boolean;
}

/** A table under a caption; the first cell of a row is its heading. */
export interface FigureTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly FigureCell[])[];
}

/** A text, and a small second line where it has one. */
export interface FigureCell {
  readonly text: string;
  readonly note?: string;
}

/** A column of plain numbers or names. */
export interface DataColumn {
  readonly name: string;
  /** Unit of its numbers; empty for names and for plain numbers. */
  readonly unit: string;
}

/** Data for other programs: numbers, not texts. */
export interface DataTable {
  readonly columns: readonly DataColumn[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Lines over an axis, with straight rules across the plot and rings on it. */
export interface LineFigure extends FigureHead {
  readonly kind: 'lines';
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly LineSeries[];
  readonly rules: readonly Rule[];
  readonly spots: readonly Spot[];
}

/** A line. */
export interface LineSeries {
  readonly id: string;
  readonly label: string;
  /** Index of its colour, dash and point shape; `null` for a line in the background. */
  readonly style: number | null;
  readonly points: readonly LinePoint[];
  /** Input that it depends on most. */
  readonly path: string | null;
}

/** A point of a line, in the units of the axes. */
export interface LinePoint {
  readonly x: number;
  /** `null` leaves a gap. */
  readonly y: number | null;
  /** How far `y` may be off. */
  readonly band?: { readonly low: number; readonly high: number } | null;
  /** It takes more than the plan has and may buy: drawn faint. */
  readonly beyond?: boolean;
  /** What it is reached with. */
  readonly note?: string;
  /** It is reached with something else than the point before: drawn as a ring. */
  readonly turn?: boolean;
}

/** A straight line across the plot at a value of an axis: a limit, a value of the plan, a crossing, or what others published. */
export interface Rule {
  readonly axis: 'x' | 'y';
  readonly value: number;
  readonly label: string;
  readonly tone: 'limit' | 'plan' | 'crossing' | 'published';
  /** Input that it shows, for going there. */
  readonly path?: string;
}

/** A ring around a place on the plot. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  /** Where it stands, in a few letters. */
  readonly label?: string;
}

/** Fills that differ in texture as well as colour. */
export type Texture = 'solid' | 'hatch' | 'backHatch' | 'dots' | 'sparse' | 'empty';

/** How a part of a bar looks: an index into the palette, or `null` for the muted colour. */
export interface PartLook {
  readonly label: string;
  readonly colour: number | null | 'error';
  readonly texture: Texture;
}

/** A row of bars. */
export interface FigureRow {
  readonly label: string;
  /** Said at the end of the row's bars. */
  readonly note: string;
  /** What in the file the row hangs on; `null` for nothing. */
  readonly path: string | null;
}

/** Stacked bars from zero, a row a thing. */
export interface BarFigure extends FigureHead {
  readonly kind: 'bars';
  readonly axis: Axis;
  /** End of the axis; longer bars are cut there, their note says so. */
  readonly max: number;
  readonly rows: readonly BarRow[];
  readonly parts: readonly BarPart[];
  /** Indices of the rows that are drawn; all where it is left out. Data and table have all. */
  readonly drawn?: readonly number[];
}

/** A stacked bar. */
export interface BarRow extends FigureRow {
  /** The note without what it speaks of, for one of another time beside it. */
  readonly brief?: string;
  /** Limit drawn across the bar; `null` for none. */
  readonly limit: number | null;
  /** Spread of the whole bar. */
  readonly band?: readonly [number, number];
}

/** A part of every bar. */
export interface BarPart extends PartLook {
  /** One value a row; `null` where it is not known. */
  readonly values: readonly (number | null)[];
}

/** Bars from one value to another, a row a thing. */
export interface SpanFigure extends FigureHead {
  readonly kind: 'spans';
  readonly axis: Axis;
  readonly rows: readonly SpanRow[];
  readonly parts: readonly SpanPart[];
  /** Indices of the rows that are drawn; all where it is left out. Data and table have all. */
  readonly drawn?: readonly number[];
  /** Lines across all rows, said what they are above. */
  readonly lines: readonly { readonly value: number; readonly label: string }[];
}

/** A row of spans. */
export interface SpanRow extends FigureRow {
  /** Value marked in the row; `null` for none. */
  readonly mark: number | null;
}

/** A span in every row. */
export interface SpanPart extends PartLook {
  /** From and to, one pair a row; `null` where there is none. */
  readonly values: readonly (readonly [number, number] | null)[];
  /** Colour of each row where rows are options, which keep theirs in all figures. */
  readonly rowColours?: readonly number[];
}

/** Cells over two inputs. Each says its value, so that its tint only helps. */
export interface MapFigure extends FigureHead {
  readonly kind: 'map';
  /** What the columns are, and what the rows are. */
  readonly across: string;
  readonly down: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly MapCell[] }[];
  /** The same as numbers, a row a cell. */
  readonly data: DataTable;
  /** What letters and tints stand for. */
  readonly key: readonly MapKey[];
}

/** Index into the palette; `error` for what does not work; `null` for no tint. */
export type Tint = number | 'error' | null;

/** What a letter or a tint of a map stands for. */
export interface MapKey {
  /** As it stands in the cells; empty where cells say their own value. */
  readonly symbol: string;
  readonly label: string;
  readonly colour: Tint;
}

/** A cell of a map. */
export interface MapCell {
  readonly text: string;
  /** Strength of the tint, 0..1. */
  readonly strength: number;
  readonly colour: Tint;
  /** What it stands for, where nothing else says so. */
  readonly value: string;
  /** The same with its place, for the pointer and for screen readers. */
  readonly detail: string;
  /** Stands for the plan as it is. */
  readonly current: boolean;
  /** What in the file the cell hangs on; `null` for nothing. */
  readonly path: string | null;
}

/** A table of texts under a caption. */
export function tableOf(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): FigureTable {
  return { caption, columns, rows: rows.map((row) => row.map((text) => ({ text }))) };
}

/** The cells of a map in words rather than letters and tints. */
export function mapTable({
  subtitle,
  down,
  columns,
  rows,
}: Pick<MapFigure, 'subtitle' | 'down' | 'columns' | 'rows'>): FigureTable {
  const texts = rows.map(({ label, cells }) => [label, ...cells.map(({ value }) => value)]);
  return tableOf(subtitle, [down, ...columns], texts);
}

/** Index of the value nearest to `wanted` by factor; -1 where nothing is wanted. */
export function nearestIndex(values: readonly number[], wanted: number | null): number {
  if (wanted === null || wanted <= 0) return -1;
  const distance = (value: number) => Math.abs(Math.log(value / wanted));
  return values.reduce(
    (best, value, i) => (distance(value) < distance(values[best] ?? Infinity) ? i : best),
    0,
  );
}

/** A table as plain texts: what stands small under a text goes into brackets after it. */
export function plainTable({ columns, rows }: FigureTable): Table {
  const text = ({ text: main, note }: FigureCell) => (note === undefined ? main : `${main} (${note})`);
  return { columns, rows: rows.map((row) => row.map(text)) };
}

/** A key's symbol and what it stands for. */
export const keyText = ({ symbol, label }: MapKey) => (symbol === '' ? label : `${symbol} ${label}`);
