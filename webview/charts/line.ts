import {
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  type ChartDataset,
  type ChartOptions,
  type ScaleOptionsByType,
} from 'chart.js';
import type { Axis } from '../../src/report/axes.js';
import { setAttribute } from '../dom.js';
import { endLabelsPlugin, endLabelsWidth, type EndLabelsState } from './endLabels.js';
import { createFigure, type Figure, type FigureText, type OpenTables } from './figure.js';
import { updateLegend } from './legend.js';
import { marksPlugin, type LineMark, type MarksState, type SpotMark } from './marks.js';
import { readTheme, seriesColour, seriesStyle, tooltipLook, type ChartTheme } from './theme.js';

Chart.register(
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
);

export interface LineSeries {
  readonly id: string;
  readonly label: string;
  /** Index of its colour, dash and point shape; `null` for a line in the background. */
  readonly style: number | null;
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
  /** Input that it depends on most. */
  readonly path: string | null;
}

export interface LineSpec extends FigureText {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly LineSeries[];
  readonly lines: readonly LineMark[];
  readonly spots: readonly SpotMark[];
}

/** What the page does for a chart. */
export interface ChartHost extends OpenTables {
  readonly isHidden: (series: string) => boolean;
  readonly setHidden: (series: string, hidden: boolean) => void;
  readonly reveal: (path: string) => void;
}

export interface LineChart {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly update: (spec: LineSpec) => void;
}

/** Narrower than this, lines are named in a legend under the chart rather than at their ends. */
const NARROW = 420;
const MOST_END_LABELS = 10;
/** Points are marked about this many times along a line, enough to tell its shape. */
const SHAPES_ALONG = 5;

/** A line chart in a card. One Chart.js chart is kept for its whole life, and changed. */
export function createLineChart(name: string, host: ChartHost): LineChart {
  const figure = createFigure(name, host);
  const theme = readTheme();
  const ends: EndLabelsState = { theme, labels: [], enabled: false };
  const marks: MarksState = { theme, lines: [], spots: [] };
  let chart: Chart<'line'> | null = null;
  let spec: LineSpec | null = null;

  const make = () =>
    new Chart<'line'>(figure.canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
        onClick: (_event, elements) => {
          const path = elements[0] && spec?.series[elements[0].datasetIndex]?.path;
          if (path) host.reveal(path);
        },
        onResize: (_resized, size) => {
          if (chart && spec) arrange(chart, size.width);
        },
      },
      plugins: [endLabelsPlugin(ends), marksPlugin(marks)],
    });

  const arrange = (drawn: Chart<'line'>, width: number) => {
    const named = ends.labels.filter((label) => label !== null).length;
    ends.enabled = width >= NARROW && named <= MOST_END_LABELS;
    const padding = { right: Math.max(12, endLabelsWidth(drawn.ctx, ends, width)), top: 4 };
    drawn.options.layout = { padding };
    setAttribute(figure.legend, 'data-role', ends.enabled ? 'spare' : 'needed');
  };

  const update = (wanted: LineSpec) => {
    spec = wanted;
    figure.update(wanted);
    if (wanted.missing !== null) return;
    chart ??= make();
    const colours = readTheme();
    Object.assign(ends, {
      theme: colours,
      labels: wanted.series.map(({ label, style }) => (style === null ? null : label)),
    });
    Object.assign(marks, { theme: colours, lines: wanted.lines, spots: wanted.spots });
    patchDatasets(chart, wanted, colours, host);
    chart.options.scales = {
      x: scaleOf(wanted.x, colours, wanted, 'x'),
      y: scaleOf(wanted.y, colours, wanted, 'y'),
    };
    chart.options.plugins = { ...chart.options.plugins, tooltip: tooltipOf(wanted, colours) };
    arrange(chart, chart.width);
    legendOf(figure, wanted, colours, host);
    chart.update('none');
  };
  return { element: figure.element, tools: figure.tools, update };
}

function legendOf(figure: Figure, spec: LineSpec, theme: ChartTheme, host: ChartHost): void {
  const named = spec.series.flatMap(({ id, label, style }) =>
    style === null
      ? []
      : [{ id, label, style, colour: seriesColour(theme, style), shown: !host.isHidden(id) }],
  );
  const anyHidden = named.some(({ shown }) => !shown);
  if (anyHidden) setAttribute(figure.legend, 'data-role', 'needed');
  updateLegend(figure.legend, named.length > 1 ? named : [], (id, shown) => host.setHidden(id, !shown));
}

