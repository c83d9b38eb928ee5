import { comparisonOf, type Comparison } from '../../src/engine/breakEven.js';
import { breakEvenVariables, type VariableSummary } from '../../src/engine/charts.js';
import type { BreakEven } from '../../src/engine/result.js';
import * as l10n from '../../src/l10n/l10n.js';
import { costAxis, speedAxis, variableAxis, type Axis } from '../../src/report/axes.js';
import { createLineChart, type LineSpec } from '../charts/line.js';
import type { LineMark } from '../charts/marks.js';
import { createHeatTable } from '../charts/heatTable.js';
import { createTable, type Cell } from '../charts/tableTwin.js';
import { dropdown, type Choice } from '../controls.js';
import { element, setText, show } from '../dom.js';
import * as format from '../../src/report/format.js';
import { valueAt } from '../../src/report/insight.js';
import { chosenOf } from '../state.js';
import { breakEvenSentence, costFinding, secondPurchaseSentence } from '../../src/report/sentences.js';
import type { Page, Scene, View } from '../view.js';
import { createSpanChart } from '../charts/spans.js';
import { claimsSpec } from './claims.js';
import { createFlips } from './flips.js';
import { chosenAxes, winnerSpec } from './winnerMap.js';

/** Where a purchase starts to pay: cost over speed and over a chosen input, and who wins where. */
export function createBreakEvenView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const variables = dropdown(l10n.t('Over'), [], (variable) => page.setView({ variable }));
  const across = dropdown(l10n.t('Across'), [], (mapX) => page.setView({ mapX }));
  const down = dropdown(l10n.t('Down'), [], (mapY) => page.setView({ mapY }));
  const speed = createLineChart('cost-speed', page);
  const over = createLineChart('cost-over', page);
  const map = createHeatTable('winner-map', page);
  const crossings = createTable();
  const crossingsTitle = element('h3');
  const purchase = element('p');
  const crossingsCard = element(
    'section',
    { class: 'card' },
    element('header', {}, crossingsTitle),
    purchase,
    crossings.element,
  );
  const claims = createSpanChart('claims', page);
  const flips = createFlips(page);
  over.tools.append(variables.element);
  map.tools.append(across.element, down.element);
  const empty = element(
    'p',
    { class: 'missing' },
    l10n.t('A break-even needs a workload and at least two options in the plan.'),
  );
  const toolbar = element('div', { class: 'toolbar' }, workloads.element);
  const charts = element(
    'div',
    { class: 'view' },
    toolbar,
    speed.element,
    over.element,
    crossingsCard,
    map.element,
    flips.element,
    claims.element,
  );
  const root = element('div', { class: 'view' }, empty, charts);
  const update = (scene: Scene) => {
    const names = Object.keys(scene.plan.workloads);
    const workload = chosenOf(scene.view.workload, names);
    const known = workload === null ? [] : breakEvenVariables(scene.plan, workload);
    const chosen =
      known.find(({ id }) => id === scene.view.variable) ?? known.find(({ id }) => id !== 'speed');
    show(empty, workload === null || !chosen);
    show(charts, workload !== null && chosen !== undefined);
    if (workload === null || !chosen) return;
    const axes = chosenAxes(scene, known);
    workloads.update(
      names.map((name) => ({ value: name, label: name })),
      workload,
    );
    variables.update(known.map(choiceOf), chosen.id);
    across.update(known.map(choiceOf), axes.x.id);
    down.update(known.map(choiceOf), axes.y.id);
    const question: Asked = { scene, workload, comparison: comparisonOf(scene.plan) };
    speed.update(
      speedSpec(
        question,
        known.find(({ id }) => id === 'speed'),
      ),
    );
    over.update(overSpec(question, chosen));
    setText(crossingsTitle, crossingsHeading(question.comparison));
    const { secondPurchase } = scene.result;
    show(purchase, secondPurchase !== null);
    setText(purchase, secondPurchase ? secondPurchaseSentence(secondPurchase) : '');
    crossings.update({
      caption: l10n.t('Break-evens by input'),
      columns: crossingColumns(),
      endsInText: true,
      rows: crossingRows(question, known, page),
    });
    map.update(winnerSpec(scene, workload, axes));
    flips.update(scene, [workload]);
    claims.update(claimsSpec(scene, workload));
  };
  return { element: root, update };
}

const choiceOf = ({ id, label }: VariableSummary): Choice => ({ value: id, label });

