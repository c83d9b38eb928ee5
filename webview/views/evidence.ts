import * as l10n from '../../src/l10n/l10n.js';
import { evidenceChoice, evidenceOverLoad } from '../../src/report/figures/evidence/figure.js';
import { createLineChart } from '../charts/line.js';
import { dropdown, namedChoice } from '../controls.js';
import { element } from '../dom.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';

/** Measured servers beside the prediction, and how servers of its class were predicted. */
export function createEvidenceView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const options = dropdown(l10n.t('Option'), [], (option) => page.setView({ option }));
  const chart = createLineChart('evidence-load', page);
  const toolbar = element('div', { class: 'toolbar' }, workloads.element, options.element);
  const root = element('div', { class: 'view' }, toolbar, chart.element);
  const update = (scene: Scene) => {
    const subject = subjectOf(scene);
    const choice = evidenceChoice(subject, scene.view);
    workloads.update(Object.keys(scene.plan.workloads).map(namedChoice), choice.workload);
    options.update(Object.keys(scene.result.options).map(namedChoice), choice.option);
    chart.update(evidenceOverLoad(subject, choice));
  };
  return { element: root, update };
}
