import type { Chart, Plugin } from 'chart.js';
import { clippedInside } from '../../src/report/words/clipping.js';
import type { ChartTheme } from './theme.js';

/** What the end labels plugin draws; changed in place between updates. */
export interface EndLabelsState {
  theme: ChartTheme;
  /** Names by dataset; `null` for a dataset without a label. */
  labels: readonly (string | null)[];
  /** Where each dataset's line ends, as a share of the x axis. */
  ends: readonly number[];
  enabled: boolean;
}

const GAP = 6;
/** Labels outside the plot take at most this share of the chart's width. */
const WIDEST_SHARE = 0.34;
/** Roughly what the y axis takes, in pixels. */
const AXIS_WIDTH = 70;

/** Space to the right of the plot that the labels need, in pixels: a line that ends early has room inside. */
export function endLabelsWidth(
  context: CanvasRenderingContext2D,
  state: EndLabelsState,
  chartWidth: number,
): number {
  if (!state.enabled) return 0;
  context.font = fontOf(state.theme);
  const plot = chartWidth * (1 - WIDEST_SHARE) - AXIS_WIDTH;
  const needs = state.labels.map((label, i) =>
    label === null ? 0 : context.measureText(label).width + GAP + 2 - (1 - (state.ends[i] ?? 1)) * plot,
  );
  return Math.min(Math.max(0, ...needs), chartWidth * WIDEST_SHARE);
}

function fontOf(theme: ChartTheme): string {
  return `${theme.font.size - 1}px ${theme.font.family}`;
}

/** A name beside the end of its line. */
export interface EndLabel {
  readonly text: string;
  readonly colour: string;
  readonly left: number;
  readonly width: number;
  /** Height of the line's end. */
  readonly anchor: number;
  y: number;
}

/** Chart.js plugin that names each line where it ends; names are moved apart where they would overlap. */
export function endLabelsPlugin(state: EndLabelsState): Plugin<'line'> {
  return {
    id: 'endLabels',
    afterDatasetsDraw: (chart) => {
      if (!state.enabled) return;
      chart.ctx.save();
      chart.ctx.font = fontOf(state.theme);
      const labels = placed(chart, state);
      moveApart(labels, chart.chartArea.top, chart.chartArea.bottom, state.theme.font.size + 2);
      draw(chart, state.theme, labels);
      chart.ctx.restore();
    },
  };
}

function placed(chart: Chart, state: EndLabelsState): EndLabel[] {
  return chart.data.datasets.flatMap((dataset, i): EndLabel[] => {
    const name = state.labels[i];
    const meta = chart.getDatasetMeta(i);
    if (!name || !chart.isDatasetVisible(i)) return [];
    const last = meta.data.findLast(
      (point) =>
        !Number.isNaN(point.y) &&
        !('skip' in point && point.skip === true) &&
        point.x <= chart.chartArea.right + 1,
    );
    if (!last) return [];
    const text = fitted(chart.ctx, name, chart.width * WIDEST_SHARE);
    const width = chart.ctx.measureText(text).width;
    return [
      {
        text,
        width,
        colour: typeof dataset.borderColor === 'string' ? dataset.borderColor : '',
        left: Math.min(last.x + GAP + 2, chart.width - width - 2),
        anchor: last.y,
        y: last.y,
      },
    ];
  });
}

/** Pushes labels down, then up, until each has `height` to itself where another stands over or under it. */
export function moveApart(labels: EndLabel[], top: number, bottom: number, height: number): void {
  labels.sort((a, b) => a.anchor - b.anchor);
  const besides = (a: EndLabel, b: EndLabel) =>
    a.left < b.left + b.width + GAP && b.left < a.left + a.width + GAP;
  labels.forEach((label, i) => {
    const above = labels.slice(0, i).filter((other) => besides(label, other));
    label.y = Math.max(label.y, top + height / 2, ...above.map(({ y }) => y + height));
  });
  labels.toReversed().forEach((label, i, all) => {
    const below = all.slice(0, i).filter((other) => besides(label, other));
    label.y = Math.min(label.y, bottom - height / 2, ...below.map(({ y }) => y - height));
  });
}

function draw(chart: Chart, theme: ChartTheme, labels: readonly EndLabel[]): void {
  const { ctx } = chart;
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  for (const { text, colour, left, width, anchor, y } of labels) {
    if (Math.abs(y - anchor) > GAP) {
      ctx.strokeStyle = colour;
      ctx.globalAlpha = 0.6;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(left - GAP, anchor);
      ctx.lineTo(left - 2, y);
      ctx.stroke();
    }
    // Over other lines the name stays readable.
    ctx.globalAlpha = 0.75;
    ctx.fillStyle = theme.behindLabels;
    ctx.fillRect(left - 2, y - theme.font.size / 2, width + 4, theme.font.size);
    ctx.globalAlpha = 1;
    // Text in the theme's own colour: a series colour may be too faint to read.
    ctx.fillStyle = theme.foreground;
    ctx.fillText(text, left, y);
  }
}

/** A name cut in its middle to fit so many pixels. */
function fitted(context: CanvasRenderingContext2D, name: string, room: number): string {
  let [text, length] = [name, name.length];
  while (length > 3 && context.measureText(text).width > room) text = clippedInside(name, --length);
  return text;
}

/** A text cut to fit so many pixels: after a part of it if one fits, else anywhere. */
export function cutToWidth(context: CanvasRenderingContext2D, text: string, room: number): string {
  const fits = (part: string) => context.measureText(part).width <= room;
  if (fits(text)) return text;
  const first = text.split(/; | \(| · /)[0] ?? text;
  if (fits(first)) return first;
  let length = text.length;
  while (length > 1 && !fits(`${text.slice(0, length)}…`)) length -= 1;
  return `${text.slice(0, length)}…`;
}

/** Where a note parts best: between what it says; and else between words, but not between a number and its unit. */
const PARTINGS = [/(?<=[,;:]) /g, /(?<!\d) /g];

/**
 * A text on one line where that holds it, else on two, which are as even as they go: beside a bar of a narrow chart there is
 * room for two. Where even those do not hold it, it is cut.
 */
export function linesWithin(context: CanvasRenderingContext2D, text: string, room: number): string[] {
  const widthOf = (part: string) => context.measureText(part).width;
  if (widthOf(text) <= room) return [text];
  const widest = (pair: readonly string[]) => Math.max(...pair.map(widthOf));
  for (const parting of PARTINGS) {
    const pairs = [...text.matchAll(parting)].map(({ index }) => [
      text.slice(0, index),
      text.slice(index + 1),
    ]);
    const [best] = pairs.toSorted((a, b) => widest(a) - widest(b));
    if (best && widest(best) <= room) return best;
  }
  return [cutToWidth(context, text, room)];
}
