import type { Chart, Plugin } from 'chart.js';
import type { LineSeries } from '../../src/report/figures/figure.js';
import { seriesColour, type ChartTheme } from './theme.js';

/** What the bands plugin draws; changed in place between updates. */
export interface BandsState {
  theme: ChartTheme;
  series: readonly LineSeries[];
  /** The series that the cursor stands in; `null` for none. */
  focus: string | null;
}

/** Bands of several options lie over each other, so each is faint. */
const ALPHA = 0.13;
const ALPHA_IN_BACK = 0.05;

/** Chart.js plugin that shades how far each line may be off, under all lines. */
export function bandsPlugin(state: BandsState): Plugin<'line'> {
  return {
    id: 'bands',
    beforeDatasetsDraw: (chart) => {
      const { ctx, chartArea: area } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(area.left, area.top, area.right - area.left, area.bottom - area.top);
      ctx.clip();
      state.series.forEach((series, i) => {
        if (series.style === null || !chart.isDatasetVisible(i)) return;
        ctx.globalAlpha = state.focus === null || state.focus === series.id ? ALPHA : ALPHA_IN_BACK;
        ctx.fillStyle = seriesColour(state.theme, series.style);
        for (const stretch of stretches(series)) fillBand(chart, stretch);
      });
      ctx.restore();
    },
  };
}

interface Banded {
  readonly x: number;
  readonly low: number;
  readonly high: number;
}

/** Runs of neighbouring points that have a band. */
function stretches({ points }: LineSeries): Banded[][] {
  const runs: Banded[][] = [[]];
  for (const { x, band } of points) {
    if (band) runs.at(-1)?.push({ x, ...band });
    else runs.push([]);
  }
  return runs.filter((run) => run.length > 1);
}

function fillBand({ ctx, scales }: Chart, stretch: readonly Banded[]): void {
  const { x, y } = scales;
  if (!x || !y) return;
  ctx.beginPath();
  for (const point of stretch) ctx.lineTo(x.getPixelForValue(point.x), y.getPixelForValue(point.high));
  for (const point of stretch.toReversed())
    ctx.lineTo(x.getPixelForValue(point.x), y.getPixelForValue(point.low));
  ctx.closePath();
  ctx.fill();
}
