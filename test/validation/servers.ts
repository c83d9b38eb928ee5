import assert from 'node:assert/strict';
import type { OptionWorkloadResult } from '../../src/engine/shapes/result.js';
import { analyze } from '../../src/report/answers/analysis.js';
import { readCases } from '../unit/cases/caseFiles.js';

interface Pool {
  readonly accelerators: number;
  readonly workers: number;
  readonly tensor: number;
  readonly expert: number;
  readonly data: number;
  /** Tokens of a step of one of its ranks. */
  readonly maxBatchedTokens?: number;
}

/** A measured run of a server: closed loop, so many clients at a time. */
export interface ServerCase {
  readonly id: string;
  readonly series: string;
  readonly input: {
    readonly model: string;
    readonly gpu: string;
    readonly accelerators: number;
    readonly engine: string;
    readonly engineVersion?: string;
    readonly weights?: string;
    readonly kvCache?: string;
    readonly tensor?: number;
    readonly expert?: number;
    readonly data?: number;
    readonly pipeline?: number;
    readonly prefill?: Pool;
    readonly decode?: Pool;
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly concurrency: number;
    readonly maxBatchedTokens?: number | string;
    readonly memoryUtilization?: number | string;
    readonly maxSequences?: number | string;
    readonly schedulerRecvInterval?: number;
  };
  readonly expected: {
    readonly tpotMs: number;
    readonly ttftMs?: number;
    readonly statistic: 'mean' | 'median';
    readonly outputTokensPerSecondPerAccelerator?: number;
  };
  readonly source: { readonly repo: string; readonly date: string; readonly origin: string };
}

/** Runs that differ in their load alone: users, milliseconds a token and to the first one, output of an accelerator. */
interface ServerSeries extends Pick<ServerCase, 'series'> {
  readonly input: Omit<ServerCase['input'], 'concurrency'>;
  readonly statistic: 'mean' | 'median';
  readonly source: ServerCase['source'];
  readonly points: readonly (readonly [number, number, number | null, number | null])[];
}

const seriesRuns = ({ series, input, statistic, source, points }: ServerSeries): ServerCase[] =>
  points.map(([concurrency, tpotMs, ttftMs, output]) => ({
    id: `${series}-c${concurrency}`,
    series,
    input: { ...input, concurrency },
    expected: {
      tpotMs,
      statistic,
      ...(ttftMs === null ? {} : { ttftMs }),
      ...(output === null ? {} : { outputTokensPerSecondPerAccelerator: output }),
    },
    source,
  }));

/** Measured servers, without those whose source does not say how their accelerators were used. */
export const serverCases = (): ServerCase[] =>
  [...readCases<ServerCase>('e2e'), ...readCases<ServerSeries>('server-series').flatMap(seriesRuns)].filter(
    ({ input: { prefill, decode } }) => !prefill || !decode || (isWhole(prefill) && isWhole(decode)),
  );

interface EngineRun extends Pick<ServerCase, 'series'> {
  readonly input: Pick<ServerCase['input'], 'engine'>;
}

/** The engine that was measured: AMD's ATOM, which no plan names, is answered as the vLLM that it grew out of. */
export const engineOf = ({ series, input: { engine } }: EngineRun): string =>
  series.includes('-atom-') ? 'atom' : engine;

/** Whether the ranks that a pool names are all of its accelerators. */
const isWhole = ({ accelerators, workers, tensor, data }: Pool): boolean =>
  accelerators === workers * Math.max(tensor, data);

/**
 * Ranks of one replica: with data-parallel attention each group holds its own sequences. Some count the cores of a
 * chip as ranks; a plan counts accelerators.
 */
export function layoutOf(
  { tensor = 1, expert = 1, data = 1, accelerators = tensor }: Partial<Omit<Pool, 'maxBatchedTokens'>>,
  pipeline = 1,
) {
  return data > 1
    ? { tensor: 1, attentionData: data, expert: Math.max(expert, 1), pipeline }
    : { tensor: Math.min(tensor, accelerators), attentionData: 1, expert: Math.max(expert, 1), pipeline };
}

/** A run as a plan: one workload, explicit layout, no volume and no targets, so a closed loop. */
export function serverPlan({ input: c }: ServerCase): string {
  const [input, output] = [Math.round(c.inputTokens), Math.round(c.outputTokens)];
  const decode = c.decode ?? { ...c, accelerators: c.accelerators };
  return JSON.stringify({
    decodeplan: 1,
    model: c.model,
    workloads: {
      one: { concurrency: c.concurrency, context: Math.round(input + output / 2), input, output },
    },
    gpus: { type: c.gpu, count: decode.accelerators },
    serving: {
      engine: c.engine,
      ...(c.engineVersion ? { engineVersion: c.engineVersion } : {}),
      ...(c.weights ? { weights: c.weights } : {}),
      ...(c.kvCache ? { kvCache: c.kvCache } : {}),
      // Some sources name two values, or none that is a number.
      ...(typeof c.maxBatchedTokens === 'number' ? { maxBatchedTokens: c.maxBatchedTokens } : {}),
      ...(typeof c.memoryUtilization === 'number'
        ? { memoryUtilization: `${100 * c.memoryUtilization}%` }
        : {}),
      ...(typeof c.maxSequences === 'number' ? { maxSequences: c.maxSequences } : {}),
      ...(c.schedulerRecvInterval ? { schedulerRecvInterval: c.schedulerRecvInterval } : {}),
      layout: layoutOf(decode, c.pipeline),
    },
    options: {
      run: c.prefill
        ? { prefill: { count: c.prefill.accelerators, serving: prefillServing(c.prefill) } }
        : { prefill: 'colocated' },
    },
  });
}

const prefillServing = (pool: Pool) => ({
  layout: layoutOf(pool),
  ...(pool.maxBatchedTokens ? { maxBatchedTokens: pool.maxBatchedTokens } : {}),
});

/** What the engine says of a run. */
export function serverAnswer(run: ServerCase): OptionWorkloadResult {
  const text = serverPlan(run);
  const { plan, problems, result } = analyze(text);
  assert.ok(plan, `${run.id}: ${JSON.stringify(problems)}`);
  const answer = result()?.options['run']?.workloads['one'];
  assert.ok(answer, run.id);
  return answer;
}
