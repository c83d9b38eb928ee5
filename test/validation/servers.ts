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
  };
  readonly expected: {
    readonly tpotMs: number;
    readonly ttftMs?: number;
    readonly statistic: 'mean' | 'median';
    readonly outputTokensPerSecondPerAccelerator?: number;
  };
}

export const serverCases = () => readCases<ServerCase>('e2e');

/** Ranks of one replica: with data-parallel attention each group holds its own sequences. */
export const layoutOf = ({ tensor = 1, expert = 1, data = 1 }: Partial<Pool>, pipeline = 1) =>
  data > 1
    ? { tensor: 1, attentionData: data, expert: Math.max(expert, 1), pipeline }
    : { tensor, attentionData: 1, expert: Math.max(expert, 1), pipeline };

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
      layout: layoutOf(decode, c.pipeline),
    },
    options: {
      run: c.prefill
        ? { prefill: { count: c.prefill.accelerators, serving: { layout: layoutOf(c.prefill) } } }
        : { prefill: 'colocated' },
    },
  });
}

/** What the engine says of a run. */
export function serverAnswer(run: ServerCase): OptionWorkloadResult {
  const text = serverPlan(run);
  const { plan, problems, result } = analyze(text);
  assert.ok(plan, `${run.id}: ${JSON.stringify(problems)}`);
  const answer = result()?.options['run']?.workloads['one'];
  assert.ok(answer, run.id);
  return answer;
}
