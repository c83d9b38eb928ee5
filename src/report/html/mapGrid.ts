import type { MapFigure, Tint } from '../figures/figure.js';
import { LOOKS } from './lineChart.js';
import { group, tag, type Markup } from './markup.js';

/** A map over two inputs, as a table whose cells are letters: it prints, and needs no eye for colour. */
export function mapGrid({ across, down, columns, rows, key }: MapFigure): Markup {
  const head = tag(
    'tr',
    {},
    tag('th', { scope: 'col' }, `${down} ↓ ${across} →`),
    ...columns.map((column) => tag('th', { scope: 'col' }, column)),
  );
  const body = rows.map(({ label, cells }) =>
    tag(
      'tr',
      {},
      tag('th', { scope: 'row' }, label),
      ...cells.map(({ text, colour, current }) => tag('td', { class: lookOf(colour, current) }, text)),
    ),
  );
  const items = key.map(({ symbol, label, colour }) =>
    colour === null
      ? tag('li', {}, `${symbol} ${label}`)
      : tag('li', {}, tag('span', { class: lookOf(colour, false) }, symbol), label),
  );
  return group([
    tag(
      'div',
      { class: 'wide' },
      tag('table', { class: 'grid' }, tag('thead', {}, head), tag('tbody', {}, ...body)),
    ),
    tag('ul', { class: 'legend' }, ...items),
  ]);
}

/** Classes of a cell: its colour, and a frame where the plan is. */
function lookOf(colour: Tint, current: boolean): string | null {
  const look = colour === null ? [] : ['cell', colour === 'error' ? 'error' : `look${colour % LOOKS}`];
  const all = current ? [...look, 'current'] : look;
  return all.length === 0 ? null : all.join(' ');
}
