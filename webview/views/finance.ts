import type { OwnedBasis } from '../../src/engine/shapes/result.js';
import * as l10n from '../../src/l10n/l10n.js';
import { firstOptions } from '../../src/report/figures/overview/options.js';
import { basisNames, billTable, financeHeading, financeNote } from '../../src/report/words/fleet/finance.js';
import type { Table } from '../../src/report/words/table.js';
import { cellsOf } from '../charts/tableTwin.js';
import { createFittedTable } from './fittedTable.js';
import { dropdown } from '../controls.js';
import { element, linkButton, setText, show } from '../dom.js';
import type { Scene, View } from '../view.js';

/** What options cost, on the basis that the reader chooses, and what their purchases bring. */
export function createFinance(): View {
  let chosen: OwnedBasis | null = null;
  let latest: Scene | null = null;
  let all = false;
  const bases = dropdown(l10n.t('Costs'), [], (basis) => {
    chosen = basis === 'priced' ? 'priced' : 'sunk';
    if (latest) update(latest);
  });
  const title = element('h3');
  const table = createFittedTable();
  const note = element('p', { class: 'subtitle' });
  const more = linkButton('', () => {
    all = !all;
    if (latest) update(latest);
  });
  const head = element('header', {}, title, bases.element);
  const root = element('section', { class: 'card' }, head, table.element, more, note);
  const update = (scene: Scene) => {
    latest = scene;
    const { plan, result } = scene;
    const basis = chosen ?? result.basis;
    const names = basisNames();
    bases.update(
      [
        { value: 'sunk', label: names.sunk },
        { value: 'priced', label: names.priced },
      ],
      basis,
    );
    const whole = billTable(plan, result, basis);
    const first = firstOptions({ plan, result });
    const few = whole.rows.filter(([name = '']) => first.has(name));
    show(root, whole.rows.length > 0);
    setText(title, financeHeading());
    const shown = { ...whole, rows: all ? whole.rows : few };
    table.update(cellsOf(sideBySide(shown), `${financeHeading()}, ${names[basis]}`));
    show(more, few.length < whole.rows.length);
    setText(
      more,
      all ? l10n.t('Fewer options') : l10n.t('All {count} options', { count: whole.rows.length }),
    );
    setText(note, financeNote(plan, result));
  };
  return { element: root, update };
}

/** More options than this do not stand beside each other. */
const MOST_BESIDE = 6;

/** A few options as columns, so that each line compares them; more stand in lines of their own. */
function sideBySide({ columns, rows }: Table): Table {
  if (rows.length > MOST_BESIDE) return { columns, rows };
  const [of = '', ...measures] = columns;
  return {
    columns: [of, ...rows.map(([name = '']) => name)],
    rows: measures.map((measure, i) => [measure, ...rows.map((row) => row[i + 1] ?? '')]),
  };
}
