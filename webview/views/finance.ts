import type { OwnedBasis } from '../../src/engine/shapes/result.js';
import * as l10n from '../../src/l10n/l10n.js';
import { basisNames, billTable, financeHeading, financeNote } from '../../src/report/words/fleet/finance.js';
import { cellsOf } from '../charts/tableTwin.js';
import { createFittedTable } from './fittedTable.js';
import { dropdown } from '../controls.js';
import { element, setText, show } from '../dom.js';
import type { Scene, View } from '../view.js';

/** What options cost, on the basis that the reader chooses, and what their purchases bring. */
export function createFinance(): View {
  let chosen: OwnedBasis | null = null;
  let latest: Scene | null = null;
  const bases = dropdown(l10n.t('Costs'), [], (basis) => {
    chosen = basis === 'priced' ? 'priced' : 'sunk';
    if (latest) update(latest);
  });
  const title = element('h3');
  const table = createFittedTable();
  const note = element('p', { class: 'subtitle' });
  const head = element('header', {}, title, bases.element);
  const root = element('section', { class: 'card' }, head, table.element, note);
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
    const shown = billTable(plan, result, basis);
    show(root, shown.rows.length > 0);
    setText(title, financeHeading());
    table.update({ ...cellsOf(shown, `${financeHeading()}, ${names[basis]}`) });
    setText(note, financeNote(plan, result));
  };
  return { element: root, update };
}
