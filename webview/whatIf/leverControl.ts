import type { Lever } from '../../src/report/figures/levers.js';
import { settingAt, settingOf, type Setting } from '../../src/report/words/settings.js';
import { createLeverParts, patchParts, sayProblem, type LeverState } from './leverParts.js';
import { typedProblem, valueAtStep } from './leverScale.js';

export interface LeverEvents {
  readonly onMove: (lever: Lever, setting: Setting) => void;
  readonly onCommit: () => void;
  readonly onCancel: () => void;
  /** Its value is to be written once for all places that have it. */
  readonly onShare: (lever: Lever) => void;
}

export interface LeverControl {
  readonly element: HTMLElement;
  readonly update: (state: LeverState) => void;
}

/** After arrow keys, a value is taken when they have rested this long, in milliseconds. */
const REST_MS = 900;

/** A slider with a field: moving it only previews; letting go, Enter or a pause after arrow keys takes the value. */
export function createLeverControl(events: LeverEvents): LeverControl {
  let state: LeverState | null = null;
  const parts = createLeverParts(() => state && events.onShare(state.lever));
  const { root, field, slider } = parts;
  let rest: ReturnType<typeof setTimeout> | undefined;

  let drawn = '';
  const patch = (next: LeverState, force = false) => {
    state = next;
    const now = drawnFrom(next);
    // A moved value redraws all sliders with each frame, and changes one of them.
    if (!force && now === drawn) return;
    drawn = now;
    patchParts(parts, next, force);
  };
  const move = (from: LeverState, setting: Setting) => {
    // At once: the page draws it a frame later, and Enter or a second key can come before that.
    state = { ...from, moved: setting };
    events.onMove(from.lever, setting);
  };
  const commit = () => {
    clearTimeout(rest);
    if (field.getAttribute('aria-invalid') === 'true') return;
    if (state?.moved) events.onCommit();
  };
  const cancel = () => {
    clearTimeout(rest);
    hold.refuse();
    events.onCancel();
    if (state) patch({ ...state, moved: null }, true);
  };
  const commitWhenRested = () => {
    clearTimeout(rest);
    rest = setTimeout(commit, REST_MS);
  };
  const moveTo = (step: number) => {
    if (state) move(state, settingAt(state.lever, state.like, valueAtStep(state.lever, step)));
  };
  const hold = watchSlider(slider, {
    onMove: (isHeld) => {
      moveTo(slider.valueAsNumber);
      clearTimeout(rest);
      if (!isHeld) commitWhenRested();
    },
    onLetGo: commit,
    onRefused: () => state && patch(state, true),
  });
  slider.addEventListener('blur', commit);
  field.addEventListener('input', () => {
    if (!state) return;
    const setting = settingOf(state.lever, state.like, field.value);
    sayProblem(parts, setting ? null : typedProblem(state.lever, field.value));
    if (setting) move(state, setting);
    // What was typed before is not meant any more.
    else if (state.moved) events.onCancel();
  });
  field.addEventListener('blur', () => {
    if (field.getAttribute('aria-invalid') === 'true') cancel();
    else commit();
    if (state) patch(state, true);
  });
  const nudge = (by: number) => {
    moveTo(Math.min(Number(slider.max), Math.max(0, slider.valueAsNumber + by)));
    if (state?.moved) patch(state, true);
    commitWhenRested();
  };
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') cancel();
    else if (event.key === 'Enter') commit();
    else if (event.target === field && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      nudge(event.key === 'ArrowUp' ? 1 : -1);
    }
  });
  return { element: root, update: (next) => patch(next) };
}

/** All that a control shows, and nothing else. */
const drawnFrom = (state: LeverState): string => JSON.stringify([state, [...(state.lever.rates ?? [])]]);

interface SliderEvents {
  /** The thumb was moved: by the pointer that holds it, or by keys. */
  readonly onMove: (isHeld: boolean) => void;
  /** The pointer has let go of a thumb that it moved. */
  readonly onLetGo: () => void;
  /** The pointer has let go of a thumb whose move was refused. */
  readonly onRefused: () => void;
}

/** Tells moves by pointer from those by keys. After `refuse` what the pointer does is nothing, until it lets go. */
function watchSlider(slider: HTMLInputElement, events: SliderEvents): { readonly refuse: () => void } {
  let held: 'no' | 'yes' | 'refused' = 'no';
  slider.addEventListener('pointerdown', () => (held = 'yes'));
  slider.addEventListener('input', () => {
    if (held !== 'refused') events.onMove(held === 'yes');
  });
  slider.addEventListener('change', () => {
    if (held === 'yes') events.onLetGo();
    if (held === 'refused') events.onRefused();
    held = 'no';
  });
  slider.addEventListener('pointerup', () => {
    // A click that moves nothing makes no change event.
    setTimeout(() => (held = 'no'), 0);
  });
  return {
    refuse: () => {
      if (held === 'yes') held = 'refused';
    },
  };
}
