/** A workbook as plain data: what its sheets hold, before anybody writes a file of it. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
}

export interface Sheet {
  /** At most 31 letters, as spreadsheets take. */
  readonly name: string;
  readonly rows: readonly (readonly Cell[])[];
  /** Of the columns, in characters. */
  readonly widths: readonly number[];
  /** Rows and columns that stay in sight. */
  readonly frozen: { readonly rows: number; readonly columns: number };
}

/** What stands in a cell; `null` for nothing. */
export type Cell = TextCell | NumberCell | FormulaCell | null;

/** How a cell looks: a heading, what a reader may change, a remark, a result. */
export type CellLook = 'title' | 'head' | 'section' | 'input' | 'note' | 'strong';

export interface TextCell {
  readonly text: string;
  readonly look?: CellLook;
}

export interface NumberCell {
  readonly number: number;
  readonly format: NumberFormat;
  readonly look?: CellLook;
}

export interface FormulaCell {
  /** Without the equals sign. */
  readonly formula: string;
  readonly format: NumberFormat;
  readonly look?: CellLook;
}

/** How numbers are shown, as spreadsheets write formats. Values are kept in full. */
export const FORMATS = {
  whole: '#,##0',
  count: '#,##0.####',
  cents: '#,##0.00',
  fine: '#,##0.0000',
  share: '0.0%',
  plain: 'General',
} as const;

export type NumberFormat = keyof typeof FORMATS;

export const text = (value: string, look?: CellLook): TextCell =>
  look ? { text: value, look } : { text: value };

/** A number; nothing where it is not known. */
export function number(value: number | null | undefined, format: NumberFormat, look?: CellLook): Cell {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  return look ? { number: value, format, look } : { number: value, format };
}

export const formula = (of: string, format: NumberFormat, look?: CellLook): FormulaCell =>
  look ? { formula: of, format, look } : { formula: of, format };

export const heads = (names: readonly string[]): TextCell[] => names.map((name) => text(name, 'head'));

/** The letters of a column, counted from 0. */
function columnName(column: number): string {
  const rest = Math.floor(column / 26);
  return `${rest > 0 ? columnName(rest - 1) : ''}${String.fromCharCode(65 + (column % 26))}`;
}

/** A cell's address on its own sheet; rows and columns are counted from 0. */
export const addressOf = (row: number, column: number): string => `${columnName(column)}${row + 1}`;

/** The same from other sheets, which does not move when a formula is copied. */
export const fixedAddress = (sheet: string, row: number, column: number): string =>
  `${sheet}!$${columnName(column)}$${row + 1}`;
