import type { Chart } from 'chart.js';
import { createSvgContext } from './svgContext.js';
import type { PatternMarkup } from './svgSheet.js';
import { patternMarkup } from '../patterns.js';
import { readTheme, type ChartTheme } from '../theme.js';

/** A chart as it is drawn now, for taking away: with its title, on the theme's background. */
export interface Picture {
  readonly png: () => HTMLCanvasElement;
  readonly svg: () => string;
}

const MARGIN = 12;
const TITLE_LINE = 1.4;

/** Something that can be drawn, without title and background. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** Pixels of a PNG for each of these. */
  readonly ratio: number;
  /** Draws onto a canvas. */
  readonly paint: (context: CanvasRenderingContext2D) => void;
  /** Draws onto a context that keeps vectors. */
  readonly trace: (context: CanvasRenderingContext2D) => void;
}

/** `chart` is drawn once more, onto something else. */
export function pictureOf(chart: () => Chart | null, title: () => string): Picture {
  return pictureFrom(() => {
    const drawn = chart();
    return (
      drawn && {
        width: drawn.width,
        height: drawn.height,
        ratio: drawn.currentDevicePixelRatio,
        paint: (context) => context.drawImage(drawn.canvas, 0, 0, drawn.width, drawn.height),
        trace: (context) => drawOnto(drawn, context),
      }
    );
  }, title);
}

/** A picture of a drawing, which is asked for each time. */
export function pictureFrom(drawing: () => Drawing | null, title: () => string): Picture {
  return { png: () => paintedCanvas(drawing(), title()), svg: () => drawnSvg(drawing(), title()) };
}

function paintedCanvas(drawing: Drawing | null, title: string): HTMLCanvasElement {
  const made = document.createElement('canvas');
  const context = made.getContext('2d');
  if (!drawing || !context) return made;
  const theme = readTheme();
  const { width, height, ratio } = drawing;
  const lines = titleLines(context, title, width, theme);
  const top = headHeight(lines, theme);
  made.width = (width + 2 * MARGIN) * ratio;
  made.height = (height + top + MARGIN) * ratio;
  context.scale(ratio, ratio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, made.width, made.height);
  drawTitle(context, lines, theme);
  context.translate(MARGIN, top);
  drawing.paint(context);
  return made;
}

function drawnSvg(drawing: Drawing | null, title: string): string {
  const ruler = document.createElement('canvas').getContext('2d');
  if (!drawing || !ruler) return '';
  const theme = readTheme();
  const lines = titleLines(ruler, title, drawing.width, theme);
  const top = headHeight(lines, theme);
  const measure = (text: string, font: string) => {
    ruler.font = font;
    return ruler.measureText(text);
  };
  const pattern: PatternMarkup = (fill) => (fill instanceof CanvasPattern ? patternMarkup(fill) : null);
  const context = createSvgContext({
    width: drawing.width + 2 * MARGIN,
    height: drawing.height + top + MARGIN,
    background: theme.background,
    title,
    measure,
    pattern,
  });
  // It has every member of a drawing context that the charts use; the test of saved charts holds it to that.
  const drawn = context as unknown as CanvasRenderingContext2D;
  drawTitle(drawn, lines, theme);
  context.save();
  context.translate(MARGIN, top);
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

function titleFont({ font }: ChartTheme): string {
  return `600 ${font.size + 1}px ${font.family}`;
}

function headHeight(lines: readonly string[], { font }: ChartTheme): number {
  return MARGIN + lines.length * (font.size + 1) * TITLE_LINE + 6;
}

function titleLines(
  context: CanvasRenderingContext2D,
  title: string,
  width: number,
  theme: ChartTheme,
): string[] {
  context.font = titleFont(theme);
  const lines = [''];
  for (const word of title.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (context.measureText(longer).width <= width || longer === word) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function drawTitle(context: CanvasRenderingContext2D, lines: readonly string[], theme: ChartTheme): void {
  context.font = titleFont(theme);
  context.fillStyle = theme.foreground;
  context.textAlign = 'left';
  context.textBaseline = 'top';
  lines.forEach((line, i) => context.fillText(line, MARGIN, MARGIN + i * (theme.font.size + 1) * TITLE_LINE));
}
