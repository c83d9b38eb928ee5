import { breakEvenVariables } from '../../src/engine/questions/charts.js';
import { comparisonOf } from '../../src/engine/questions/breakEven.js';
import { sharedReasons } from '../../src/engine/shapes/reasons.js';
import type { OptionResult } from '../../src/engine/shapes/result.js';
import { variableById } from '../../src/engine/questions/variables.js';
import * as l10n from '../../src/l10n/l10n.js';
import { createTable, type Cell } from '../charts/tableTwin.js';
import { element, resize, setAttribute, setText, show } from '../dom.js';
import { notWorking } from '../../src/report/words/attach.js';
import * as format from '../../src/report/words/format.js';
import { leadingOption, lookOfOption, slowestOf, tightestOf } from '../../src/report/words/insight.js';
import { breakEvenSentence, verdict } from '../../src/report/words/sentences.js';
import { pathKey } from '../../src/plan/path.js';
import type { Page, Scene, View } from '../view.js';
import { createWas, type Was } from '../was.js';

/** One headline number. */
interface Tile {
  readonly label: string;
  readonly value: string;
  readonly note: string;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly path: string;
}

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
    const wanted = lead === null ? [] : tilesOf(scene, lead);
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
  tile: Tile,
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

function tilesOf(scene: Scene, lead: string): Tile[] {
  const option = scene.result.options[lead];
  if (!option) return [];
  return [
    ...memoryTiles(scene, lead, option),
    speedTile(scene, lead, option),
    costTile(lead, option),
    breakEvenTile(scene),
    attachTile(scene),
  ];
}

function memoryTiles(scene: Scene, lead: string, option: OptionResult): Tile[] {
  const tightest = tightestOf(lead, option);
  const memory = tightest && option.workloads[tightest.workload]?.memory;
  const wanted = tightest && scene.plan.workloads[tightest.workload]?.concurrency;
  if (!tightest || !memory || wanted === null || wanted === undefined) {
    const none = {
      value: l10n.t('none'),
      note: l10n.t('nothing is held on accelerators of your own'),
      tone: 'plain' as const,
    };
    return [{ label: l10n.t('KV memory pressure'), path: pathKey(['options', lead]), ...none }];
  }
  const fits = memory.maxConcurrency.p95;
  const tone = tightest.pressure > 1 ? 'bad' : 'good';
  const path = ['workloads', tightest.workload];
  return [
    {
      label: l10n.t('KV memory pressure'),
      value: format.fill(tightest.pressure),
      note: l10n.t('{workload}, all at p95 context', { workload: tightest.workload }),
      tone,
      path: pathKey([...path, 'context']),
    },
    {
      label: l10n.t('Users that fit'),
      value: format.count(fits),
      note: l10n.t('of {wanted} {workload} asked for', {
        wanted: format.count(wanted),
        workload: tightest.workload,
      }),
      tone,
      path: pathKey([...path, 'concurrency']),
    },
  ];
}

function speedTile(scene: Scene, lead: string, option: OptionResult): Tile {
  const slowest = slowestOf(scene.plan, option);
  const label = l10n.t('Speed per user');
  if (!slowest)
    return {
      label,
      value: l10n.t('not known'),
      note: firstReason(option),
      tone: 'plain',
      path: pathKey(['options', lead]),
    };
  const { wanted, speed, workload } = slowest;
  const asked =
    wanted === null
      ? workload
      : l10n.t('{workload}, {speed} asked for', { workload, speed: format.tokenRate(wanted) });
  const tone = wanted === null ? 'plain' : speed >= wanted ? 'good' : 'bad';
  const band = option.workloads[workload]?.decode?.band;
  const spread = band ? `; ${format.between(speed / band.high, speed / band.low, format.tokenRate)}` : '';
  return {
    label,
    value: format.tokenRate(speed),
    note: `${asked}${spread}`,
    tone,
    path: pathKey(['workloads', workload, 'speed']),
  };
}

