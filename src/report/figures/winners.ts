import { pathKey } from '../../plan/path.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { VariableSummary, WinnerMap } from '../../engine/questions/charts.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from '../words/format.js';
import { lookOfOption } from '../words/insight.js';
import { winnerFinding } from '../words/sentences.js';
import { tickText, variableAxis } from './axes.js';
import { mapData } from './data/data.js';
import { mapTable, nearestIndex, type MapCell, type MapFigure } from './figure.js';
import { notYet } from './memoryMap.js';
import type { Subject } from './questions.js';

/** The two inputs of a map. */
export interface MapSides {
  readonly x: VariableSummary;
  readonly y: VariableSummary;
}

/** The inputs a reader chose, else speed across and context down; `null` where there are no two. */
export function mapSides(
  known: readonly VariableSummary[],
  wish: { readonly x: string | null; readonly y: string | null } = { x: null, y: null },
): MapSides | null {
  const pick = (wanted: string | null, fallback: string, not: string | null) => {
    const others = known.filter(({ id }) => id !== not);
    return others.find(({ id }) => id === wanted) ?? others.find(({ id }) => id === fallback) ?? others[0];
  };
  const x = pick(wish.x, 'speed', null);
  const y = x && pick(wish.y, 'context', x.id);
  return x && y ? { x, y } : null;
}

/** Which option is cheapest where, over two inputs. */
export function winners({ plan, ask }: Subject, workload: string, sides: MapSides): MapFigure {
  const { x, y } = sides;
  const { value: map, pending } = ask('winnerMap', { x: x.id, y: y.id, workload });
  const order = map ? winnersOf(plan, map) : [];
  const drawn = {
    subtitle: l10n.t('Cheapest option for {workload} over {x} (across) and {y} (down)', {
      workload,
      x: x.label,
      y: y.label,
    }),
    across: sideOf(x),
    down: sideOf(y),
    columns: map?.x.map((value) => tickText(variableAxis(x), value)) ?? [],
    rows:
      map?.y.map((value, row) => ({
        label: tickText(variableAxis(y), value),
        cells: cellsOf(plan, map, row, order, sides),
      })) ?? [],
  };
  const finding = map ? winnerFinding(map) : l10n.t('Who wins where');
  const nowhere = order.length === 0 ? l10n.t('No option has a cost anywhere on the map.') : null;
  return {
    id: 'winner-map',
    kind: 'map',
    finding,
    summary: `${finding}. ${drawn.subtitle}.`,
    ...drawn,
    key: map
      ? [
          ...order.map((name, i) => ({
            symbol: letterOf(i),
            label: name,
            colour: lookOfOption(plan, name),
          })),
          { symbol: NONE, label: l10n.t('no cost'), colour: null },
        ]
      : [],
    missing: map ? nowhere : notYet(pending),
    pending,
    table: mapTable(drawn),
    data: mapData(
      { name: x.label, unit: x.dimension, values: map?.x ?? [] },
      { name: y.label, unit: y.dimension, values: map?.y ?? [] },
      { name: l10n.t('Cheapest option'), at: (row, column) => map?.winner[row]?.[column] ?? null },
    ),
  };
}

/** What stands where no option can serve. */
const NONE = '–';

/** Options that win somewhere, in the order of the plan. */
function winnersOf(plan: ResolvedPlan, map: WinnerMap): string[] {
  const all = new Set(map.winner.flat());
  return Object.keys(plan.options).filter((name) => all.has(name));
}

/** A side of the map, with its unit where its labels do not carry it. */
const sideOf = (variable: VariableSummary) =>
  variable.dimension === 'tokens' ? variable.label : variableAxis(variable).title;

function cellsOf(
  plan: ResolvedPlan,
  map: WinnerMap,
  row: number,
  order: readonly string[],
  { x, y }: MapSides,
): MapCell[] {
  const isRow = row === nearestIndex(map.y, y.current);
  const column = nearestIndex(map.x, x.current);
  return map.x.map((value, i) => {
    const winner = map.winner[row]?.[i] ?? null;
    const place = `${format.quantity(value, x.dimension)}, ${format.quantity(map.y[row] ?? 0, y.dimension)}`;
    const current = isRow && i === column;
    if (winner === null) {
      const none = { text: NONE, strength: 0, colour: null, path: null };
      return { ...none, value: NONE, detail: l10n.t('{place}: no option has a cost', { place }), current };
    }
    return {
      text: letterOf(order.indexOf(winner)),
      strength: 0.85,
      colour: lookOfOption(plan, winner),
      value: winner,
      detail: l10n.t('{place}: {winner} is cheapest', { place, winner }),
      current,
      path: pathKey(['options', winner]),
    };
  });
}

const letterOf = (index: number) => String.fromCharCode(65 + (index % 26));
