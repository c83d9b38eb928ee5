import type { VariableSummary, WinnerMap } from '../../engine/questions/charts.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from '../words/format.js';
import { LOOKS } from './lineChart.js';
import { group, tag, type Markup } from './markup.js';

/** Who is cheapest over two inputs, as a table whose cells are letters: it prints, and needs no eye for colour. */
export function winnerGrid(
  map: WinnerMap,
  x: VariableSummary,
  y: VariableSummary,
  options: readonly string[],
): Markup {
  const winners = options.filter((name) => map.winner.some((row) => row.includes(name)));
  const letter = (name: string) => String.fromCharCode(65 + (winners.indexOf(name) % 26));
  const look = (name: string) => `cell look${options.indexOf(name) % LOOKS}`;
  const head = tag(
    'tr',
    {},
    tag('th', { scope: 'col' }, `${y.label} ↓ ${x.label} →`),
    ...map.x.map((value) => tag('th', { scope: 'col' }, format.quantity(value, x.dimension))),
  );
  const rows = map.y.map((value, row) =>
    tag(
      'tr',
      {},
      tag('th', { scope: 'row' }, format.quantity(value, y.dimension)),
      ...(map.winner[row] ?? []).map((name) =>
        name === null ? tag('td', {}, '–') : tag('td', { class: look(name) }, letter(name)),
      ),
    ),
  );
  const key = winners.map((name) => tag('li', {}, tag('span', { class: look(name) }, letter(name)), name));
  return group([
    tag(
      'div',
      { class: 'wide' },
      tag('table', { class: 'grid' }, tag('thead', {}, head), tag('tbody', {}, ...rows)),
    ),
    tag('ul', { class: 'legend' }, ...key, tag('li', {}, l10n.t('– no option can'))),
  ]);
}
