import assert from 'node:assert/strict';
import type { ResolvedPlan } from '../../src/catalog/resolvedPlan.js';
import { analyze } from '../../src/report/analysis.js';

/** The plan that a text holds, which must be one without a problem. */
export function planOf(text: string): ResolvedPlan {
  const { plan, problems } = analyze(text);
  assert.deepEqual(problems, []);
  assert.ok(plan);
  return plan;
}
