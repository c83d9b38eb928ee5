import * as l10n from '../../src/l10n/l10n.js';
import { attachRate, mixCard, type MixCard } from '../../src/report/figures/attach.js';
import { noWorkloads } from '../../src/report/words/sentences.js';
import { createSpanChart } from '../charts/spans.js';
import { cellsOf } from '../charts/tableTwin.js';
import { dropdown, namedChoice } from '../controls.js';
import { element, resize, setText, setTitle, show } from '../dom.js';
import { chosenOf } from '../../src/report/words/insight.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';
import { createFittedTable } from './fittedTable.js';
import { createFlips } from './flips.js';
import { createPortfolio } from './portfolio.js';

/** With more workloads than this, what would change a winner is told for one at a time. */
const MOST_FLIPS = 3;

/** Which workloads LPX racks win, by how much, and what would change that. */
export function createAttachRateView(page: Page): View {
  const chart = createSpanChart('attach-rate', page);
  const mix = createMix();
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const toolbar = element('div', { class: 'toolbar' }, workloads.element);
  const flips = createFlips(page);
  const portfolio = createPortfolio(page);
  const empty = element('p', { class: 'missing' });
  const charts = element('div', { class: 'view' }, chart.element, mix.element, toolbar, flips.element);
  const root = element('div', { class: 'view' }, empty, charts, portfolio.element);
  const update = (scene: Scene) => {
    const reason = reasonForNone(scene);
    setText(empty, reason ?? '');
    show(empty, reason !== null);
    show(charts, reason === null);
    portfolio.update(scene.portfolio);
    if (reason !== null) return;
    // What ranges leave open is drawn over once nothing moves.
    const { analyst, rests } = scene;
    const subject = { ...subjectOf(scene), ask: rests ? analyst.ask : analyst.peek };
    chart.update(attachRate(subject));
    mix.update(mixCard(subject));
    const names = Object.keys(scene.plan.workloads);
    const chosen = chosenOf(scene.view.workload, names);
    workloads.update(names.map(namedChoice), chosen);
    show(toolbar, names.length > MOST_FLIPS);
    flips.update(scene, names.length > MOST_FLIPS && chosen !== null ? [chosen] : names);
  };
  return { element: root, update };
}

/** The best mix: what serves what, what that comes to, and its LPX racks beside what others say. */
function createMix() {
  const title = element('h3');
  const sentences = element('div');
  const mix = createFittedTable();
  const marks = createFittedTable();
  const root = element(
    'section',
    { class: 'card' },
    element('header', {}, title),
    mix.element,
    sentences,
    marks.element,
  );
  const update = (card: MixCard | null) => {
    show(root, card !== null);
    if (card === null) return;
    setTitle(title, card.title);
    resize(sentences, card.sentences.length, () => element('p', { class: 'subtitle' }));
    card.sentences.forEach((sentence, i) => {
      const line = sentences.children[i];
      if (line instanceof HTMLElement) setText(line, sentence);
    });
    show(mix.element, card.mix !== null);
    if (card.mix) mix.update(cellsOf(card.mix, card.title));
    marks.update({ ...cellsOf(card.marks, l10n.t('LPX racks beside what others say')), endsInText: true });
  };
  return { element: root, update };
}

function reasonForNone({ plan }: Scene): string | null {
  if (Object.keys(plan.workloads).length === 0) return noWorkloads();
  return Object.values(plan.options).some(({ lpx }) => lpx)
    ? null
    : l10n.t(
        'No option of this plan has LPX racks. Add one as in `lpx: { lpx: { racks: auto, price: 2.5M..4.5M USD } }` to see which workloads it would win.',
      );
}
