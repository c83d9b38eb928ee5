import type { Axis, Unit } from '../../src/report/figures/axes.js';
import * as format from '../../src/report/words/format.js';
import type { LineFigure, LineSeries } from '../../src/report/figures/figure.js';

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

const minutes: Axis = axis('minutes of random edits', 'whole');

/** How long charts took to follow a key, and what memory was held, over a run. */
export function soakFigures({ samples }: SoakRun): { latency: LineFigure; memory: LineFigure } {
  const edits = format.plain(samples.at(-1)?.edits ?? 0);
  const series = (
    label: string,
    style: number,
    value: (sample: SoakSample) => number | null,
  ): LineSeries => ({
    id: label,
    label,
    style,
    path: null,
    points: samples.map((sample) => ({ x: sample.minute, y: value(sample) })),
  });
  const latency = samples.map((sample) => sample.latencyMs.median ?? 0);
  const host = samples.map((sample) => sample.hostBytes);
  return {
    latency: figure(
      'soak-latency',
      `A key reached the charts in ${ends(latency, (ms) => `${ms.toFixed(0)} ms`)} over ${edits} edits`,
      axis('milliseconds from key to drawn charts', 'whole'),
      [series('median', 0, (s) => s.latencyMs.median), series('p95', 1, (s) => s.latencyMs.p95)],
    ),
    memory: figure(
      'soak-memory',
      `The extension host held ${ends(host, format.bytes)} over ${edits} edits`,
      axis('memory held', 'bytes'),
      [series('host', 0, (s) => s.hostBytes), series('page', 1, (s) => s.pageBytes)],
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

function axis(title: string, unit: Unit): Axis {
  return { title, logarithmic: false, unit };
}

function figure(id: string, finding: string, y: Axis, series: readonly LineSeries[]): LineFigure {
  // The line at zero has the axis start there.
  const zero = { axis: 'y', value: 0, label: '', tone: 'plan' } as const;
  const table = { caption: finding, columns: [], rows: [] };
  const said = { finding, subtitle: '', summary: finding, table, missing: null, pending: false };
  return { id, kind: 'lines', ...said, x: minutes, y, series, rules: [zero], spots: [] };
}