/** Changes the datasets in place, so that Chart.js keeps what it knows of them. */
function patchDatasets(chart: Chart<'line'>, spec: LineSpec, theme: ChartTheme, host: ChartHost): void {
  const { datasets } = chart.data;
  datasets.length = Math.min(datasets.length, spec.series.length);
  spec.series.forEach((series, i) => {
    const look = series.style === null ? backgroundLook(theme) : namedLook(series, series.style, theme);
    // Chart.js leaves a gap where there is no number.
    const data = series.points.map(({ x, y }) => ({ x, y: y ?? Number.NaN }));
    const wanted: ChartDataset<'line'> = {
      label: series.label,
      data,
      hidden: host.isHidden(series.id),
      ...look,
    };
    const existing = datasets[i];
    if (existing) Object.assign(existing, wanted);
    else datasets.push(wanted);
    chart.setDatasetVisibility(i, !host.isHidden(series.id));
  });
}

function backgroundLook(theme: ChartTheme) {
  return {
    borderColor: theme.grid,
    backgroundColor: theme.grid,
    borderWidth: 1,
    borderDash: [],
    pointRadius: 0,
    order: 2,
  };
}

function namedLook(series: LineSeries, index: number, theme: ChartTheme) {
  const style = seriesStyle(index);
  const colour = seriesColour(theme, index);
  const every = Math.max(1, Math.round(series.points.length / SHAPES_ALONG));
  // Shapes of neighbouring series start at different places, so that equal lines still show both.
  const radius = series.points.map((_, i) =>
    (i + index * 2) % every === 0 || series.points.length < 8 ? 4 : 0,
  );
  return {
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: theme.highContrast ? 3 : 2,
    borderDash: [...style.dash],
    pointStyle: style.shape,
    pointRadius: radius,
    pointHoverRadius: 6,
    hoverBackgroundColor: colour,
    hoverBorderColor: colour,
    spanGaps: false,
    order: 1,
  };
}

function extent(spec: LineSpec, axis: 'x' | 'y'): readonly [number, number] {
  const all = spec.series.flatMap(({ points }) =>
    points.filter(({ y }) => y !== null).map((p) => p[axis] ?? 0),
  );
  const marked = spec.lines.filter((mark) => mark.axis === axis).map(({ value }) => value);
  const values = [...all, ...marked].filter((value) => Number.isFinite(value));
  const positive = spec[axis].logarithmic ? values.filter((value) => value > 0) : values;
  if (positive.length === 0) return [1, 10];
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  if (axis === 'x') return low < high ? [low, high] : [low * 0.5, high * 2];
  return spec.y.logarithmic ? [low / 1.25, high * 1.25] : [Math.min(0, low), high * 1.08 || 1];
}

function scaleOf(axis: Axis, theme: ChartTheme, spec: LineSpec, name: 'x' | 'y') {
  const [min, max] = extent(spec, name);
  const font = { family: theme.font.family, size: theme.font.size - 1 };
  const options = {
    type: axis.logarithmic ? ('logarithmic' as const) : ('linear' as const),
    min,
    max,
    title: { display: true, text: axis.title, color: theme.muted, font },
    grid: { color: theme.grid, lineWidth: name === 'x' ? 0 : 1, tickLength: 4 },
    border: { color: theme.grid },
    ticks: {
      color: theme.muted,
      font,
      autoSkip: false,
      maxRotation: 0,
      callback: (value: string | number) => axis.tick(Number(value)),
    },
    afterBuildTicks: (scale: { ticks: { value: number }[]; chart: Chart }) => {
      const room =
        name === 'x'
          ? Math.max(3, Math.floor(scale.chart.width / 75))
          : Math.max(3, Math.floor(scale.chart.height / 40));
      scale.ticks = axis.ticks(min, max, room).map((value) => ({ value }));
    },
  };
  // The option types of the two scale kinds differ in members that are not used here.
  return options as unknown as ScaleOptionsByType<'linear'>;
}

function tooltipOf(
  spec: LineSpec,
  theme: ChartTheme,
): NonNullable<NonNullable<ChartOptions<'line'>['plugins']>['tooltip']> {
  return {
    ...tooltipLook(theme),
    usePointStyle: true,
    callbacks: {
      title: (items) => (items[0] ? spec.x.full(items[0].parsed.x ?? 0) : ''),
      label: (item) => `${item.dataset.label ?? ''}: ${spec.y.full(item.parsed.y ?? 0)}`,
    },
  };
}
