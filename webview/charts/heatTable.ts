import {
  keyText,
  type MapCell,
  type MapFigure,
  type MapKey,
  type Tint,
} from '../../src/report/figures/figure.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, resize, setAttribute, setText, show, uniqueId } from '../dom.js';
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
  const key = element('div', { class: 'legend', 'data-role': 'needed' });
  const card = element(
    'section',
    { class: 'card', 'aria-labelledby': id, 'data-figure': name },
    element('header', {}, title, tools, menu),
    subtitle,
    scroller,
    missing,
    key,
  );
  const update = (spec: MapFigure) => {
    latest = spec;
    show(menu, spec.missing === null);
    setText(title, spec.finding);
    setText(subtitle, spec.subtitle);
    setText(missing, spec.missing ?? '');
    for (const part of [scroller, key]) show(part, spec.missing === null);
    show(missing, spec.missing !== null);
    setAttribute(card, 'aria-busy', spec.pending ? 'true' : null);
    if (spec.missing !== null) return;
    patchHeading(heading, spec);
    table.style.setProperty('--columns', String(spec.columns.length));
    resize(body, spec.rows.length, () => element('tr'));
    spec.rows.forEach((row, i) => patchRow(body.children.item(i), row));
    cursor.refresh(spec.rows.map(({ cells }) => cells.findIndex(({ current }) => current)));
    patchKey(key, spec.key);
  };
  return { element: card, tools, update };
}

function patchHeading(heading: Element, spec: MapFigure): void {
  const texts = [`↓ ${spec.down}\n${spec.across} →`, ...spec.columns];
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
