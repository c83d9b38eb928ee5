import * as l10n from '../../src/l10n/l10n.js';
import { dropdown } from '../controls.js';
import { createBarChart, type BarSpec } from '../charts/bars.js';
import { bytesAxis, contextAxis } from '../../src/report/figures/axes.js';
import { createHeatTable, type HeatSpec } from '../charts/heatTable.js';
import { createLineChart, type LineSpec } from '../charts/line.js';
import type { MemoryPoint } from '../../src/engine/questions/charts.js';
import type { MemoryResult } from '../../src/engine/shapes/result.js';
import { createTable, type TableSpec } from '../charts/tableTwin.js';
import { element, setText, show } from '../dom.js';
import * as format from '../../src/report/words/format.js';
import { leadingOption, tightness } from '../../src/report/words/insight.js';
import { explainedParts, fillNote, MEMORY_PARTS, memoryParts } from '../../src/report/figures/memoryFill.js';
import { chosenOf } from '../state.js';
import {
  contextFinding,
  mapFinding,
  memoryFinding,
  memorySummary,
  outOfRoomAt,
} from '../../src/report/words/sentences.js';
import { pathKey } from '../../src/plan/path.js';
import type { Page, Scene, View } from '../view.js';

/** What fills the memory, what context does to it, and how much room is left. */
export function createMemoryView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const options = dropdown(l10n.t('Option'), [], (option) => page.setView({ option }));
  const fill = createBarChart('memory-fill', page);
  const context = createLineChart('memory-context', page);
  const map = createHeatTable('memory-map', page);
  const parts = createTable();
  const partsTitle = element('summary');
  const explained = element('details', { class: 'explained' }, partsTitle, parts.element);
  fill.element.append(explained);
  explained.open = page.isOpen(PARTS);
  explained.addEventListener('toggle', () => page.setOpen(PARTS, explained.open));
  const toolbar = element('div', { class: 'toolbar' }, workloads.element, options.element);
  const root = element('div', { class: 'view' }, toolbar, fill.element, context.element, map.element);
  const update = (scene: Scene) => {
    const { workload, option } = chosen(scene);
    const choice = (name: string) => ({ value: name, label: name });
    workloads.update(Object.keys(scene.plan.workloads).map(choice), workload);
    options.update(ownHardware(scene).map(choice), option);
    fill.update(fillSpec(scene, workload));
    const memory = scene.result.options[option]?.workloads[workload]?.memory ?? null;
    show(explained, memory !== null);
    setText(partsTitle, l10n.t('What fills {option}, part by part', { option }));
    if (memory) parts.update(partsTable(memory, option));
    context.update(contextSpec(scene, option, workload));
    map.update(mapSpec(scene, option, workload));
  };
  return { element: root, update };
}

/** Name under which the page keeps whether the explanation stands open. */
const PARTS = 'memory-parts';

function partsTable(memory: MemoryResult, option: string): TableSpec {
  return {
    caption: l10n.t('What fills one accelerator of {option}', { option }),
    columns: [l10n.t('Part'), l10n.t('Per accelerator'), l10n.t('What it is')],
    rows: explainedParts(memory).map((row) => row.map((text) => ({ text }))),
    endsInText: true,
  };
}

/** Options that hold a KV cache on accelerators of the user's own. */
function ownHardware({ plan, result }: Scene): string[] {
  return Object.keys(plan.options).filter((name) =>
    Object.values(result.options[name]?.workloads ?? {}).some(({ memory }) => memory !== null),
  );
}

/** What the user chose; first the tightest workload, of the option that the headline is about. */
function chosen(scene: Scene): { readonly workload: string; readonly option: string } {
  const names = ownHardware(scene);
  const lead = leadingOption(scene.result);
  const option = chosenOf(scene.view.option ?? lead, names) ?? '';
  const tightest = tightness(scene.result).find((entry) => entry.option === option)?.workload ?? null;
  const workload = chosenOf(scene.view.workload ?? tightest, Object.keys(scene.plan.workloads)) ?? '';
  return { workload, option };
}

interface Filled {
  readonly option: string;
  readonly memory: MemoryResult;
}

const noHardware = () => l10n.t('No option runs on accelerators of your own, so there is no memory to fill.');

