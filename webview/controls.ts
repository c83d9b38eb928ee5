import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
} from '@vscode/webview-ui-toolkit';
import { element, show, uniqueId } from './dom.js';

/**
 * The only file that knows the Webview UI Toolkit. The toolkit is archived: to replace it, rewrite these
 * factories over another kit or native elements; the rest of the page sees labelled `HTMLElement`s.
 */
provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption());

/** One entry of a dropdown. */
export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** An entry that is called as what it stands for: a workload, an option. */
export const namedChoice = (name: string): Choice => ({ value: name, label: name });

/** A dropdown whose entries and value can change while it stands. */
export interface Dropdown {
  readonly element: HTMLElement;
  readonly update: (choices: readonly Choice[], value: string | null) => void;
}

type WithValue = HTMLElement & { value: string };

export function button(label: string, onClick: () => void): HTMLElement {
  const made = document.createElement('vscode-button');
  made.setAttribute('appearance', 'secondary');
  made.textContent = label;
  made.addEventListener('click', onClick);
  return made;
}

/** A labelled dropdown. `onChange` is called only for the user's own choice. */
export function dropdown(
  label: string,
  options: readonly Choice[],
  onChange: (value: string) => void,
): Dropdown {
  const id = uniqueId('choice');
  // The toolkit's elements have no typings by tag name.
  const list = document.createElement('vscode-dropdown') as WithValue;
  list.id = id;
  list.setAttribute('aria-label', label);
  list.addEventListener('change', () => onChange(list.value));
  const caption = element('span', { class: 'caption', 'aria-hidden': 'true' }, label);
  const wrapper = element('div', { class: 'field' }, caption, list);
  let shown = '';
  const update = (choices: readonly Choice[], value: string | null) => {
    const signature = JSON.stringify(choices);
    if (signature !== shown) list.replaceChildren(...choices.map(optionElement));
    shown = signature;
    if (value !== null && list.value !== value) list.value = value;
    // One is no choice.
    show(wrapper, choices.length > 1);
  };
  update(options, options[0]?.value ?? null);
  return { element: wrapper, update };
}

function optionElement({ value, label }: Choice): HTMLElement {
  const option = document.createElement('vscode-option') as WithValue;
  option.setAttribute('value', value);
  option.textContent = label;
  return option;
}
