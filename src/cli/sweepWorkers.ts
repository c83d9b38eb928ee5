import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { pointCsv, sweeper, type SweepAxis } from '../report/answers/sweep.js';
import type { PlanFiles } from './book.js';
import { createProgress } from './progress.js';
import type { Output } from './sweepOutput.js';

export type SweepFormat = 'ndjson' | 'csv';

/** What it takes to answer points. */
export interface Work {
  readonly files: PlanFiles;
  readonly axes: readonly SweepAxis[];
  readonly format: SweepFormat;
}

/** Points that a worker takes at a time: few enough to stream, many enough not to wait on messages. */
export const CHUNK = 32;

/** Exit codes of a program ended by a signal: 128 and its number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143 } as const;

/** The lines of points, by index. */
export function answeredLines({ files, axes, format }: Work): (index: number) => string {
  const answer = sweeper(files.text, axes, files.referenced, files.book);
  return (index) => {
    const point = answer(index);
    return format === 'csv' ? pointCsv(point) : `${JSON.stringify(point)}\n`;
  };
}

/**
 * Answers the points from `from` to before `to` on `jobs` threads and writes them in order. Returns the exit code:
 * 0, or that of the signal which ended it, between two lines.
 */
export async function answerAll(
  work: Work,
  from: number,
  to: number,
  jobs: number,
  output: Output,
): Promise<number> {
  if (from >= to) return 0;
  const progress = createProgress(to - from, 'points');
  const chunks = chunksInOrder(work, from, to, jobs);
  let ended = 0;
  const stop = (signal: keyof typeof SIGNALS) => {
    ended = SIGNALS[signal];
    chunks.stop();
  };
  const [onInterrupt, onTerminate] = [() => stop('SIGINT'), () => stop('SIGTERM')];
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    for (let done = 0; done < to - from; done += CHUNK) {
      const lines = await chunks.next();
      if (lines === null) break;
      await output.write(lines);
      progress.show(Math.min(to - from, done + CHUNK));
    }
    return ended;
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
    progress.clear();
    await chunks.close();
  }
}

/** Chunks that may be answered before the first of them is taken, for each worker: a bound on memory. */
const AHEAD = 4;

interface Chunks {
  /** The next chunk's lines; `null` once stopped. */
  readonly next: () => Promise<Uint8Array | null>;
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

const NO_LINES = new Uint8Array();

/** Hands chunks to workers and gives their lines back in order. */
function chunksInOrder(work: Work, from: number, to: number, jobs: number): Chunks {
  const ready = new Map<number, Uint8Array>();
  const idle: Worker[] = [];
  let [handed, taken, stopped] = [from, from, false];
  let failure: unknown = null;
  let wake: () => void = () => undefined;
  const workers = Array.from(
    { length: jobs },
    () => new Worker(new URL(import.meta.url), { workerData: work }),
  );
  const hand = () => {
    while (idle.length > 0 && handed < to && handed - taken < jobs * AHEAD * CHUNK) {
      const end = Math.min(to, handed + CHUNK);
      idle.pop()?.postMessage([handed, end]);
      handed = end;
    }
  };
  for (const worker of workers) {
    worker.on('message', ([start, lines]: [number, Uint8Array]) => {
      ready.set(start, lines);
      idle.push(worker);
      hand();
      wake();
    });
    worker.on('error', (error) => {
      failure = error;
      wake();
    });
    idle.push(worker);
  }
  hand();
  return {
    next: async () => {
      while (!ready.has(taken) && !stopped && failure === null)
        await new Promise<void>((resolve) => (wake = resolve));
      if (failure instanceof Error) throw failure;
      if (stopped) return null;
      const lines = ready.get(taken) ?? NO_LINES;
      ready.delete(taken);
      taken = Math.min(to, taken + CHUNK);
      hand();
      return lines;
    },
    stop: () => {
      stopped = true;
      wake();
    },
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

/** The worker's side: answers chunks until it is ended. Returns whether this thread is a worker. */
export function answerAsWorker(): boolean {
  if (isMainThread || !parentPort) return false;
  const port = parentPort;
  // The main thread started this one with just that.
  const lines = answeredLines(workerData as Work);
  port.on('message', ([start, end]: [number, number]) => {
    let text = '';
    for (let index = start; index < end; index++) text += lines(index);
    // As bytes, which are handed over and written as they are: a text would be copied, and encoded by the one who writes.
    const bytes = new TextEncoder().encode(text);
    port.postMessage([start, bytes], [bytes.buffer]);
  });
  return true;
}
