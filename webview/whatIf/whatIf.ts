import {
  allLevers,
  chosenByEngine,
  leversOf,
  optionsWithLevers,
  type Lever,
} from '../../src/report/figures/levers.js';
import type { Change } from '../../src/contract/scenarios.js';
import { tiedTo } from '../../src/report/figures/tied.js';
import { leadingOption } from '../../src/report/words/insight.js';
import type { PlanResult } from '../../src/engine/shapes/result.js';
import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import { comparisonOf } from '../../src/engine/questions/comparison.js';
import { keyPath } from '../../src/plan/path.js';
import * as l10n from '../../src/l10n/l10n.js';
import type { Analyst } from '../background/analyst.js';
import { dropdown } from '../controls.js';
import { element, resize, setAttribute, setText, show, uniqueId } from '../dom.js';
import { createLeverControl, type LeverControl } from './leverControl.js';
import type { LeverState } from './leverParts.js';
import { createFits } from './fits.js';
import { keepingReach } from './leverScale.js';
import { createTrial } from './trial.js';
import { chosenOf, type ViewState } from '../state.js';

/** What the strip is drawn from: the plan as the file has it. */
export interface WhatIfScene {
  readonly source: string;
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
  readonly view: ViewState;
  readonly written: Readonly<Record<string, string | null>>;
  readonly shared: readonly string[];
  readonly anchored: readonly string[];
  /** Where levers have been moved to. */
  readonly moved: readonly Change[];
  readonly analyst: Analyst;
  /** The text can be read, so that values can be written into it. */
  readonly enabled: boolean;
}

export interface WhatIfEvents {
  readonly setView: (change: Partial<ViewState>) => void;
  /** A value is moved, and others with it. */
  readonly onMove: (changes: readonly Change[]) => void;
  readonly onCommit: () => void;
  readonly onCancel: () => void;
  /** One anchor is to hold the value of these places. */
  readonly onShare: (paths: readonly string[]) => void;
  /** What is tried is to be written. */
  readonly onWrite: () => void;
  /** What is tried is to be kept beside the plan. */
  readonly onKeep: () => void;
}

export interface WhatIf {
  readonly element: HTMLElement;
  readonly update: (scene: WhatIfScene | null) => void;
  /** Says why a value was not written, for a while or until the next move. */
  readonly say: (text: string) => void;
  /** Tells those who cannot see it what the moved value comes to; `null` while nothing is moved. */
  readonly announce: (text: string | null) => void;
}

/** Narrower than this, the strip starts folded: in a small panel the charts come first. */
const ROOMY = 560;
const SAID_MS = 10_000;
/** What a moved value comes to is told once the hand rests this long. */
const ANNOUNCED_MS = 500;

