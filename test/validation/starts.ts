import assert from 'node:assert/strict';
import { resolvePlan } from '../../src/catalog/resolve/resolvePlan.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import { parsePlan } from '../../src/plan/document.js';
import { readCases } from '../unit/cases/caseFiles.js';

/** A start of a server that somebody logged, as a plan, and what the log says. */
export interface StartCase {
  readonly id: string;
  readonly engine: string;
  readonly version: string | null;
  readonly source: string;
  /** One workload, `one`, of a single sequence. */
  readonly plan: { readonly workloads: { readonly one: { readonly context: number } } };
  readonly expected: {
    /** The server starts, and holds a sequence of the plan's context. */
    readonly fits: boolean;
    /** GiB on one accelerator. */
    readonly weightsGib?: number;
    readonly poolGib?: number;
    /** Over the replica. */
    readonly kvTokens?: number;
    /** Sequences of the plan's context. */
    readonly concurrency?: number;
  };
  readonly note: string;
}

export const startCases = () => readCases<StartCase>('server-starts');

/** What the engine makes of a start: memory on one accelerator, and whether a sequence fits. */
export function startOf({ plan }: StartCase) {
  const { input, problems } = parsePlan(JSON.stringify(plan));
  assert.deepEqual(problems, []);
  assert.ok(input);
  const { plan: resolved, problems: unresolved } = resolvePlan(input);
  assert.deepEqual(unresolved, []);
  assert.ok(resolved);
  const [option] = Object.values(evaluate(resolved, { breakEven: false }).options);
  const workload = option?.workloads['one'];
  assert.ok(option && workload);
  return { memory: workload.memory, feasible: option.feasible };
}
