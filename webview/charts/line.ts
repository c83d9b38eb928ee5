import {
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
  type ChartOptions,
  type ScaleOptionsByType,
} from 'chart.js';
import type { Axis } from '../../src/report/figures/axes.js';
import * as l10n from '../../src/l10n/l10n.js';
import { setAttribute } from '../dom.js';
import { bandsPlugin, type BandsState } from './bands.js';
import { endLabelsPlugin, endLabelsWidth, type EndLabelsState } from './endLabels.js';
import { pictureOf } from './picture.js';
import { createFigure, type Figure, type FigureText } from './figure.js';
import type { ChartHost, Zoom } from './host.js';
import { updateLegend } from './legend.js';
import { ghostsOf, patchDatasets } from './lineData.js';
import { markAt, marksHeight, marksPlugin, type LineMark, type MarksState, type SpotMark } from './marks.js';
import { axisFont, axisTitle } from './rows.js';
import { readTheme, seriesColour, tooltipLook, type ChartTheme } from './theme.js';
import { listenForZoom, within, zoomPlugin, type ZoomState } from './zoom.js';

Chart.register(
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
);

export interface LinePoint {
  readonly x: number;
  readonly y: number | null;
  /** How far `y` may be off. */
  readonly band?: { readonly low: number; readonly high: number } | null;
}

export interface LineSeries {
  readonly id: string;
  readonly label: string;
  /** Index of its colour, dash and point shape; `null` for a line in the background. */
  readonly style: number | null;
  readonly points: readonly LinePoint[];
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

export interface LineChart {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly update: (spec: LineSpec) => void;
}

/** Narrower than this, lines are named in a legend under the chart rather than at their ends. */
const NARROW = 420;
const MOST_END_LABELS = 10;
/** The plot's part of a narrow chart. */
const LINE_PLOT_SHARE = 0.7;

/** A line chart in a card. One Chart.js chart is kept for its whole life, and changed. */
export function createLineChart(name: string, host: ChartHost): LineChart {
  const picture = pictureOf(
    () => chart,
    () => spec?.finding ?? name,
  );
  const figure = createFigure(name, host, picture);
  const theme = readTheme();
  const ends: EndLabelsState = { theme, labels: [], ends: [], enabled: false };
  const bands: BandsState = { theme, series: [], focus: null };
  const marks: MarksState = { theme, lines: [], spots: [] };
  let chart: Chart<'line'> | null = null;
  let spec: LineSpec | null = null;
  /** What was drawn last of the file itself. */
  let file: LineSpec | null = null;
  let zooming: ZoomState | null = null;

  const make = () => {
    const made = new Chart<'line'>(figure.canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
        onClick: (event, elements, drawn) => {
          if (zooming?.dragged || !spec) return;
          const mark = markAt(drawn, marks, event.x ?? -1, event.y ?? -1);
          const path = mark?.path ?? (elements[0] && spec.series[elements[0].datasetIndex]?.path);
          if (path) host.reveal(path);
        },
        onResize: (_resized, size) => {
          if (chart && spec) arrange(chart, size.width);
        },
      },
      plugins: [
        bandsPlugin(bands),
        endLabelsPlugin(ends),
        marksPlugin(marks),
        zoomPlugin(
          () => zooming,
          () => marks.theme,
        ),
      ],
    });
    zooming = listenForZoom(figure.canvas, {
      chart: () => chart,
      whole: () => spec && wholeAxis(spec),
      zoom: () => host.zoomOf(name),
      set: (zoom) => host.setZoom(name, zoom),
      redraw: () => made.draw(),
    });
    return made;
  };

  const arrange = (drawn: Chart<'line'>, width: number) => {
    const named = ends.labels.filter((label) => label !== null).length;
    ends.enabled = width >= NARROW && named <= MOST_END_LABELS;
    const padding = {
      right: Math.max(12, endLabelsWidth(drawn.ctx, ends, width)),
      top: 4 + marksHeight(marks),
    };
    drawn.options.layout = { padding };
    setAttribute(figure.legend, 'data-role', ends.enabled ? 'spare' : 'needed');
  };

  const update = (wanted: LineSpec) => {
    spec = wanted;
    if (!host.isPreview()) file = wanted;
    figure.update(wanted);
    if (wanted.missing !== null) return;
    chart ??= make();
    const colours = readTheme();
    const ghosts = host.isPreview() ? ghostsOf(file, wanted) : [];
    const kept = host.zoomOf(name);
    const zoom = kept && within(wholeAxis(wanted), kept);
    const seen = seenPart({ ...wanted, series: [...wanted.series, ...ghosts] }, zoom);
    const across = zoom ?? extent(seen, 'x');
    Object.assign(ends, {
      theme: colours,
      labels: wanted.series.map(({ label, style }) => (style === null || alone(wanted) ? null : label)),
      ends: wanted.series.map((series) => endOf(series, wanted.x, across)),
    });
    Object.assign(bands, { theme: colours, series: wanted.series, focus: focusIn(wanted, host) });
    Object.assign(marks, { theme: colours, lines: wanted.lines, spots: wanted.spots });
    patchDatasets(chart, wanted, ghosts, colours, host);
    chart.options.scales = {
      x: scaleOf(wanted.x, colours, across, 'x', chart.width),
      y: scaleOf(wanted.y, colours, extent(seen, 'y'), 'y', chart.width),
    };
    chart.options.plugins = { ...chart.options.plugins, tooltip: tooltipOf(wanted, colours) };
    arrange(chart, chart.width);
    legendOf(figure, wanted, colours, host);
    figure.setReset(zoom ? () => host.setZoom(name, null) : null);
    chart.update('none');
  };
  return { element: figure.element, tools: figure.tools, update };
}

