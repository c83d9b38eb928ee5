import * as format from './format.js';

/** Rows of texts under headings, for Markdown, CSV and the terminal. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table as GitHub-flavoured Markdown; cells are text. */
export function markdownTable({ columns, rows }: Table): string {
  const escaped = (cells: readonly string[]) => cells.map(format.escapeMarkdown);
  return markupTable({ columns: escaped(columns), rows: rows.map(escaped) });
}

/** A table as GitHub-flavoured Markdown whose cells are markup already, such as links. */
export function markupTable({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A table in columns of spaces. */
export function textTable({ columns, rows }: Table): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  return all
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A table as comma-separated values (RFC 4180). */
export function csvTable({ columns, rows }: Table): string {
  const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}

/** A chart's table as Markdown, under its title. */
export function chartMarkdown(title: string, table: Table): string {
  return `**${format.escapeMarkdown(title)}**\n\n${markdownTable(table)}\n`;
}
