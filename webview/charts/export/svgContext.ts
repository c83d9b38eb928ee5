/**
 * A drawing context that writes SVG: as much of `CanvasRenderingContext2D` as the charts draw with, so that a
 * chart saved as SVG is the very one on the screen, in vectors. Pure: text is measured by a function given.
 */

/** Fill that is not a plain colour, as the markup of an SVG `<pattern>` without its id. */
export type PatternMarkup = (fill: object) => ((id: string) => string) | null;

export interface SvgOptions {
  readonly width: number;
  readonly height: number;
  readonly background: string;
  readonly title: string;
  readonly measure: (text: string, font: string) => TextMetrics;
  readonly pattern: PatternMarkup;
}

type Matrix = readonly [number, number, number, number, number, number];

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

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
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
  const body: string[] = [];
  const definitions: string[] = [];
  const patterns = new Map<object, string>();
  const stack: State[] = [];
  let dash: readonly number[] = [];
  let matrix: Matrix = IDENTITY;
  let clip: string | null = null;
  let path = '';

  const id = (kind: string) => `${kind}${definitions.length + 1}`;
  const point = (x: number, y: number) => {
    const [a, b, c, d, e, f] = matrix;
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`;
  };
  const paint = (fill: string | object): string => {
    if (typeof fill === 'string') return escape(fill);
    const known = patterns.get(fill);
    if (known) return `url(#${known})`;
    const markup = options.pattern(fill);
    if (!markup) return 'none';
    const name = id('pattern');
    definitions.push(markup(name));
    patterns.set(fill, name);
    return `url(#${name})`;
  };
  const put = (tag: string, attributes: Readonly<Record<string, string | number | null>>, content = '') => {
    const all = { ...attributes, opacity: context.globalAlpha === 1 ? null : short(context.globalAlpha) };
    const text = Object.entries(all).flatMap(([name, value]) =>
      value === null ? [] : [` ${name}="${value}"`],
    );
    const made = `<${tag}${text.join('')}>${content}</${tag}>`;
    body.push(clip === null ? made : `<g clip-path="url(#${clip})">${made}</g>`);
  };
  const strokeAttributes = () => ({
    fill: 'none',
    stroke: paint(context.strokeStyle),
    'stroke-width': short(context.lineWidth),
    'stroke-dasharray': dash.length > 0 ? dash.map(short).join(' ') : null,
    'stroke-linecap': context.lineCap === 'butt' ? null : context.lineCap,
    'stroke-linejoin': context.lineJoin === 'miter' ? null : context.lineJoin,
  });
  const rectangle = (x: number, y: number, w: number, h: number) =>
    `M${point(x, y)}L${point(x + w, y)}L${point(x + w, y + h)}L${point(x, y + h)}Z`;
  const times = ([a, b, c, d, e, f]: Matrix) => {
    const [A, B, C, D, E, F] = matrix;
    matrix = [
      A * a + C * b,
      B * a + D * b,
      A * c + C * d,
      B * c + D * d,
      A * e + C * f + E,
      B * e + D * f + F,
    ];
  };

  const context = {
    ...START,
    save: () => {
      const { fillStyle, strokeStyle, lineWidth, lineDashOffset, lineCap, lineJoin } = context;
      const { globalAlpha, font, textAlign, textBaseline } = context;
      const line = { lineWidth, lineDashOffset, lineCap, lineJoin };
      const style = { fillStyle, strokeStyle, ...line, globalAlpha, font, textAlign, textBaseline };
      stack.push({ style, dash, matrix, clip });
    },
    restore: () => {
      const before = stack.pop();
      if (!before) return;
      ({ dash, matrix, clip } = before);
      Object.assign(context, before.style);
    },
    translate: (x: number, y: number) => times([1, 0, 0, 1, x, y]),
    scale: (x: number, y: number) => times([x, 0, 0, y, 0, 0]),
    rotate: (angle: number) =>
      times([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]),
    resetTransform: () => (matrix = IDENTITY),
    setLineDash: (wanted: readonly number[]) => (dash = [...wanted]),
    getLineDash: () => [...dash],
    beginPath: () => (path = ''),
    closePath: () => (path += path === '' ? '' : 'Z'),
    moveTo: (x: number, y: number) => (path += `M${point(x, y)}`),
    lineTo: (x: number, y: number) => (path += `${path === '' ? 'M' : 'L'}${point(x, y)}`),
    bezierCurveTo: (a: number, b: number, c: number, d: number, x: number, y: number) =>
      (path += `C${point(a, b)} ${point(c, d)} ${point(x, y)}`),
    rect: (x: number, y: number, w: number, h: number) => (path += rectangle(x, y, w, h)),
    /** Only whole circles are drawn here: points and rings. */
    arc: (x: number, y: number, r: number) => {
      const radius = `${short(r)} ${short(r)} 0 1 0`;
      path += `M${point(x - r, y)}A${radius} ${point(x + r, y)}A${radius} ${point(x - r, y)}`;
    },
    clip: () => {
      const name = id('clip');
      definitions.push(`<clipPath id="${name}"><path d="${path}"/></clipPath>`);
      clip = name;
    },
    fill: (rule?: string) =>
      path !== '' &&
      put('path', {
        d: path,
        fill: paint(context.fillStyle),
        'fill-rule': rule === 'evenodd' ? 'evenodd' : null,
      }),
    stroke: () => path !== '' && put('path', { d: path, ...strokeAttributes() }),
    fillRect: (x: number, y: number, w: number, h: number) =>
      put('path', { d: rectangle(x, y, w, h), fill: paint(context.fillStyle) }),
    strokeRect: (x: number, y: number, w: number, h: number) =>
      put('path', { d: rectangle(x, y, w, h), ...strokeAttributes() }),
    clearRect: () => undefined,
    measureText: (text: string) => options.measure(text, context.font),
    fillText: (text: string, x: number, y: number) =>
      put(
        'text',
        {
          x: short(x),
          y: short(y),
          transform: matrix === IDENTITY ? null : `matrix(${matrix.map(short).join(' ')})`,
          style: `font:${escape(context.font)}`,
          fill: paint(context.fillStyle),
          'text-anchor': ANCHORS[context.textAlign] ?? null,
          'dominant-baseline': BASELINES[context.textBaseline] ?? null,
        },
        escape(text),
      ),
    svg: () => document(options, definitions, body),
  };
  return context;
}

function document(
  { width, height, background, title }: SvgOptions,
  definitions: readonly string[],
  body: readonly string[],
): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<defs>${definitions.join('')}</defs>`,
    `<rect width="100%" height="100%" fill="${escape(background)}"/>`,
    ...body,
    '</svg>\n',
  ].join('\n');
}

/** Hundredths of a pixel are enough. */
function short(value: number): number {
  return Number(value.toFixed(2));
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
