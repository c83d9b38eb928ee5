import * as l10n from '../../src/l10n/l10n.js';
import {
  savingsInCost,
  savingsOverContext,
  savingsOverRanks,
  savingsPerToken,
  sequenceOf,
} from '../../src/report/figures/savings.js';
import { savingClaimsFinding, savingClaimsTable } from '../../src/report/words/claims.js';
import { createBarChart } from '../charts/bars.js';
import { createLineChart } from '../charts/line.js';
import { cellsOf, createTable } from '../charts/tableTwin.js';
import { dropdown, namedChoice } from '../controls.js';
import { element, show } from '../dom.js';
import { chosenOf } from '../../src/report/words/insight.js';
import type { Page, Scene, View } from '../view.js';

/** What compressed attention saves against the same model with other attention. */
export function createMlaView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const tokenBars = createBarChart('mla-token', page);
  const costBars = createBarChart('mla-cost', page);
  const perSequence = createLineChart('mla-context', page);
  const ranks = createLineChart('mla-ranks', page);
  const claims = createTable();
  const claimsCard = element(
    'section',
    { class: 'card' },
    element('header', {}, element('h3', {}, savingClaimsFinding())),
    element(
      'p',
      { class: 'subtitle' },
      l10n.t('Published savings of KV cache, as meant and in other frames'),
    ),
    claims.element,
  );
  const empty = element(
    'p',
    { class: 'missing' },
    l10n.t('The plan names no workloads yet, so there is no context length to compare at.'),
  );
  const toolbar = element('div', { class: 'toolbar' }, workloads.element);
  const charts = element(
    'div',
    { class: 'view' },
    tokenBars.element,
    costBars.element,
    perSequence.element,
    ranks.element,
    claimsCard,
  );
  const root = element('div', { class: 'view' }, toolbar, empty, charts);
  const update = (scene: Scene) => {
    const names = Object.keys(scene.plan.workloads);
    const workload = chosenOf(scene.view.workload, names);
    workloads.update(names.map(namedChoice), workload);
    const sequence = workload === null ? null : sequenceOf(scene, workload);
    show(empty, sequence === null);
    show(charts, sequence !== null);
    show(toolbar, names.length > 0);
    if (!sequence) return;
    tokenBars.update(savingsPerToken(sequence));
    const inCost = savingsInCost({ ...scene, ask: scene.analyst.ask });
    show(costBars.element, inCost !== null);
    if (inCost) costBars.update(inCost);
    perSequence.update(savingsOverContext(sequence));
    ranks.update(savingsOverRanks(scene));
    const { cache, context } = sequence;
    const published = savingClaimsTable(scene.plan.model.name, cache, context.p50);
    claims.update({
      ...cellsOf(published, l10n.t('Published savings of KV cache and what they compare with')),
      endsInText: true,
    });
  };
  return { element: root, update };
}
