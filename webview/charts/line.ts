import type { LineSpec } from './lineSpec.js';
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
} from 'chart.js';
import { setAttribute } from '../dom.js';
import { bandsPlugin, type BandsState } from './bands.js';
import { endLabelsPlugin, endLabelsWidth, type EndLabelsState } from './endLabels.js';
import { pictureOf } from './export/picture.js';
import { createCrosshair } from './crosshair.js';
import { createFigure, type Figure } from './figure.js';
import type { ChartHost } from './host.js';
import { updateLegend } from './legend.js';
import { ghostsOf, patchDatasets } from './lineData.js';
import { endOf, extent, scaleOf, seenPart, wholeAxis } from './lineScales.js';
import { markAt, marksHeight, marksPlugin, type MarksState } from './marks.js';
import { readTheme, seriesColour, type ChartTheme } from './theme.js';
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

export interface LineChart {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly update: (spec: LineSpec) => void;
}

/** Narrower than this, lines are named in a legend under the chart rather than at their ends. */
const NARROW = 420;
const MOST_END_LABELS = 10;

/** What the plugins of a chart draw from: changed in place between updates. */
interface Overlays {
  readonly ends: EndLabelsState;
  readonly bands: BandsState;
  readonly marks: MarksState;
}

/** A line chart in a card. One Chart.js chart is kept for its whole life, and changed. */
export function createLineChart(name: string, host: ChartHost): LineChart {
  const theme = readTheme();
  const overlays: Overlays = {
    ends: { theme, labels: [], ends: [], enabled: false },
    bands: { theme, series: [], focus: null },
    marks: { theme, rules: [], spots: [] },
  };
  let chart: Chart<'line'> | null = null;
  let spec: LineSpec | null = null;
  /** What was drawn last of the file itself. */
  let file: LineSpec | null = null;
  let zooming: ZoomState | null = null;
  const figure = createFigure(
    name,
    host,
    pictureOf(
      () => chart,
      () => spec && update(spec),
    ),
  );

  const crosshair = createCrosshair(figure.plot, figure.canvas, {
    chart: () => chart,
    spec: () => spec,
    isHidden: host.isHidden,
  });

  const make = () => {
    const made = new Chart<'line'>(figure.canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        ...STILL,
        onClick: (event, elements, drawn) => {
          if (zooming?.dragged || !spec) return;
          const mark = markAt(drawn, overlays.marks, event.x ?? -1, event.y ?? -1);
          const path = mark?.path ?? (elements[0] && spec.series[elements[0].datasetIndex]?.path);
          if (path) host.reveal(path);
        },
        onResize: (_resized, size) => {
          if (chart && spec) arrange(chart, figure, overlays, size.width);
        },
      },
      plugins: [...pluginsOf(overlays, () => zooming), crosshair.plugin],
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

  const update = (wanted: LineSpec) => {
    spec = wanted;
    if (!host.isPreview()) file = wanted;
    figure.update(wanted);
    if (wanted.missing !== null) return;
    chart ??= make();
    const ghosts = host.isPreview() ? ghostsOf(file, wanted) : [];
    const kept = host.zoomOf(name);
    const zoom = kept && within(wholeAxis(wanted), kept);
    const seen = seenPart({ ...wanted, series: [...wanted.series, ...ghosts] }, zoom);
    const colours = overlay(overlays, wanted, zoom ?? extent(seen, 'x'), host);
    patchDatasets(chart, wanted, ghosts, colours, host);
    chart.options.scales = {
      x: scaleOf(wanted.x, colours, zoom ?? extent(seen, 'x'), 'x', chart),
      y: scaleOf(wanted.y, colours, extent(seen, 'y'), 'y', chart),
    };
    crosshair.refresh();
    arrange(chart, figure, overlays, chart.width);
    legendOf(figure, wanted, colours, host);
    figure.setReset(zoom ? () => host.setZoom(name, null) : null);
    chart.update('none');
  };
  return { element: figure.element, tools: figure.tools, update };
}

/** A chart that is changed while a reader types: nothing in it moves by itself. */
const STILL: ChartOptions<'line'> = {
  animation: false,
  responsive: true,
  maintainAspectRatio: false,
  parsing: false,
  normalized: true,
  interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
  // What stands at the pointer is told beside the plot, where it covers no line.
  plugins: { tooltip: { enabled: false } },
};

function pluginsOf({ ends, bands, marks }: Overlays, zooming: () => ZoomState | null) {
  return [
    bandsPlugin(bands),
    endLabelsPlugin(ends),
    marksPlugin(marks),
    zoomPlugin(zooming, () => marks.theme),
  ];
}

/** Hands the plugins what they draw, in the theme as it is now. */
function overlay(
  { ends, bands, marks }: Overlays,
  spec: LineSpec,
  across: readonly [number, number],
  host: ChartHost,
): ChartTheme {
  const theme = readTheme();
  Object.assign(ends, {
    theme,
    labels: spec.series.map(({ label, style }) => (style === null || alone(spec) ? null : label)),
    ends: spec.series.map((series) => endOf(series, spec.x, across)),
  });
  Object.assign(bands, { theme, series: spec.series, focus: focusIn(spec, host) });
  Object.assign(marks, { theme, rules: spec.rules, spots: spec.spots });
  return theme;
}

/** Makes room for the names of lines and rules. */
function arrange(chart: Chart<'line'>, figure: Figure, { ends, marks }: Overlays, width: number): void {
  const named = ends.labels.filter((label) => label !== null).length;
  ends.enabled = width >= NARROW && named <= MOST_END_LABELS;
  const padding = {
    right: Math.max(12, endLabelsWidth(chart.ctx, ends, width)),
    top: 4 + marksHeight(marks),
  };
  chart.options.layout = { padding };
  setAttribute(figure.legend, 'data-role', ends.enabled ? 'spare' : 'needed');
}

/** A single line needs no name: the title says what it is. */
function alone({ series }: LineSpec): boolean {
  return series.length === 1;
}

function focusIn({ series }: LineSpec, host: ChartHost): string | null {
  const focus = host.focused();
  return series.some(({ id, points }) => id === focus && points.some(({ y }) => y !== null)) ? focus : null;
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
