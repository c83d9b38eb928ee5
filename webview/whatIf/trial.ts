import * as l10n from '../../src/l10n/l10n.js';
import { element, setAttribute } from '../dom.js';

/** What becomes of what is tried: it is written, kept beside the plan, or forgotten. */
export interface Trial {
  readonly element: HTMLElement;
  readonly update: (state: {
    readonly trying: boolean;
    readonly moved: boolean;
    readonly enabled: boolean;
  }) => void;
}

export interface TrialEvents {
  readonly onTrying: (trying: boolean) => void;
  readonly onWrite: () => void;
  readonly onKeep: () => void;
  readonly onDiscard: () => void;
}

export function createTrial({ onTrying, onWrite, onKeep, onDiscard }: TrialEvents): Trial {
  const only = element('input', { type: 'checkbox' });
  only.addEventListener('change', () => onTrying(only.checked));
  const label = element(
    'label',
    { class: 'field', title: l10n.t('Several values can be moved, and nothing is written until you say so') },
    only,
    element('span', {}, l10n.t('Only try')),
  );
  const action = (text: string, title: string, onClick: () => void) => {
    const made = element('button', { class: 'fit', type: 'button', title }, text);
    made.addEventListener('click', onClick);
    return made;
  };
  const write = action(l10n.t('Write'), l10n.t('Write what is tried into the plan, with one edit'), onWrite);
  const keep = action(l10n.t('Keep'), l10n.t('Keep it beside the plan as a scenario'), onKeep);
  const discard = action(l10n.t('Discard'), l10n.t('Show the plan as the file has it'), onDiscard);
  const actions = element('span', { class: 'trial-actions' }, write, keep, discard);
  return {
    element: element('div', { class: 'trial' }, label, actions),
    update: ({ trying, moved, enabled }) => {
      only.checked = trying;
      // Their place is kept: nothing moves under the hand that holds a slider.
      setAttribute(actions, 'data-idle', moved ? null : 'true');
      for (const one of [write, keep, discard]) one.disabled = !moved;
      if (!enabled) write.disabled = true;
    },
  };
}
