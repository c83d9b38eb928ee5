import type { Chart, ScaleOptionsByType } from 'chart.js';
import { tickText, ticksOf, type Axis } from '../../src/report/figures/axes.js';
import type { LinePoint, LineSeries } from '../../src/report/figures/figure.js';
import type { Zoom } from './host.js';
import type { LineSpec } from './lineSpec.js';
import { axisFont, axisTitle } from './rows.js';
import type { ChartTheme } from './theme.js';

/** What of a line chart's axes is seen, and how they look. */

/** The plot's part of a narrow chart. */
const LINE_PLOT_SHARE = 0.7;

/** The plot's part of a chart's height, between marks over it and ticks under it. */
const UPRIGHT_SHARE = 0.7;

/** Of a whole chart, in pixels. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the part of a line that is seen ends, as a share of the axis. */
export function endOf({ points }: LineSeries, axis: Axis, [low, high]: readonly [number, number]): number {
  const last = points.findLast(({ x, y }) => y !== null && x <= high)?.x ?? high;
  const at = (value: number) => (axis.logarithmic ? Math.log(value) : value);
  return (at(Math.max(low, last)) - at(low)) / (at(high) - at(low));
}

/** The whole x axis, for zooming. */
export function wholeAxis(spec: LineSpec) {
  const [min, max] = extent(spec, 'x');
  return { min, max, logarithmic: spec.x.logarithmic };
}

/** What can be seen of a chart through a zoom: the y axis fits that, not what is outside. */
export function seenPart(spec: LineSpec, zoom: Zoom | null): LineSpec {
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

/** From where to where an axis goes that shows everything. */
export function extent(spec: LineSpec, axis: 'x' | 'y'): readonly [number, number] {
  const all = spec.series.flatMap(({ points }) =>
    points.flatMap((point) => (point.y === null ? [] : axis === 'x' ? [point.x] : reachOf(point, point.y))),
  );
  const marked = spec.rules.filter((mark) => mark.axis === axis).map(({ value }) => value);
  const values = [...all, ...marked].filter((value) => Number.isFinite(value));
  const positive = spec[axis].logarithmic ? values.filter((value) => value > 0) : values;
  if (positive.length === 0) return [1, 10];
  const [low, high] = [Math.min(...positive), Math.max(...positive)];
  if (axis === 'x') return low < high ? [low, high] : [low * 0.5, high * 2];
  return spec.y.logarithmic ? [low / 1.25, high * 1.25] : [Math.min(0, low), high * 1.08 || 1];
}

const reachOf = ({ band }: LinePoint, y: number) => (band ? [band.low, y, band.high] : [y]);

/** An axis as Chart.js wants it. */
export function scaleOf(
  axis: Axis,
  theme: ChartTheme,
  [min, max]: readonly [number, number],
  name: 'x' | 'y',
  { width, height }: Size,
) {
  const font = axisFont(theme);
  const options = {
    type: axis.logarithmic ? ('logarithmic' as const) : ('linear' as const),
    min,
    max,
    title:
      name === 'x'
        ? axisTitle(axis.title, width, theme, LINE_PLOT_SHARE)
        : axisTitle(axis.title, height, theme, UPRIGHT_SHARE),
    grid: { color: theme.grid, lineWidth: name === 'x' ? 0 : 1, tickLength: 4 },
    border: { color: theme.axis },
    ticks: {
      color: theme.muted,
      font,
      autoSkip: false,
      maxRotation: 0,
      callback: (value: string | number) => tickText(axis, Number(value)),
    },
    afterBuildTicks: (scale: { ticks: { value: number }[]; chart: Chart }) => {
      const room =
        name === 'x'
          ? Math.max(3, Math.floor(scale.chart.width / 75))
          : Math.max(3, Math.floor(scale.chart.height / 40));
      scale.ticks = ticksOf(axis, min, max, room).map((value) => ({ value }));
    },
  };
  // The option types of the two scale kinds differ in members that are not used here.
  return options as unknown as ScaleOptionsByType<'linear'>;
}
