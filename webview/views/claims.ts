import { claimsHeading, claimsTable } from '../../src/report/words/claims.js';
import { cellsOf } from '../charts/tableTwin.js';
import { element, setText, show } from '../dom.js';
import { createFittedTable } from './fittedTable.js';
import { subjectOf, type Scene } from '../view.js';

/** What is published about the options of a plan, beside what the plan comes to, with what holds. */
export function createClaims() {
  const title = element('h3');
  const table = createFittedTable();
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
