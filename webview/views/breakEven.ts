import { comparisonOf } from '../../src/engine/questions/comparison.js';
import { breakEvenVariables, type VariableSummary } from '../../src/engine/questions/charts.js';
import * as l10n from '../../src/l10n/l10n.js';
import { askInputCurves, askSpeedCurves } from '../../src/report/figures/asking/costCurves.js';
import { costOverInput, costOverSpeed } from '../../src/report/figures/costs.js';
import { crossingsHeading, crossingsOf } from '../../src/report/figures/crossings.js';
import { mapSides, winners } from '../../src/report/figures/winners.js';
import { secondPurchaseSentence } from '../../src/report/words/fleet/secondPurchase.js';
import { createHeatTable } from '../charts/heatTable.js';
import { createLineChart } from '../charts/line.js';
import type { Subject } from '../../src/report/figures/questions.js';
import { dropdown, namedChoice, type Choice } from '../controls.js';
import { element, setText, show } from '../dom.js';
import { chosenOf } from '../../src/report/words/insight.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';
import { crossingsTable } from './crossings.js';
import { createFinance } from './finance.js';
import { createFittedTable } from './fittedTable.js';

/** Where a purchase starts to pay: cost over speed and over a chosen input, and who wins where. */
export function createBreakEvenView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const charts = createCharts(page);
  const empty = element(
    'p',
    { class: 'missing' },
    l10n.t('A break-even needs a workload and at least two options in the plan.'),
  );
  const toolbar = element('div', { class: 'toolbar' }, workloads.element);
  const filled = element('div', { class: 'view' }, toolbar, ...charts.elements);
  const root = element('div', { class: 'view' }, empty, filled);
  const update = (scene: Scene) => {
    const names = Object.keys(scene.plan.workloads);
    const workload = chosenOf(scene.view.workload, names);
    const known = workload === null ? [] : breakEvenVariables(scene.plan, workload);
    const chosen =
      known.find(({ id }) => id === scene.view.variable) ?? known.find(({ id }) => id !== 'speed');
    show(empty, workload === null || !chosen);
    show(filled, workload !== null && chosen !== undefined);
    if (workload === null || !chosen) return;
    workloads.update(names.map(namedChoice), workload);
    charts.update(scene, { workload, known, chosen });
  };
  return { element: root, update };
}

/** What the charts are about: a workload, the inputs it has, and the one that costs are drawn over. */
interface Asked {
  readonly workload: string;
  readonly known: readonly VariableSummary[];
  readonly chosen: VariableSummary;
}

function createCharts(page: Page) {
  const variables = dropdown(l10n.t('Over'), [], (variable) => page.setView({ variable }));
  const speed = createLineChart('cost-speed', page);
  const over = createLineChart('cost-over', page);
  over.tools.append(variables.element);
  const crossings = createCrossings(page);
  const map = createWinners(page);
  const finance = createFinance();
  const update = (scene: Scene, { workload, known, chosen }: Asked) => {
    const subject = subjectOf(scene);
    variables.update(known.map(choiceOf), chosen.id);
    askInTurn(subject, { workload, known, chosen });
    crossings.update(scene, workload, known);
    map.update(scene, workload, known);
    finance.update(scene);
    const detail = { bands: !page.isPreview() };
    const speedVariable = known.find(({ id }) => id === 'speed') ?? null;
    speed.update(costOverSpeed(subject, workload, speedVariable, detail));
    over.update(costOverInput(subject, workload, chosen, detail));
  };
  const elements = [speed, over, crossings, finance, map].map((chart) => chart.element);
  return { elements, update };
}

/**
 * Questions are answered in the order they are asked: what stands first on the page comes first, lines and inputs that
 * are named above others. Inputs of a workload make the whole fleet anew at every value, and bands take longest.
 */
function askInTurn(subject: Subject, { workload, known, chosen }: Asked): void {
  const speed = known.filter(({ id }) => id === 'speed');
  const isOfWorkload = ({ path }: VariableSummary) => path?.startsWith('workloads.') ?? false;
  askSpeedCurves(subject, workload, { namedOnly: true });
  for (const one of speed) crossingsOf(subject, workload, one);
  askInputCurves(subject, workload, chosen, { namedOnly: true });
  crossingsOf(subject, workload, chosen);
  for (const one of known.filter((each) => !isOfWorkload(each))) crossingsOf(subject, workload, one);
  askSpeedCurves(subject, workload);
  askInputCurves(subject, workload, chosen);
}

/** Every break-even in a table, and what a purchase brings to accelerators that are there already. */
function createCrossings(page: Page) {
  const table = createFittedTable();
  const title = element('h3');
  const purchase = element('p');
  const elsewhere = element('p', { class: 'subtitle' });
  const parts = [element('header', {}, title), purchase, table.element, elsewhere];
  const root = element('section', { class: 'card' }, ...parts);
  const update = (scene: Scene, workload: string, known: readonly VariableSummary[]) => {
    const compares = comparisonOf(scene.plan) !== null;
    for (const part of [table.element, elsewhere]) show(part, compares);
    if (!compares) {
      setText(title, crossingsHeading(scene));
      setText(purchase, l10n.t('A break-even compares two options: add another one.'));
      show(purchase, true);
      return;
    }
    const price = known.find(({ id }) => id === 'price');
    const found = price ? crossingsOf(subjectOf(scene), workload, price).found : [];
    const told = secondPurchaseSentence(scene, found);
    setText(title, crossingsHeading(scene));
    show(purchase, told !== '');
    setText(purchase, told);
    const { table: rows, never } = crossingsTable(subjectOf(scene), workload, known, page);
    show(table.element, rows.rows.length > 0);
    table.update(rows);
    show(elsewhere, never !== '');
    setText(elsewhere, never);
  };
  return { element: root, update };
}

/** Who wins where, over two inputs of the reader's choice. */
function createWinners(page: Page) {
  const across = dropdown(l10n.t('Across'), [], (mapX) => page.setView({ mapX }));
  const down = dropdown(l10n.t('Down'), [], (mapY) => page.setView({ mapY }));
  const map = createHeatTable('winner-map', page);
  map.tools.append(across.element, down.element);
  const update = (scene: Scene, workload: string, known: readonly VariableSummary[]) => {
    const sides = mapSides(known, { x: scene.view.mapX, y: scene.view.mapY });
    show(map.element, sides !== null && comparisonOf(scene.plan) !== null);
    if (!sides) return;
    across.update(known.map(choiceOf), sides.x.id);
    down.update(known.map(choiceOf), sides.y.id);
    map.update(winners(subjectOf(scene), workload, sides));
  };
  return { element: map.element, update };
}

const choiceOf = ({ id, label }: VariableSummary): Choice => ({ value: id, label });
