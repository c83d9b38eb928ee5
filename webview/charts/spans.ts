import { Chart, LinearScale, LogarithmicScale, type Plugin } from 'chart.js';
import type { PartLook } from '../../src/report/memoryFill.js';
import { decadeTicks, evenTicks } from '../../src/report/ticks.js';
import { shortened } from './endLabels.js';
import type { FigureText } from './figure.js';
import type { ChartHost } from './host.js';
import { fillOf } from './patterns.js';
import {
  axisFont,
  axisTitle,
  createRowFrame,
  nameAxis,
  NOTE_GAP,
  partColour,
  ROW_HEIGHT,
  updateKey,
  type NamedRow,
  type RowFrame,
} from './rows.js';
import { tooltipLook, type ChartTheme } from './theme.js';

Chart.register(LinearScale, LogarithmicScale);

export interface SpanRow extends NamedRow {
  /** Value marked in the row; `null` for none. */
  readonly mark: number | null;
}

export interface SpanPart extends PartLook {
  /** From and to, one pair a row; `null` where there is none. */
  readonly values: readonly (readonly [number, number] | null)[];
}

export interface SpanSpec extends FigureText {
  readonly axis: string;
  readonly rows: readonly SpanRow[];
  readonly parts: readonly SpanPart[];
  /** Lines across all rows, said what they are above. */
  readonly lines: readonly { readonly value: number; readonly label: string }[];
  readonly format: (value: number) => string;
}

export interface SpanChart {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly update: (spec: SpanSpec) => void;
}

/** Ends further apart than this factor are shown on an axis that grows by factors. */
const FACTOR_FOR_LOGARITHM = 20;
/** Room beyond the outermost values, as a share of the reach. */
const MARGIN = 0.04;

interface Reach {
  readonly low: number;
  readonly high: number;
  readonly logarithmic: boolean;
}

/** Horizontal bars from one value to another in a card, a row a thing. */
export function createSpanChart(name: string, host: ChartHost): SpanChart {
  let latest: SpanSpec | null = null;
  const frame = createRowFrame<SpanRow>(name, host, {
    title: () => latest?.finding ?? name,
    plugin: (state) => overlay(state, () => latest?.lines ?? []),
  });
  const { figure } = frame;
  figure.legend.setAttribute('aria-label', 'Parts of a bar');
  const update = (spec: SpanSpec) => {
    latest = spec;
    figure.update(spec);
    if (spec.missing !== null) return;
    const chart = frame.chartFor(spec.rows);
    const { theme } = frame.state;
    chart.data.datasets = spec.parts.map((part) => datasetOf(part, theme));
    const reach = reachOf(spec);
    chart.options.scales = {
      x: valueAxis(spec, reach, chart.width, theme),
      y: { ...nameAxis(spec.rows, theme, host.focused()) },
    };
    chart.options.plugins = { tooltip: tooltipOf(spec, theme) };
    updateKey(figure.legend, spec.parts, theme);
    chart.update('none');
  };
  return { element: figure.element, tools: figure.tools, update };
}

function datasetOf(part: SpanPart, theme: ChartTheme) {
  const colour = partColour(theme, part);
  const fill = fillOf(colour, part.texture, theme.background);
  return {
    label: part.label,
    data: part.values.map((span): [number, number] | null => (span ? [span[0], span[1]] : null)),
    backgroundColor: fill,
    hoverBackgroundColor: fill,
    borderColor: colour,
    borderWidth: part.texture === 'solid' && !theme.highContrast ? 0 : 1,
    borderSkipped: false,
    grouped: false,
    barPercentage: 0.55,
    categoryPercentage: 1,
    minBarLength: 2,
  };
}

