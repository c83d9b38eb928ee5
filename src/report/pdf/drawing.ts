import { CHART_STYLE } from '../html/style.js';
import { standardLetters } from './letters.js';
import { isElement, type Element, type Node } from './tree.js';

/** A rule of the charts' style sheet: an element's name and classes, and what they mean for it. */
interface Rule {
  readonly name: string | null;
  readonly classes: readonly string[];
  readonly says: readonly (readonly [string, string])[];
}

/** A chart with its looks written at each element: what sets PDF knows no style sheet. */
export function drawnAlone(svg: Element, width: number): { readonly svg: string; readonly height: number } {
  const rules = rulesOf(CHART_STYLE);
  const [, , w = 0, h = 0] = (svg.attributes['viewBox'] ?? '').split(' ').map(Number);
  const height = w > 0 ? (h * width) / w : 0;
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: svg.attributes['viewBox'] ?? '',
    width: String(width),
    height: String(height),
    'font-family': 'Helvetica',
    'font-size': '12',
  };
  return {
    svg: element('svg', attributes, svg.children.map((child) => drawn(child, rules)).join('')),
    height,
  };
}

/** Attributes that only screen readers and pages need. */
const LEFT_OUT = new Set(['class', 'role', 'aria-label', 'aria-hidden']);

function drawn(node: Node, rules: readonly Rule[]): string {
  if (!isElement(node)) return escaped(standardLetters(node));
  // A tooltip is no part of a printed picture.
  if (node.name === 'title') return '';
  const classes = (node.attributes['class'] ?? '').split(' ');
  const looks = rules
    .filter(
      ({ name, classes: all }) =>
        (name === null || name === node.name) && all.every((one) => classes.includes(one)),
    )
    .flatMap(({ says }) => says)
    // The halo of a label would be drawn over its letters.
    .filter(([key]) => node.name !== 'text' || !key.startsWith('stroke'));
  const kept = Object.entries(node.attributes).filter(([key]) => !LEFT_OUT.has(key));
  const attributes = { ...Object.fromEntries(looks), ...Object.fromEntries(kept) };
  return element(node.name, attributes, node.children.map((child) => drawn(child, rules)).join(''));
}

function element(name: string, attributes: Readonly<Record<string, string>>, inside: string): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${written.join('')}>${inside}</${name}>`;
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** What a drawing takes over of a style sheet. */
const KNOWN = /^(fill|stroke|opacity|text-anchor|font-weight)/;

/** The rules of our own style sheet that speak of drawings, its colours filled in: those of light paper. */
function rulesOf(sheet: string): Rule[] {
  const colours = new Map(
    [...(/:root\{([^}]*)\}/.exec(sheet)?.[1] ?? '').matchAll(/(--\w+):([^;}]+)/g)].map(
      ([, name = '', value = '']) => [name, value],
    ),
  );
  const flat = sheet.replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\}/g, '');
  return flat.split('}').flatMap((rule) => {
    const [selectors = '', body = ''] = rule.split('{');
    const says = body.split(';').flatMap((one): (readonly [string, string])[] => {
      const [key = '', value = ''] = one.split(':');
      if (!KNOWN.test(key)) return [];
      const plain = value.replace(/var\((--\w+)\)/g, (_, name: string) => colours.get(name) ?? '');
      return [[key, plain.replace(/px$/, '')]];
    });
    return says.length === 0 ? [] : selectors.split(',').flatMap((selector) => ruleOf(selector.trim(), says));
  });
}

/** Of `.chart .note.limit` the last part counts: all that is drawn stands in a chart. */
function ruleOf(selector: string, says: Rule['says']): Rule[] {
  const [name = '', ...classes] = (selector.split(' ').at(-1) ?? '').split(/[.]/);
  if (selector.includes(':') || (name === '' && classes.length === 0)) return [];
  return [{ name: name === '' ? null : name, classes, says }];
}
