import { Chart, LinearScale, LogarithmicScale, type Plugin } from 'chart.js';
import * as l10n from '../../src/l10n/l10n.js';
import { drawnRows } from '../../src/report/figures/drawn/fewerRows.js';
import { tickText } from '../../src/report/figures/axes.js';
import type { SpanFigure, SpanPart, SpanRow } from '../../src/report/figures/figure.js';
import { reachOf } from '../../src/report/figures/spans.js';
import type { Shown } from './figure.js';
import type { ChartHost } from './host.js';
import { fillOf } from './patterns.js';
import {
  createRowFrame,
  nameAxis,
  NOTE_GAP,
  noteFont,
  partColour,
  LINE_NAME,
  ROW_HEIGHT,
  updateKey,
  valueAxis,
  writeNote,
  type RowFrame,
} from './rows.js';
import { tooltipLook, type ChartTheme } from './theme.js';

Chart.register(LinearScale, LogarithmicScale);

/** Spans as the page shows them. */
export type SpanSpec = Shown<SpanFigure>;

export interface SpanChart {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly update: (spec: SpanSpec) => void;
}

/** Horizontal bars from one value to another in a card, a row a thing. */
export function createSpanChart(name: string, host: ChartHost): SpanChart {
  let latest: SpanSpec | null = null;
  const frame = createRowFrame<SpanRow>(name, host, {
    redraw: () => latest && update(latest),
    plugin: (state) => overlay(state, () => latest?.lines ?? []),
  });
  const { figure } = frame;
  figure.legend.setAttribute('aria-label', l10n.t('Parts of a bar'));
  const update = (all: SpanSpec) => {
    latest = all;
    figure.update(all);
    const spec = { ...all, ...drawnRows(all) };
    if (spec.missing !== null) return;
    const chart = frame.chartFor(spec.rows, spec.axis.title, spec.lines.length > 0);
    const { theme } = frame.state;
    chart.data.datasets = spec.parts.map((part) => datasetOf(part, theme));
    const reach = reachOf(spec);
    chart.options.scales = {
      x: {
        ...valueAxis(spec.axis, reach, theme),
        type: reach.logarithmic ? ('logarithmic' as const) : ('linear' as const),
      },
      y: { ...nameAxis(spec.rows, theme, host.focused()) },
    };
    chart.options.plugins = { tooltip: tooltipOf(spec, theme) };
    // One kind of bar is what the subtitle says it is.
    updateKey(figure.legend, spec.parts.length > 1 ? spec.parts : [], theme);
    chart.update('none');
  };
  return { element: figure.element, tools: figure.tools, update };
}

function datasetOf(part: SpanPart, theme: ChartTheme) {
  const colours = part.values.map((_, i) => partColour(theme, { ...part, colour: colourOf(part, i) }));
  const fill = colours.map((colour) => fillOf(colour, part.texture, theme.background));
  return {
    label: part.label,
    data: part.values.map((span): [number, number] | null => (span ? [span[0], span[1]] : null)),
    backgroundColor: fill,
    hoverBackgroundColor: fill,
    borderColor: colours,
    borderWidth: part.texture === 'solid' && !theme.highContrast ? 0 : 1,
    borderSkipped: false,
    grouped: false,
    barPercentage: 0.55,
    categoryPercentage: 1,
    minBarLength: 2,
  };
}

const colourOf = ({ colour, rowColours }: SpanPart, row: number) => rowColours?.[row] ?? colour;

function tooltipOf({ parts, axis }: SpanSpec, theme: ChartTheme) {
  return {
    ...tooltipLook(theme),
    displayColors: false,
    callbacks: {
      label: ({ datasetIndex, dataIndex }: { datasetIndex: number; dataIndex: number }) => {
        const part = parts[datasetIndex];
        const span = part?.values[dataIndex];
        return part && span
          ? l10n.t('{label}: {low} to {high}', {
              label: part.label,
              low: tickText(axis, span[0]),
              high: tickText(axis, span[1]),
            })
          : '';
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
      ctx.font = noteFont(state.theme);
      ctx.textBaseline = 'middle';
      ctx.fillStyle = state.theme.foreground;
      let free = 0;
      for (const { value, label } of lines().toSorted((a, b) => a.value - b.value)) {
        const at = Math.round(x.getPixelForValue(value));
        ctx.fillRect(at, chartArea.top, 1, chartArea.bottom - chartArea.top);
        free = nameLine(chart, label, at, free);
      }
      state.rows.forEach((row, i) => {
        const middle = y.getPixelForValue(i);
        if (row.mark !== null) drawMark(ctx, state.theme, x.getPixelForValue(row.mark), middle);
        const end = Math.min(
          chartArea.right,
          endOf(chart, i, row.mark === null ? 0 : x.getPixelForValue(row.mark)),
        );
        writeNote(ctx, state.theme, row.note, {
          x: end + NOTE_GAP,
          y: middle,
          room: chart.width - end - NOTE_GAP,
        });
      });
      ctx.restore();
    },
  };
}

/** A mark, set off from the bar that it may lie on. */
function drawMark(ctx: CanvasRenderingContext2D, theme: ChartTheme, at: number, middle: number): void {
  const [top, height] = [middle - ROW_HEIGHT * 0.38, ROW_HEIGHT * 0.76];
  ctx.fillStyle = theme.background;
  ctx.fillRect(at - 2, top, 5, height);
  ctx.fillStyle = theme.foreground;
  ctx.fillRect(at - 1, top, 3, height);
}

/** The name of a line stands over it, after the name before it; says from where on there is room. */
function nameLine({ ctx, chartArea, width: whole }: Chart, label: string, at: number, free: number): number {
  const width = ctx.measureText(label).width;
  const left = Math.max(free, Math.min(at - width / 2, whole - width));
  ctx.fillText(label, left, chartArea.top - LINE_NAME / 2);
  return left + width + NOTE_GAP;
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