function reachOf({ rows, parts, lines }: SpanSpec): Reach {
  const values = [
    ...parts.flatMap(({ values }) => values.flatMap((span) => span ?? [])),
    ...rows.flatMap(({ mark }) => mark ?? []),
    ...lines.map(({ value }) => value),
  ];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low > 0 && high > low * FACTOR_FOR_LOGARITHM) {
    const beyond = (high / low) ** MARGIN;
    return { low: low / beyond, high: high * beyond, logarithmic: true };
  }
  const beyond = (high - low || Math.abs(high) || 1) * MARGIN;
  return { low: low >= 0 && low < beyond ? 0 : low - beyond, high: high + beyond, logarithmic: false };
}

function valueAxis(
  { axis, format }: SpanSpec,
  { low, high, logarithmic }: Reach,
  width: number,
  theme: ChartTheme,
) {
  const font = axisFont(theme);
  const ticksFor = (room: number) => {
    const most = Math.max(2, Math.floor(room / 130));
    return logarithmic ? decadeTicks(low, high, most) : evenTicks(low, high, most);
  };
  return {
    type: logarithmic ? ('logarithmic' as const) : ('linear' as const),
    min: low,
    max: high,
    title: axisTitle(axis, width, theme),
    grid: { color: theme.grid },
    border: { color: theme.grid },
    ticks: {
      color: theme.muted,
      font,
      autoSkip: false,
      maxRotation: 0,
      callback: (value: string | number) => format(Number(value)),
    },
    afterBuildTicks: (scale: { ticks: { value: number }[]; chart: Chart }) => {
      scale.ticks = ticksFor(scale.chart.width).map((value) => ({ value }));
    },
  };
}

function tooltipOf({ parts, format }: SpanSpec, theme: ChartTheme) {
  return {
    ...tooltipLook(theme),
    displayColors: false,
    callbacks: {
      label: ({ datasetIndex, dataIndex }: { datasetIndex: number; dataIndex: number }) => {
        const part = parts[datasetIndex];
        const span = part?.values[dataIndex];
        return part && span ? `${part.label}: ${format(span[0])} to ${format(span[1])}` : '';
      },
    },
  };
}

/** Draws lines across all rows, each row's mark, and its note after its last bar. */
function overlay(state: RowFrame<SpanRow>['state'], lines: () => SpanSpec['lines']): Plugin<'bar'> {
  return {
    id: 'spans',
    afterDatasetsDraw: (chart) => {
      const { ctx, chartArea, scales } = chart;
      const { x, y } = scales;
      if (!x || !y) return;
      ctx.save();
      ctx.font = `${state.theme.font.size - 1}px ${state.theme.font.family}`;
      ctx.textBaseline = 'middle';
      ctx.fillStyle = state.theme.foreground;
      for (const { value } of lines()) {
        const at = Math.round(x.getPixelForValue(value));
        ctx.fillRect(at, chartArea.top, 1, chartArea.bottom - chartArea.top);
      }
      state.rows.forEach((row, i) => {
        const middle = y.getPixelForValue(i);
        if (row.mark !== null)
          ctx.fillRect(x.getPixelForValue(row.mark) - 1, middle - ROW_HEIGHT * 0.38, 3, ROW_HEIGHT * 0.76);
        const end = Math.min(
          chartArea.right,
          endOf(chart, i, row.mark === null ? 0 : x.getPixelForValue(row.mark)),
        );
        ctx.fillText(shortened(ctx, row.note, chart.width - end - NOTE_GAP), end + NOTE_GAP, middle);
      });
      ctx.restore();
    },
  };
}

/** Right end of a row's bars, in pixels: a bar may run either way. */
function endOf(chart: Chart, row: number, mark: number): number {
  const ends = chart.data.datasets.flatMap((dataset, i) => {
    if (!dataset.data[row]) return [];
    const bar = chart.getDatasetMeta(i).data[row]?.getProps(['x', 'base'], true);
    return [Number(bar?.['x'] ?? 0), Number(bar?.['base'] ?? 0)];
  });
  return Math.max(mark, chart.chartArea.left, ...ends);
}
