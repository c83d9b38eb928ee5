import { Bench } from 'tinybench';

/** Something measured, as it stands in `results.json`. */
export interface Measure {
  readonly group: Group;
  /** What exactly was measured, as a reader needs it to judge the number. */
  readonly what: string;
  readonly unit: 'µs' | 'ms' | 's' | 'kB' | 'MB' | 'points/s' | 'times';
  /** The median of many runs, where there were many. */
  readonly value: number;
  /** 95th percentile, where the slow cases matter. */
  readonly p95?: number;
  /** What was aimed at; times, sizes and memory at most, rates and ratios at least. */
  readonly goal?: number;
  /** The goal holds for the 95th percentile. */
  readonly goalOfP95?: true;
}

export const GROUPS = ['against others', 'engine', 'editor', 'growth', 'sizes'] as const;
export type Group = (typeof GROUPS)[number];

/** Whether a measure keeps its goal; `null` without one. */
export function isMet({ unit, value, p95, goal, goalOfP95 }: Measure): boolean | null {
  if (goal === undefined) return null;
  const judged = goalOfP95 ? (p95 ?? value) : value;
  return unit === 'points/s' || unit === 'times' ? judged >= goal : judged <= goal;
}

/** Milliseconds of one call. */
export interface Times {
  readonly median: number;
  readonly p95: number;
}

/** Times a call again and again for half a second, at least ten times, after letting it warm up. */
export async function timed(call: () => unknown, atLeast = 10): Promise<Times> {
  const bench = new Bench({ time: 500, iterations: atLeast, warmupTime: 250, retainSamples: true });
  bench.add('call', async () => {
    await call();
  });
  await bench.run();
  const [task] = bench.tasks;
  if (task?.result.state !== 'completed') throw new Error(`not measured: ${JSON.stringify(task?.result)}`);
  return quantiles([...(task.result.latency.samples ?? [])]);
}

export function quantiles(samples: readonly number[]): Times {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { median: at(0.5), p95: at(0.95) };
}

/** Calls that must each be different: numbers from 0 that never come again. */
export function counter(): () => number {
  let next = 0;
  return () => next++;
}
