import type { Chart, ChartDataset } from 'chart.js';
import type { ChartHost } from './host.js';
import type { LineSeries } from '../../src/report/figures/figure.js';
import type { LineSpec } from './lineSpec.js';
import { faded, seriesColour, seriesStyle, type ChartTheme } from './theme.js';

/** How far points may stand out of the plot, in pixels. */
const EDGE = 6;
/** Points are marked about this many times along a line, enough to tell its shape. */
const SHAPES_ALONG = 5;

/** Series as the file has them, where a moved value has changed them. */
export function ghostsOf(file: LineSpec | null, now: LineSpec): LineSeries[] {
  if (!file) return [];
  return file.series.filter((series) => {
    const same = now.series.find(({ id }) => id === series.id);
    return series.style !== null && same !== undefined && !samePoints(series, same);
  });
}

function samePoints(a: LineSeries, b: LineSeries): boolean {
  if (a.points.length !== b.points.length) return false;
  return a.points.every(({ x, y }, i) => {
    const other = b.points[i];
    return other?.x === x && other.y === y;
  });
}

/**
 * Changes the datasets in place, so that Chart.js keeps what it knows of them: the series, then the ghosts.
 * Where the cursor stands in one of the series, the others step back.
 */
export function patchDatasets(
  chart: Chart<'line'>,
  spec: LineSpec,
  ghosts: readonly LineSeries[],
  theme: ChartTheme,
  host: ChartHost,
): void {
  const { datasets } = chart.data;
  const focus = host.focused();
  const anyFocus = spec.series.some(({ id, points }) => id === focus && points.some(({ y }) => y !== null));
  const wanted = [
    ...spec.series.map((series) => dataset(series, theme, anyFocus && series.id !== focus)),
    ...ghosts.map((series) => ({ ...dataset(series, theme, false), ...ghostLook(series, theme) })),
  ];
  datasets.length = Math.min(datasets.length, wanted.length);
  wanted.forEach((next, i) => {
    const existing = datasets[i];
    if (existing) Object.assign(existing, next);
    else datasets.push(next);
    const id = spec.series[i]?.id ?? ghosts[i - spec.series.length]?.id ?? '';
    chart.setDatasetVisibility(i, !host.isHidden(id));
  });
}

function dataset(series: LineSeries, theme: ChartTheme, back: boolean): ChartDataset<'line'> {
  const look = series.style === null ? backgroundLook(theme) : namedLook(series, series.style, theme, back);
  // Chart.js leaves a gap where there is no number.
  return { label: series.label, data: series.points.map(({ x, y }) => ({ x, y: y ?? Number.NaN })), ...look };
}

function backgroundLook(theme: ChartTheme) {
  return {
    borderColor: theme.grid,
    backgroundColor: theme.grid,
    borderWidth: 1,
    borderDash: [],
    pointRadius: 0,
    segment: {},
    order: 3,
  };
}

function ghostLook({ style }: LineSeries, theme: ChartTheme) {
  const colour = faded(seriesColour(theme, style ?? 0), theme);
  return {
    borderColor: colour,
    borderWidth: 1.5,
    borderDash: [3, 3],
    pointRadius: 0,
    pointHoverRadius: 0,
    order: 2,
  };
}

/** Radius of the ring where a line is reached with something else from there on. */
const TURN_RADIUS = 5;

/** Stretches that end where more is taken than the plan has and may buy are faint and dotted. */
function faintBeyond({ points }: LineSeries, faint: string) {
  const beyond = (index: number) => points[index]?.beyond === true;
  return {
    borderColor: ({ p1DataIndex: at }: { p1DataIndex: number }) => (beyond(at) ? faint : undefined),
    borderDash: ({ p1DataIndex: at }: { p1DataIndex: number }) => (beyond(at) ? [2, 4] : undefined),
  };
}

function namedLook(series: LineSeries, index: number, theme: ChartTheme, back: boolean) {
  const style = seriesStyle(index);
  const full = seriesColour(theme, index);
  const colour = back ? faded(full, theme) : full;
  const every = Math.max(1, Math.round(series.points.length / SHAPES_ALONG));
  // Shapes of neighbouring series start at different places, so that equal lines still show both.
  const radius = series.points.map(({ turn }, i) =>
    turn ? TURN_RADIUS : (i + index * 2) % every === 0 || series.points.length < 8 ? 4 : 0,
  );
  return {
    borderColor: colour,
    backgroundColor: colour,
    borderWidth: (theme.highContrast ? 3 : 2) - (back ? 1 : 0),
    borderDash: [...style.dash],
    pointStyle: series.points.map(({ turn }) => (turn ? ('circle' as const) : style.shape)),
    pointBackgroundColor: series.points.map(({ turn, beyond }) =>
      turn ? theme.background : beyond ? faded(full, theme) : colour,
    ),
    pointBorderColor: series.points.map(({ beyond }) => (beyond ? faded(full, theme) : colour)),
    pointBorderWidth: series.points.map(({ turn }) => (turn ? 2 : 1)),
    pointRadius: radius,
    pointHoverRadius: 6,
    hoverBackgroundColor: colour,
    hoverBorderColor: colour,
    spanGaps: false,
    // Points at the very edge are drawn whole.
    clip: EDGE,
    // With it Chart.js draws lines on the context itself, not through a Path2D that cannot be read back for SVG.
    segment: faintBeyond(series, faded(full, theme)),
    order: 1,
  };
}
