import { csvFields } from './csv.js';
import { positive } from './fields.js';
import { milliseconds, type Run } from './step.js';

/** The heading of a table with one metric a row: AIPerf’s and GenAI-Perf’s, as CSV or drawn on the screen. */
const HEADING = /^[^A-Za-z\n]{0,80}(?:Metric|Statistic)[ \t]*[,|│┃][^\n]{0,20}\bavg\b/im;

/** Values of a metric by the column’s name, in the unit that its own name says. */
type Metrics = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * The run in a table with one metric a row; `null` where the text has none. What ran together is not printed: it follows
 * from what was completed in a second and how long each took (Little’s law), which holds for the mean of any run.
 */
export function metricTableRun(text: string): Run | null {
  const start = HEADING.exec(text)?.index;
  if (start === undefined) return null;
  const metrics = metricsIn(text.slice(start));
  const tpotMs = timeOf(metrics, 'inter token latency');
  const latencyMs = timeOf(metrics, 'request latency', 'avg');
  if (tpotMs === null && latencyMs === null) return null;
  const perSecond = valueOf(metrics, /^request throughput/, 'avg');
  return {
    tpotMs,
    itlMs: null,
    concurrency: latencyMs === null || perSecond === null ? null : (perSecond * latencyMs) / 1e3,
    input: valueOf(metrics, /^(?:input sequence length|num input token)/, 'avg'),
    output: valueOf(metrics, /^(?:output sequence length|num output token)/, 'avg'),
    drafted: false,
  };
}

function metricsIn(text: string): Metrics {
  const metrics = new Map<string, Map<string, number>>();
  let columns: readonly string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const cells = cellsOf(line).map((cell) => cell.trim());
    const [name = '', ...values] = cells;
    if (/^(?:metric|statistic)$/i.test(name)) columns = values.map((value) => value.toLowerCase());
    else if (values.length > 0 && name !== '') {
      const numbers = values.map((value) => positive(value.replace(/,/g, '')));
      // The second table has one column, “Value”, and of what has one value all statistics are that.
      const said = numbers.flatMap((value, i) =>
        value === null ? [] : [[columns[i] === 'value' ? 'avg' : (columns[i] ?? ''), value] as const],
      );
      metrics.set(name.toLowerCase(), new Map(said));
    }
  }
  return metrics;
}

function cellsOf(line: string): string[] {
  const drawn = /[│┃]/.test(line) ? line.split(/[│┃]/) : line.trim().startsWith('|') ? line.split('|') : null;
  return drawn === null ? csvFields(line) : drawn.slice(1, -1);
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, ms: 1e-3, s: 1, sec: 1 };

/** Milliseconds of a metric whose name ends with its unit; the median unless asked otherwise. */
function timeOf(metrics: Metrics, metric: string, statistic?: string): number | null {
  for (const [name, values] of metrics) {
    const unit = name.startsWith(metric) ? UNITS[/\((\w+)\)$/.exec(name)?.[1] ?? ''] : undefined;
    if (unit === undefined) continue;
    const value = statistic === undefined ? (values.get('p50') ?? values.get('avg')) : values.get(statistic);
    return value === undefined ? null : milliseconds(value * unit);
  }
  return null;
}

function valueOf(metrics: Metrics, metric: RegExp, statistic: string): number | null {
  const name = [...metrics.keys()].find((each) => metric.test(each));
  return name === undefined ? null : (metrics.get(name)?.get(statistic) ?? null);
}
