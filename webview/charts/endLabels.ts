import type { Chart, Plugin } from 'chart.js';
import { clippedInside } from '../../src/report/clipping.js';
import type { ChartTheme } from './theme.js';

/** What the end labels plugin draws; changed in place between updates. */
export interface EndLabelsState {
  theme: ChartTheme;
  /** Names by dataset; `null` for a dataset without a label. */
  labels: readonly (string | null)[];
  enabled: boolean;
}

const GAP = 6;
/** Labels take at most this share of the chart's width. */
const WIDEST_SHARE = 0.34;

/** Space to the right of the plot that the labels need, in pixels. */
export function endLabelsWidth(
  context: CanvasRenderingContext2D,
  state: EndLabelsState,
  chartWidth: number,
): number {
  if (!state.enabled) return 0;
  context.font = fontOf(state.theme);
  const widest = Math.max(0, ...state.labels.map((label) => (label ? context.measureText(label).width : 0)));
  return Math.min(widest + GAP + 2, chartWidth * WIDEST_SHARE);
}

function fontOf(theme: ChartTheme): string {
  return `${theme.font.size - 1}px ${theme.font.family}`;
}

interface Label {
  readonly text: string;
  readonly colour: string;
  readonly x: number;
  readonly anchor: number;
  y: number;
}

/** Chart.js plugin that names each line at its end, moved apart where they would overlap. */
export function endLabelsPlugin(state: EndLabelsState): Plugin<'line'> {
  return {
    id: 'endLabels',
    afterDatasetsDraw: (chart) => {
      if (!state.enabled) return;
      const labels = placed(chart, state);
      spread(labels, chart.chartArea.top, chart.chartArea.bottom, state.theme.font.size + 2);
      draw(chart, state.theme, labels);
    },
  };
}

function placed(chart: Chart, state: EndLabelsState): Label[] {
  return chart.data.datasets.flatMap((dataset, i): Label[] => {
    const text = state.labels[i];
    const meta = chart.getDatasetMeta(i);
    if (!text || !chart.isDatasetVisible(i)) return [];
    const last = meta.data.findLast(
      (point) =>
        !Number.isNaN(point.y) &&
        !('skip' in point && point.skip === true) &&
        point.x <= chart.chartArea.right + 1,
    );
    if (!last) return [];
    return [
      {
        text,
        colour: typeof dataset.borderColor === 'string' ? dataset.borderColor : '',
        x: last.x,
        anchor: last.y,
        y: last.y,
      },
    ];
  });
}

/** Pushes labels down, then up, until each has `height` to itself. */
function spread(labels: Label[], top: number, bottom: number, height: number): void {
  labels.sort((a, b) => a.anchor - b.anchor);
  let floor = top + height / 2;
  for (const label of labels) {
    label.y = Math.max(label.y, floor);
    floor = label.y + height;
  }
  let ceiling = bottom - height / 2;
  for (const label of labels.toReversed()) {
    label.y = Math.min(label.y, ceiling);
    ceiling = label.y - height;
  }
}

function draw(chart: Chart, theme: ChartTheme, labels: readonly Label[]): void {
  const { ctx } = chart;
  const left = chart.chartArea.right + GAP;
  const room = chart.width - left;
  ctx.save();
  ctx.font = fontOf(theme);
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const { text, colour, x, anchor, y } of labels) {
    ctx.strokeStyle = colour;
    ctx.globalAlpha = 0.5;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(x + 3, anchor);
    ctx.lineTo(left - 2, y);
    ctx.stroke();
    ctx.globalAlpha = 1;
    // Text in the theme's own colour: a series colour may be too faint to read.
    ctx.fillStyle = theme.foreground;
    ctx.fillText(fitted(ctx, text, room), left, y);
  }
  ctx.restore();
}

/** A name cut in its middle to fit so many pixels. */
function fitted(context: CanvasRenderingContext2D, name: string, room: number): string {
  let [text, length] = [name, name.length];
  while (length > 3 && context.measureText(text).width > room) text = clippedInside(name, --length);
  return text;
}

/** A text cut to fit so many pixels. */
export function shortened(context: CanvasRenderingContext2D, text: string, room: number): string {
  if (context.measureText(text).width <= room) return text;
  let length = text.length;
  while (length > 1 && context.measureText(`${text.slice(0, length)}…`).width > room) length -= 1;
  return `${text.slice(0, length)}…`;
}
