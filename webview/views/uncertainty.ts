import { comparisonOf } from '../../src/engine/questions/breakEven.js';
import { breakEvenVariables, type VariableSummary } from '../../src/engine/questions/charts.js';
import { DEFAULT_SEED, type Sample, type WinsOver } from '../../src/engine/questions/uncertainty.js';
import { variableById } from '../../src/engine/questions/variables.js';
import * as l10n from '../../src/l10n/l10n.js';
import { variableAxis, type Axis } from '../../src/report/figures/axes.js';
import * as format from '../../src/report/words/format.js';
import { costSpans, spansSummary } from '../../src/report/figures/spans.js';
import { chanceOverFinding, drawnInputs } from '../../src/report/figures/spread.js';
import { evenTicks } from '../../src/report/figures/ticks.js';
import type { Analyst } from '../background/analyst.js';
import { createLineChart, type LineSpec } from '../charts/line.js';
import { createSpanChart, type SpanSpec } from '../charts/spans.js';
import { cellsOf } from '../charts/tableTwin.js';
import { dropdown } from '../controls.js';
import { element, linkButton, setAttribute, setText, show } from '../dom.js';
import { collect, type Run } from '../background/draws.js';
import type { Page, Scene, View } from '../view.js';

const COST_RUN: Run = { seed: DEFAULT_SEED, total: 1024, chunk: 32 };
const CHANCE_RUN: Run = { seed: DEFAULT_SEED, total: 96, chunk: 8 };

/** How sure the answer is: spreads of cost, and the chance that the challenger pays. */
export function createUncertaintyView(page: Page): View {
  let stopped: Scene['plan'] | null = null;
  let latest: Scene | null = null;
  const bar = element('progress', { max: String(COST_RUN.total), 'aria-label': l10n.t('Draws done') });
  const count = element('span', { role: 'status' });
  const stop = linkButton(l10n.t('Stop'), () => {
    if (!latest) return;
    stopped = stopped === latest.plan ? null : latest.plan;
    page.setView({});
  });
  const progress = element('div', { class: 'toolbar progress' }, bar, count, stop);
  const spreads = createSpanChart('cost-spread', page);
  const variables = dropdown(l10n.t('Over'), [], (variable) => page.setView({ variable }));
  const chances = createLineChart('chance-over', page);
  chances.tools.append(variables.element);
  const drawn = element('p', { class: 'subtitle' });
  const empty = element(
    'p',
    { class: 'missing' },
    l10n.t('The plan has no option whose cost could be spread.'),
  );
  const charts = element('div', { class: 'view' }, progress, spreads.element, chances.element, drawn);
  const root = element('div', { class: 'view' }, empty, charts);
  const update = (scene: Scene) => {
    latest = scene;
    const none =
      Object.keys(scene.plan.options).length === 0 || Object.keys(scene.plan.workloads).length === 0;
    show(empty, none);
    show(charts, !none);
    if (none) return;
    const going = stopped !== scene.plan;
    const ask = going ? scene.analyst.ask : scene.analyst.peek;
    const costs = collect(COST_RUN, (run) => ask('samples', run));
    const samples = costs.chunks.flat();
    setAttribute(bar, 'value', String(costs.done));
    setText(count, progressText(costs.done, COST_RUN.total, going));
    setText(stop, going ? l10n.t('Stop') : l10n.t('Go on'));
    show(stop, costs.done < COST_RUN.total);
    spreads.update(spreadSpec(scene, samples, costs.pending));
    updateChances(scene, ask);
    setText(drawn, drawnInputs(scene.plan));
  };
  const updateChances = (scene: Scene, ask: Analyst['ask']) => {
    const known = overable(scene);
    const chosen = known.find(({ id }) => id === scene.view.variable) ?? known[0];
    show(chances.element, chosen !== undefined);
    if (!chosen) return;
    variables.update(
      known.map(({ id, label }) => ({ value: id, label })),
      chosen.id,
    );
    const { chunks, done, pending } = collect(CHANCE_RUN, (run) =>
      ask('winsOver', { ...run, variable: chosen.id }),
    );
    chances.update(chanceSpec(scene, chosen, added(chunks), { done, pending }));
  };
  return { element: root, update };
}

