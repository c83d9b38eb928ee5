/** Small helpers for building and patching the page. Text goes in as text nodes only, never as HTML. */

type Child = Node | string | null;

interface Attributes {
  readonly class?: string;
  readonly [name: string]: string | undefined;
}

/** A new element with attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

/** Sets text only where it differs, so that selection and layout stay as they are. */
export function setText(target: Element, text: string): void {
  if (target.textContent !== text) target.textContent = text;
}

/** A number and its unit, which stand on one line. */
const COUNTED = /(\d) (?=(?:%|[kKMGTP]?B|[mµ]?s|min|h|[kM]?W|tok\/s|req\/s|tokens\/\w+)(?![\w/]))/g;

/** Sets a title, whose numbers keep their units where it takes a second line. */
export function setTitle(target: Element, text: string): void {
  setText(target, text.replace(COUNTED, '$1\u00a0'));
}

/** Sets or (with `null`) removes an attribute, only where it differs. */
export function setAttribute(target: Element, name: string, value: string | null): void {
  if (target.getAttribute(name) === value) return;
  if (value === null) target.removeAttribute(name);
  else target.setAttribute(name, value);
}

/** Shows or hides an element without taking it out of the page. */
export function show(target: HTMLElement, visible: boolean): void {
  if (target.hidden === visible) target.hidden = !visible;
}

/** Makes `parent` hold exactly `count` children, adding with `make` and dropping from the end. */
export function resize(parent: Element, count: number, make: (index: number) => Element): void {
  while (parent.childElementCount > count) parent.lastElementChild?.remove();
  while (parent.childElementCount < count) parent.append(make(parent.childElementCount));
}

/** A native button that reads as a link. */
export function linkButton(label: string, onClick: () => void): HTMLButtonElement {
  const made = element('button', { class: 'link', type: 'button' }, label);
  made.addEventListener('click', onClick);
  return made;
}

let lastId = 0;

/** An id that is unique on the page. */
export function uniqueId(prefix: string): string {
  lastId += 1;
  return `${prefix}-${lastId}`;
}
