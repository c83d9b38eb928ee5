import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import {
  parseAxis,
  pointCsv,
  shardRange,
  sweeper,
  sweepHeader,
  sweepSize,
  type Axis,
  type Point,
} from '../report/sweep.js';
import { readPlanFiles, UnusableFile, type PlanFiles } from './files.js';

export interface SweepCall {
  readonly set: readonly string[];
  readonly format: 'ndjson' | 'csv';
  readonly shard?: string;
  readonly jobs?: string;
}

/** What a worker needs to answer points. */
interface Work {
  readonly files: PlanFiles;
  readonly axes: readonly Axis[];
}

/** Points that a worker takes at a time: few enough to stream, many enough not to wait on messages. */
const CHUNK = 32;
const INTERRUPTED = 130;

class UnusableCall extends Error {}

/** `decodeplan sweep`: streams the points of a grid in order, on every core. Returns the exit code. */
export async function sweepFile(file: string, call: SweepCall): Promise<number> {
  try {
    const axes = call.set.map(axisOf);
    if (axes.length === 0) throw new UnusableCall('say what to vary: --set PATH=VALUES');
    const [from, to] = rangeOf(sweepSize(axes), call.shard);
    const work: Work = { files: readPlanFiles(file), axes };
    if (call.format === 'csv' && from === 0) process.stdout.write(sweepHeader(axes));
    return await stream(work, from, to, jobsOf(call.jobs, to - from), call.format);
  } catch (error) {
    if (!(error instanceof UnusableCall) && !(error instanceof UnusableFile)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

function axisOf(text: string): Axis {
  const result = parseAxis(text);
  if (!result.ok) throw new UnusableCall(result.message);
  return result.axis;
}

function rangeOf(size: number, shard: string | undefined): readonly [number, number] {
  if (shard === undefined) return [0, size];
  const match = /^([0-9]{1,6})\/([0-9]{1,6})$/.exec(shard);
  const [own, all] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || own < 1 || own > all)
    throw new UnusableCall(`--shard is I/N with I from 1 to N, not \`${shard}\``);
  return shardRange(size, own, all);
}

function jobsOf(jobs: string | undefined, points: number): number {
  const wanted = jobs === undefined ? availableParallelism() : Number(jobs);
  if (!Number.isInteger(wanted) || wanted < 1)
    throw new UnusableCall(`--jobs is a whole number, not \`${jobs ?? ''}\``);
  return Math.max(1, Math.min(wanted, Math.ceil(points / CHUNK)));
}

/** Hands chunks to workers and writes their points in order. */
function stream(
  work: Work,
  from: number,
  to: number,
  jobs: number,
  format: SweepCall['format'],
): Promise<number> {
  return new Promise((resolve, reject) => {
    const ready = new Map<number, string>();
    let [handed, written, stopped] = [from, from, false];
    const workers = Array.from(
      { length: jobs },
      () => new Worker(__filename, { workerData: { ...work, format } }),
    );
    const end = (code: number) => {
      stopped = true;
      process.off('SIGINT', interrupt);
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
      void Promise.all(workers.map((worker) => worker.terminate())).then(() => {
        resolve(code);
      });
    };
    const interrupt = () => {
      end(INTERRUPTED);
    };
    process.on('SIGINT', interrupt);
    const hand = (worker: Worker) => {
      if (handed >= to || stopped) return;
      worker.postMessage([handed, Math.min(to, handed + CHUNK)]);
      handed = Math.min(to, handed + CHUNK);
    };
    const receive = (start: number, text: string) => {
      ready.set(start, text);
      for (let next = ready.get(written); next !== undefined && !stopped; next = ready.get(written)) {
        process.stdout.write(next);
        ready.delete(written);
        written = Math.min(to, written + CHUNK);
      }
      if (process.stderr.isTTY) process.stderr.write(`\r${written - from} of ${to - from} points`);
      if (written >= to && !stopped) end(0);
    };
    for (const worker of workers) {
      worker.on('message', ([start, text]: [number, string]) => {
        receive(start, text);
        hand(worker);
      });
      worker.on('error', (error) => {
        end(1);
        reject(error);
      });
      hand(worker);
    }
    if (from >= to) end(0);
  });
}

function line(point: Point, format: SweepCall['format']): string {
  return format === 'csv' ? pointCsv(point) : `${JSON.stringify(point)}\n`;
}

/** The worker's side: answers chunks until it is ended. Returns whether this thread is a worker. */
export function answerAsWorker(): boolean {
  if (isMainThread || !parentPort) return false;
  // The main thread started this one with just that.
  const { files, axes, format } = workerData as Work & { readonly format: SweepCall['format'] };
  const answer = sweeper(files.text, axes, files.referenced);
  const port = parentPort;
  port.on('message', ([start, end]: [number, number]) => {
    let text = '';
    for (let index = start; index < end; index++) text += line(answer(index), format);
    port.postMessage([start, text]);
  });
  return true;
}