interface Asked {
  readonly scene: Scene;
  readonly workload: string;
  readonly comparison: Comparison | null;
}

interface Curve {
  readonly option: string;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

/** More options than this, and only those that matter are named; the others are lines in the background. */
const MOST_NAMED = 8;

function speedSpec(asked: Asked, variable: VariableSummary | undefined): LineSpec {
  const { scene, workload } = asked;
  let pending = false;
  const curves = Object.keys(scene.plan.options).map((option): Curve => {
    const { value, pending: waits } = scene.analyst.ask('costOverSpeed', { option, workload });
    pending ||= waits;
    return {
      option,
      points: (value ?? []).map(({ speed, usdPerMillionTokens }) => ({ x: speed, y: usdPerMillionTokens })),
    };
  });
  const current = scene.plan.workloads[workload]?.speed ?? null;
  return costSpec(asked, curves, {
    axis: speedAxis,
    label: l10n.t('per user'),
    subtitle: l10n.t(
      'Cost of {workload} over the speed each user gets; a line ends where its option can go no faster',
      { workload },
    ),
    current,
    currentLabel:
      current === null ? '' : l10n.t('asked for: {current}', { current: format.tokenRate(current) }),
    variable,
    where:
      current === null
        ? l10n.t('for {workload}', { workload })
        : l10n.t('at the {current} that {workload} asks for', {
            current: format.tokenRate(current),
            workload,
          }),
    pending,
    full: format.tokenRate,
    missing: l10n.t('No option has a cost at any speed.'),
  });
}

function overSpec(asked: Asked, variable: VariableSummary): LineSpec {
  const { scene, workload } = asked;
  const scope = scopeOf(asked, variable);
  let pending = false;
  const curves = Object.keys(scene.plan.options).map((option): Curve => {
    const { value, pending: waits } = scene.analyst.ask('costOver', {
      variable: variable.id,
      option,
      workload: scope,
    });
    pending ||= waits;
    return {
      option,
      points: (value ?? []).map(({ x, usdPerMillionTokens }) => ({ x, y: usdPerMillionTokens })),
    };
  });
  const axis = variableAxis(variable);
  const { current } = variable;
  return costSpec(asked, curves, {
    axis,
    label: variable.label,
    subtitle: l10n.t('Cost of {scope} over {label}, everything else as planned', {
      scope: scope ?? l10n.t('the whole plan'),
      label: variable.label,
    }),
    current,
    currentLabel: current === null ? '' : l10n.t('plan: {current}', { current: axis.full(current) }),
    variable,
    where:
      current === null
        ? l10n.t('for {workload}', { workload })
        : l10n.t('at {current} {label}', { current: axis.full(current), label: variable.label }),
    pending,
    full: axis.full,
    missing: l10n.t('No option has a cost over {label}.', { label: variable.label }),
  });
}

interface CostQuestion {
  readonly axis: Axis;
  readonly label: string;
  readonly subtitle: string;
  readonly current: number | null;
  readonly currentLabel: string;
  readonly variable: VariableSummary | undefined;
  readonly where: string;
  readonly pending: boolean;
  readonly full: (value: number) => string;
  readonly missing: string;
}

function costSpec(asked: Asked, curves: readonly Curve[], q: CostQuestion): LineSpec {
  const crossing = q.variable ? crossingFor(asked, q.variable) : null;
  const drawn = curves.filter(({ points }) => points.some(({ y }) => y !== null));
  const atPlan = curves.map(({ option, points }) => ({
    label: option,
    at: q.current === null ? null : valueAt(points, q.current),
  }));
  const sentence =
    crossing?.value !== null && crossing ? breakEvenSentence(crossing, q.label, q.full, q.current) : null;
  const finding =
    drawn.length === 0 && q.pending
      ? l10n.t('Cost over {label}: working it out …', { label: q.label })
      : costFinding(atPlan, sentence, q.where);
  const found = crossing?.value ?? null;
  const spot =
    found === null
      ? null
      : valueAt(curves.find(({ option }) => option === crossing?.challenger)?.points ?? [], found);
  const lines: LineMark[] = [];
  if (q.current !== null)
    lines.push({
      axis: 'x',
      value: q.current,
      label: q.currentLabel,
      tone: 'plan',
      ...(q.variable?.path ? { path: q.variable.path } : {}),
    });
  if (found !== null)
    lines.push({
      axis: 'x',
      value: found,
      label: l10n.t('break-even: {found}', { found: q.full(found) }),
      tone: 'crossing',
    });
  return {
    finding,
    subtitle: q.subtitle,
    summary: l10n.t('Cost per million tokens over {label}, one line an option. {finding}.', {
      label: q.label,
      finding,
    }),
    missing: drawn.length === 0 && !q.pending ? q.missing : null,
    pending: q.pending,
    x: q.axis,
    y: costAxis,
    series: seriesOf(asked, curves, atPlan),
    lines,
    spots: found === null || spot === null ? [] : [{ x: found, y: spot }],
    table: costTable(q, curves),
  };
}

/** Named lines keep the look of their option wherever it stands in a list. */
function seriesOf(
  { scene, comparison }: Asked,
  curves: readonly Curve[],
  atPlan: readonly { readonly label: string; readonly at: number | null }[],
): LineSpec['series'] {
  const cheapest = [...atPlan]
    .sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity))
    .map(({ label }) => label);
  const important = [comparison?.baseline, comparison?.challenger, ...cheapest].filter(
    (name) => name !== undefined,
  );
  const named = new Set(
    curves.length <= MOST_NAMED
      ? curves.map(({ option }) => option)
      : [...new Set(important)].slice(0, MOST_NAMED - 2),
  );
  let style = 0;
  return curves.map(({ option, points }) => ({
    id: option,
    label: option,
    style: named.has(option) ? style++ : null,
    points,
    path: scene.plan.options[option]?.lpx ? `options.${option}.lpx.price` : `options.${option}`,
  }));
}

