import type { Markup } from '../html/markup.js';

/** An element of our own markup, with what stands in it. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
}

export type Node = Element | string;

export const isElement = (node: Node): node is Element => typeof node !== 'string';

const PIECE = /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z0-9-]+="[^"]*")*)>|([^<]+)/gy;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

const plain = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => ENTITIES[name] ?? '');

/** The tree of markup that `tag` made: every element has an end, and nothing else is understood. */
export function treeOf({ markup }: Markup): readonly Node[] {
  const root: Node[] = [];
  const open: { name: string; children: Node[] }[] = [{ name: '', children: root }];
  let end = 0;
  for (const match of markup.matchAll(PIECE)) {
    const [whole, closing, name, attributes = '', text] = match;
    end = match.index + whole.length;
    const inside = open.at(-1);
    if (!inside) break;
    if (text !== undefined) inside.children.push(plain(text));
    else if (closing === '/') {
      if (inside.name !== name) throw new SyntaxError(`</${name ?? ''}> ends <${inside.name}>`);
      open.pop();
    } else {
      const children: Node[] = [];
      inside.children.push({ name: name ?? '', attributes: attributesOf(attributes), children });
      open.push({ name: name ?? '', children });
    }
  }
  if (end < markup.length || open.length !== 1)
    throw new SyntaxError(`not our markup: ${markup.slice(end, end + 40)}`);
  return root;
}

function attributesOf(written: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...written.matchAll(/ ([a-zA-Z0-9-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
      key,
      plain(value),
    ]),
  );
}

/** All text in nodes, as it reads. */
export const readableText = (nodes: readonly Node[]): string =>
  nodes.map((node) => (isElement(node) ? readableText(node.children) : node)).join('');