function costTile(lead: string, option: OptionResult): Tile {
  const { usdPerMillionTokens, usdPerHour } = option.total;
  const reason =
    Object.values(option.workloads).find(({ cost }) => cost.reason)?.cost.reason ?? firstReason(option);
  const hourly =
    usdPerHour === null
      ? l10n.t('all workloads')
      : l10n.t('{cost} an hour', { cost: format.usdPerHour(usdPerHour) });
  const errors = Object.values(option.workloads).flatMap(({ decode }) => decode?.band.high ?? []);
  const error = Math.max(1, ...errors);
  const spread =
    usdPerMillionTokens === null || error === 1
      ? ''
      : `; ${format.between(usdPerMillionTokens / error, usdPerMillionTokens * error, format.usdPerMillion)}`;
  return {
    label: l10n.t('Cost per million tokens'),
    value: format.orUnknown(usdPerMillionTokens, format.usdPerMillion),
    note: usdPerMillionTokens === null ? reason : `${hourly}${spread}`,
    tone: 'plain',
    path: pathKey(['options', lead]),
  };
}

function firstReason(option: OptionResult): string {
  return option.reasons[0] ?? '';
}

/** The first break-even of the plan: along the first variable there is, for the first workload it concerns. */
function breakEvenTile(scene: Scene): Tile {
  const label = l10n.t('Break-even');
  const comparison = comparisonOf(scene.plan);
  const [variable] = breakEvenVariables(scene.plan);
  if (!comparison || !variable)
    return {
      label,
      value: l10n.t('none'),
      note: l10n.t('needs two options'),
      tone: 'plain',
      path: 'breakEven',
    };
  const workload = variableById(variable.id)?.perWorkload
    ? (Object.keys(scene.plan.workloads)[0] ?? null)
    : null;
  const { value: answers, pending } = scene.analyst.ask('breakEven', {
    ...comparison,
    variable: variable.id,
    workload,
  });
  const found = answers?.[0];
  const path = variable.path ?? 'breakEven';
  if (!found)
    return {
      label,
      value: pending ? '…' : l10n.t('not known'),
      note: pending ? l10n.t('working it out') : '',
      tone: 'plain',
      path,
    };
  const quantity = (value: number) => format.crossing(value, variable.dimension);
  const note = breakEvenSentence(found, variable.label, quantity, null);
  return {
    label,
    value: found.value === null ? l10n.t('none') : quantity(found.value),
    note,
    tone: 'plain',
    path,
  };
}

function attachTile({ plan, result }: Scene): Tile {
  const label = l10n.t('LPX attach rate');
  const path = 'workloads';
  const { ofTokens, reason, lpxRacksPerGpuRack } = result.attachRate;
  if (!Object.values(plan.options).some(({ lpx }) => lpx)) {
    return { label, value: l10n.t('none'), note: l10n.t('no option has LPX racks'), tone: 'plain', path };
  }
  if (ofTokens === null)
    return { label, value: l10n.t('not known'), note: reason ?? '', tone: 'plain', path };
  const cheapest = lpxRacksPerGpuRack
    ? l10n.t('of tokens are cheapest with LPX, {racks} LPX racks a GPU rack', {
        racks: format.plain(lpxRacksPerGpuRack),
      })
    : l10n.t('of tokens are cheapest with LPX');
  return {
    label,
    value: format.percent(ofTokens),
    note: [cheapest, notWorking(result)].filter(Boolean).join('; '),
    tone: 'plain',
    path,
  };
}

const columnNames = () => [
  l10n.t('Option'),
  l10n.t('Works'),
  l10n.t('USD / M tokens'),
  l10n.t('KV pressure'),
  l10n.t('Users fit at p95'),
  l10n.t('Speed per user'),
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

/** The first reasons why an option does not work; one that several workloads share is said once. */
function reasonsNote(option: OptionResult): string {
  return sharedReasons(option)
    .slice(0, MOST_REASONS)
    .map(({ reason, workloads: names }) => {
      if (names.length === 0) return reason;
      const who = names.length > 2 ? l10n.t('{count} workloads', { count: names.length }) : names.join(', ');
      return `${who}: ${reason}`;
    })
    .join('; ');
}

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
      text: format.count(memory.maxConcurrency.p95),
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
