import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  Tooltip,
  type ChartOptions,
  type Plugin,
  type Scale,
} from 'chart.js';
import { element, resize, setText } from '../dom.js';
import { evenTicks } from '../../src/report/ticks.js';
import type { PartLook } from '../../src/report/memoryFill.js';
import { createWas } from '../was.js';
import { pictureOf } from './picture.js';
import { shortened } from './endLabels.js';
import { createFigure, type FigureText } from './figure.js';
import type { ChartHost } from './host.js';
import { fillOf } from './patterns.js';
import { faded, readTheme, seriesColour, tooltipLook, type ChartTheme } from './theme.js';

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

export interface BarRow {
  readonly label: string;
  /** Said at the end of the bar. */
  readonly note: string;
  /** Limit drawn across the bar; `null` for none. */
  readonly limit: number | null;
  readonly path: string | null;
}

export interface BarPart extends PartLook {
  /** One value a row; `null` where it is not known. */
  readonly values: readonly (number | null)[];
}

export interface BarSpec extends FigureText {
  readonly axis: string;
  /** End of the axis; longer bars are cut there, their note says so. */
  readonly max: number;
  readonly rows: readonly BarRow[];
  readonly parts: readonly BarPart[];
  readonly format: (value: number) => string;
}

export interface BarChart {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly update: (spec: BarSpec) => void;
}

const ROW_HEIGHT = 34;
const AXIS_HEIGHT = 52;
/** Room for the notes at the ends of bars, as a share of the width, and in pixels at most. */
const NOTE_SHARE = 0.34;
const NOTE_WIDTH = 190;
const NOTE_GAP = 8;

interface NotesState {
  theme: ChartTheme;
  rows: readonly BarRow[];
}

/** Stacked horizontal bars in a card, a bar a row. */
export function createBarChart(name: string, host: ChartHost): BarChart {
  const picture = pictureOf(
    () => chart,
    () => spec?.finding ?? name,
  );
  const figure = createFigure(name, host, picture);
  figure.legend.setAttribute('aria-label', 'Parts of a bar');
  const state: NotesState = { theme: readTheme(), rows: [] };
  const { was } = createWas(host.isPreview);
  let chart: Chart<'bar'> | null = null;
  let spec: BarSpec | null = null;
  let drawnIn = '';

  const make = () =>
    new Chart<'bar'>(figure.canvas, {
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
        onResize: (_resized, size) => chart && arrange(chart, size.width),
      },
      plugins: [notesPlugin(state)],
    });

  const update = (wanted: BarSpec) => {
    spec = wanted;
    draw(wanted);
  };

  const draw = (spec: BarSpec) => {
    figure.update(spec);
    if (spec.missing !== null) return;
    figure.plot.style.setProperty('height', `${spec.rows.length * ROW_HEIGHT + AXIS_HEIGHT}px`);
    const theme = readTheme();
    // Bars keep the colours they were first drawn with: another theme needs another chart.
    const colours = [theme.background, ...theme.palette].join();
    if (colours !== drawnIn) {
      chart?.destroy();
      chart = null;
    }
    drawnIn = colours;
    chart ??= make();
    Object.assign(state, { theme, rows: spec.rows.map((row) => withWas(row, was(row.label, row.note))) });
    chart.data.labels = spec.rows.map(({ label }) => label);
    patchParts(chart, spec, theme);
    chart.options.scales = scalesOf(spec, theme, host.focused());
    chart.options.plugins = { tooltip: tooltipOf(spec, theme) };
    arrange(chart, chart.width);
    if (spec.parts.length > 1) updateKey(figure.legend, spec.parts, theme);
    chart.update('none');
  };
  return { element: figure.element, tools: figure.tools, update };
}

function withWas(row: BarRow, before: string | null): BarRow {
  return before === null ? row : { ...row, note: `${row.note} (was ${before.replace(/^KV /, '')})` };
}

function arrange(chart: Chart<'bar'>, width: number): void {
  chart.options.layout = { padding: { right: Math.min(NOTE_WIDTH, width * NOTE_SHARE) } };
}

function colourOf(theme: ChartTheme, part: BarPart): string {
  if (part.colour === 'error') return theme.error;
  return part.colour === null ? theme.muted : seriesColour(theme, part.colour);
}

function patchParts(chart: Chart<'bar'>, spec: BarSpec, theme: ChartTheme): void {
  const { datasets } = chart.data;
  datasets.length = Math.min(datasets.length, spec.parts.length);
  spec.parts.forEach((part, i) => {
    const colour = colourOf(theme, part);
    const fill = fillOf(colour, part.texture, theme.background);
    const wanted = {
      label: part.label,
      data: part.values.map((value) => value ?? 0),
      backgroundColor: fill,
      hoverBackgroundColor: fill,
      borderColor: colour,
      borderWidth: part.texture === 'solid' && !theme.highContrast ? 0 : 1,
      stack: 'all',
      barPercentage: 0.62,
      categoryPercentage: 1,
    };
    const existing = datasets[i];
    if (existing) Object.assign(existing, wanted);
    else datasets.push(wanted);
  });
}

