import type { Lever } from '../../src/report/figures/levers.js';
import type { Setting } from '../../src/report/words/settings.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, setAttribute, setText, show, uniqueId } from '../dom.js';
import { leverNote, sharedNote, placeOf, shownSetting, shownValue, stepsOf } from './leverScale.js';

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

/** The elements of a control. */
export interface LeverParts {
  readonly root: HTMLElement;
  readonly name: HTMLElement;
  readonly was: HTMLElement;
  readonly field: HTMLInputElement;
  readonly slider: HTMLInputElement;
}

/** Name, value and slider of a lever, still empty. */
export function createLeverParts(): LeverParts {
  const id = uniqueId('lever');
  const name = element('label', { class: 'lever-name', for: id });
  const was = element('span', { class: 'was' });
  const field = element('input', { class: 'lever-value', type: 'text', size: '10', spellcheck: 'false' });
  const slider = element('input', { id, type: 'range', min: '0', step: '1' });
  const ghost = element('span', { class: 'lever-ghost', 'aria-hidden': 'true' });
  const track = element('div', { class: 'lever-track' }, ghost, slider);
  return { root: element('div', { class: 'lever' }, name, was, field, track), name, was, field, slider };
}

/** Shows a state; `force` also where the hand is, whose text and thumb are otherwise left alone. */
export function patchParts(parts: LeverParts, state: LeverState, force: boolean): void {
  const { root, name, was, field, slider } = parts;
  const { lever, like, moved, enabled, shared } = state;
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
  setAttribute(
    slider,
    'aria-valuetext',
    moved ? l10n.t('{shown}, {before} in the file', { shown, before: fromFile }) : shown,
  );
  patchThumb(parts, state, force);
  for (const input of [field, slider]) input.disabled = !enabled || shared;
}

function patchThumb({ root, slider }: LeverParts, state: LeverState, force: boolean): void {
  const { lever, moved, chosen } = state;
  const steps = stepsOf(lever);
  const base = placeOf(lever, lever.value ?? chosen ?? lever.low);
  const place = moved ? placeOf(lever, moved.value) : base;
  setAttribute(slider, 'max', String(steps));
  // A thumb that is held, or moved by keys, stays where it is: rounding must not pull at it.
  if (force || !moved || document.activeElement !== slider) slider.value = String(Math.round(place * steps));
  root.style.setProperty('--place', String(place));
  root.style.setProperty('--file', String(base));
}
