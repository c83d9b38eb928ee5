import { pathKey } from '../../src/plan/path.js';
import * as l10n from '../../src/l10n/l10n.js';
import type { OptionHeading, OptionRow, OptionsFigure } from '../../src/report/figures/overview/options.js';
import type { OptionCell } from '../../src/report/words/optionColumns.js';
import { fitColumns, type Level } from './fitting.js';
import { createTable, type TwinCell, type Heading } from '../charts/tableTwin.js';
import { dropdown } from '../controls.js';
import { element, linkButton, setAttribute, setText, show, uniqueId } from '../dom.js';
import { isByHand, watchHand } from '../scroll.js';
import type { Page } from '../view.js';
import { createWas, type Was } from '../was.js';
import { firstInSight, NO_WISH, shortList, sortedBy, type OptionWish } from './optionOrder.js';

/** With more options than this, some can be looked for. */
const MANY = 6;
const FILE_ORDER = 'file';

/** All options side by side: a table where it fits, else cards, which tell first what decides. */
export interface OptionList {
  readonly element: HTMLElement;
  readonly update: (figure: OptionsFigure) => void;
}

export function createOptionList(page: Page): OptionList {
  let wish = NO_WISH;
  let latest: OptionsFigure | null = null;
  /** Cards with all that is known. */
  let whole = false;
  const table = createTable();
  const choose = (change: Partial<OptionWish>) => {
    wish = { ...wish, ...change };
    if (latest) update(latest);
  };
  const tools = createTools(choose, () => {
    whole = !whole;
    if (latest) update(latest);
  });
  const more = linkButton('', () => choose({ all: !wish.all }));
  const count = element('p', { class: 'subtitle', role: 'status' });
  const title = element('h3', {}, l10n.t('All options'));
  const root = element(
    'section',
    { class: 'card options' },
    element('header', {}, title, tools.element),
    count,
    table.element,
    more,
  );
  const fitting = fitColumns(
    table.element,
    () => whole,
    (level) => tools.setLevel(level, whole),
  );
  const { was } = createWas(page.isPreview);
  let shownFocus: string | null = null;
  let names: readonly string[] = [];
  let ofFile: ReadonlySet<string> = new Set();
  watchHand(() => {
    const rows = [...table.element.querySelectorAll('tbody tr')];
    const name = names[firstInSight(rows.map((row) => row.getBoundingClientRect())) ?? -1];
    if (name !== undefined) page.scrolledTo(pathKey(['options', name]));
  });
  const update = (figure: OptionsFigure) => {
    latest = figure;
    const { columns, rows: all } = figure;
    tools.update(columns, wish, all.length > MANY);
    // Rows stay where they are under a hand that moves a value.
    if (!page.isPreview()) ofFile = new Set(all.flatMap(({ name, matters }) => (matters ? [name] : [])));
    const steady = page.isPreview() ? all.map((row) => ({ ...row, matters: ofFile.has(row.name) })) : all;
    const {
      rows: listed,
      wanted,
      isLong,
    } = shortList({ columns, rows: steady }, wish, ({ name, leads }) => leads || name === page.focused());
    names = listed.map(({ name }) => name);
    const columnNames = [l10n.t('Option'), ...columns.map(({ heading }) => heading)];
    const rows = listed.map((row) =>
      cellsOfRow(row, page).map((cell, i) => withWas(row.name, cell, columnNames[i] ?? '', was)),
    );
    setText(count, countText(listed.length, all.length));
    show(count, listed.length < all.length);
    setText(more, wish.all ? l10n.t('Fewer options') : l10n.t('All {count} options', { count: wanted }));
    show(more, isLong);
    setAttribute(table.element, 'data-brief', whole ? null : 'true');
    const focused = listed.findIndex(({ name }) => name === page.focused());
    table.update({
      caption: l10n.t('All options'),
      columns: columnNames,
      headings: [NAME_HEADING, ...columns.map((column) => headingOf(column, wish, choose))],
      rows,
      marked: focused < 0 ? null : focused,
    });
    const focus = page.focused();
    // The list follows the text, but does not hold who scrolls on.
    if (focus !== shownFocus && focused >= 0 && !isByHand())
      table.element.querySelector('tr[data-focus]')?.scrollIntoView({ block: 'nearest' });
    shownFocus = focus;
    fitting.refresh(columnNames.map((_, i) => Math.max(...rows.map((row) => lengthOf(row[i])))).join());
  };
  return { element: root, update };
}

