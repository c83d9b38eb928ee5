import { breakEvenVariables, type VariableSummary } from '../../src/engine/questions/charts.js';
import * as l10n from '../../src/l10n/l10n.js';
import { flipFinding, nearestFlip, type Flip } from '../../src/report/words/attach.js';
import * as format from '../../src/report/words/format.js';
import { createTable, type TwinCell } from '../charts/tableTwin.js';
import { element, resize, setTitle, show } from '../dom.js';
import type { Page, Scene } from '../view.js';

/** For each workload the value of each input at which its cheapest option and the next change places. */
export interface Flips {
  readonly element: HTMLElement;
  readonly update: (scene: Scene, workloads: readonly string[]) => void;
}

export function createFlips(page: Page): Flips {
  const cards: ReturnType<typeof createFlipCard>[] = [];
  const root = element('div', { class: 'view' });
  const update = (scene: Scene, workloads: readonly string[]) => {
    resize(root, workloads.length, (i) => (cards[i] = createFlipCard(page)).element);
    cards.length = workloads.length;
    workloads.forEach((workload, i) => cards[i]?.update(scene, workload));
  };
  return { element: root, update };
}

function createFlipCard(page: Page) {
  const title = element('h3');
  const subtitle = element(
    'p',
    { class: 'subtitle' },
    l10n.t('Where the cheapest option and the next change places'),
  );
  const table = createTable();
  const root = element('section', { class: 'card' }, element('header', {}, title), subtitle, table.element);
  const update = (scene: Scene, workload: string) => {
    const { winner = null, runnerUp = null } = scene.result.attachRate.perWorkload[workload] ?? {};
    const known = winner !== null && runnerUp !== null;
    for (const part of [subtitle, table.element]) show(part, known);
    const flips = known
      ? breakEvenVariables(scene.plan, workload)
          // It says from where on an option earns, which changes no places.
          .filter(({ id }) => id !== 'salePrice')
          .map((variable) => flipOf(scene, { baseline: winner, challenger: runnerUp, variable, workload }))
      : [];
    setTitle(title, flipFinding(workload, winner, runnerUp, flips));
    table.update({
      caption: title.textContent,
      columns: [l10n.t('Input'), l10n.t('Plan'), l10n.t('Changes at')],
      rows: flips.map((flip) => rowOf(flip, page)),
    });
  };
  return { element: root, update };
}

interface Question {
  readonly baseline: string;
  readonly challenger: string;
  readonly variable: VariableSummary;
  readonly workload: string;
}

function flipOf({ analyst }: Scene, { variable, ...compared }: Question): Flip {
  const { value, pending } = analyst.ask('breakEven', { ...compared, variable: variable.id });
  return { variable, at: nearestFlip(variable, value ?? []), pending };
}

function rowOf({ variable, at, pending }: Flip, page: Page): TwinCell[] {
  const { path, current, dimension, label } = variable;
  const full = (value: number) => format.quantity(value, dimension);
  const text = format.capitalized(label);
  const none: TwinCell = { text: pending ? '…' : l10n.t('nowhere in its range'), tone: 'muted' };
  return [
    path === null ? { text } : { text, onClick: () => page.reveal(path) },
    current === null ? { text: '–', tone: 'muted' } : { text: full(current) },
    at === null ? none : { text: format.crossing(at, dimension) },
  ];
}
