import { BarController, BarElement, CategoryScale, Chart, Tooltip, type Plugin, type Scale } from 'chart.js';
import { tickText, ticksOf, type Axis } from '../../src/report/figures/axes.js';
import type { FigureRow, PartLook } from '../../src/report/figures/figure.js';
import { onTwoLines } from '../../src/report/words/clipping.js';
import { element, resize, setText } from '../dom.js';
import { linesWithin } from './endLabels.js';
import { createFigure, type Figure } from './figure.js';
import type { ChartHost } from './host.js';
import { fillOf } from './patterns.js';
import { pictureOf } from './export/picture.js';
import { faded, readTheme, seriesColour, type ChartTheme } from './theme.js';

/** What charts with a row for each thing share: horizontal bars of some kind, named at the left, noted at the right. */

Chart.register(BarController, BarElement, CategoryScale, Tooltip);

export const ROW_HEIGHT = 34;
/** The ticks under the rows take so much, and each line of the axis' title. */
const TICKS_HEIGHT = 36;
const TITLE_LINE = 16;
/** Room for the notes at the ends of bars: what they need, up to a share of the width. */
const NOTE_SHARE = 0.46;
/** It grows by such steps, in pixels: bars stand still while their notes are counting. */
const NOTE_STEP = 24;
export const NOTE_GAP = 8;
/** Room over the rows for the names of lines that run across them. */
export const LINE_NAME = 16;

export interface RowFrame<Row extends FigureRow> {
  readonly figure: Figure;
  /** What the plugin draws from: replaced in place. */
  readonly state: { theme: ChartTheme; rows: readonly Row[]; title: string };
  /** The chart in the theme as it is now, with room for so many rows and the title of their axis. */
  readonly chartFor: (rows: readonly Row[], title: string, hasLines?: boolean) => Chart<'bar', RowData>;
}

/** A bar from zero, or from one value to another. */
export type RowData = (number | [number, number] | null)[];

/** A card with an empty chart of rows; `plugin` draws over it, from the frame's state. */
export function createRowFrame<Row extends FigureRow>(
  name: string,
  host: ChartHost,
  { redraw, plugin }: { redraw: () => void; plugin: (state: RowFrame<Row>['state']) => Plugin<'bar'> },
): RowFrame<Row> {
  let chart: Chart<'bar', RowData> | null = null;
  let drawnIn = '';
  const figure = createFigure(
    name,
    host,
    // A chart of any kind can be drawn again elsewhere.
    pictureOf(() => chart, redraw),
  );
  const state: RowFrame<Row>['state'] = { theme: readTheme(), rows: [], title: '' };
  const make = () =>
    new Chart<'bar', RowData>(figure.canvas, {
      type: 'bar',
      data: { labels: [], datasets: [] },
      options: {
        indexAxis: 'y',
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        interaction: { mode: 'nearest', intersect: true },
        onClick: (_event, elements) => {
          const path = elements[0] && state.rows[elements[0].index]?.path;
          if (path) host.reveal(path);
        },
        onResize: (_resized, { width }) => {
          if (chart) fit(chart, width);
        },
      },
      plugins: [plugin(state), titlePlugin(state)],
    });
  let top = 0;
  const fit = (made: Chart<'bar', RowData>, width: number) => {
    const { bottom } = leaveRoom(made, state, width, top);
    const height = state.rows.length * ROW_HEIGHT + TICKS_HEIGHT + top + bottom;
    figure.plot.style.setProperty('height', `${height}px`);
  };
  const chartFor = (rows: readonly Row[], title: string, hasLines = false) => {
    top = hasLines ? LINE_NAME : 0;
    const theme = readTheme();
    // Bars keep the colours they were first drawn with: another theme needs another chart.
    const colours = [theme.background, ...theme.palette].join();
    if (colours !== drawnIn) {
      chart?.destroy();
      chart = null;
    }
    drawnIn = colours;
    chart ??= make();
    Object.assign(state, { theme, rows, title });
    chart.data.labels = rows.map(({ label }) => label);
    fit(chart, chart.width);
    return chart;
  };
  return { figure, state, chartFor };
}

