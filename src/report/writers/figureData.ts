import type { DataColumn, DataTable } from '../figures/figure.js';
import { csvTable } from '../words/table.js';

/** What data is of: a chart of a plan, on a day. */
export interface ChartOrigin {
  /** Kind of the chart, as in `cost-speed`. */
  readonly chart: string;
  /** What the chart says. */
  readonly title: string;
  readonly plan: string;
  readonly model: string;
  /** As in `2027-01-31`. */
  readonly date: string;
}

const heading = ({ name, unit }: DataColumn) => (unit === '' ? name : `${name} [${unit}]`);

/** Data as comma-separated values: numbers alone, their unit in the heading, nothing where one is not known. */
export function dataCsv({ columns, rows }: DataTable): string {
  const texts = rows.map((cells) => cells.map((cell) => (cell === null ? '' : String(cell))));
  return `${csvTable({ columns: columns.map(heading), rows: texts })}\r\n`;
}

/** Data as JSON: numbers, `null` where one is not known. */
export function dataJson(of: ChartOrigin, { columns, rows }: DataTable): string {
  return `${JSON.stringify({ ...of, columns, rows }, null, 2)}\n`;
}

/** What a file of a chart is called, without its ending. */
export const dataName = ({ plan, chart }: Pick<ChartOrigin, 'plan' | 'chart'>): string =>
  `${plan.replace(/[^\p{L}\p{N}._-]+/gu, '-') || 'plan'}-${chart}`;

/** The line under a picture that says what it is of. */
export const originLine = ({ plan, model, date }: ChartOrigin): string =>
  [plan, model, date].filter((text) => text !== '').join(' · ');