function fillSpec(scene: Scene, workload: string): BarSpec {
  const rows = Object.entries(scene.result.options).flatMap(([option, { workloads }]): Filled[] => {
    const memory = workloads[workload]?.memory;
    return memory ? [{ option, memory }] : [];
  });
  const capacity = Math.max(0, ...rows.map(({ memory }) => memory.capacityBytes));
  const max = rows.some(({ memory }) => memory.pressure > 1) ? capacity * 1.25 : capacity;
  return {
    finding: memoryFinding(scene.result, workload),
    subtitle: l10n.t(
      'Memory of one accelerator by option, for {workload}: KV at the mix of contexts, and with all users at p95; the upright line is its capacity',
      { workload },
    ),
    summary: l10n.t('Stacked bars of memory per accelerator. {summary}', {
      summary: memorySummary(scene.result),
    }),
    missing: rows.length === 0 ? noHardware() : null,
    pending: false,
    axis: l10n.t('bytes per accelerator'),
    max,
    format: format.bytes,
    rows: rows.map(({ option, memory }) => ({
      label: option,
      note: fillNote(memory),
      limit: memory.capacityBytes,
      path: pathKey(['options', option]),
    })),
    parts: memoryParts(rows.map(({ memory }) => memory)),
    table: fillTable(rows),
  };
}

function fillTable(rows: readonly Filled[]) {
  return {
    caption: l10n.t('Memory of one accelerator by option'),
    columns: [l10n.t('Option'), ...MEMORY_PARTS.map(({ label }) => label), l10n.t('Capacity')],
    rows: rows.map(({ option, memory }) => [
      { text: option },
      ...MEMORY_PARTS.map(({ of }) => ({ text: format.bytes(of(memory)) })),
      { text: format.bytes(memory.capacityBytes) },
    ]),
  };
}

interface Curve {
  readonly workload: string;
  readonly points: readonly MemoryPoint[];
  readonly concurrency: number;
  readonly endsAt: number | null;
}

function contextSpec(scene: Scene, option: string, chosenWorkload: string): LineSpec {
  const asked = option === '' ? [] : Object.entries(scene.plan.workloads);
  const answers = asked.map(([workload, { concurrency }]) => ({
    workload,
    concurrency,
    ...scene.analyst.ask('memoryOverContext', { option, workload }),
  }));
  const pending = answers.some((answer) => answer.pending);
  const curves = answers.flatMap(({ workload, concurrency, value }): Curve[] =>
    value && value.length > 0 ? [{ workload, points: value, concurrency, endsAt: outOfRoomAt(value) }] : [],
  );
  const pool =
    curves.find(({ workload }) => workload === chosenWorkload)?.points[0]?.poolBytes ??
    curves[0]?.points[0]?.poolBytes;
  const named = namedOf(curves, chosenWorkload);
  const finding = contextFinding(
    option,
    curves.map(({ workload, concurrency, endsAt }) => ({ workload, concurrency, tokens: endsAt })),
  );
  return {
    finding:
      curves.length === 0
        ? l10n.t('KV cache over context on {option}', { option: option || l10n.t('your accelerators') })
        : finding,
    subtitle: l10n.t('KV cache asked of one accelerator if every user had that context, on {option}', {
      option,
    }),
    summary: l10n.t('KV bytes per accelerator over context, one line a workload. {finding}.', { finding }),
    missing:
      option === ''
        ? noHardware()
        : curves.length === 0 && !pending
          ? l10n.t("{option} cannot hold this plan's weights.", { option })
          : null,
    pending,
    x: contextAxis,
    y: bytesAxis(l10n.t('KV bytes per accelerator')),
    series: curves.map(({ workload, points }, i) => ({
      id: workload,
      label: workload,
      style: named.has(workload) ? i : null,
      points: points.map(({ tokens, demandedBytes }) => ({ x: tokens, y: demandedBytes })),
      path: pathKey(['workloads', workload, 'context']),
    })),
    lines:
      pool === undefined
        ? []
        : [
            {
              axis: 'y',
              value: pool,
              label: l10n.t('room for KV: {pool}', { pool: format.bytes(pool) }),
              tone: 'limit',
            },
          ],
    spots: curves.flatMap(({ endsAt, points }) =>
      endsAt === null ? [] : [{ x: endsAt, y: points[0]?.poolBytes ?? 0, label: format.tokens(endsAt) }],
    ),
    table: contextTable(curves),
  };
}