function leaveRoom(
  chart: Chart<'bar', RowData>,
  { rows, theme, title }: RowFrame<FigureRow>['state'],
  width: number,
  top: number,
): { readonly bottom: number } {
  const { ctx } = chart;
  ctx.save();
  ctx.font = noteFont(theme);
  const widest = Math.max(0, ...rows.map(({ note }) => ctx.measureText(note).width));
  ctx.restore();
  const wanted = Math.ceil((widest + NOTE_GAP + 4) / NOTE_STEP) * NOTE_STEP;
  const bottom = titleLines(title, width, theme).length * TITLE_LINE;
  chart.options.layout = { padding: { right: Math.min(wanted, width * NOTE_SHARE), top, bottom } };
  return { bottom };
}

/** The title under the axis may be wider than the plot: beside names and notes that has little room. */
function titleLines(title: string, width: number, theme: ChartTheme): string[] {
  return title === '' ? [] : wrapped(title, width, axisFont(theme).size, 1);
}

/** Writes the title of the axis under its middle, within the chart. */
function titlePlugin(state: RowFrame<FigureRow>['state']): Plugin<'bar'> {
  return {
    id: 'axisTitle',
    afterDraw: ({ ctx, chartArea: area, width, height }) => {
      const { theme, title } = state;
      const lines = titleLines(title, width, theme);
      ctx.save();
      ctx.font = noteFont(theme);
      ctx.fillStyle = theme.muted;
      ctx.textAlign = 'center';
      ctx.textBaseline = 'bottom';
      const half = Math.max(0, ...lines.map((line) => ctx.measureText(line).width)) / 2;
      const middle = Math.max(half + 2, Math.min((area.left + area.right) / 2, width - half - 2));
      lines.forEach((line, i) => ctx.fillText(line, middle, height - (lines.length - 1 - i) * TITLE_LINE));
      ctx.restore();
    },
  };
}

/** How notes at the ends of bars are written. */
export function noteFont({ font }: ChartTheme): string {
  return `${font.size - 1}px ${font.family}`;
}

/** Writes a row's note where its bars end, readable over what lies there. */
export function writeNote(
  ctx: CanvasRenderingContext2D,
  theme: ChartTheme,
  note: string,
  { x, y, room }: { readonly x: number; readonly y: number; readonly room: number },
): void {
  const lines = linesWithin(ctx, note, room);
  const { size } = theme.font;
  lines.forEach((line, i) => {
    const middle = y + (i - (lines.length - 1) / 2) * (size + 1);
    ctx.globalAlpha = 0.8;
    ctx.fillStyle = theme.behindLabels;
    ctx.fillRect(x - 2, middle - size / 2, ctx.measureText(line).width + 4, size);
    ctx.globalAlpha = 1;
    ctx.fillStyle = theme.foreground;
    ctx.fillText(line, x, middle);
  });
}

/** The axis with the rows' names; those that the cursor does not stand in step back. */
export function nameAxis(rows: readonly FigureRow[], theme: ChartTheme, focus: string | null) {
  const anyFocus = rows.some(({ label }) => label === focus);
  const color = ({ index }: { readonly index: number }) =>
    anyFocus && rows[index]?.label !== focus ? faded(theme.foreground, theme) : theme.foreground;
  return {
    grid: { display: false },
    border: { color: theme.axis },
    ticks: {
      color,
      font: axisFont(theme),
      autoSkip: false,
      callback(this: Scale, _: unknown, i: number) {
        return clipped(rows[i]?.label ?? '', this.chart);
      },
    },
  };
}

/** A tick for so many pixels of a chart's width at most. */
const PIXELS_A_TICK = 130;

