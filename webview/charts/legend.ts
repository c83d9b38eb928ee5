import { element, resize, setAttribute, setText } from '../dom.js';
import { seriesStyle, type PointShape } from './theme.js';

export interface LegendEntry {
  readonly id: string;
  readonly label: string;
  readonly style: number;
  readonly colour: string;
  readonly shown: boolean;
}

const SVG = 'http://www.w3.org/2000/svg';
const entries = new WeakMap<
  Element,
  { entry: LegendEntry; onToggle: (id: string, shown: boolean) => void }
>();

/** One toggle a series, with its line, dash and point. */
export function updateLegend(
  legend: HTMLElement,
  wanted: readonly LegendEntry[],
  onToggle: (id: string, shown: boolean) => void,
): void {
  resize(legend, wanted.length, makeToggle);
  wanted.forEach((entry, i) => {
    const toggle = legend.children.item(i);
    if (!toggle) return;
    entries.set(toggle, { entry, onToggle });
    setAttribute(toggle, 'aria-pressed', String(entry.shown));
    const [swatch, name] = toggle.children;
    if (name) setText(name, entry.label);
    if (swatch) patchSwatch(swatch, entry);
  });
}

function makeToggle(): HTMLElement {
  const toggle = element('button', { type: 'button', class: 'series' }, makeSwatch(), element('span'));
  toggle.addEventListener('click', () => {
    const known = entries.get(toggle);
    known?.onToggle(known.entry.id, !known.entry.shown);
  });
  return toggle;
}

/** A picture of a series' line: its colour, dash and points. */
export function makeSwatch(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 32 12');
  svg.setAttribute('aria-hidden', 'true');
  svg.append(document.createElementNS(SVG, 'path'), document.createElementNS(SVG, 'path'));
  return svg;
}

export function patchSwatch(svg: Element, entry: Pick<LegendEntry, 'style' | 'colour'>): void {
  const { dash, shape } = seriesStyle(entry.style);
  const [line, point] = svg.children;
  if (!line || !point) return;
  setAttribute(line, 'd', 'M0 6H32');
  setAttribute(line, 'stroke', entry.colour);
  setAttribute(line, 'stroke-width', '2');
  setAttribute(line, 'stroke-dasharray', dash.join(' ') || null);
  setAttribute(point, 'd', SHAPES[shape]);
  setAttribute(point, 'fill', shape === 'crossRot' || shape === 'star' ? 'none' : entry.colour);
  setAttribute(point, 'stroke', entry.colour);
  setAttribute(point, 'stroke-width', '1.5');
}

const SHAPES: Readonly<Record<PointShape, string>> = {
  circle: 'M12.5 6a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z',
  rect: 'M13 3h6v6h-6Z',
  triangle: 'M16 2l4 7h-8Z',
  rectRot: 'M16 1.500l4.500 4.500l-4.500 4.500l-4.500 -4.500Z',
  crossRot: 'M13 3l6 6M19 3l-6 6',
  star: 'M16 2v8M12 6h8M13 3l6 6M19 3l-6 6',
};
