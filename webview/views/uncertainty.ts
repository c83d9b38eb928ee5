import { DEFAULT_SEED, summarize } from '../../src/engine/questions/uncertainty.js';
import * as l10n from '../../src/l10n/l10n.js';
import { addedWins, chanceOver, chanceVariables } from '../../src/report/figures/chances.js';
import type { Ask } from '../../src/report/figures/questions.js';
import { costSpans } from '../../src/report/figures/spans.js';
import { differenceSentences, drawnTable } from '../../src/report/figures/spread.js';
import * as format from '../../src/report/words/format.js';
import { createLineChart } from '../charts/line.js';
import { createSpanChart } from '../charts/spans.js';
import { cellsOf } from '../charts/tableTwin.js';
import { dropdown } from '../controls.js';
import { element, linkButton, setAttribute, setText, show } from '../dom.js';
import { collect, type DrawRun } from '../background/draws.js';
import { settings } from '../settings.js';
import type { Page, Scene, View } from '../view.js';
import { createFittedTable } from './fittedTable.js';

const COST_RUN: DrawRun = { seed: DEFAULT_SEED, total: settings.samples, chunk: 32 };
const CHANCE_RUN: DrawRun = { seed: DEFAULT_SEED, total: 96, chunk: 8 };

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
  const drawn = createDrawn();
  const empty = element(
    'p',
    { class: 'missing' },
    l10n.t('The plan has no option whose cost could be spread.'),
  );
  const charts = element('div', { class: 'view' }, progress, spreads.element, chances.element, drawn.element);
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
    show(bar, costs.done < COST_RUN.total);
    setText(count, progressText(costs.done, COST_RUN.total, going));
    setText(stop, going ? l10n.t('Stop') : l10n.t('Go on'));
    show(stop, costs.done < COST_RUN.total);
    spreads.update(costSpans(scene.plan, samples, costs.pending));
    updateChances(scene, ask);
    const told = costs.pending
      ? []
      : differenceSentences(scene.plan, summarize(scene.plan, samples, DEFAULT_SEED));
    drawn.update(scene.plan, told);
  };
  const updateChances = (scene: Scene, ask: Ask) => {
    const known = chanceVariables(scene.plan);
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
    chances.update(chanceOver(scene.plan, chosen, addedWins(chunks), { done, pending }));
  };
  return { element: root, update };
}

/** What is drawn anew, and why the middle of the draws is not the plan's own cost. */
function createDrawn() {
  const title = element('h3', {}, l10n.t('What the draws vary'));
  const why = element('p', { class: 'subtitle' });
  const table = createFittedTable();
  const note = element('p', { class: 'subtitle' });
  const root = element('section', { class: 'card' }, element('header', {}, title), why, table.element, note);
  const update = (plan: Scene['plan'], told: readonly string[]) => {
    const inputs = drawnTable(plan);
    setText(why, told.join(' '));
    show(table.element, inputs.table.rows.length > 0);
    table.update(cellsOf(inputs.table, title.textContent));
    setText(note, inputs.note);
  };
  return { element: root, update };
}

function progressText(done: number, total: number, going: boolean): string {
  const text = l10n.t('{done} of {total} draws', { done: format.count(done), total: format.count(total) });
  if (done === total) return l10n.t('{total} draws', { total: format.count(total) });
  return going ? `${text} …` : l10n.t('{text}, stopped', { text });
}
