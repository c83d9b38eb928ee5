import { availableParallelism } from 'node:os';
import {
  inWholeSteps,
  parseAxis,
  pathProblem,
  shardRange,
  sweepHeader,
  sweepSize,
  type SweepAxis,
} from '../report/answers/sweep.js';
import { readPlanFiles } from './book.js';
import { UnusableFile } from './files.js';
import { openOutput, standardOutput, type Opened } from './sweepOutput.js';
import { answerAll, answeredLines, CHUNK, type SweepFormat, type Work } from './sweepWorkers.js';

export interface SweepCall {
  readonly set: readonly string[];
  readonly format: SweepFormat;
  readonly catalog?: string;
  readonly shard?: string;
  readonly jobs?: string;
  /** File to write to; standard output without it. */
  readonly output?: string;
  /** Continue `output` where it ends. */
  readonly resume?: boolean;
}

class UnusableCall extends Error {}

/** `decodeplan sweep`: streams the points of a grid in order, on every core. Returns the exit code. */
export async function sweepFile(file: string, call: SweepCall): Promise<number> {
  try {
    return await sweep(file, call);
  } catch (error) {
    if (!(error instanceof UnusableCall) && !(error instanceof UnusableFile)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

async function sweep(file: string, call: SweepCall): Promise<number> {
  const asked = call.set.map(axisOf);
  if (asked.length === 0) throw new UnusableCall('say what to vary: --set PATH=VALUES');
  const twice = asked.find(({ path }, i) => asked.some((other, j) => j < i && other.path === path));
  if (twice) throw new UnusableCall(`--set ${twice.path} stands there twice`);
  const files = readPlanFiles(file, call.catalog ?? null);
  const axes = asked.map((axis) => inWholeSteps(files.text, axis));
  const [start, end] = rangeOf(sweepSize(axes), call.shard);
  const jobs = jobsOf(call.jobs, end - start);
  const work: Work = { files, axes, format: call.format };
  for (const axis of axes) {
    const problem = pathProblem(work.files.text, axis);
    if (problem !== null) throw new UnusableCall(problem);
  }
  const { output, from } = opened(work, call, [start, end]);
  try {
    // Not by where it starts: where shards outnumber points, several start at none.
    const first = call.shard === undefined || Number(call.shard.split('/')[0]) === 1;
    if (from === null && call.format === 'csv' && first) await output.write(sweepHeader(axes));
    return await answerAll(work, from ?? start, end, jobs, output);
  } finally {
    output.close();
  }
}

function opened(work: Work, { output, resume }: SweepCall, [start, end]: readonly [number, number]): Opened {
  if (output === undefined) {
    if (resume) throw new UnusableCall('--resume needs the output to continue: -o OUT');
    return { output: standardOutput(), from: null };
  }
  const lines = resume ? answeredLines(work) : null;
  // Points of other shards are not ours to continue: they match nothing.
  return openOutput(output, lines && ((index) => (index >= start && index < end ? lines(index) : '')));
}

function axisOf(text: string): SweepAxis {
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