function costTable(q: CostQuestion, curves: readonly Curve[]) {
  const grid = curves.find(({ points }) => points.length > 0)?.points ?? [];
  return {
    caption: l10n.t('USD per million tokens over {label}', { label: q.label }),
    columns: [q.axis.title, ...curves.map(({ option }) => option)],
    rows: grid.map(({ x }, i) => [
      { text: q.full(x) },
      ...curves.map(({ points }) => ({
        text: points[i]?.y == null ? '–' : format.usdPerMillion(points[i].y),
      })),
    ]),
  };
}

/** A workload's own input is searched for that workload, the others for the whole plan. */
function scopeOf({ scene, workload }: Asked, variable: VariableSummary): string | null {
  const own = variable.path?.startsWith('workloads.') ?? false;
  return own || Object.keys(scene.plan.workloads).length === 1 ? workload : null;
}

function crossingsOf(
  asked: Asked,
  variable: VariableSummary,
): { readonly found: readonly BreakEven[]; readonly pending: boolean } {
  if (!asked.comparison) return { found: [], pending: false };
  const workload = scopeOf(asked, variable);
  const { value, pending } = asked.scene.analyst.ask('breakEven', {
    ...asked.comparison,
    variable: variable.id,
    workload,
  });
  return { found: value ?? [], pending };
}

function crossingFor(asked: Asked, variable: VariableSummary): BreakEven | null {
  return crossingsOf(asked, variable).found[0] ?? null;
}

function crossingsHeading(comparison: Comparison | null): string {
  return comparison
    ? l10n.t('Where {challenger} starts to pay against {baseline}', {
        challenger: comparison.challenger,
        baseline: comparison.baseline,
      })
    : l10n.t('Break-evens');
}

const crossingColumns = () => [l10n.t('Input'), l10n.t('Plan'), l10n.t('Break-even'), l10n.t('In words')];

function crossingRows(asked: Asked, known: readonly VariableSummary[], page: Page): Cell[][] {
  return known.flatMap((variable) => {
    const { found, pending } = crossingsOf(asked, variable);
    const { path, label, dimension, current } = variable;
    const full = (value: number) => format.quantity(value, dimension);
    const name: Cell = path === null ? { text: label } : { text: label, onClick: () => page.reveal(path) };
    const now: Cell = current === null ? { text: '–', tone: 'muted' } : { text: full(current) };
    if (found.length === 0)
      return [
        [
          name,
          now,
          { text: pending ? '…' : '–', tone: 'muted' },
          { text: pending ? l10n.t('working it out') : l10n.t('not known'), tone: 'muted' },
        ],
      ];
    return found.map((one): Cell[] => [
      name,
      now,
      one.value === null ? { text: 'none', tone: 'muted' } : { text: full(one.value) },
      { text: breakEvenSentence(one, label, full, null) },
    ]);
  });
}