function scalesOf(spec: BarSpec, theme: ChartTheme, focus: string | null) {
  const anyFocus = spec.rows.some(({ label }) => label === focus);
  const labelColour = ({ index }: { readonly index: number }) =>
    anyFocus && spec.rows[index]?.label !== focus ? faded(theme.foreground, theme) : theme.foreground;
  const font = { family: theme.font.family, size: theme.font.size - 1 };
  return {
    x: {
      stacked: true,
      min: 0,
      max: spec.max,
      title: { display: true, text: spec.axis, color: theme.muted, font },
      grid: { color: theme.grid },
      border: { color: theme.grid },
      ticks: {
        color: theme.muted,
        font,
        autoSkip: false,
        maxRotation: 0,
        callback: (v: string | number) => spec.format(Number(v)),
      },
      afterBuildTicks: (scale: { ticks: { value: number }[]; chart: Chart }) => {
        scale.ticks = evenTicks(0, spec.max, Math.max(2, scale.chart.width / 130)).map((value) => ({
          value,
        }));
      },
    },
    y: {
      stacked: true,
      grid: { display: false },
      border: { color: theme.grid },
      ticks: {
        color: labelColour,
        font,
        autoSkip: false,
        callback(this: Scale, _: unknown, i: number) {
          return clipped(spec.rows[i]?.label ?? '', this.chart.width);
        },
      },
    },
  };
}

const LONGEST_LABEL = 24;
/** Names take about a third of a narrow chart at most: one letter for so many pixels. */
const PIXELS_A_LETTER = 27;

function clipped(label: string, width: number): string {
  const longest = Math.min(LONGEST_LABEL, Math.max(6, Math.floor(width / PIXELS_A_LETTER)));
  return label.length > longest ? `${label.slice(0, longest - 1)}…` : label;
}

function tooltipOf(
  spec: BarSpec,
  theme: ChartTheme,
): NonNullable<NonNullable<ChartOptions<'bar'>['plugins']>['tooltip']> {
  return {
    ...tooltipLook(theme),
    displayColors: false,
    callbacks: {
      label: (item) => `${item.dataset.label ?? ''}: ${spec.format(item.parsed.x ?? 0)}`,
    },
  };
}

/** Draws each row's limit across its bar and its note after it. */
function notesPlugin(state: NotesState): Plugin<'bar'> {
  return {
    id: 'notes',
    afterDatasetsDraw: (chart) => {
      const { ctx, chartArea, scales } = chart;
      const { x, y } = scales;
      if (!x || !y) return;
      ctx.save();
      ctx.font = `${state.theme.font.size - 1}px ${state.theme.font.family}`;
      ctx.textBaseline = 'middle';
      state.rows.forEach((row, i) => {
        const middle = y.getPixelForValue(i);
        if (row.limit !== null) drawLimit(ctx, state.theme, x.getPixelForValue(row.limit), middle);
        const end = Math.min(
          chartArea.right,
          endOfBar(chart, i, row.limit, x.getPixelForValue(row.limit ?? 0)),
        );
        ctx.fillStyle = state.theme.foreground;
        ctx.fillText(shortened(ctx, row.note, chart.width - end - NOTE_GAP), end + NOTE_GAP, middle);
      });
      ctx.restore();
    },
  };
}

function drawLimit(ctx: CanvasRenderingContext2D, theme: ChartTheme, at: number, middle: number): void {
  ctx.fillStyle = theme.foreground;
  ctx.fillRect(at - 1, middle - ROW_HEIGHT * 0.42, 2, ROW_HEIGHT * 0.84);
}

function endOfBar(chart: Chart, row: number, limit: number | null, limitPixel: number): number {
  const ends = chart.data.datasets.map((_, i) => chart.getDatasetMeta(i).data[row]?.x ?? 0);
  return Math.max(...ends, limit === null ? 0 : limitPixel);
}

/** The key to the parts: a swatch with the very texture, and a name. */
function updateKey(legend: HTMLElement, parts: readonly BarPart[], theme: ChartTheme): void {
  resize(legend, parts.length, () => {
    const swatch = element('canvas', { width: '14', height: '14', 'aria-hidden': 'true' });
    return element('span', { class: 'key' }, swatch, element('span'));
  });
  parts.forEach((part, i) => {
    const [swatch, name] = legend.children.item(i)?.children ?? [];
    if (name) setText(name, part.label);
    const context = swatch instanceof HTMLCanvasElement ? swatch.getContext('2d') : null;
    if (!context) return;
    const colour = colourOf(theme, part);
    context.fillStyle = fillOf(colour, part.texture, theme.background);
    context.fillRect(0, 0, 14, 14);
    context.strokeStyle = colour;
    context.strokeRect(0.5, 0.5, 13, 13);
  });
}
