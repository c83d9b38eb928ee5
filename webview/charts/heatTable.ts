import {
  keyText,
  type MapCell,
  type MapFigure,
  type MapKey,
  type Tint,
} from '../../src/report/figures/figure.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, resize, setAttribute, setText, setTitle, show, uniqueId } from '../dom.js';
import { createCellCursor } from './cellCursor.js';
import { createExportMenu } from './export/exportMenu.js';
import { heatPicture } from './export/heatPicture.js';
import type { ChartHost } from './host.js';
import { readTheme, seriesColour } from './theme.js';

export interface HeatTable {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly update: (spec: MapFigure) => void;
}

/** A map over two inputs as a table with tinted cells: every cell says its value, so that the tint only helps. */
export function createHeatTable(name: string, host: ChartHost): HeatTable {
  const id = uniqueId('finding');
  const title = element('h3', { id });
  const subtitle = element('p', { class: 'subtitle' });
  const tools = element('div', { class: 'tools' });
  const missing = element('p', { class: 'missing' });
  const heading = element('tr');
  const body = element('tbody');
  const table = element(
    'table',
    { class: 'heat', role: 'grid', 'aria-labelledby': id },
    element('thead', {}, heading),
    body,
  );
  const scroller = element(
    'div',
    { class: 'table-scroller', tabindex: '0', role: 'group', 'aria-label': l10n.t('Map, scrolls') },
    table,
  );
  let latest: MapFigure | null = null;
  const cursor = createCellCursor(body, (row, column) => {
    const path = latest?.rows[row]?.cells[column]?.path;
    if (path) host.reveal(path);
  });
  const titleText = () => latest?.finding ?? name;
  const picture = heatPicture(() => latest);
  const menu = createExportMenu(name, host, {
    title: titleText,
    subtitle: () => latest?.subtitle ?? '',
    data: () => latest?.data ?? null,
    picture: () => (latest?.missing === null ? picture : null),
    table: () => latest?.table ?? null,
  });
  const thinned = element('p', { class: 'subtitle' });
  const key = element('div', { class: 'legend', 'data-role': 'needed' });
  const card = element(
    'section',
    { class: 'card', 'aria-labelledby': id, 'data-figure': name },
    element('header', {}, title, tools, menu),
    subtitle,
    scroller,
    thinned,
    missing,
    key,
  );
  const fit = () => {
    if (latest?.missing !== null) return;
    fitColumns(table, latest, scroller.clientWidth, thinned);
    cursor.refresh(latest.rows.map(({ cells }) => cells.findIndex(({ current }) => current)));
  };
  new ResizeObserver(fit).observe(scroller);
  const update = (spec: MapFigure) => {
    latest = spec;
    show(menu, spec.missing === null);
    setTitle(title, spec.finding);
    setText(subtitle, spec.subtitle);
    setText(missing, spec.missing ?? '');
    for (const part of [scroller, thinned, key]) show(part, spec.missing === null);
    show(missing, spec.missing !== null);
    setAttribute(card, 'aria-busy', spec.pending ? 'true' : null);
    if (spec.missing !== null) return;
    patchHeading(heading, spec);
    resize(body, spec.rows.length, () => element('tr'));
    spec.rows.forEach((row, i) => patchRow(body.children.item(i), row));
    fit();
    patchKey(key, spec.key);
  };
  return { element: card, tools, update };
}

/** Room for the widest text of a cell, and for the names of rows: a number is never cut. */
const CELL = 46;
const NAMES = { wide: 104, narrow: 68 };
const NARROW = 480;

/** Shows as many columns as there is room for, the plan's own among them, and says so where some are left out. */
function fitColumns(
  table: HTMLElement,
  { columns, rows }: MapFigure,
  width: number,
  note: HTMLElement,
): void {
  // Without a place on the page it has no width, and is fitted once it gets one.
  if (width === 0) return;
  const names = window.innerWidth <= NARROW ? NAMES.narrow : NAMES.wide;
  const room = Math.max(2, Math.floor((width - names) / CELL));
  const own = Math.max(...rows.map(({ cells }) => cells.findIndex(({ current }) => current)));
  const every = Math.ceil(columns.length / room);
  const isShown = (i: number) => i % every === Math.max(0, own) % every;
  for (const row of table.querySelectorAll('tr')) {
    [...row.children].forEach((cell, i) => {
      if (cell instanceof HTMLElement) show(cell, i === 0 || isShown(i - 1));
    });
  }
  setText(
    note,
    every === 1
      ? ''
      : every === 2
        ? l10n.t('Every second column is shown; more with more room.')
        : l10n.t('One in {every} columns is shown; more with more room.', { every }),
  );
  show(note, every > 1);
}

function patchHeading(heading: Element, spec: MapFigure): void {
  // The arrow stays beside the last word.
  const texts = [`↓ ${spec.down}\n${spec.across}\u00a0→`, ...spec.columns];
  resize(heading, texts.length, () => element('th', { scope: 'col' }));
  texts.forEach((text, i) => setText(heading.children.item(i) ?? heading, text));
}

function patchRow(row: Element | null, { label, cells }: MapFigure['rows'][number]): void {
  if (!row) return;
  resize(row, cells.length + 1, (i) => (i === 0 ? element('th', { scope: 'row' }) : element('td')));
  setText(row.children.item(0) ?? row, label);
  cells.forEach((cell, i) => {
    const target = row.children.item(i + 1);
    if (target instanceof HTMLElement) patchCell(target, cell);
  });
}

function patchCell(target: HTMLElement, cell: MapCell): void {
  setText(target, cell.text);
  setAttribute(target, 'title', cell.detail);
  // What is seen is a part of what is said.
  const told = cell.detail.includes(cell.text) ? cell.detail : `${cell.text}: ${cell.detail}`;
  setAttribute(target, 'aria-label', cell.current ? l10n.t('{detail}, as planned', { detail: told }) : told);
  setAttribute(
    target,
    'class',
    [cell.current ? 'current' : '', cell.colour === 'error' ? 'bad' : ''].join(' ').trim() || null,
  );
  tint(target, cell.colour, cell.strength);
}

/** Percent of a colour that leaves text on it at 4.5 to 1 in the usual themes. */
const STRONGEST_TINT = 30;

function tint(target: HTMLElement, colour: Tint, strength: number): void {
  target.style.setProperty('--tint-share', `${Math.round(strength * STRONGEST_TINT)}%`);
  target.style.setProperty('--tint', tintColour(colour));
}

function tintColour(colour: Tint): string {
  if (colour === null) return 'transparent';
  const theme = readTheme();
  return colour === 'error' ? theme.error : seriesColour(theme, colour);
}

function patchKey(key: HTMLElement, entries: readonly MapKey[]): void {
  resize(key, entries.length, () =>
    element('span', { class: 'key' }, element('span', { class: 'tint' }), element('span')),
  );
  entries.forEach((entry, i) => {
    const [swatch, name] = key.children.item(i)?.children ?? [];
    if (swatch instanceof HTMLElement) tint(swatch, entry.colour, 0.8);
    if (name) setText(name, keyText(entry));
  });
}
