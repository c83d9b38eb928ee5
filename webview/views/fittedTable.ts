import { createTable, type Heading, type PatchedTable, type TableSpec } from '../charts/tableTwin.js';
import { fitColumns } from './fitting.js';

const PLAIN: Heading = { rank: 1, sorted: null, onSort: null };

/** A table of which no number is cut: where it is too wide, its rows stand as cards. */
export function createFittedTable(): PatchedTable {
  const table = createTable();
  const fitting = fitColumns(
    table.element,
    () => false,
    () => {},
  );
  const update = (spec: TableSpec) => {
    table.update({ ...spec, headings: spec.columns.map(() => PLAIN) });
    fitting.refresh([spec.columns, ...spec.rows.map((row) => row.map(({ text }) => text))].join());
  };
  return { element: table.element, update };
}
