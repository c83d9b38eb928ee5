import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import { comparisonOf } from '../../src/engine/questions/comparison.js';
import { optionsWithLevers } from '../../src/report/figures/levers.js';
import { chosenOf, leadingOption } from '../../src/report/words/insight.js';
import * as l10n from '../../src/l10n/l10n.js';
import { dropdown, namedChoice } from '../controls.js';
import { element, linkButton, setAttribute, setText, show, uniqueId } from '../dom.js';
import type { ViewState } from '../state.js';
import { createFits } from './fits.js';
import { createLeverList, type LeverListEvents } from './leverList.js';
import { isOpen } from './room.js';
import type { WhatIfScene } from './scene.js';
import { createTrial } from './trial.js';

export interface WhatIfEvents extends LeverListEvents {
  readonly setView: (change: Partial<ViewState>) => void;
  /** The sliders are to stand open, or to be folded. */
  readonly onFold: (open: boolean) => void;
  /** What is tried is to be written. */
  readonly onWrite: () => void;
  /** What is tried is to be kept beside the plan. */
  readonly onKeep: () => void;
}

export interface WhatIf {
  readonly element: HTMLElement;
  readonly update: (scene: WhatIfScene | null) => void;
  /** Says why a value was not written, for a while or until the next move. */
  readonly say: (text: string, tone?: 'bad' | 'plain') => void;
  /** Tells those who cannot see it what the moved value comes to; `null` while nothing is moved. */
  readonly announce: (text: (() => string) | null) => void;
}

const SAID_MS = 10_000;
/** What a moved value comes to is told once the hand rests this long. */
const ANNOUNCED_MS = 500;

/** Sliders for the plan's main inputs, folded into a bar until they are asked for: the answer stands first. */
export function createWhatIf(events: WhatIfEvents): WhatIf {
  const id = uniqueId('levers');
  const toggle = element(
    'button',
    { class: 'what-if-toggle', type: 'button', 'aria-controls': id },
    l10n.t('What if'),
  );
  const hint = createHint();
  const status = element('span', { class: 'what-if-status', role: 'status' });
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => events.setView({ workload }));
  const options = dropdown(l10n.t('Option'), [], (leverOption) => events.setView({ leverOption }));
  const outcome = element('span', { class: 'visually-hidden', role: 'status' });
  const levers = createLeverList(id, events, () => setText(status, ''));
  const more = createMore(id, () => update(scene));
  const bar = element(
    'div',
    { class: 'what-if-bar' },
    toggle,
    hint,
    workloads.element,
    options.element,
    more.element,
    status,
    outcome,
  );
  const root = element('section', { class: 'what-if', 'aria-label': l10n.t('What if') }, bar, levers.element);
  const say = sayFor(status);
  let scene: WhatIfScene | null = null;
  const fits = createFits({
    say,
    onFound: events.onMove,
    onAsk: () => {
      // What was moved before is tried along, or given up.
      if (scene?.view.trying && scene.moved.length > 0) events.setView({});
      else events.onCancel();
    },
  });
  const trial = createTrial({
    onTrying: (trying) => events.setView({ trying }),
    onWrite: events.onWrite,
    onKeep: events.onKeep,
    onDiscard: events.onCancel,
  });
  const foot = element('div', { class: 'what-if-foot' }, fits.element, trial.element);
  root.append(foot);
  let open = false;

  toggle.addEventListener('click', () => events.onFold(!open));

  const update = (next: WhatIfScene | null) => {
    scene = next;
    show(root, next !== null);
    if (!next) return;
    const { plan, view, enabled, result } = next;
    open = isOpen(view);
    setAttribute(toggle, 'aria-expanded', String(open));
    setAttribute(root, 'data-open', open ? 'true' : null);
    for (const part of [levers.element, fits.element, workloads.element, options.element, more.element])
      show(part, open);
    // What is tried stays tried while its slider is folded away, and can still be taken back.
    const moved = next.moved.length > 0;
    show(hint, !open);
    show(foot, open || moved);
    trial.update({ trying: view.trying, moved, enabled });
    if (!open) return;
    const names = Object.keys(plan.workloads);
    const workload = chosenOf(view.workload, names);
    const movable = choosable(plan);
    const usual = comparisonOf(plan)?.challenger ?? leadingOption(result);
    const option = chosenOf(view.leverOption ?? usual, movable);
    workloads.update(names.map(namedChoice), workload);
    options.update(movable.map(namedChoice), option);
    show(workloads.element, names.length > 1);
    show(options.element, movable.length > 1);
    const count = levers.update(next, { workload, option, all: more.isAll() });
    more.update(count, levers.element.childElementCount);
    fits.update(next, { option, workload });
  };
  return { element: root, update, say, announce: announcer(outcome) };
}

/** What stands in the bar while the sliders are folded. */
const createHint = () =>
  element('span', { class: 'what-if-hint' }, l10n.t('Move a value and see what it would change'));

/** Shows all inputs, or again those that decide most. */
function createMore(id: string, onToggle: () => void) {
  let all = false;
  const toggle = linkButton('', () => {
    all = !all;
    onToggle();
  });
  setAttribute(toggle, 'aria-controls', id);
  return {
    element: toggle,
    isAll: () => all,
    update: (count: number, shown: number) => {
      setText(toggle, all ? l10n.t('Fewer inputs') : l10n.t('All {count} inputs', { count }));
      setAttribute(toggle, 'aria-expanded', String(all));
      show(toggle, all || count > shown);
    },
  };
}

/** Options that something can be asked of: a service has no levers and no fleet. */
function choosable(plan: ResolvedPlan): string[] {
  const withLevers = new Set(optionsWithLevers(plan));
  return Object.keys(plan.options).filter((name) => withLevers.has(name) || !plan.options[name]?.hosted);
}

/** Says a text for a while. */
function sayFor(status: HTMLElement): WhatIf['say'] {
  let hush: ReturnType<typeof setTimeout> | undefined;
  return (text, tone = 'bad') => {
    setText(status, text);
    setAttribute(status, 'data-tone', tone);
    clearTimeout(hush);
    hush = setTimeout(() => setText(status, ''), SAID_MS);
  };
}

/** Says a text once nothing else is to be said for a moment. */
function announcer(outcome: HTMLElement): WhatIf['announce'] {
  let resting: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    clearTimeout(resting);
    if (text === null) setText(outcome, '');
    else resting = setTimeout(() => setText(outcome, text()), ANNOUNCED_MS);
  };
}
