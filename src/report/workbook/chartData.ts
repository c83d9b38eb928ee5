import type { ReportOrigin } from '../answers/reported.js';
import { certaintyOf } from '../figures/certainty.js';
import type { BarFigure, Figure, FigureTable } from '../figures/figure.js';
import type { Subject } from '../figures/questions.js';
import {
  breakEvenFigures,
  costFigures,
  memoryFigures,
  savingsFigures,
  spreadFigures,
  wholeRequestFigures,
} from '../html/figures.js';
import * as l10n from '../../l10n/l10n.js';
import { heads, number, text, type Cell } from './workbook.js';

/** The figures of a report, in its order. */
function reportFigures(subject: Subject, draws: ReportOrigin['draws']): Figure[] {
  return [
    ...costFigures(subject),
    ...wholeRequestFigures(subject),
    ...breakEvenFigures(subject),
    ...spreadFigures(certaintyOf(subject.plan, draws, subject.ask)),
    ...memoryFigures(subject),
    ...savingsFigures(subject),
  ];
}

/** The numbers behind the charts, a point a row, in the SI units of the result (bytes, seconds, USD, fractions). */
export function chartRows(subject: Subject, draws?: ReportOrigin['draws']): Cell[][] {
  return [
    heads([
      l10n.t('Chart'),
      l10n.t('Series'),
      l10n.t('Across (axis)'),
      l10n.t('Across'),
      l10n.t('Value (axis)'),
      l10n.t('Value'),
      l10n.t('Low'),
      l10n.t('High'),
    ]),
    ...reportFigures(subject, draws).flatMap(figureRows),
  ];
}

function figureRows(figure: Figure): Cell[][] {
  const name = text(figure.subtitle);
  switch (figure.kind) {
    case 'lines':
      return figure.series.flatMap(({ label, points }) =>
        points.map(({ x, y, band }): Cell[] => [
          name,
          text(label),
          text(figure.x.title),
          number(x, 'plain'),
          text(figure.y.title),
          number(y, 'plain'),
          number(band?.low, 'plain'),
          number(band?.high, 'plain'),
        ]),
      );
    case 'bars':
      return figure.rows.flatMap((row, i) =>
        barRows(figure, row.label, ({ values }) => [values[i], row.band?.[0], row.band?.[1]]),
      );
    case 'spans':
      return figure.rows.flatMap((row, i) =>
        barRows(figure, row.label, ({ values }) => [row.mark, values[i]?.[0], values[i]?.[1]]),
      );
    case 'map':
      return tableRows(name, figure.table, figure.across, figure.down);
  }
}

/** A row of bars or spans, a line for each of its parts: value, low and high. */
function barRows<Part extends { readonly label: string }>(
  figure: { readonly subtitle: string; readonly axis: BarFigure['axis']; readonly parts: readonly Part[] },
  row: string,
  numbersOf: (part: Part) => readonly (number | null | undefined)[],
): Cell[][] {
  return figure.parts.map((part) => [
    text(figure.subtitle),
    text(part.label),
    text(row),
    null,
    text(figure.axis.title),
    ...numbersOf(part).map((value) => number(value, 'plain')),
  ]);
}

/** A map's cells in words: what they stand for is no number. */
function tableRows(name: Cell, { columns, rows }: FigureTable, across: string, down: string): Cell[][] {
  return rows.flatMap(([head, ...cells]) =>
    cells.map(({ text: value }, i): Cell[] => [
      name,
      text(`${down}: ${head?.text ?? ''}`),
      text(`${across}: ${columns[i + 1] ?? ''}`),
      null,
      null,
      text(value),
    ]),
  );
}
