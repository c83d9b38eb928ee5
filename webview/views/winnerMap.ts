import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { VariableSummary, WinnerMap } from '../../src/engine/questions/charts.js';
import * as l10n from '../../src/l10n/l10n.js';
import type { HeatCell, HeatSpec } from '../charts/heatTable.js';
import { variableAxis as across } from '../../src/report/figures/axes.js';
import { lookOfOption } from '../../src/report/words/insight.js';
import * as format from '../../src/report/words/format.js';
import { winnerFinding } from '../../src/report/words/sentences.js';
import { pathKey } from '../../src/plan/path.js';
import type { Scene } from '../view.js';

/** The two inputs of a map. */
export interface MapAxes {
  readonly x: VariableSummary;
  readonly y: VariableSummary;
}

/** The inputs the user chose, else speed across and context down. */
export function chosenAxes({ view }: Scene, known: readonly VariableSummary[]): MapAxes {
  const pick = (wanted: string | null, fallback: string, not: string | null): VariableSummary => {
    const found =
      known.find(({ id }) => id === wanted && id !== not) ??
      known.find(({ id }) => id === fallback && id !== not);
    const other = known.find(({ id }) => id !== not);
    return found ?? other ?? NONE;
  };
  const x = pick(view.mapX, 'speed', null);
  return { x, y: pick(view.mapY, 'context', x.id) };
}

const NONE: VariableSummary = {
  id: '',
  label: '',
  unit: '',
  dimension: 'count',
  low: 1,
  high: 2,
  current: null,
  path: null,
  logarithmic: false,
};

/** Which option is cheapest where, over two inputs. */
export function winnerSpec(scene: Scene, workload: string, { x, y }: MapAxes): HeatSpec {
  const { value: map, pending } = scene.analyst.ask('winnerMap', { x: x.id, y: y.id, workload });
  const head = {
    subtitle: l10n.t('Cheapest option for {workload} over {x} (across) and {y} (down)', {
      workload,
      x: x.label,
      y: y.label,
    }),
    across: sideOf(x),
    down: sideOf(y),
    pending,
  };
  if (!map) {
    return {
      finding: l10n.t('Who wins where'),
      ...head,
      columns: [],
      rows: [],
      key: [],
      missing: pending ? l10n.t('Working it out …') : l10n.t('Not known.'),
    };
  }
  const winners = [...new Set(map.winner.flat())].filter((name) => name !== null);
  const order = Object.keys(scene.plan.options).filter((name) => winners.includes(name));
  return {
    finding: winnerFinding(map),
    ...head,
    columns: map.x.map(across(x).tick),
    rows: map.y.map((value, row) => ({
      label: across(y).tick(value),
      cells: cellsOf(map, row, order, { x, y }, scene.plan),
    })),
    key: [
      ...order.map((name, i) => ({
        label: `${letterOf(i)} ${name}`,
        colour: lookOfOption(scene.plan, name),
      })),
      { label: l10n.t('– none can'), colour: null },
    ],
    missing: order.length === 0 ? l10n.t('No option can serve this anywhere on the map.') : null,
  };
}

/** A side of the map, with its unit where its labels do not carry it. */
const sideOf = (variable: VariableSummary) =>
  variable.dimension === 'tokens' ? variable.label : across(variable).title;

function cellsOf(
  map: WinnerMap,
  row: number,
  order: readonly string[],
  { x, y }: MapAxes,
  plan: ResolvedPlan,
): HeatCell[] {
  const atX = nearestIndex(map.x, x.current);
  const atY = nearestIndex(map.y, y.current);
  return map.x.map((value, column) => {
    const winner = map.winner[row]?.[column] ?? null;
    const index = winner === null ? -1 : order.indexOf(winner);
    const place = `${format.quantity(value, x.dimension)}, ${format.quantity(map.y[row] ?? 0, y.dimension)}`;
    const words = winner === null ? l10n.t('no option can') : l10n.t('{winner} is cheapest', { winner });
    return {
      text: winner === null ? '–' : letterOf(index),
      strength: winner === null ? 0 : 0.85,
      colour: winner === null ? null : lookOfOption(plan, winner),
      words,
      detail: l10n.t('{place}: {words}', { place, words }),
      current: row === atY && column === atX,
      path: winner === null ? null : pathKey(['options', winner]),
    };
  });
}

const letterOf = (index: number) => String.fromCharCode(65 + (index % 26));

function nearestIndex(values: readonly number[], wanted: number | null): number {
  if (wanted === null || wanted <= 0) return -1;
  const distance = (value: number) => Math.abs(Math.log(value / wanted));
  return values.reduce(
    (best, value, i) => (distance(value) < distance(values[best] ?? Infinity) ? i : best),
    0,
  );
}
