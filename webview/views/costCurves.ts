import type { VariableSummary } from '../../src/engine/questions/charts.js';
import * as l10n from '../../src/l10n/l10n.js';
import { costAxis } from '../../src/report/figures/axes.js';
import {
  costMessage,
  costOverInputQuestion,
  costOverSpeedQuestion,
  type CostQuestion,
} from '../../src/report/figures/costChart.js';
import * as format from '../../src/report/words/format.js';
import { lookOfOption, valueAt } from '../../src/report/words/insight.js';
import { bandNote } from '../../src/report/words/sentences.js';
import { pathKey } from '../../src/plan/path.js';
import type { LinePoint, LineSpec } from '../charts/line.js';
import type { Cell } from '../charts/tableTwin.js';
import type { Scene } from '../view.js';
import { crossingFor, scopeOf, type Asked } from './crossings.js';

/** Cost of an option along an axis. */
interface Curve {
  readonly option: string;
  readonly points: readonly LinePoint[];
}

/** The curves of all options, as far as they are known. */
export interface Curves {
  readonly curves: readonly Curve[];
  readonly pending: boolean;
}

/** More options than this, and only those that matter are named; the others are lines in the background. */
const MOST_NAMED = 8;

/** How many curves still carry bands: more than are named would be fog. */
const isBanded = ({ scene }: Asked) => Object.keys(scene.plan.options).length <= MOST_NAMED;

const shade = (asked: Asked): string => (isBanded(asked) ? bandNote() : '');

/** Asks for the cost of every option over speed; bands take longer, and are asked for apart. */
export function speedCurves({ scene, workload }: Asked, bands: boolean): Curves {
  return gather(scene, (option) => {
    const { value, pending } = scene.analyst.ask('costOverSpeed', { option, workload, bands });
    const points = (value ?? []).map(({ speed, usdPerMillionTokens: y, band }) => ({ x: speed, y, band }));
    return { points, pending };
  });
}

/** Asks for the cost of every option over an input. */
export function inputCurves(asked: Asked, variable: VariableSummary, bands: boolean): Curves {
  const { scene } = asked;
  const workload = scopeOf(asked, variable);
  return gather(scene, (option) => {
    const question = { variable: variable.id, option, workload, bands };
    const { value, pending } = scene.analyst.ask('costOver', question);
    const points = (value ?? []).map(({ x, usdPerMillionTokens: y, band }) => ({ x, y, band }));
    return { points, pending };
  });
}

function gather(
  { plan }: Scene,
  ask: (option: string) => { readonly points: readonly LinePoint[]; readonly pending: boolean },
): Curves {
  const all = Object.keys(plan.options).map((option) => ({ option, ...ask(option) }));
  return { curves: all, pending: all.some(({ pending }) => pending) };
}

/** `plain` with the bands of those curves whose bands are there. */
export function withBands(asked: Asked, plain: Curves, ask: (bands: boolean) => Curves): Curves {
  if (!isBanded(asked)) return plain;
  const banded = ask(true).curves;
  const curves = plain.curves.map((curve) => {
    const own = banded.find(({ option }) => option === curve.option);
    return own && sameLine(own.points, curve.points) ? own : curve;
  });
  return { ...plain, curves };
}

/** Bands of the plan before would not lie around the lines of this one. */
function sameLine(a: readonly LinePoint[], b: readonly LinePoint[]): boolean {
  return a.length === b.length && a.every(({ x, y }, i) => b[i]?.x === x && b[i].y === y);
}

/** Cost over the speed that each user gets. */
export function speedSpec(asked: Asked, curves: Curves, variable: VariableSummary | undefined): LineSpec {
  const { scene, workload } = asked;
  const question = costOverSpeedQuestion(workload, scene.plan.workloads[workload]?.speed ?? null);
  return costSpec(asked, curves, question, variable, l10n.t('No option has a cost at any speed.'));
}

/** Cost over an input of the reader's choice. */
export function overSpec(asked: Asked, curves: Curves, variable: VariableSummary): LineSpec {
  const question = costOverInputQuestion(variable, scopeOf(asked, variable));
  const missing = l10n.t('No option has a cost over {label}.', { label: variable.label });
  return costSpec(asked, curves, question, variable, missing);
}

function costSpec(
  asked: Asked,
  { curves, pending }: Curves,
  question: CostQuestion,
  variable: VariableSummary | undefined,
  missing: string,
): LineSpec {
  const message = costMessage(question, curves, variable ? crossingFor(asked, variable) : null);
  const isDrawn = curves.some(({ points }) => points.some(({ y }) => y !== null));
  const path = variable?.path;
  return {
    finding:
      isDrawn || !pending
        ? message.finding
        : l10n.t('Cost over {label}: working it out …', { label: question.label }),
    subtitle: question.subtitle + shade(asked),
    summary: message.summary,
    missing: isDrawn || pending ? null : missing,
    pending,
    x: question.axis,
    y: costAxis,
    series: seriesOf(asked, curves, question.current),
    lines: message.rules.map((rule) => (rule.tone === 'plan' && path ? { ...rule, path } : rule)),
    spots: message.spots,
    table: costTable(question, curves),
  };
}

/** Named lines have the look of their option. */
function seriesOf(
  { scene, comparison }: Asked,
  curves: readonly Curve[],
  current: number | null,
): LineSpec['series'] {
  const costOf = ({ points }: Curve) => (current === null ? null : valueAt(points, current)) ?? Infinity;
  const cheapest = curves.toSorted((a, b) => costOf(a) - costOf(b)).map(({ option }) => option);
  const important = [comparison?.baseline, comparison?.challenger, ...cheapest].filter(
    (name) => name !== undefined,
  );
  const named = new Set(
    curves.length <= MOST_NAMED
      ? curves.map(({ option }) => option)
      : [...new Set(important)].slice(0, MOST_NAMED - 2),
  );
  return curves.map(({ option, points }) => ({
    id: option,
    label: option,
    style: named.has(option) ? lookOfOption(scene.plan, option) : null,
    points,
    path: pathKey(['options', option, ...(scene.plan.options[option]?.lpx ? ['lpx', 'price'] : [])]),
  }));
}

function costTable(q: CostQuestion, curves: readonly Curve[]) {
  const grid = curves.find(({ points }) => points.length > 0)?.points ?? [];
  return {
    caption: l10n.t('USD per million tokens over {label}', { label: q.label }),
    columns: [q.axis.title, ...curves.map(({ option }) => option)],
    rows: grid.map(({ x }, i) => [{ text: q.full(x) }, ...curves.map(({ points }) => costCell(points[i]))]),
  };
}

function costCell(point: LinePoint | undefined): Cell {
  if (point?.y == null) return { text: '–' };
  const text = format.usdPerMillion(point.y);
  if (!point.band) return { text };
  const [low, high] = [point.band.low, point.band.high].map(format.usdPerMillion);
  return { text, note: l10n.t('{low} to {high}', { low: low ?? '', high: high ?? '' }) };
}