/** The axis along the bars, from `low` to `high`. */
export function valueAxis(
  axis: Axis,
  { low, high }: { readonly low: number; readonly high: number },
  theme: ChartTheme,
) {
  return {
    min: low,
    max: high,
    grid: { color: theme.grid },
    border: { color: theme.axis },
    ticks: {
      color: theme.muted,
      font: axisFont(theme),
      // Where the names leave little room, every other label goes.
      autoSkipPadding: 8,
      maxRotation: 0,
      callback: (value: string | number) => tickText(axis, Number(value)),
    },
    afterBuildTicks: (scale: { ticks: { value: number }[]; chart: Chart }) => {
      const most = Math.max(2, Math.floor(scale.chart.width / PIXELS_A_TICK));
      scale.ticks = ticksOf(axis, low, high, most).map((value) => ({ value }));
    },
  };
}

export function axisFont({ font }: ChartTheme) {
  return { family: font.family, size: font.size - 1 };
}

const LONGEST_LABEL = 24;
/** Names take about a third of a narrow chart at most: one letter for so many pixels. */
const PIXELS_A_LETTER = 24;

function clipped(label: string, { width, ctx, options }: Chart): string[] {
  const longest = Math.min(LONGEST_LABEL, Math.max(6, Math.floor(width / PIXELS_A_LETTER)));
  const { padding } = options.layout ?? {};
  const notes = typeof padding === 'object' && 'right' in padding ? (padding.right ?? 0) : 0;
  // Chart.js gives names half of what notes leave, and cuts what is longer without a word.
  const room = (width - notes) / 2 - TICK_GAP;
  const lines = onTwoLines(label, longest);
  const fits = (texts: readonly string[]) => texts.every((text) => ctx.measureText(text).width <= room);
  for (let letters = longest - 1; letters >= 4 && !fits(lines); letters--)
    lines.splice(0, lines.length, ...onTwoLines(label, letters));
  return lines;
}

/** Between a name and its bars, in pixels. */
const TICK_GAP = 12;

/** One letter of the axis' font takes so much of its size. */
const LETTER_WIDTH = 0.52;

/** The title of an axis whose plot takes a share of the chart, on as many lines as it needs: Chart.js would squeeze the letters. */
export function axisTitle(text: string, width: number, theme: ChartTheme, share: number) {
  const font = axisFont(theme);
  return { display: true, color: theme.muted, font, text: wrapped(text, width, font.size, share) };
}

function wrapped(text: string, width: number, size: number, share: number): string[] {
  const most = (width * share) / (size * LETTER_WIDTH);
  const { length } = linesOf(text, most);
  // As even as they go: no word stands alone.
  let letters = most;
  while (letters > 1 && linesOf(text, letters - 1).length === length) letters -= 1;
  return linesOf(text, letters);
}

function linesOf(text: string, letters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export function partColour(theme: ChartTheme, { colour }: PartLook): string {
  if (colour === 'error') return theme.error;
  return colour === null ? theme.muted : seriesColour(theme, colour);
}

/** The key to the parts: a swatch with the very texture, and a name. */
export function updateKey(legend: HTMLElement, parts: readonly PartLook[], theme: ChartTheme): void {
  resize(legend, parts.length, () => {
    const swatch = element('canvas', { width: '14', height: '14', 'aria-hidden': 'true' });
    return element('span', { class: 'key' }, swatch, element('span'));
  });
  parts.forEach((part, i) => {
    const [swatch, name] = legend.children.item(i)?.children ?? [];
    if (name) setText(name, part.label);
    const context = swatch instanceof HTMLCanvasElement ? swatch.getContext('2d') : null;
    if (!context) return;
    const colour = partColour(theme, part);
    context.fillStyle = fillOf(colour, part.texture, theme.background);
    context.fillRect(0, 0, 14, 14);
    context.strokeStyle = colour;
    context.strokeRect(0.5, 0.5, 13, 13);
  });
}