function progressText(done: number, total: number, going: boolean): string {
  const text = l10n.t('{done} of {total} draws', { done: format.count(done), total: format.count(total) });
  if (done === total) return l10n.t('{total} draws', { total: format.count(total) });
  return going ? `${text} …` : l10n.t('{text}, stopped', { text });
}

/** Inputs that concern the plan as a whole: their chance is that of the whole plan. */
function overable({ plan }: Scene): VariableSummary[] {
  if (!comparisonOf(plan)) return [];
  const single = Object.keys(plan.workloads).length === 1;
  return breakEvenVariables(plan).filter(({ id }) => single || !variableById(id)?.perWorkload);
}

function added(chunks: readonly WinsOver[]): WinsOver {
  const [first] = chunks;
  if (!first) return { values: [], wins: [], decided: [] };
  const sum = (of: (chunk: WinsOver) => readonly number[]) =>
    first.values.map((_, i) => chunks.reduce((total, chunk) => total + (of(chunk)[i] ?? 0), 0));
  return { values: first.values, wins: sum(({ wins }) => wins), decided: sum(({ decided }) => decided) };
}

function spreadSpec({ plan }: Scene, samples: readonly Sample[], pending: boolean): SpanSpec {
  const spans = costSpans(plan, samples);
  const finding = samples.length === 0 ? l10n.t('Spread of cost: drawing …') : spans.finding;
  return {
    ...spans,
    finding,
    summary: l10n.t('Spread of cost per million tokens by option. {spans}', { spans: spansSummary(spans) }),
    missing: spans.rows.length === 0 && !pending ? l10n.t('No option has a cost in any draw.') : null,
    pending,
    table: cellsOf(spans.table, finding),
  };
}

const chanceAxis: Axis = {
  get title() {
    return l10n.t('draws in which it is cheaper');
  },
  logarithmic: false,
  ticks: evenTicks,
  tick: format.percent,
  full: format.percent,
};

function chanceSpec(
  { plan }: Scene,
  variable: VariableSummary,
  wins: WinsOver,
  { done, pending }: { readonly done: number; readonly pending: boolean },
): LineSpec {
  const axis = variableAxis(variable);
  const comparison = comparisonOf(plan) ?? { baseline: '', challenger: '' };
  const points = wins.values.map((x, i) => {
    const decided = wins.decided[i] ?? 0;
    return { x, y: decided === 0 ? null : (wins.wins[i] ?? 0) / decided };
  });
  const finding =
    done === 0
      ? l10n.t('Chance over {label}: drawing …', { label: variable.label })
      : chanceOverFinding(comparison, wins, variable.label, axis.full);
  const { current } = variable;
  return {
    finding,
    subtitle: l10n.t('Share of {done} draws in which {challenger} is cheaper than {baseline}, over {label}', {
      done: format.count(done),
      challenger: comparison.challenger,
      baseline: comparison.baseline,
      label: variable.label,
    }),
    summary: l10n.t('Chance that {challenger} is cheaper over {label}. {finding}.', {
      challenger: comparison.challenger,
      label: variable.label,
      finding,
    }),
    missing: null,
    pending,
    x: axis,
    y: chanceAxis,
    series: [
      {
        id: 'chance',
        label: comparison.challenger,
        style: 0,
        points,
        path: variable.path,
      },
    ],
    lines:
      current === null
        ? []
        : [
            {
              axis: 'x',
              value: current,
              label: l10n.t('plan: {current}', { current: axis.full(current) }),
              tone: 'plan',
            },
          ],
    spots: [],
    table: {
      caption: finding,
      columns: [axis.title, l10n.t('Draws in which it is cheaper')],
      rows: points.map(({ x, y }) => [{ text: axis.full(x) }, { text: format.orUnknown(y, format.percent) }]),
    },
  };
}
