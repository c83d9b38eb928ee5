import type { Axis } from '../../src/report/figures/axes.js';
import * as format from '../../src/report/words/format.js';
import type { ReportFigure } from '../../src/report/html/figures.js';
import { lineChart, type LineSeries } from '../../src/report/html/lineChart.js';
import { evenTicks } from '../../src/report/figures/ticks.js';

/** A long run of random edits, as `test/harness/soak.mjs` writes it. */
export interface SoakRun {
  readonly date: string;
  readonly minutes: number;
  readonly samples: readonly SoakSample[];
}

interface SoakSample {
  readonly minute: number;
  /** Edits so far. */
  readonly edits: number;
  readonly hostBytes: number;
  readonly pageBytes: number;
  /** From a key to the drawn charts; `null` in a minute in which no edit changed them. */
  readonly latencyMs: { readonly median: number | null; readonly p95: number | null };
}

const minutes: Axis = axis('minutes of random edits', (value) => value.toFixed(0));

/** How long charts took to follow a key, and what memory was held, over a run. */
export function soakFigures({ samples }: SoakRun): { latency: ReportFigure; memory: ReportFigure } {
  const edits = format.plain(samples.at(-1)?.edits ?? 0);
  const series = (label: string, value: (sample: SoakSample) => number | null): LineSeries => ({
    label,
    points: samples.map((sample) => ({ x: sample.minute, y: value(sample) })),
  });
  const latency = samples.map((sample) => sample.latencyMs.median ?? 0);
  const host = samples.map((sample) => sample.hostBytes);
  return {
    latency: figure(
      'soak-latency',
      `A key reached the charts in ${ends(latency, (ms) => `${ms.toFixed(0)} ms`)} over ${edits} edits`,
      axis('milliseconds from key to drawn charts', (value) => value.toFixed(0)),
      [series('median', (s) => s.latencyMs.median), series('p95', (s) => s.latencyMs.p95)],
    ),
    memory: figure(
      'soak-memory',
      `The extension host held ${ends(host, format.bytes)} over ${edits} edits`,
      axis('memory held', format.bytes),
      [series('host', (s) => s.hostBytes), series('page', (s) => s.pageBytes)],
    ),
  };
}

/** What a list starts and ends at: medians of its first and last quarter. */
function ends(values: readonly number[], told: (value: number) => string): string {
  const quarter = Math.max(1, Math.floor(values.length / 4));
  return `${told(medianOf(values.slice(0, quarter)))} at the start and ${told(medianOf(values.slice(-quarter)))} at the end`;
}

function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function axis(title: string, tick: (value: number) => string): Axis {
  return { title, logarithmic: false, ticks: evenTicks, tick, full: tick };
}

function figure(id: string, finding: string, y: Axis, series: readonly LineSeries[]): ReportFigure {
  // The line at zero has the axis start there.
  const zero = { axis: 'y', value: 0, label: '', tone: 'plan' } as const;
  const markup = lineChart({ summary: finding, x: minutes, y, series, rules: [zero], spots: [] });
  return { id, finding, subtitle: '', drawing: markup };
}
