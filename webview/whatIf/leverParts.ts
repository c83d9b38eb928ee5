import type { Lever } from '../../src/report/figures/levers.js';
import type { Setting } from '../../src/report/words/settings.js';
import * as l10n from '../../src/l10n/l10n.js';
import { element, linkButton, setAttribute, setText, show, uniqueId } from '../dom.js';
import {
  endText,
  leverNote,
  partAlong,
  sharedNote,
  shownSetting,
  shownValue,
  stepsOf,
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
  /** Whose same value moves with it, in words; empty where nothing does. */
  readonly along: string;
  /** The file writes that value at each place anew: it could be written once. */
  readonly sharable: boolean;
}

/** The elements of a control. */
export interface LeverParts {
  readonly root: HTMLElement;
  readonly name: HTMLElement;
  readonly was: HTMLElement;
  readonly field: HTMLInputElement;
  readonly slider: HTMLInputElement;
  /** Values at both ends of the track. */
  readonly ends: readonly [HTMLElement, HTMLElement];
  /** What is wrong with what was typed. */
  readonly problem: HTMLElement;
  /** What moves along, and the offer to write it once. */
  readonly along: HTMLElement;
  readonly alongText: HTMLElement;
  readonly share: HTMLElement;
}

/** Name, value and slider of a lever, still empty. */
export function createLeverParts(onShare: () => void): LeverParts {
  const id = uniqueId('lever');
  const name = element('label', { class: 'lever-name', for: id });
  const was = element('span', { class: 'was' });
  const field = element('input', { class: 'lever-value', type: 'text', size: '10', spellcheck: 'false' });
  const slider = element('input', { id, type: 'range', min: '0', step: '1' });
  const ghost = element('span', { class: 'lever-ghost', 'aria-hidden': 'true' });
  const track = element('div', { class: 'lever-track' }, ghost, slider);
  const end = () => element('span', { class: 'lever-end', 'aria-hidden': 'true' });
  const [low, high] = [end(), end()];
  const problem = element('span', { class: 'lever-problem', role: 'alert' });
  const alongText = element('span');
  const share = linkButton(l10n.t('Write it once'), onShare);
  setAttribute(
    share,
    'title',
    l10n.t('Has the first place hold the value by an anchor (&), the others by an alias (*)'),
  );
  const along = element('span', { class: 'lever-along' }, alongText, ' ', share);
  const root = element(
    'div',
    { class: 'lever' },
    element('div', { class: 'lever-head' }, name, field),
    element('div', { class: 'lever-row' }, was, low, track, high),
    along,
    problem,
  );
  return { root, name, was, field, slider, ends: [low, high], problem, along, alongText, share };
}

/** Shows a state; `force` also where the hand is, whose text and thumb are otherwise left alone. */
export function patchParts(parts: LeverParts, state: LeverState, force: boolean): void {
  const { root, name, was, field, slider, ends } = parts;
  const { lever, like, moved, enabled, shared } = state;
  const fromFile = shownValue(lever, like);
  const shown = moved ? shownSetting(lever, moved) : fromFile;
  setText(name, lever.label);
  setText(was, l10n.t('was {before}', { before: fromFile }));
  show(was, moved !== null);
  // What it was takes the place of the end that it stands beside.
  show(ends[0], moved === null);
  setText(ends[0], endText(lever, like, lever.low));
  setText(ends[1], endText(lever, like, lever.high));
  setAttribute(name, 'title', lever.label);
  setAttribute(root, 'data-moved', moved ? 'true' : null);
  setAttribute(root, 'data-path', lever.path);
  setAttribute(root, 'title', shared ? sharedNote() : leverNote(lever, like));
  setAttribute(field, 'aria-label', l10n.t('{label}, value', { label: lever.label }));
  if (force || document.activeElement !== field) {
    field.value = shown;
    sayProblem(parts, null);
  }
  setAttribute(
    slider,
    'aria-valuetext',
    moved ? l10n.t('{shown}, {before} in the file', { shown, before: fromFile }) : shown,
  );
  setText(parts.alongText, state.along);
  show(parts.along, state.along !== '');
  show(parts.share, state.sharable && enabled && moved === null);
  patchThumb(parts, state, force);
  for (const input of [field, slider]) input.disabled = !enabled || shared;
}

/** Shows what is wrong with what was typed; `null` where nothing is. */
export function sayProblem({ field, problem }: LeverParts, text: string | null): void {
  setAttribute(field, 'aria-invalid', text === null ? null : 'true');
  setText(problem, text ?? '');
  show(problem, text !== null);
}

function patchThumb({ root, slider }: LeverParts, state: LeverState, force: boolean): void {
  const { lever, moved, chosen } = state;
  const steps = stepsOf(lever);
  const base = partAlong(lever, lever.value ?? chosen ?? lever.low);
  const place = moved ? partAlong(lever, moved.value) : base;
  setAttribute(slider, 'max', String(steps));
  // A thumb that is held, or moved by keys, stays where it is: rounding must not pull at it.
  if (force || !moved || document.activeElement !== slider) slider.value = String(Math.round(place * steps));
  root.style.setProperty('--place', String(place));
  root.style.setProperty('--file', String(base));
}
