import * as l10n from '../../src/l10n/l10n.js';
import { publishedGains } from '../../src/report/figures/gains.js';
import { claimsHeading, claimsTable } from '../../src/report/words/claims.js';
import { chosenOf } from '../../src/report/words/insight.js';
import { createSpanChart } from '../charts/spans.js';
import { cellsOf } from '../charts/tableTwin.js';
import { dropdown, namedChoice } from '../controls.js';
import { element, setText, show } from '../dom.js';
import { createFittedTable } from './fittedTable.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';

/** What is published about the options of a plan, beside what the plan comes to. */
export function createClaimsView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const chart = createSpanChart('claims', page);
  const claims = createClaims();
  const empty = element('p', { class: 'missing' }, l10n.t('A claim is held against a workload of the plan.'));
  const toolbar = element('div', { class: 'toolbar' }, workloads.element);
  const filled = element('div', { class: 'view' }, toolbar, chart.element, claims.element);
  const root = element('div', { class: 'view' }, empty, filled);
  const update = (scene: Scene) => {
    const names = Object.keys(scene.plan.workloads);
    const workload = chosenOf(scene.view.workload, names);
    show(empty, workload === null);
    show(filled, workload !== null);
    if (workload === null) return;
    workloads.update(names.map(namedChoice), workload);
    chart.update(publishedGains(subjectOf(scene), workload));
    claims.update(scene, workload);
  };
  return { element: root, update };
}

/** Each claim with what it compares with, and what holds. */
function createClaims() {
  const title = element('h3');
  const table = createFittedTable();
  table.element.classList.add('prose');
  const root = element('section', { class: 'card' }, element('header', {}, title), table.element);
  const update = (scene: Scene, workload: string) => {
    const gains = subjectOf(scene).ask('gains', { workload }).value ?? [];
    show(root, gains.length > 0);
    setText(title, claimsHeading());
    const shown = claimsTable(gains, scene.plan.workloads[workload]?.speed ?? null);
    table.update({ ...cellsOf(shown, claimsHeading()), endsInText: true });
  };
  return { element: root, update };
}
