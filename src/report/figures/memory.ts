import { pathKey } from '../../plan/path.js';
import type { MemoryPoint } from '../../engine/questions/charts.js';
import type { MemoryResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from '../words/format.js';
import { chosenOf, leadingOption, tightness } from '../words/insight.js';
import { contextFinding, memoryFinding, memorySummary, outOfRoomAt } from '../words/memory/memory.js';
import { bytesAxis, contextAxis } from './axes.js';
import { mattering, withFewerRows } from './drawn/fewerRows.js';
import { firstReason } from '../words/reasons.js';
import { tableOf, type BarFigure, type LineFigure, type Rule } from './figure.js';
import { DRAWN_PARTS, fillBrief, fillNote, memoryParts } from './memoryParts.js';
import type { Subject } from './questions.js';

/** What fills the memory, and what context does to it. */

/** What a reader may choose of the figures of memory; `null` for what speaks for itself. */
export interface MemoryWish {
  readonly workload: string | null;
  readonly option: string | null;
}

/** What the figures of memory are about; empty names where there is nothing. */
export interface MemoryChoice {
  readonly workload: string;
  readonly option: string;
}

/** Options that hold a KV cache on accelerators of the user's own. */
export function ownHardware({ plan, result }: Pick<Subject, 'plan' | 'result'>): string[] {
  return Object.keys(plan.options).filter((name) =>
    Object.values(result.options[name]?.workloads ?? {}).some(({ memory }) => memory !== null),
  );
}

/** What the reader chose; first the tightest workload, of the option that the headline is about. */
export function memoryChoice(
  subject: Pick<Subject, 'plan' | 'result'>,
  wish: MemoryWish = { workload: null, option: null },
): MemoryChoice {
  const names = ownHardware(subject);
  const option = chosenOf(wish.option ?? leadingOption(subject.result), names) ?? '';
  const tightest = tightness(subject.result).find((entry) => entry.option === option)?.workload ?? null;
  const workload = chosenOf(wish.workload ?? tightest, Object.keys(subject.plan.workloads)) ?? '';
  return { workload, option };
}

/** Why there is no memory to show: what keeps the options that are no services from running. */
export function noHardware({ plan, result }: Pick<Subject, 'plan' | 'result'>): string {
  const [reason] = Object.entries(result.options).flatMap(([name, option]) =>
    plan.options[name]?.hosted ? [] : (firstReason(option) ?? []),
  );
  return reason === undefined
    ? l10n.t('No option runs on accelerators of your own, so there is no memory to fill.')
    : l10n.t('No option has memory to fill: {reason}.', { reason });
}

interface Filled {
  readonly option: string;
  readonly memory: MemoryResult;
}

/** A bar that needs more than the capacity is cut at this many times of it. */
const OVERFULL = 1.25;

/** What fills an accelerator in each option, for a workload. */
export function memoryFill(
  given: Pick<Subject, 'plan' | 'result'>,
  { workload, option: chosen }: MemoryChoice,
): BarFigure {
  const { result } = given;
  const rows = Object.entries(result.options).flatMap(([option, { workloads }]): Filled[] => {
    const memory = workloads[workload]?.memory;
    return memory ? [{ option, memory }] : [];
  });
  const capacity = Math.max(0, ...rows.map(({ memory }) => memory.capacityBytes));
  const isOver = rows.some(({ memory }) => memory.pressure > 1);
  const figure: BarFigure = {
    id: 'memory-fill',
    kind: 'bars',
    finding: memoryFinding(result, workload),
    subtitle: l10n.t(
      'Memory of one accelerator by option, for {workload}: KV on average, and what holds all users 95 % of the time; the upright line is its capacity',
      { workload },
    ),
    summary: l10n.t('Stacked bars of memory per accelerator. {summary}', { summary: memorySummary(result) }),
    missing: rows.length === 0 ? noHardware(given) : null,
    pending: false,
    axis: { title: l10n.t('bytes per accelerator'), logarithmic: false, unit: 'bytes' },
    max: isOver ? capacity * OVERFULL : capacity,
    rows: rows.map(({ option, memory }) => ({
      label: option,
      note: fillNote(memory),
      brief: fillBrief(memory),
      limit: memory.capacityBytes,
      path: pathKey(['options', option]),
    })),
    parts: memoryParts(rows.map(({ memory }) => memory)),
    table: tableOf(
      l10n.t('Memory of one accelerator by option'),
      [l10n.t('Option'), ...DRAWN_PARTS.map(({ told }) => told.label), l10n.t('Capacity')],
      rows.map(({ option, memory }) => [
        option,
        ...DRAWN_PARTS.map(({ of }) => format.bytes(of(memory))),
        format.bytes(memory.capacityBytes),
      ]),
    ),
  };
  const fullest = rows.toSorted((a, b) => b.memory.pressure - a.memory.pressure)[0]?.option ?? '';
  return withFewerRows(figure, [fullest, chosen, ...mattering(given)]);
}

interface Curve {
  readonly workload: string;
  readonly points: readonly MemoryPoint[];
  readonly concurrency: number;
  readonly endsAt: number | null;
}

/** KV cache over context on an option, against the room there is. */
export function memoryOverContext(subject: Subject, choice: MemoryChoice): LineFigure {
  const { option } = choice;
  const { curves, pending } = curvesOn(subject, option);
  const named = namedOf(curves, choice.workload);
  const finding =
    curves.length === 0
      ? l10n.t('KV cache over context on {option}', { option: option || l10n.t('your accelerators') })
      : contextFinding(
          option,
          curves.map(({ workload, concurrency, endsAt, points }) => ({
            workload,
            concurrency,
            tokens: endsAt,
            fits: points[0] !== undefined && points[0].demandedBytes <= points[0].poolBytes,
            longest: points.at(-1)?.tokens ?? 0,
            room: (points[0]?.poolBytes ?? 0) > 0,
          })),
        );
  const weightsOnly = curves.length === 0 && !pending;
  const nothing = weightsOnly ? l10n.t("{option} cannot hold this plan's weights.", { option }) : null;
  return {
    id: 'memory-context',
    kind: 'lines',
    finding,
    subtitle:
      option === ''
        ? l10n.t('KV cache asked of one accelerator if every user had that context')
        : l10n.t('KV cache asked of one accelerator if every user had that context, on {option}', { option }),
    summary: l10n.t('KV bytes per accelerator over context, one line a workload. {finding}.', { finding }),
    missing: option === '' ? noHardware(subject) : nothing,
    pending,
    x: contextAxis(),
    y: bytesAxis(l10n.t('KV bytes per accelerator')),
    series: curves.map(({ workload, points }, i) => ({
      id: workload,
      label: workload,
      style: named.has(workload) ? i : null,
      points: points.map(({ tokens, demandedBytes }) => ({ x: tokens, y: demandedBytes })),
      path: pathKey(['workloads', workload, 'context']),
    })),
    rules: [...roomRules(curves, choice.workload, named), ...fullRule(subject, choice, curves)],
    // Rings of lines that are not named would be a heap.
    spots: curves.flatMap(({ workload, endsAt, points }) =>
      endsAt === null || !named.has(workload)
        ? []
        : [{ x: endsAt, y: points[0]?.poolBytes ?? 0, label: format.tokens(endsAt) }],
    ),
    table: contextTable(curves),
  };
}

function curvesOn({ plan, result, ask }: Subject, option: string) {
  const asked = option === '' ? [] : Object.keys(plan.workloads);
  const answers = asked.map((workload) => ({
    workload,
    concurrency: result.options[option]?.workloads[workload]?.memory?.askedConcurrency ?? 0,
    ...ask('memoryOverContext', { option, workload }),
  }));
  const curves = answers.flatMap(({ workload, concurrency, value }): Curve[] =>
    value && value.length > 0 ? [{ workload, points: value, concurrency, endsAt: outOfRoomAt(value) }] : [],
  );
  return { curves, pending: answers.some((answer) => answer.pending) };
}

/** More rooms than this, and only that of the chosen workload is drawn: their names would be a heap. */
const MOST_ROOMS = 3;

/** Room for KV of an accelerator; where workloads have accelerators of their own, each room with whose it is. */
function roomRules(curves: readonly Curve[], chosen: string, named: ReadonlySet<string>) {
  const rooms = new Map<number, string[]>();
  for (const { workload, points } of curves) {
    const room = points[0]?.poolBytes;
    if (room === undefined || room <= 0 || !named.has(workload)) continue;
    rooms.set(room, [...(rooms.get(room) ?? []), workload]);
  }
  const all = [...rooms];
  const own = all.filter(([, workloads]) => workloads.includes(chosen));
  const drawn = all.length <= MOST_ROOMS || own.length === 0 ? all.slice(0, MOST_ROOMS) : own;
  return drawn.map(([value, workloads]) => {
    const room = { pool: format.bytes(value), workloads: fewOf(workloads) };
    const label =
      all.length === 1
        ? l10n.t('room for KV: {pool}', room)
        : // The amount first: where the line is short, names are cut.
          l10n.t('room for KV: {pool} ({workloads})', room);
    return { axis: 'y', value, label, tone: 'limit' } as const;
  });
}

/** Where there is no room at all, below everything that is asked: no line of an axis by factors stands at nothing. */
function fullRule({ result }: Subject, { option, workload }: MemoryChoice, curves: readonly Curve[]): Rule[] {
  const capacity = result.options[option]?.workloads[workload]?.memory?.capacityBytes ?? null;
  const full = curves.some((curve) => curve.workload === workload && (curve.points[0]?.poolBytes ?? 1) <= 0);
  if (capacity === null || !full) return [];
  const value = Math.min(...curves.flatMap(({ points }) => points.map(({ demandedBytes }) => demandedBytes)));
  const label = l10n.t('none of {bytes} is free', { bytes: format.bytes(capacity) });
  return [{ axis: 'y', value, label, tone: 'limit' }];
}

/** Names on a line of the plot; where more share its room, their number. */
function fewOf(names: readonly string[]): string {
  const [first = '', second = '', ...more] = names;
  if (more.length === 0) return names.join(', ');
  return l10n.t('{first}, {second} and {count} more', { first, second, count: more.length });
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
  return tableOf(
    l10n.t('KV bytes asked of one accelerator, and users that fit, by context'),
    [
      l10n.t('Context'),
      ...curves.flatMap(({ workload }) => [
        l10n.t('{workload}: KV', { workload }),
        l10n.t('{workload}: users that fit', { workload }),
      ]),
    ],
    grid.map((point, i) => [
      format.tokens(point.tokens),
      ...curves.flatMap(({ points }) => {
        const own = points[i];
        return own ? [format.bytes(own.demandedBytes), format.count(own.maxConcurrency)] : [];
      }),
    ]),
  );
}
