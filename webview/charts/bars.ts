import { Chart, LinearScale, type ChartOptions, type Plugin } from 'chart.js';
import * as l10n from '../../src/l10n/l10n.js';
import { drawnRows } from '../../src/report/figures/drawn/fewerRows.js';
import { tickText } from '../../src/report/figures/axes.js';
import type { BarFigure, BarRow } from '../../src/report/figures/figure.js';
import { createWas } from '../was.js';
import type { Shown } from './figure.js';
import type { ChartHost } from './host.js';
import { fillOf } from './patterns.js';
import {
  createRowFrame,
  nameAxis,
  NOTE_GAP,
  noteFont,
  partColour,
  ROW_HEIGHT,
  updateKey,
  valueAxis,
  writeNote,
  type RowData,
  type RowFrame,
} from './rows.js';
import { tooltipLook, type ChartTheme } from './theme.js';

Chart.register(LinearScale);

/** Stacked bars as the page shows them. */
export type BarSpec = Shown<BarFigure>;

export interface BarChart {
  readonly element: HTMLElement;
  readonly tools: HTMLElement;
  readonly update: (spec: BarSpec) => void;
}

/** Stacked horizontal bars in a card, a bar a row. */
export function createBarChart(name: string, host: ChartHost): BarChart {
  let latest: BarSpec | null = null;
  const frame = createRowFrame<BarRow>(name, host, {
    redraw: () => latest && update(latest),
    plugin: notesPlugin,
  });
  const { figure } = frame;
  figure.legend.setAttribute('aria-label', l10n.t('Parts of a bar'));
  const { was } = createWas(host.isPreview);
  const update = (all: BarSpec) => {
    latest = all;
    figure.update(all);
    const spec = { ...all, ...drawnRows(all) };
    if (spec.missing !== null) return;
    const chart = frame.chartFor(
      spec.rows.map((row) => withWas(row, was(row.label, row.brief ?? row.note))),
      spec.axis.title,
    );
    const { theme } = frame.state;
    patchParts(chart, spec, theme);
    chart.options.scales = scalesOf(spec, theme, host.focused());
    chart.options.plugins = { tooltip: tooltipOf(spec, theme) };
    if (spec.parts.length > 1) updateKey(figure.legend, spec.parts, theme);
    chart.update('none');
  };
  return { element: figure.element, tools: figure.tools, update };
}

function withWas(row: BarRow, before: string | null): BarRow {
  if (before === null) return row;
  const note = l10n.t('{note} (was {before})', { note: row.note, before });
  return { ...row, note };
}

function patchParts(chart: Chart<'bar', RowData>, spec: BarSpec, theme: ChartTheme): void {
  const { datasets } = chart.data;
  datasets.length = Math.min(datasets.length, spec.parts.length);
  spec.parts.forEach((part, i) => {
    const colour = partColour(theme, part);
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
  return {
    x: { ...valueAxis(spec.axis, { low: 0, high: spec.max }, theme), stacked: true },
    y: { ...nameAxis(spec.rows, theme, focus), stacked: true },
  };
}

function tooltipOf(
  spec: BarSpec,
  theme: ChartTheme,
): NonNullable<NonNullable<ChartOptions<'bar'>['plugins']>['tooltip']> {
  return {
    ...tooltipLook(theme),
    displayColors: false,
    callbacks: {
      label: (item) => `${item.dataset.label ?? ''}: ${tickText(spec.axis, item.parsed.x ?? 0)}`,
    },
  };
}

/** Draws each row's limit across its bar and its note after it. */
function notesPlugin(state: RowFrame<BarRow>['state']): Plugin<'bar'> {
  return {
    id: 'notes',
    afterDatasetsDraw: (chart) => {
      const { ctx, chartArea, scales } = chart;
      const { x, y } = scales;
      if (!x || !y) return;
      ctx.save();
      ctx.font = noteFont(state.theme);
      ctx.textBaseline = 'middle';
      state.rows.forEach((row, i) => {
        const middle = y.getPixelForValue(i);
        if (row.limit !== null) drawLimit(ctx, state.theme, x.getPixelForValue(row.limit), middle);
        const end = Math.min(
          chartArea.right,
          endOfBar(chart, i, row.limit, x.getPixelForValue(row.limit ?? 0)),
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

function drawLimit(ctx: CanvasRenderingContext2D, theme: ChartTheme, at: number, middle: number): void {
  ctx.fillStyle = theme.foreground;
  ctx.fillRect(at - 1, middle - ROW_HEIGHT * 0.42, 2, ROW_HEIGHT * 0.84);
}

function endOfBar(chart: Chart, row: number, limit: number | null, limitPixel: number): number {
  const ends = chart.data.datasets.map((_, i) => chart.getDatasetMeta(i).data[row]?.x ?? 0);
  return Math.max(...ends, limit === null ? 0 : limitPixel);
}
