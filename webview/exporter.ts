import type { ChartFile, ChartSummary } from '../src/contract/fromPage.js';
import type { ChartFormat } from '../src/contract/vocabulary.js';
import type { Exportable } from './charts/host.js';

/** The charts that were made, for the commands that save them. */
export interface Exporter {
  readonly register: (name: string, chart: Exportable) => void;
  /** The charts that stand within an element. */
  readonly within: (parent: HTMLElement) => ChartSummary[];
  /** A chart as a file; `null` where there is none of that name. */
  readonly file: (name: string, format: ChartFormat) => ChartFile | null;
}

/** Knows no chart until one is registered. */
export function createExporter(): Exporter {
  const charts = new Map<string, Exportable>();
  return {
    register: (name, chart) => charts.set(name, chart),
    within: (parent) =>
      [...charts]
        .filter(([name]) => parent.querySelector(`[data-figure="${CSS.escape(name)}"]`))
        .map(([name, chart]) => ({ name, title: chart.title(), formats: chart.formats() })),
    file: (name, format) => {
      const chart = charts.get(name);
      return chart ? { name: chart.fileName(), format, data: chart.data(format) } : null;
    },
  };
}
