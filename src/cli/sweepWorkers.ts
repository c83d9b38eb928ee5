import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { pointCsv, sweeper, sweepSize, type SweepAxis } from '../report/answers/sweep.js';
import { settleCaches } from '../units/generations.js';
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

/**
 * Points after which all is there that may come back: what points have in common, and where there are several axes, the
 * values of all but the first, which turns slowest.
 */
function untilSettled(axes: readonly SweepAxis[]): number {
  return axes.length > 1 ? Math.max(CHUNK, 2 * sweepSize(axes.slice(1))) : CHUNK;
}

/** The lines of points, by index. */
export function answeredLines({ files, axes, format }: Work): (index: number) => string {
  const answer = sweeper(files.text, axes, files.referenced, files.book);
  let left = untilSettled(axes);
  return (index) => {
    const point = answer(index);
    // What is not valid takes less than what is.
    if (point.reason === undefined && --left === 0) settleCaches();
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

/** Chunks that may be answered before the first of them is taken, for each thread: a bound on memory. */
const AHEAD = 4;
/** Chunks that a worker has at once: one it answers, and more for when this thread is busy with a point of its own. */
const AT_ONCE = 2;

interface Chunks {
  /** The next chunk's lines; `null` once stopped. */
  readonly next: () => Promise<Uint8Array | null>;
  readonly stop: () => void;
  readonly close: () => Promise<void>;
}

/** What all threads of a sweep know of it. */
interface Shared {
  readonly ready: Map<number, Uint8Array>;
  /** The next chunk that nobody has: from and to before; `null` where there is none, or too many wait to be written. */
  readonly claim: () => readonly [number, number] | null;
  readonly fail: (failure: unknown) => void;
  /** A chunk is ready, or no more will be. */
  readonly wake: () => void;
}

/** Answers chunks on workers and on this thread, and gives their lines in order. */
function chunksInOrder(work: Work, from: number, to: number, jobs: number): Chunks {
  const ready = new Map<number, Uint8Array>();
  let [handed, taken, stopped] = [from, from, false];
  let failure: unknown = null;
  let wake: () => void = () => undefined;
  const shared: Shared = {
    ready,
    claim: () => {
      if (handed >= to || handed - taken >= jobs * AHEAD * CHUNK) return null;
      const start = handed;
      handed = Math.min(to, start + CHUNK);
      return [start, handed];
    },
    fail: (error) => (failure = error),
    wake: () => wake(),
  };
  const workers = Array.from({ length: jobs - 1 }, () => startWorker(work, shared));
  const ownLines = answersOfThisThread(work, () => stopped);
  /** This thread stays free to write and to be stopped where points take long: one more worker is in its place. */
  const leave = () => workers.push(startWorker(work, shared));
  let answers = true;
  const answerOne = async () => {
    const chunk = answers ? shared.claim() : null;
    if (!chunk) {
      await new Promise<void>((resolve) => (wake = resolve));
      return;
    }
    const { lines, slow } = await ownLines(...chunk);
    ready.set(chunk[0], lines);
    if (!slow) return;
    answers = false;
    leave();
  };
  return {
    next: async () => {
      while (!ready.has(taken) && !stopped && failure === null) await answerOne();
      if (failure instanceof Error) throw failure;
      const lines = ready.get(taken);
      if (stopped || !lines) return null;
      ready.delete(taken);
      taken = Math.min(to, taken + CHUNK);
      for (const { hand } of workers) hand();
      return lines;
    },
    stop: () => {
      stopped = true;
      wake();
    },
    close: async () => {
      await Promise.all(workers.map(({ end }) => end()));
    },
  };
}

interface SweepWorker {
  /** Gives it chunks, if it can have more. */
  readonly hand: () => void;
  readonly end: () => Promise<unknown>;
}

function startWorker(work: Work, { ready, claim, fail, wake }: Shared): SweepWorker {
  const worker = new Worker(new URL(import.meta.url), { workerData: work });
  let has = 0;
  const hand = () => {
    while (has < AT_ONCE) {
      const chunk = claim();
      if (!chunk) return;
      has++;
      worker.postMessage(chunk);
    }
  };
  worker.on('message', ([start, lines]: [number, Uint8Array]) => {
    has--;
    ready.set(start, lines);
    hand();
    wake();
  });
  worker.on('error', (error) => {
    fail(error);
    wake();
  });
  hand();
  return { hand, end: () => worker.terminate() };
}

/** This thread lets others have it after so long: for signals, and for chunks that are ready. */
const TURN_MS = 20;
/** Points that take longer are left to workers. */
const SLOW_MS = 200;

/** Lines of chunks that this thread answers itself, and whether its points take too long for that. */
function answersOfThisThread(work: Work, isStopped: () => boolean) {
  let answer: ((index: number) => string) | null = null;
  return async (start: number, end: number): Promise<{ lines: Uint8Array; slow: boolean }> => {
    answer ??= answeredLines(work);
    let [text, turn, slow] = ['', performance.now(), false];
    for (let index = start; index < end && !isStopped(); index++) {
      text += answer(index);
      const took = performance.now() - turn;
      if (took < TURN_MS) continue;
      slow ||= took > SLOW_MS;
      await new Promise((resolve) => setImmediate(resolve));
      turn = performance.now();
    }
    return { lines: new TextEncoder().encode(text), slow };
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
