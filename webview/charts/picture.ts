import type { Chart } from 'chart.js';
import { createSvgContext, type PatternMarkup } from './svgContext.js';
import { patternMarkup } from './patterns.js';
import { readTheme, type ChartTheme } from './theme.js';

/** A chart as it is drawn now, for taking away: with its title, on the theme's background. */
export interface Picture {
  readonly png: () => HTMLCanvasElement;
  readonly svg: () => string;
}

const MARGIN = 12;
const TITLE_LINE = 1.4;

/** `chart` is drawn once more, onto something else. */
export function pictureOf(chart: () => Chart | null, title: () => string): Picture {
  return { png: () => paintedCanvas(chart(), title()), svg: () => drawnSvg(chart(), title()) };
}

function paintedCanvas(chart: Chart | null, title: string): HTMLCanvasElement {
  const made = document.createElement('canvas');
  const context = made.getContext('2d');
  if (!chart || !context) return made;
  const theme = readTheme();
  const ratio = chart.currentDevicePixelRatio;
  const lines = titleLines(context, title, chart.width, theme);
  const top = headHeight(lines, theme);
  made.width = (chart.width + 2 * MARGIN) * ratio;
  made.height = (chart.height + top + MARGIN) * ratio;
  context.scale(ratio, ratio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, made.width, made.height);
  drawTitle(context, lines, theme);
  context.drawImage(chart.canvas, MARGIN, top, chart.width, chart.height);
  return made;
}

function drawnSvg(chart: Chart | null, title: string): string {
  const ruler = document.createElement('canvas').getContext('2d');
  if (!chart || !ruler) return '';
  const theme = readTheme();
  const lines = titleLines(ruler, title, chart.width, theme);
  const top = headHeight(lines, theme);
  const measure = (text: string, font: string) => {
    ruler.font = font;
    return ruler.measureText(text);
  };
  const pattern: PatternMarkup = (fill) => (fill instanceof CanvasPattern ? patternMarkup(fill) : null);
  const context = createSvgContext({
    width: chart.width + 2 * MARGIN,
    height: chart.height + top + MARGIN,
    background: theme.background,
    title,
    measure,
    pattern,
  });
  // It has every member of a drawing context that the charts use; the test of saved charts holds it to that.
  const drawing = context as unknown as CanvasRenderingContext2D;
  drawTitle(drawing, lines, theme);
  context.save();
  context.translate(MARGIN, top);
  drawOnto(chart, drawing);
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
