import { pathKey } from '../../src/plan/path.js';
import type { OptionResult } from '../../src/engine/shapes/result.js';
import * as l10n from '../../src/l10n/l10n.js';
import { createTable, type Cell } from '../charts/tableTwin.js';
import { element, resize, setAttribute, setText, show } from '../dom.js';
import { leadingCrossing } from '../../src/report/figures/crossings.js';
import { headlines, type Headline } from '../../src/report/words/headlines.js';
import { leadingOption, lookOfOption } from '../../src/report/words/insight.js';
import { OPTION_COLUMNS, type OptionCell } from '../../src/report/words/optionColumns.js';
import { verdict } from '../../src/report/words/sentences.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';
import { createWas, type Was } from '../was.js';
import { optionReasons } from '../../src/report/words/reasons.js';

/** The verdict, the headline numbers of the leading option, and all options side by side. */
export function createOverview(page: Page): View {
  const headline = element('h2', { class: 'verdict' });
  const detail = element('p', { class: 'verdict-detail' });
  const tilesTitle = element('h3', { class: 'tiles-title' });
  const tiles = element('div', { class: 'tiles' });
  const table = createTable();
  const options = element(
    'section',
    { class: 'card' },
    element('header', {}, element('h3', {}, l10n.t('All options'))),
    table.element,
  );
  const root = element('div', { class: 'view' }, headline, detail, tilesTitle, tiles, options);
  const paths = new WeakMap<Element, string>();
  const { was } = createWas(page.isPreview);
  const makeTile = () => {
    const parts = ['label', 'value', 'was', 'note'].map((name) => element('span', { class: name }));
    const tile = element('button', { class: 'tile', type: 'button' }, ...parts);
    tile.addEventListener('click', () => page.reveal(paths.get(tile) ?? ''));
    return tile;
  };
  const update = (scene: Scene) => {
    const { tone, headline: sentence, detail: short, whole } = verdict(scene.plan, scene.result);
    // A mix takes longer than a slider waits.
    const rest = page.isPreview() ? short : whole();
    setText(headline, sentence);
    setAttribute(headline, 'data-tone', tone);
    setText(detail, rest);
    show(detail, rest !== '');
    const lead = leadingOption(scene.result);
    const wanted = headlines(scene.plan, scene.result, leadingCrossing(subjectOf(scene)));
    setText(tilesTitle, lead === null ? '' : lead);
    show(tilesTitle, lead !== null);
    show(options, lead !== null);
    resize(tiles, wanted.length, makeTile);
    wanted.forEach((tile, i) => patchTile(tiles.children.item(i), tile, was(tile.label, tile.value), paths));
    const rows = optionRows(scene, page).map((cells) => cells.map((cell, i) => withWas(cells, cell, i, was)));
    table.update({
      caption: l10n.t('All options'),
      columns: columnNames(),
      rows,
      cards: true,
      marked: rowOf(rows, page.focused()),
    });
  };
  return { element: root, update };
}

/** A cell beside what the file makes of it, while a value is being moved. */
function withWas(cells: readonly Cell[], cell: Cell, column: number, was: Was['was']): Cell {
  const before = column === 0 ? null : was(`${cells[0]?.text ?? ''} ${column}`, cell.text);
  return before === null ? cell : { ...cell, note: l10n.t('was {before}', { before }) };
}

function rowOf(rows: readonly (readonly Cell[])[], name: string | null): number | null {
  const found = rows.findIndex(([heading]) => heading?.text === name);
  return found < 0 ? null : found;
}

function patchTile(
  target: Element | null,
  tile: Headline,
  was: string | null,
  paths: WeakMap<Element, string>,
): void {
  if (!target) return;
  paths.set(target, tile.path);
  setAttribute(target, 'data-tone', tile.tone);
  const texts = [
    tile.label,
    tile.value,
    was === null ? '' : l10n.t('was {before}', { before: was }),
    tile.note,
  ];
  texts.forEach((text, i) => {
    const part = target.children.item(i);
    if (part instanceof HTMLElement) show(part, text !== '');
    if (part) setText(part, text);
  });
}

const columnNames = () => [l10n.t('Option'), ...OPTION_COLUMNS.map(({ heading }) => heading)];

function optionRows({ plan, result }: Scene, page: Page): Cell[][] {
  const lead = leadingOption(result);
  return Object.entries(result.options).map(([name, option]) => {
    const heading: Cell = {
      text: name,
      series: lookOfOption(plan, name),
      onClick: () => page.reveal(pathKey(['options', name])),
      ...(name === lead ? { tone: 'good' as const } : {}),
      ...(option.feasible ? {} : { note: reasonsNote(option) }),
    };
    return [heading, ...OPTION_COLUMNS.map(({ cell }) => marked(cell(option, plan)))];
  });
}

function marked({ mark, ...cell }: OptionCell): Cell {
  return mark === undefined ? cell : { ...cell, text: `${mark} ${cell.text}` };
}

/** The first reasons why an option does not work. */
const reasonsNote = (option: OptionResult) => optionReasons(option).slice(0, MOST_REASONS).join('; ');

const MOST_REASONS = 2;
