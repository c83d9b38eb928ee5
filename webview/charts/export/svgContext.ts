import { createPen, type Matrix } from './svgPen.js';
import { createSheet, escape, short, type Attributes, type SvgOptions } from './svgSheet.js';

/**
 * A drawing context that writes SVG: as much of `CanvasRenderingContext2D` as the charts draw with, so that a
 * chart saved as SVG is the very one on the screen, in vectors. Pure: text is measured by a function given.
 */

interface Style {
  fillStyle: string | object;
  strokeStyle: string | object;
  lineWidth: number;
  lineDashOffset: number;
  lineCap: string;
  lineJoin: string;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
}

interface State {
  readonly style: Style;
  readonly dash: readonly number[];
  readonly matrix: Matrix;
  readonly clip: string | null;
}

const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };
const BASELINES: Readonly<Record<string, string>> = {
  middle: 'central',
  top: 'text-before-edge',
  hanging: 'hanging',
  bottom: 'text-after-edge',
};

const START: Style = {
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  lineDashOffset: 0,
  lineCap: 'butt',
  lineJoin: 'miter',
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
};

/** Makes a context; `svg()` is what has been drawn so far as a document. */
export function createSvgContext(options: SvgOptions) {
  const sheet = createSheet(options);
  const pen = createPen();
  const stack: State[] = [];
  let dash: readonly number[] = [];
  let clip: string | null = null;

  const put = (tag: string, attributes: Attributes, content = '') =>
    sheet.put(
      tag,
      { ...attributes, opacity: context.globalAlpha === 1 ? null : short(context.globalAlpha) },
      clip,
      content,
    );
  const strokeAttributes = () => ({
    fill: 'none',
    stroke: sheet.paint(context.strokeStyle),
    'stroke-width': short(context.lineWidth),
    'stroke-dasharray': dash.length > 0 ? dash.map(short).join(' ') : null,
    'stroke-linecap': context.lineCap === 'butt' ? null : context.lineCap,
    'stroke-linejoin': context.lineJoin === 'miter' ? null : context.lineJoin,
  });

  const context = {
    ...START,
    ...pen.moves,
    save: () => stack.push({ style: styleOf(context), dash, matrix: pen.matrix(), clip }),
    restore: () => {
      const before = stack.pop();
      if (!before) return;
      ({ dash, clip } = before);
      pen.setMatrix(before.matrix);
      Object.assign(context, before.style);
    },
    setLineDash: (wanted: readonly number[]) => (dash = [...wanted]),
    getLineDash: () => [...dash],
    clip: () =>
      (clip = sheet.define('clip', (id) => `<clipPath id="${id}"><path d="${pen.path()}"/></clipPath>`)),
    fill: (rule?: string) =>
      pen.path() !== '' &&
      put('path', {
        d: pen.path(),
        fill: sheet.paint(context.fillStyle),
        'fill-rule': rule === 'evenodd' ? 'evenodd' : null,
      }),
    stroke: () => pen.path() !== '' && put('path', { d: pen.path(), ...strokeAttributes() }),
    fillRect: (x: number, y: number, w: number, h: number) =>
      put('path', { d: pen.rectangle(x, y, w, h), fill: sheet.paint(context.fillStyle) }),
    strokeRect: (x: number, y: number, w: number, h: number) =>
      put('path', { d: pen.rectangle(x, y, w, h), ...strokeAttributes() }),
    clearRect: () => undefined,
    measureText: (text: string) => options.measure(text, context.font),
    fillText: (text: string, x: number, y: number) =>
      put(
        'text',
        {
          x: short(x),
          y: short(y),
          transform: pen.transform(),
          style: `font:${escape(context.font)}`,
          fill: sheet.paint(context.fillStyle),
          'text-anchor': ANCHORS[context.textAlign] ?? null,
          'dominant-baseline': BASELINES[context.textBaseline] ?? null,
        },
        escape(text),
      ),
    svg: sheet.svg,
  };
  return context;
}

/** The style of a context, without what it can do. */
function styleOf(context: Style): Style {
  const { fillStyle, strokeStyle, lineWidth, lineDashOffset, lineCap, lineJoin } = context;
  const { globalAlpha, font, textAlign, textBaseline } = context;
  const line = { lineWidth, lineDashOffset, lineCap, lineJoin };
  return { fillStyle, strokeStyle, ...line, globalAlpha, font, textAlign, textBaseline };
}