const NAME_HEADING: Heading = { rank: 1, sorted: null, onSort: null };

function headingOf(
  { heading, rank, isOrdered }: OptionHeading,
  wish: OptionWish,
  choose: (change: OptionWish) => void,
): Heading {
  const direction = wish.descending ? 'descending' : 'ascending';
  return {
    rank,
    sorted: wish.by === heading ? direction : null,
    onSort: isOrdered ? () => choose(sortedBy(wish, heading)) : null,
  };
}

function lengthOf(cell: TwinCell | undefined): number {
  return Math.max(cell?.text.length ?? 0, cell?.note?.length ?? 0);
}

function countText(listed: number, all: number): string {
  return listed === 0
    ? l10n.t('None of the {all} options is like that.', { all })
    : l10n.t('{listed} of {all} options', { listed, all });
}

/** What a reader can do with the list: look for names, leave out what does not work, put in order, see all values. */
function createTools(choose: (change: Partial<OptionWish>) => void, toggleCards: () => void) {
  const id = uniqueId('filter');
  const name = element('input', { id, type: 'search', class: 'search', spellcheck: 'false' });
  name.setAttribute('placeholder', l10n.t('part of a name'));
  name.addEventListener('input', () => choose({ name: name.value }));
  const filter = element(
    'div',
    { class: 'field' },
    element('label', { class: 'caption', for: id }, l10n.t('Find')),
    name,
  );
  const working = element('input', { type: 'checkbox' });
  working.addEventListener('change', () => choose({ onlyWorking: working.checked }));
  const only = element('label', { class: 'field' }, working, element('span', {}, l10n.t('that work')));
  const order = dropdown(l10n.t('Order'), [], (by) =>
    choose({ by: by === FILE_ORDER ? null : by, descending: false }),
  );
  const cards = linkButton('', toggleCards);
  const root = element('div', { class: 'tools' }, filter, only, order.element, cards);
  let level: Level = 'all';
  return {
    element: root,
    update: (columns: readonly OptionHeading[], { by }: OptionWish, many: boolean) => {
      for (const part of [filter, only]) show(part, many);
      const sortable = columns.filter(({ isOrdered }) => isOrdered).map(({ heading }) => heading);
      const choices = sortable.map((heading) => ({ value: heading, label: heading }));
      order.update([{ value: FILE_ORDER, label: l10n.t('as in the file') }, ...choices], by ?? FILE_ORDER);
      // Headings put a table in order; cards have none.
      show(order.element, level === 'cards');
    },
    setLevel: (next: Level, wanted: boolean) => {
      level = next;
      setText(cards, wanted ? l10n.t('Fewer values') : l10n.t('All values'));
      show(cards, wanted || next !== 'all');
      show(order.element, next === 'cards');
    },
  };
}

/** A cell beside what the file makes of it, while a value is being moved. */
function withWas(option: string, cell: TwinCell, column: string, was: Was['was']): TwinCell {
  const before = cell.onClick ? null : was(`${option} ${column}`, cell.text);
  return before === null ? cell : { ...cell, note: l10n.t('was {before}', { before }) };
}

function cellsOfRow({ name, look, works, leads, reasons, cells }: OptionRow, page: Page): TwinCell[] {
  const heading: TwinCell = {
    text: name,
    series: look,
    onClick: () => page.reveal(pathKey(['options', name])),
    ...(leads ? { tone: 'good' as const } : {}),
    ...(works ? {} : { note: reasons }),
  };
  return [heading, ...cells.map(marked)];
}

function marked({ mark, ...cell }: OptionCell): TwinCell {
  return mark === undefined ? cell : { ...cell, text: `${mark} ${cell.text}` };
}
