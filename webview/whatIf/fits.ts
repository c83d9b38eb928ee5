import type { FitKind } from '../../src/engine/questions/fit/fit.js';
import { notYet } from '../../src/report/figures/memoryMap.js';
import { allLevers, type Lever } from '../../src/report/figures/levers.js';
import type { Change } from '../../src/contract/scenarios.js';
import { fitFound, fitLabel, fitNote, fitReason } from '../../src/report/words/fit.js';
import { solvedSetting } from '../../src/report/words/settings.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, setAttribute, show } from '../dom.js';
import { shownSetting } from './leverScale.js';
import type { WhatIfScene } from './scene.js';

/** Buttons that look for the value with which the plan just fits. */
export interface Fits {
  readonly element: HTMLElement;
  readonly update: (scene: WhatIfScene, about: About) => void;
}

/** Whom a value is looked for. */
interface About {
  readonly option: string | null;
  readonly workload: string | null;
}

export interface FitEvents {
  /** A value was found: it is shown as if a slider had been moved there. */
  readonly onFound: (changes: readonly Change[]) => void;
  readonly say: (text: string, tone: 'bad' | 'plain') => void;
  /** What is asked is asked of the plan of the file, unless things are only tried. */
  readonly onAsk: () => void;
}

const KINDS: readonly FitKind[] = ['fleet', 'load', 'price', 'salePrice'];

export function createFits({ onFound, say, onAsk }: FitEvents): Fits {
  let wanted: { readonly kind: FitKind; readonly source: string } | null = null;
  let latest: { readonly scene: WhatIfScene; readonly about: About } | null = null;
  const buttons = KINDS.map((kind) => {
    const made = element('button', { class: 'fit', type: 'button' }, fitLabel(kind));
    made.addEventListener('click', () => {
      if (!latest) return;
      wanted = { kind, source: latest.scene.source };
      onAsk();
      say(notYet(true), 'plain');
    });
    return { kind, made };
  });
  const root = element(
    'div',
    { class: 'fits', role: 'group', 'aria-label': l10n.t('Make it fit') },
    element('span', { class: 'caption' }, l10n.t('Make it fit')),
    ...buttons.map(({ made }) => made),
  );
  const update = (scene: WhatIfScene, about: About) => {
    latest = { scene, about };
    const { plan, enabled } = scene;
    const hasLpx = Object.values(plan.options).some(({ lpx }) => lpx);
    for (const { kind, made } of buttons) {
      show(made, kind !== 'price' || hasLpx);
      made.disabled = !enabled || about.option === null;
      const note = { option: about.option ?? '', workload: about.workload };
      setAttribute(made, 'title', fitNote(kind, note));
      setAttribute(made, 'aria-busy', wanted?.kind === kind ? 'true' : null);
    }
    if (!wanted || about.option === null) return;
    if (wanted.source !== scene.source) {
      wanted = null;
      return;
    }
    const { kind } = wanted;
    const question = { for: kind, option: about.option, workload: about.workload };
    const { value, pending, failure } = scene.analyst.ask('fit', question);
    if (pending) return;
    wanted = null;
    const names = { option: question.option, workload: about.workload };
    // What is found moves the plan: not while that is being drawn.
    queueMicrotask(() => {
      if (failure !== null || !value) return say(failure ?? '', 'bad');
      if (value.changes === null) return say(fitReason(value.reason, names), 'bad');
      const changes = value.changes.flatMap((one) => changeOf(scene, kind, one) ?? []);
      const [first] = changes;
      const lever = first && leverAt(scene, first.path);
      if (!lever || changes.length < value.changes.length)
        return say(l10n.t('The file has no place of its own for that value.'), 'bad');
      say(fitFound(kind, { ...names, option: value.option }, valueText(lever, first)), 'plain');
      onFound(changes);
    });
  };
  return { element: root, update };
}

const leverAt = ({ plan }: WhatIfScene, path: string): Lever | undefined =>
  allLevers(plan).find((one) => one.path === path);

/** A value that was found, as the file would say it. */
function changeOf(
  scene: WhatIfScene,
  kind: FitKind,
  { path, value }: { readonly path: string; readonly value: number },
): Change | null {
  const lever = leverAt(scene, path);
  if (!lever || !Object.hasOwn(scene.written, path)) return null;
  const holds = (written: number) =>
    kind === 'salePrice' || kind === 'fleet' ? written >= value : written <= value;
  return { path, ...solvedSetting(lever, scene.written[path] ?? null, value, holds) };
}

/** A value with what it is of, where its unit does not say that. */
function valueText(lever: Lever, setting: Change): string {
  const text = shownSetting(lever, setting);
  return lever.dimension === 'count'
    ? l10n.t('{value} ({label})', { value: text, label: lever.label })
    : text;
}