/** Sliders for the plan's main inputs, folded away where there is little room. */
export function createWhatIf(events: WhatIfEvents): WhatIf {
  const id = uniqueId('levers');
  const toggle = element(
    'button',
    { class: 'what-if-toggle', type: 'button', 'aria-controls': id },
    l10n.t('What if'),
  );
  const status = element('span', { class: 'what-if-status', role: 'status' });
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => events.setView({ workload }));
  const options = dropdown(l10n.t('Option'), [], (leverOption) => events.setView({ leverOption }));
  const outcome = element('span', { class: 'visually-hidden', role: 'status' });
  const levers = element('div', { class: 'levers', id });
  const bar = element(
    'div',
    { class: 'what-if-bar' },
    toggle,
    workloads.element,
    options.element,
    status,
    outcome,
  );
  const root = element('section', { class: 'what-if', 'aria-label': l10n.t('What if') }, bar, levers);
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
  const controls = new WeakMap<Element, LeverControl>();
  const reach = new Map<string, Lever>();
  let isOpen = false;

  const make = () => {
    const control = createLeverControl({
      onCommit: events.onCommit,
      onCancel: events.onCancel,
      onMove: ({ path }, setting) => {
        setText(status, '');
        const places = scene ? tiedTo(scene.plan, scene.written, path) : [];
        events.onMove([path, ...places].map((place) => ({ path: place, ...setting })));
      },
      onShare: ({ path }) => scene && events.onShare([path, ...tiedTo(scene.plan, scene.written, path)]),
    });
    controls.set(control.element, control);
    return control.element;
  };
  toggle.addEventListener('click', () => events.setView({ whatIf: !isOpen }));

  const update = (next: WhatIfScene | null) => {
    scene = next;
    show(root, next !== null);
    if (!next) return;
    const { plan, view, written, enabled, source, result } = next;
    isOpen = view.whatIf ?? window.innerWidth >= ROOMY;
    setAttribute(toggle, 'aria-expanded', String(isOpen));
    setAttribute(root, 'data-open', isOpen ? 'true' : null);
    for (const part of [levers, foot, workloads.element, options.element]) show(part, isOpen);
    if (!isOpen) return;
    const names = Object.keys(plan.workloads);
    const workload = chosenOf(view.workload, names);
    const movable = choosable(plan);
    const usual = comparisonOf(plan)?.challenger ?? leadingOption(result);
    const option = chosenOf(view.leverOption ?? usual, movable);
    const choice = (name: string) => ({ value: name, label: name });
    workloads.update(names.map(choice), workload);
    options.update(movable.map(choice), option);
    show(workloads.element, names.length > 1);
    show(options.element, movable.length > 1);
    const shown = withAcceptance(plan, leversOf(plan, workload, option)).filter(({ path }) =>
      Object.hasOwn(written, path),
    );
    resize(levers, shown.length, make);
    shown.forEach((given, i) => {
      const key = `${source} ${given.path}`;
      const lever = keepingReach(given, reach.get(key));
      reach.set(key, lever);
      controls.get(levers.children.item(i) ?? levers)?.update(stateOf(next, lever));
    });
    fits.update(next, { option, workload });
    trial.update({ trying: view.trying, moved: next.moved.length > 0, enabled });
  };
  return { element: root, update, say, announce: announcer(outcome) };
}

/** Options that something can be asked of: a service has no levers and no fleet. */
function choosable(plan: ResolvedPlan): string[] {
  const withLevers = new Set(optionsWithLevers(plan));
  return Object.keys(plan.options).filter((name) => withLevers.has(name) || !plan.options[name]?.hosted);
}

/** What the control of a lever shows. */
function stateOf(
  { plan, result, written, shared, anchored, moved, enabled }: WhatIfScene,
  lever: Lever,
): LeverState {
  const { path } = lever;
  const places = tiedTo(plan, written, path);
  const names = places.map((place) => keyPath(place)[1] ?? '');
  const setting = moved.find((one) => one.path === path) ?? null;
  return {
    lever,
    like: written[path] ?? null,
    chosen: chosenByEngine(lever, result),
    moved: setting,
    enabled,
    shared: shared.includes(path),
    along: names.length === 0 ? '' : l10n.t('and of {names}', { names: names.join(', ') }),
    sharable: names.length > 0 && ![path, ...places].some((place) => anchored.includes(place)),
  };
}

/** Says a text for a while. */
function sayFor(status: HTMLElement): WhatIf['say'] {
  let hush: ReturnType<typeof setTimeout> | undefined;
  return (text) => {
    setText(status, text);
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
    else resting = setTimeout(() => setText(outcome, text), ANNOUNCED_MS);
  };
}

/** Whether LPX pays hangs on what software accepts: where the option drafts nothing, that of the one it is compared with. */
function withAcceptance(plan: ResolvedPlan, levers: readonly Lever[]): Lever[] {
  const isAcceptance = ({ dimension }: Lever) => dimension === 'acceptance';
  if (levers.some(isAcceptance)) return [...levers];
  const baseline = comparisonOf(plan)?.baseline;
  const others = allLevers(plan).filter(isAcceptance);
  const other = others.find(({ owner }) => owner === baseline) ?? others[0];
  if (!other) return [...levers];
  const at = levers.findLastIndex(({ owner }) => owner !== null) + 1;
  const label = l10n.t('{input}, {option}', { input: other.label, option: other.owner ?? '' });
  return levers.toSpliced(at, 0, { ...other, label });
}
