/** HTML and SVG that is safe to put into a document; made by `tag` only, so that text is always escaped. */
export interface Markup {
  readonly markup: string;
}

/** A text is escaped, markup goes in as it is, `null` is left out. */
export type Child = Markup | string | null;

type Attributes = Readonly<Record<string, string | number | null>>;

/** Elements that have no end tag in HTML. */
const VOID = new Set(['meta', 'br']);

/** An element. Attributes that are `null` are left out. */
export function tag(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === null ? [] : [` ${key}="${escapeHtml(String(value))}"`]))
    .join('');
  const start = `<${name}${written}>`;
  return { markup: VOID.has(name) ? start : `${start}${contents(children)}</${name}>` };
}

/** Several pieces of markup as one. */
export function group(children: readonly Child[]): Markup {
  return { markup: contents(children) };
}

function contents(children: readonly Child[]): string {
  return children
    .map((child) => (child === null ? '' : typeof child === 'string' ? escapeHtml(child) : child.markup))
    .join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters that HTML does not allow are dropped. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;

function escapeHtml(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}