/** More workloads than this, and only the chosen one and the first to run out of room are named. */
const MOST_NAMED = 8;

function namedOf(curves: readonly Curve[], chosenWorkload: string): ReadonlySet<string> {
  const names = (some: readonly Curve[]) => some.map(({ workload }) => workload);
  if (curves.length <= MOST_NAMED) return new Set(names(curves));
  const first = curves.toSorted((a, b) => (a.endsAt ?? Infinity) - (b.endsAt ?? Infinity));
  return new Set([chosenWorkload, ...names(first)].slice(0, MOST_NAMED - 2));
}

function contextTable(curves: readonly Curve[]) {
  const grid = curves[0]?.points ?? [];
  return {
    caption: l10n.t('KV bytes asked of one accelerator, and users that fit, by context'),
    columns: [
      l10n.t('Context'),
      ...curves.flatMap(({ workload }) => [
        l10n.t('{workload}: KV', { workload }),
        l10n.t('{workload}: users that fit', { workload }),
      ]),
    ],
    rows: grid.map((point, i) => [
      { text: format.tokens(point.tokens) },
      ...curves.flatMap(({ points }) => {
        const own = points[i];
        return own
          ? [{ text: format.bytes(own.demandedBytes) }, { text: format.count(own.maxConcurrency) }]
          : [];
      }),
    ]),
  };
}

function mapSpec(scene: Scene, option: string, workload: string): HeatSpec {
  const none = { columns: [], rows: [], key: [] };
  const head = {
    subtitle: l10n.t('Share of the KV memory of {option} that users (down) at a context (across) ask for', {
      option,
    }),
    across: l10n.t('Context'),
    down: l10n.t('Users'),
  };
  if (option === '')
    return {
      finding: l10n.t('Concurrency and context'),
      ...head,
      ...none,
      missing: noHardware(),
      pending: false,
    };
  const { value: map, pending } = scene.analyst.ask('concurrencyMap', { option, workload });
  const pressure = scene.result.options[option]?.workloads[workload]?.memory?.pressure ?? null;
  const finding = mapFinding(workload, pressure);
  if (!map)
    return {
      finding,
      ...head,
      ...none,
      missing: pending ? l10n.t('Working it out …') : l10n.t('Not known.'),
      pending,
    };
  const plan = scene.plan.workloads[workload];
  const nearest = nearestIndex(map.tokens, plan?.context.p95 ?? 0);
  return {
    finding,
    ...head,
    columns: map.tokens.map(format.contextTick),
    rows: map.concurrency.map((users, row) => ({
      label: format.count(users),
      cells: map.tokens.map((tokens, column) => {
        const ratio = map.pressure[row]?.[column] ?? Number.POSITIVE_INFINITY;
        const fits = ratio <= 1;
        const fill = { ratio: format.fill(ratio) };
        const words = fits
          ? l10n.t('{ratio} of KV memory, fits', fill)
          : l10n.t('{ratio} of KV memory, does not fit', fill);
        const at = { users: format.count(users), tokens: format.tokens(tokens), words };
        return {
          text: shortFill(ratio),
          strength: fits ? Math.max(0.04, ratio) : Math.min(1, 0.35 + Math.log10(ratio) / 2),
          colour: fits ? 2 : ('error' as const),
          words,
          detail: l10n.t('{users} users at {tokens} tokens: {words}', at),
          current: users === plan?.concurrency && column === nearest,
          path: pathKey(['workloads', workload, 'concurrency']),
        };
      }),
    })),
    key: [
      { label: l10n.t('fits'), colour: 2 },
      { label: l10n.t('does not fit (bold)'), colour: 'error' },
    ],
    missing: null,
    pending,
  };
}

function shortFill(ratio: number): string {
  if (!Number.isFinite(ratio)) return '✗';
  return ratio < 0.01 ? '<1%' : ratio <= 2 ? `${Math.round(ratio * 100)}%` : format.times(ratio);
}

function nearestIndex(values: readonly number[], wanted: number): number {
  const distance = (value: number) => Math.abs(Math.log(value / Math.max(1, wanted)));
  return values.reduce((best, value, i) => (distance(value) < distance(values[best] ?? 1) ? i : best), 0);
}
