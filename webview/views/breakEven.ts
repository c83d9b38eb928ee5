import { comparisonOf } from '../../src/engine/questions/breakEven.js';
import { breakEvenVariables, type VariableSummary } from '../../src/engine/questions/charts.js';
import * as l10n from '../../src/l10n/l10n.js';
import { secondPurchaseSentence } from '../../src/report/words/sentences.js';
import { createHeatTable } from '../charts/heatTable.js';
import { createLineChart } from '../charts/line.js';
import { createSpanChart } from '../charts/spans.js';
import { createTable } from '../charts/tableTwin.js';
import { dropdown, type Choice } from '../controls.js';
import { element, setText, show } from '../dom.js';
import { chosenOf } from '../state.js';
import type { Page, Scene, View } from '../view.js';
import { claimsSpec } from './claims.js';
import { inputCurves, overSpec, speedCurves, speedSpec, withBands, type Curves } from './costCurves.js';
import { crossingsHeading, crossingsTable, type Asked } from './crossings.js';
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
    const asked: Asked = { scene, workload, comparison: comparisonOf(scene.plan) };
    const bySpeed = speedCurves(asked, false);
    const byInput = inputCurves(asked, chosen, false);
    setText(crossingsTitle, crossingsHeading(asked.comparison));
    const { secondPurchase } = scene.result;
    show(purchase, secondPurchase !== null);
    setText(purchase, secondPurchase ? secondPurchaseSentence(secondPurchase) : '');
    crossings.update(crossingsTable(asked, known, page));
    map.update(winnerSpec(scene, workload, axes));
    flips.update(scene, [workload]);
    claims.update(claimsSpec(scene, workload));
    // Questions are answered in the order they are asked: bands take longest, so they come last.
    const banded = (plain: Curves, ask: (bands: boolean) => Curves) =>
      page.isPreview() ? plain : withBands(asked, plain, ask);
    speed.update(
      speedSpec(
        asked,
        banded(bySpeed, (bands) => speedCurves(asked, bands)),
        known.find(({ id }) => id === 'speed'),
      ),
    );
    over.update(
      overSpec(
        asked,
        banded(byInput, (bands) => inputCurves(asked, chosen, bands)),
        chosen,
      ),
    );
  };
  return { element: root, update };
}

const choiceOf = ({ id, label }: VariableSummary): Choice => ({ value: id, label });
