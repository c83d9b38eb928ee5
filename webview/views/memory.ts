import * as l10n from '../../src/l10n/l10n.js';
import { memoryChoice, memoryFill, memoryOverContext, ownHardware } from '../../src/report/figures/memory.js';
import { memoryMap } from '../../src/report/figures/memoryMap.js';
import { memoryTable } from '../../src/report/figures/memoryParts.js';
import { createBarChart } from '../charts/bars.js';
import { showOnceAReason } from '../charts/figure.js';
import { createHeatTable } from '../charts/heatTable.js';
import { createLineChart } from '../charts/line.js';
import { cellsOf, createTable } from '../charts/tableTwin.js';
import { dropdown, namedChoice } from '../controls.js';
import { element, setText, show } from '../dom.js';
import { subjectOf, type Page, type Scene, type View } from '../view.js';

/** What fills the memory, what context does to it, and how much room is left. */
export function createMemoryView(page: Page): View {
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const options = dropdown(l10n.t('Option'), [], (option) => page.setView({ option }));
  const fill = createBarChart('memory-fill', page);
  const context = createLineChart('memory-context', page);
  const map = createHeatTable('memory-map', page);
  const parts = createTable();
  const partsTitle = element('summary');
  const explained = element('details', { class: 'explained' }, partsTitle, parts.element);
  fill.element.append(explained);
  explained.open = page.isOpen(PARTS);
  explained.addEventListener('toggle', () => page.setOpen(PARTS, explained.open));
  const toolbar = element('div', { class: 'toolbar' }, workloads.element, options.element);
  const root = element('div', { class: 'view' }, toolbar, fill.element, context.element, map.element);
  const update = (scene: Scene) => {
    const subject = subjectOf(scene);
    const choice = memoryChoice(subject, scene.view);
    const { workload, option } = choice;
    workloads.update(Object.keys(scene.plan.workloads).map(namedChoice), workload);
    options.update(ownHardware(subject).map(namedChoice), option);
    const figures = {
      fill: memoryFill(subject, choice),
      context: memoryOverContext(subject, choice),
      map: memoryMap(subject, choice),
    };
    fill.update(figures.fill);
    const memory = scene.result.options[option]?.workloads[workload]?.memory ?? null;
    show(explained, memory !== null);
    setText(partsTitle, l10n.t('What fills {option}, part by part', { option }));
    if (memory) {
      const caption = l10n.t('What fills one accelerator of {option}', { option });
      parts.update({ ...cellsOf(memoryTable(memory), caption), endsInText: true });
    }
    context.update(figures.context);
    map.update(figures.map);
    showOnceAReason([
      { element: fill.element, missing: figures.fill.missing },
      { element: context.element, missing: figures.context.missing },
      { element: map.element, missing: figures.map.missing },
    ]);
  };
  return { element: root, update };
}

/** Name under which the page keeps whether the explanation stands open. */
const PARTS = 'memory-parts';
