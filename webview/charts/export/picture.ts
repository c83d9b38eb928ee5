import type { Chart } from 'chart.js';
import { createSvgContext } from './svgContext.js';
import type { PatternMarkup } from './svgSheet.js';
import { patternMarkup } from '../patterns.js';
import type { Look } from '../../../src/contract/vocabulary.js';
import { drawnAs, readTheme, type ChartTheme } from '../theme.js';

/** What stands around a picture. */
export interface Around {
  readonly title: string;
  readonly subtitle: string;
  /** What it is of: plan, model and day. */
  readonly origin: string;
}

/** How a picture is taken. */
export interface Shot extends Around {
  readonly look: Look;
  /** Nothing is painted behind it. */
  readonly transparent: boolean;
}

/** A chart as it is drawn now, for taking away. */
export interface Picture {
  readonly png: (shot: Shot) => HTMLCanvasElement;
  readonly svg: (shot: Shot) => string;
}

const MARGIN = 12;
const LINE = 1.4;
/** Pixels of a PNG for each of the page's: sharp on paper and on any screen. */
const RATIO = 2;

/** Something that can be drawn, without what stands around it. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Draws onto a canvas. */
  readonly paint: (context: CanvasRenderingContext2D) => void;
  /** Draws onto a context that keeps vectors. */
  readonly trace: (context: CanvasRenderingContext2D) => void;
}

/** `chart` is drawn once more, onto something else; `redraw` draws it where it is, in the look of that time. */
export function pictureOf(chart: () => Chart | null, redraw: () => void): Picture {
  return pictureFrom(() => {
    const drawn = chart();
    return (
      drawn && {
        width: drawn.width,
        height: drawn.height,
        paint: (context) => context.drawImage(sharp(drawn), 0, 0, drawn.width, drawn.height),
        trace: (context) => drawOnto(drawn, context),
      }
    );
  }, redraw);
}

/** A picture of a drawing, which is asked for each time. */
export function pictureFrom(drawing: () => Drawing | null, redraw: () => void = () => undefined): Picture {
  return {
    png: (shot) => drawnAs(shot, redraw, () => paintedCanvas(drawing(), shot)),
    svg: (shot) => drawnAs(shot, redraw, () => drawnSvg(drawing(), shot)),
  };
}

/** A chart on a canvas of its own, which it clears before it draws. */
function sharp(chart: Chart): HTMLCanvasElement {
  const made = document.createElement('canvas');
  made.width = chart.width * RATIO;
  made.height = chart.height * RATIO;
  const context = made.getContext('2d');
  if (!context) return made;
  context.scale(RATIO, RATIO);
  drawOnto(chart, context);
  return made;
}

function paintedCanvas(drawing: Drawing | null, shot: Shot): HTMLCanvasElement {
  const made = document.createElement('canvas');
  const context = made.getContext('2d');
  if (!drawing || !context) return made;
  const theme = readTheme();
  const frame = frameOf(context, shot, drawing, theme);
  made.width = frame.width * RATIO;
  made.height = frame.height * RATIO;
  context.scale(RATIO, RATIO);
  if (!shot.transparent) {
    context.fillStyle = theme.background;
    context.fillRect(0, 0, frame.width, frame.height);
  }
  writeFrame(context, frame, theme);
  context.translate(MARGIN, frame.top);
  drawing.paint(context);
  return made;
}

function drawnSvg(drawing: Drawing | null, shot: Shot): string {
  const ruler = document.createElement('canvas').getContext('2d');
  if (!drawing || !ruler) return '';
  const theme = readTheme();
  const frame = frameOf(ruler, shot, drawing, theme);
  const measure = (text: string, font: string) => {
    ruler.font = font;
    return ruler.measureText(text);
  };
  const pattern: PatternMarkup = (fill) => (fill instanceof CanvasPattern ? patternMarkup(fill) : null);
  const context = createSvgContext({
    width: frame.width,
    height: frame.height,
    background: shot.transparent ? null : theme.background,
    title: shot.title,
    measure,
    pattern,
  });
  // It has every member of a drawing context that the charts use; the test of saved charts holds it to that.
  const drawn = context as unknown as CanvasRenderingContext2D;
  writeFrame(drawn, frame, theme);
  context.save();
  context.translate(MARGIN, frame.top);
  drawing.trace(drawn);
  context.restore();
  return context.svg();
}

/** Lets a chart draw itself onto another context: Chart.js keeps its own in the chart, scales and controllers. */
function drawOnto(chart: Chart, context: CanvasRenderingContext2D): void {
  const metas = chart.data.datasets.map((_, i) => chart.getDatasetMeta(i));
  // Private or read-only in Chart.js, which offers no way to draw elsewhere.
  const controllers = metas.map(
    ({ controller }) => controller as unknown as { _ctx: CanvasRenderingContext2D },
  );
  const holders: { ctx: CanvasRenderingContext2D }[] = [chart, ...Object.values(chart.scales)];
  const own = chart.ctx;
  const use = (wanted: CanvasRenderingContext2D) => {
    for (const holder of holders) holder.ctx = wanted;
    for (const controller of controllers) controller._ctx = wanted;
  };
  use(context);
  try {
    chart.draw();
  } finally {
    use(own);
  }
}

/** A line of text around a picture. */
interface Written {
  readonly text: string;
  readonly font: string;
  readonly muted: boolean;
  /** Its upper edge. */
  readonly y: number;
}

/** Texts around a drawing, and the room that all takes. */
interface Frame {
  readonly lines: readonly Written[];
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

function frameOf(
  ruler: CanvasRenderingContext2D,
  around: Around,
  drawing: Drawing,
  theme: ChartTheme,
): Frame {
  const { family, size } = theme.font;
  const title = { font: `600 ${size + 1}px ${family}`, step: (size + 1) * LINE, muted: false };
  const small = { font: `${size - 1}px ${family}`, step: (size - 1) * LINE, muted: true };
  const lines: Written[] = [];
  let y = MARGIN;
  const write = (text: string, { font, step, muted }: typeof title) => {
    for (const line of wrapped(ruler, text, font, drawing.width)) {
      lines.push({ text: line, font, muted, y });
      y += step;
    }
  };
  write(around.title, title);
  write(around.subtitle, small);
  const top = y + 6;
  y = top + drawing.height + 4;
  write(around.origin, small);
  return { lines, top, width: drawing.width + 2 * MARGIN, height: y + MARGIN / 2 };
}

function wrapped(ruler: CanvasRenderingContext2D, text: string, font: string, width: number): string[] {
  if (text === '') return [];
  ruler.font = font;
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (ruler.measureText(longer).width <= width || longer === word) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function writeFrame(context: CanvasRenderingContext2D, { lines }: Frame, theme: ChartTheme): void {
  context.textAlign = 'left';
  context.textBaseline = 'top';
  for (const { text, font, muted, y } of lines) {
    context.font = font;
    context.fillStyle = muted ? theme.muted : theme.foreground;
    context.fillText(text, MARGIN, y);
  }
}