/** A single line needs no name: the title says what it is. */
function alone({ series }: LineSpec): boolean {
  return series.length === 1;
}

function focusIn({ series }: LineSpec, host: ChartHost): string | null {
  const focus = host.focused();
  return series.some(({ id, points }) => id === focus && points.some(({ y }) => y !== null)) ? focus : null;
}

/** Where the part of a line that is seen ends, as a share of the axis. */
function endOf({ points }: LineSeries, axis: Axis, [low, high]: readonly [number, number]): number {
  const last = points.findLast(({ x, y }) => y !== null && x <= high)?.x ?? high;
  const at = (value: number) => (axis.logarithmic ? Math.log(value) : value);
  return (at(Math.max(low, last)) - at(low)) / (at(high) - at(low));
}

function wholeAxis(spec: LineSpec) {
  const [min, max] = extent(spec, 'x');
  return { min, max, logarithmic: spec.x.logarithmic };
}

/** What can be seen of a chart through a zoom: the y axis fits that, not what is outside. */
function seenPart(spec: LineSpec, zoom: Zoom | null): LineSpec {
  if (!zoom) return spec;
  const [low, high] = zoom;
  const series = spec.series.map((one) => {
    const inside = one.points.filter(({ x }) => x >= low && x <= high);
    const before = one.points.findLast(({ x }) => x < low);
    const after = one.points.find(({ x }) => x > high);
    return {
      ...one,
      points: inside.length > 1 ? inside : [before, ...inside, after].filter((p) => p !== undefined),
    };
  });
  return { ...spec, series };
}

function legendOf(figure: Figure, spec: LineSpec, theme: ChartTheme, host: ChartHost): void {
  const named = spec.series.flatMap(({ id, label, style, points }) =>
    style === null || points.every(({ y }) => y === null)
      ? []
      : [{ id, label, style, colour: seriesColour(theme, style), shown: !host.isHidden(id) }],
  );
  const anyHidden = named.some(({ shown }) => !shown);
  if (anyHidden) setAttribute(figure.legend, 'data-role', 'needed');
  updateLegend(figure.legend, named.length > 1 ? named : [], (id, shown) => host.setHidden(id, !shown));
}

function extent(spec: LineSpec, axis: 'x' | 'y'): readonly [number, number] {
  const all = spec.series.flatMap(({ points }) =>
    points.flatMap((point) => (point.y === null ? [] : axis === 'x' ? [point.x] : reachOf(point, point.y))),
  );
  const marked = spec.lines.filter((mark) => mark.axis === axis).map(({ value }) => value);
  const values = [...all, ...marked].filter((value) => Number.isFinite(value));
  const positive = spec[axis].logarithmic ? values.filter((value) => value > 0) : values;
  if (positive.length === 0) return [1, 10];
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  if (axis === 'x') return low < high ? [low, high] : [low * 0.5, high * 2];
  return spec.y.logarithmic ? [low / 1.25, high * 1.25] : [Math.min(0, low), high * 1.08 || 1];
}

const reachOf = ({ band }: LinePoint, y: number) => (band ? [band.low, y, band.high] : [y]);

function scaleOf(
  axis: Axis,
  theme: ChartTheme,
  [min, max]: readonly [number, number],
  name: 'x' | 'y',
  width: number,
) {
  const font = axisFont(theme);
  const options = {
    type: axis.logarithmic ? ('logarithmic' as const) : ('linear' as const),
    min,
    max,
    title:
      name === 'x'
        ? axisTitle(axis.title, width, theme, LINE_PLOT_SHARE)
        : { display: true, text: axis.title, color: theme.muted, font },
    grid: { color: theme.grid, lineWidth: name === 'x' ? 0 : 1, tickLength: 4 },
    border: { color: theme.axis },
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
    // Ghosts come after the series: the table of the file says what they were.
    filter: ({ datasetIndex }) => datasetIndex < spec.series.length,
    callbacks: {
      title: (items) => (items[0] ? spec.x.full(items[0].parsed.x ?? 0) : ''),
      label: (item) => {
        const band = spec.series[item.datasetIndex]?.points[item.dataIndex]?.band;
        const value = `${item.dataset.label ?? ''}: ${spec.y.full(item.parsed.y ?? 0)}`;
        return band
          ? l10n.t('{value}, {low} to {high}', {
              value,
              low: spec.y.tick(band.low),
              high: spec.y.tick(band.high),
            })
          : value;
      },
    },
  };
}
