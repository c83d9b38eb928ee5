import { settingAt, settingOf, type Lever, type Setting } from '../../src/engine/questions/levers.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, setAttribute, setText, show, uniqueId } from '../dom.js';
import {
  leverNote,
  sharedNote,
  placeOf,
  shownSetting,
  shownValue,
  stepsOf,
  valueAtStep,
} from './leverScale.js';

/** What a control shows: a lever, how the file writes it, and where it has been moved to. */
export interface LeverState {
  readonly lever: Lever;
  readonly like: string | null;
  /** Where an `auto` stands, in SI units. */
  readonly chosen: number | null;
  readonly moved: Setting | null;
  readonly enabled: boolean;
  /** An anchor ties the value to others. */
  readonly shared: boolean;
}

export interface LeverEvents {
  readonly onMove: (lever: Lever, setting: Setting) => void;
  readonly onCommit: () => void;
  readonly onCancel: () => void;
}

export interface LeverControl {
  readonly element: HTMLElement;
  readonly update: (state: LeverState) => void;
}

/** After arrow keys, a value is taken when they have rested this long, in milliseconds. */
const REST_MS = 900;

/** A slider with a field: moving it only previews; letting go, Enter or a pause after arrow keys takes the value. */
export function createLeverControl(events: LeverEvents): LeverControl {
  const id = uniqueId('lever');
  const name = element('label', { class: 'lever-name', for: id });
  const was = element('span', { class: 'was' });
  const field = element('input', { class: 'lever-value', type: 'text', size: '10', spellcheck: 'false' });
  const slider = element('input', { id, type: 'range', min: '0', step: '1' });
  const ghost = element('span', { class: 'lever-ghost', 'aria-hidden': 'true' });
  const track = element('div', { class: 'lever-track' }, ghost, slider);
  const root = element('div', { class: 'lever' }, name, was, field, track);
  let state: LeverState | null = null;
  /** The thumb is held by the pointer; `refused` after Esc, until it is let go. */
  let held: 'no' | 'yes' | 'refused' = 'no';
  let rest: ReturnType<typeof setTimeout> | undefined;

  const commit = () => {
    clearTimeout(rest);
    if (state?.moved) events.onCommit();
  };
  const cancel = () => {
    clearTimeout(rest);
    if (held === 'yes') held = 'refused';
    events.onCancel();
    if (state) patch({ ...state, moved: null }, true);
  };
  const moveTo = (step: number) => {
    if (state) events.onMove(state.lever, settingAt(state.lever, state.like, valueAtStep(state.lever, step)));
  };

  const patch = (next: LeverState, force = false) => {
    state = next;
    const { lever, like, moved, enabled, shared } = next;
    const fromFile = shownValue(lever, like);
    const shown = moved ? shownSetting(lever, moved) : fromFile;
    setText(name, lever.label);
    setText(was, l10n.t('was {before}', { before: fromFile }));
    show(was, moved !== null);
    setAttribute(root, 'data-moved', moved ? 'true' : null);
    setAttribute(root, 'data-path', lever.path);
    setAttribute(root, 'title', shared ? sharedNote() : leverNote(lever, like));
    setAttribute(field, 'aria-label', l10n.t('{label}, value', { label: lever.label }));
    if (force || document.activeElement !== field) {
      field.value = shown;
      setAttribute(field, 'aria-invalid', null);
    }
    const steps = stepsOf(lever);
    const base = placeOf(lever, lever.value ?? next.chosen ?? lever.low);
    setAttribute(slider, 'max', String(steps));
    setAttribute(
      slider,
      'aria-valuetext',
      moved ? l10n.t('{shown}, {before} in the file', { shown, before: fromFile }) : shown,
    );
    const place = moved ? placeOf(lever, moved.value) : base;
    // A thumb that is held, or moved by keys, stays where it is: rounding must not pull at it.
    if (force || !moved || document.activeElement !== slider)
      slider.value = String(Math.round(place * steps));
    root.style.setProperty('--place', String(moved ? place : base));
    root.style.setProperty('--file', String(base));
    for (const input of [field, slider]) input.disabled = !enabled || shared;
  };

  slider.addEventListener('pointerdown', () => (held = 'yes'));
  slider.addEventListener('input', () => {
    if (held === 'refused') return;
    moveTo(slider.valueAsNumber);
    clearTimeout(rest);
    if (held === 'no') rest = setTimeout(commit, REST_MS);
  });
  slider.addEventListener('change', () => {
    if (held === 'yes') commit();
    if (held === 'refused' && state) patch(state, true);
    held = 'no';
  });
  slider.addEventListener('pointerup', () => {
    // A click that moves nothing makes no change event.
    setTimeout(() => (held = 'no'), 0);
  });
  slider.addEventListener('blur', commit);
  field.addEventListener('input', () => {
    const setting = state && settingOf(state.lever, state.like, field.value);
    setAttribute(field, 'aria-invalid', setting ? null : 'true');
    if (state && setting) events.onMove(state.lever, setting);
  });
  field.addEventListener('blur', () => {
    if (field.getAttribute('aria-invalid') === 'true') cancel();
    else commit();
    if (state) patch(state, true);
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') cancel();
    else if (event.key === 'Enter') commit();
    else if (event.target === field && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      nudge(event.key === 'ArrowUp' ? 1 : -1);
    }
  });
  const nudge = (by: number) => {
    moveTo(Math.min(Number(slider.max), Math.max(0, slider.valueAsNumber + by)));
    if (state?.moved) patch(state, true);
    clearTimeout(rest);
    rest = setTimeout(commit, REST_MS);
  };
  return { element: root, update: (next) => patch(next) };
}
