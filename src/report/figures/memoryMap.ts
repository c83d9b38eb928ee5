import { pathKey } from '../../plan/path.js';
import type { ConcurrencyMap } from '../../engine/questions/charts.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from '../words/format.js';
import { mapFinding } from '../words/memory/memory.js';
import { mapData } from './data/data.js';
import { mapTable, nearestIndex, type MapCell, type MapFigure } from './figure.js';
import { noHardware, type MemoryChoice } from './memory.js';
import type { Subject } from './questions.js';

/** How full the KV memory is over users and context. */
export function memoryMap(subject: Subject, { option, workload }: MemoryChoice): MapFigure {
  const { plan, result, ask } = subject;
  const { value, pending } =
    option === '' ? { value: null, pending: false } : ask('concurrencyMap', { option, workload });
  const map = value && withoutTwins(value);
  const memory = result.options[option]?.workloads[workload]?.memory ?? null;
  const own = plan.workloads[workload];
  const drawn = {
    subtitle:
      option === ''
        ? l10n.t('Share of the KV memory that users (down) at a median context (across) ask for')
        : l10n.t(
            'Share of the KV memory of {option} that users (down) at a median context (across) ask for 95 % of the time, at the plan’s mix of lengths',
            { option },
          ),
    across: l10n.t('Median context'),
    down: l10n.t('Users'),
    columns: map?.tokens.map(format.contextTick) ?? [],
    rows: map ? rowsOf(map, workload, memory?.askedConcurrency ?? null, own?.context.p50 ?? null) : [],
  };
  const finding = option === '' ? l10n.t('Concurrency and context') : mapFinding(workload, memory);
  return {
    id: 'memory-map',
    kind: 'map',
    finding,
    summary: `${finding}. ${drawn.subtitle}.`,
    ...drawn,
    key: map
      ? [
          { symbol: '', label: l10n.t('fits'), colour: 2 },
          { symbol: '', label: l10n.t('does not fit (bold)'), colour: 'error' },
        ]
      : [],
    missing: option === '' ? noHardware(subject) : map ? null : notYet(pending),
    pending,
    table: mapTable(drawn),
    data: mapData(
      { name: drawn.across, unit: 'tokens', values: map?.tokens ?? [] },
      { name: drawn.down, unit: 'count', values: map?.concurrency ?? [] },
      { name: l10n.t('Share of KV memory'), at: (row, column) => map?.pressure[row]?.[column] ?? null },
    ),
  };
}

/** Parts of a handful of users are the same whole users: each number of them has one row. */
function withoutTwins({ tokens, concurrency, pressure }: ConcurrencyMap): ConcurrencyMap {
  const isFirst = (_: unknown, row: number) => concurrency.indexOf(concurrency[row] ?? 0) === row;
  return { tokens, concurrency: concurrency.filter(isFirst), pressure: pressure.filter(isFirst) };
}

/** What stands where a map will be, or cannot be. */
export const notYet = (pending: boolean) => (pending ? l10n.t('Working it out …') : l10n.t('Not known.'));

function rowsOf(map: ConcurrencyMap, workload: string, concurrency: number | null, median: number | null) {
  const here = nearestIndex(map.tokens, median);
  return map.concurrency.map((users, row) => ({
    label: format.count(users),
    cells: map.tokens.map((tokens, column): MapCell => {
      const ratio = map.pressure[row]?.[column] ?? Number.POSITIVE_INFINITY;
      const fits = ratio <= 1;
      const value = !Number.isFinite(ratio)
        ? l10n.t('no room for KV')
        : fits
          ? l10n.t('{ratio} of KV memory, fits', { ratio: format.fill(ratio) })
          : l10n.t('{ratio} of KV memory, does not fit', { ratio: format.fill(ratio) });
      return {
        text: shortFill(ratio),
        strength: fits ? Math.max(0.04, ratio) : Math.min(1, 0.35 + Math.log10(ratio) / 2),
        colour: fits ? 2 : 'error',
        value,
        detail: l10n.t('{users} users at a median of {tokens} tokens: {value}', {
          users: format.count(users),
          tokens: format.tokens(tokens),
          value,
        }),
        current: users === concurrency && column === here,
        path: pathKey(['workloads', workload, 'concurrency']),
      };
    }),
  }));
}

function shortFill(ratio: number): string {
  if (!Number.isFinite(ratio)) return '✗';
  return ratio < 0.01 ? '<1%' : ratio <= 2 ? `${Math.round(ratio * 100)}%` : format.times(ratio);
}
