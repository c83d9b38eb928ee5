import { Bench } from 'tinybench';

/** Something measured, as it stands in `results.json`. */
export interface Measure {
  readonly group: Group;
  /** What exactly was measured, as a reader needs it to judge the number. */
  readonly what: string;
  readonly unit: 'µs' | 'ms' | 'kB' | 'MB' | 'points/s' | 'times';
  /** The median of many runs, where there were many. */
  readonly value: number;
  /** 95th percentile, where the slow cases matter. */
  readonly p95?: number;
  /** The same done by another tool, in the same run. */
  readonly other?: { readonly name: string; readonly value: number };
  readonly goal?: Goal;
}

/** A bound on the value, on its 95th percentile, or on how many times the other tool takes. */
export type Goal =
  | { readonly most: number }
  | { readonly mostP95: number }
  | { readonly least: number }
  | { readonly leastRatio: number };

export const GROUPS = ['Against other tools', 'Engine', 'Editor', 'Growth', 'Command line', 'Sizes'] as const;
export type Group = (typeof GROUPS)[number];

/** How many times as long the other tool takes. */
export function ratioOf({ value, other }: Measure): number | null {
  return other ? other.value / value : null;
}

/** Whether a measure keeps its goal; `null` without one. */
export function isMet(measure: Measure): boolean | null {
  const { goal, value, p95 } = measure;
  if (!goal) return null;
  if ('most' in goal) return value <= goal.most;
  if ('mostP95' in goal) return (p95 ?? value) <= goal.mostP95;
  if ('least' in goal) return value >= goal.least;
  return (ratioOf(measure) ?? 0) >= goal.leastRatio;
}

/** Milliseconds of one call; of processor time where it is made in process. */
export interface Times {
  readonly median: number;
  readonly p95: number;
}

/** Processor time of this process in milliseconds: what others do on the machine is not in it. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Times a call again and again for half a second, `atLeast` times or more, after letting it warm up. */
export async function timed(call: () => unknown, atLeast = 10): Promise<Times> {
  const bench = new Bench({
    time: 500,
    iterations: atLeast,
    warmupTime: 250,
    retainSamples: true,
    now: processorTime,
  });
  bench.add('call', async () => {
    await call();
  });
  await bench.run();
  const [task] = bench.tasks;
  if (task?.result.state !== 'completed') throw new Error(`not measured: ${JSON.stringify(task?.result)}`);
  return quantiles([...(task.result.latency.samples ?? [])]);
}

/** Milliseconds that calls get to warm up, and in which they are then measured. */
const WARM_UP_MS = 500;
const MEASURED_MS = 1500;

/**
 * Times several calls turn by turn, so that what else runs on the machine bears on all of them alike: what is
 * held against each other is measured like this.
 */
export async function timedInTurns<Name extends string>(
  calls: Readonly<Record<Name, () => unknown>>,
): Promise<Readonly<Record<Name, Times>>> {
  const entries = Object.entries<() => unknown>(calls).map(([name, call]) => ({
    name,
    call,
    samples: [] as number[],
  }));
  const turns = async (milliseconds: number) => {
    const until = processorTime() + milliseconds * entries.length;
    while (processorTime() < until)
      for (const { call, samples } of entries) {
        const started = processorTime();
        await call();
        samples.push(processorTime() - started);
      }
  };
  await turns(WARM_UP_MS);
  for (const { samples } of entries) samples.length = 0;
  await turns(MEASURED_MS);
  // Every name of the calls has its times.
  return Object.fromEntries(
    entries.map(({ name, samples }) => [name, quantiles(samples)]),
  ) as unknown as Record<Name, Times>;
}

export function quantiles(samples: readonly number[]): Times {
  const sorted = [...samples].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
  return { median: at(0.5), p95: at(0.95) };
}

/** Numbers from 0 that never come again, for calls that must each be different. */
export function counter(): () => number {
  let next = 0;
  return () => next++;
}
