import { pathKey } from '../../src/plan/path.js';
import * as l10n from '../../src/l10n/l10n.js';
import { requestChoice } from '../../src/report/figures/request/choice.js';
import { firstTokenOverLoad, tokensOverLoad } from '../../src/report/figures/request/load.js';
import { prefixWorth } from '../../src/report/figures/request/prefix.js';
import { acceleratorSplit, costSplit } from '../../src/report/figures/request/split.js';
import { firstTokens, wholeRequests } from '../../src/report/figures/request/timeLine.js';
import { memberExample, missingSentence } from '../../src/report/words/request/request.js';
import { noWorkloads } from '../../src/report/words/sentences.js';
import { createBarChart } from '../charts/bars.js';
import { showOnceAReason } from '../charts/figure.js';
import { createLineChart } from '../charts/line.js';
import { button, dropdown, namedChoice } from '../controls.js';
import { element, setText, show } from '../dom.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';

/** One request from arrival to last token, what load does to it, and what it costs. */
export function createRequestView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const toolbar = element('div', { class: 'toolbar' }, workloads.element);
  const empty = createEmpty(page);
  const charts = createCharts(page);
  const filled = element('div', { class: 'view' }, ...charts.elements);
  const root = element('div', { class: 'view' }, toolbar, empty.element, filled);
  const update = (scene: Scene) => {
    const names = Object.keys(scene.plan.workloads);
    const { workload } = requestChoice(scene, scene.view.workload);
    workloads.update(names.map(namedChoice), workload);
    show(toolbar, names.length > 0);
    const missing = names.length === 0 ? noWorkloads() : missingSentence(scene.plan, workload);
    empty.update(scene, workload, missing);
    show(filled, missing === null);
    if (missing === null) charts.update(scene);
  };
  return { element: root, update };
}

function createCharts(page: Page) {
  const first = createBarChart('request-first-token', page);
  const whole = createBarChart('request-time-line', page);
  const firstLoad = createLineChart('request-ttft-load', page);
  const tokenLoad = createLineChart('request-tpot-load', page);
  const cost = createBarChart('request-cost', page);
  const accelerators = createBarChart('request-accelerators', page);
  const prefix = createBarChart('request-prefix', page);
  const update = (scene: Scene) => {
    const subject = subjectOf(scene);
    const choice = requestChoice(scene, scene.view.workload);
    const bars = [
      [first, firstTokens(subject, choice)],
      [whole, wholeRequests(subject, choice)],
      [cost, costSplit(subject, choice)],
      [accelerators, acceleratorSplit(subject, choice)],
      [prefix, prefixWorth(subject, choice)],
    ] as const;
    const lines = [
      [firstLoad, firstTokenOverLoad(subject, choice)],
      [tokenLoad, tokensOverLoad(subject, choice)],
    ] as const;
    for (const [chart, figure] of bars) chart.update(figure);
    for (const [chart, figure] of lines) chart.update(figure);
    showOnceAReason([...bars, ...lines].map(([{ element }, { missing }]) => ({ element, missing })));
  };
  const elements = [first, whole, firstLoad, tokenLoad, cost, accelerators, prefix].map(
    (chart) => chart.element,
  );
  return { elements, update };
}

/** What to write where a workload does not say what a request is. */
function createEmpty(page: Page) {
  let path = '';
  const sentence = element('p');
  const example = element('pre', { class: 'example' });
  const actions = element(
    'div',
    { class: 'toolbar' },
    button(l10n.t('Show the workload'), () => page.reveal(path)),
    button(l10n.t('Copy the lines'), () => page.copy(`${example.textContent}\n`)),
  );
  const root = element('section', { class: 'card request-empty' }, sentence, example, actions);
  const update = (scene: Scene, workload: string, missing: string | null) => {
    path = pathKey(['workloads', workload]);
    show(root, missing !== null);
    setText(sentence, missing ?? '');
    const lines = scene.plan.workloads[workload] ? memberExample(scene.plan, workload) : '';
    setText(example, lines);
    show(example, lines !== '');
    show(actions, lines !== '');
  };
  return { element: root, update };
}
