import { pathKey } from '../../src/plan/path.js';
import type { OptionResult } from '../../src/engine/shapes/result.js';
import * as l10n from '../../src/l10n/l10n.js';
import { createTable, type Cell } from '../charts/tableTwin.js';
import { element, resize, setAttribute, setText, show } from '../dom.js';
import { leadingCrossing } from '../../src/report/figures/crossings.js';
import { headlines, type Headline } from '../../src/report/words/headlines.js';
import * as format from '../../src/report/words/format.js';
import { leadingOption, lookOfOption, slowestOf, tightestOf } from '../../src/report/words/insight.js';
import { speedPerUser, verdict } from '../../src/report/words/sentences.js';
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
    const { tone, headline: sentence, detail: rest } = verdict(scene.plan, scene.result);
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

const columnNames = () => [
  l10n.t('Option'),
  l10n.t('Works'),
  l10n.t('USD / M tokens'),
  l10n.t('KV pressure'),
  l10n.t('Users fit'),
  speedPerUser(),
  l10n.t('Accelerators'),
  l10n.t('LPX racks'),
];

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
    const works: Cell = option.feasible
      ? { text: `✓ ${l10n.t('yes')}`, tone: 'good' }
      : { text: `✗ ${l10n.t('no')}`, tone: 'bad' };
    const cost: Cell = { text: format.orUnknown(option.total.usdPerMillionTokens, format.usdPerMillion) };
    return [
      heading,
      works,
      cost,
      ...memoryCells(plan, option),
      speedCell(plan, option),
      ...sizeCells(option),
    ];
  });
}

/** The first reasons why an option does not work. */
const reasonsNote = (option: OptionResult) => optionReasons(option).slice(0, MOST_REASONS).join('; ');

const MOST_REASONS = 2;

function memoryCells(plan: Scene['plan'], option: OptionResult): Cell[] {
  const tightest = tightestOf('', option);
  const memory = tightest && option.workloads[tightest.workload]?.memory;
  if (!tightest || !memory)
    return [
      { text: '–', tone: 'muted' },
      { text: '–', tone: 'muted' },
    ];
  const over = tightest.pressure > 1 ? { tone: 'bad' as const } : {};
  const wanted = plan.workloads[tightest.workload]?.concurrency ?? 0;
  return [
    { text: format.fill(tightest.pressure), note: tightest.workload, ...over },
    {
      text: format.count(memory.fleetConcurrency),
      note: l10n.t('of {wanted}', { wanted: format.count(wanted) }),
      ...over,
    },
  ];
}

function speedCell(plan: Scene['plan'], option: OptionResult): Cell {
  const slowest = slowestOf(plan, option);
  if (!slowest) return { text: '–', tone: 'muted' };
  const missed = slowest.wanted !== null && slowest.speed < slowest.wanted;
  return {
    text: format.tokenRate(slowest.speed),
    note: slowest.workload,
    ...(missed ? { tone: 'bad' as const } : {}),
  };
}

function sizeCells(option: OptionResult): Cell[] {
  const costs = Object.values(option.workloads).map(({ cost }) => cost);
  const known = costs.flatMap(({ acceleratorsNeeded }) => acceleratorsNeeded ?? []);
  const sum = known.reduce((total, n) => total + n, 0);
  const all: Cell =
    known.length === costs.length && sum > 0 ? { text: format.count(sum) } : { text: '–', tone: 'muted' };
  return [
    all,
    option.lpx
      ? { text: format.count(option.lpx.racks), note: option.lpx.role }
      : { text: '–', tone: 'muted' },
  ];
}
