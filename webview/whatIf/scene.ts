import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { Change } from '../../src/contract/scenarios.js';
import type { PlanResult } from '../../src/engine/shapes/result.js';
import type { Analyst } from '../background/analyst.js';
import type { ViewState } from '../state.js';

/** What the strip is drawn from: the plan as the file has it. */
export interface WhatIfScene {
  readonly source: string;
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
  readonly view: ViewState;
  readonly written: Readonly<Record<string, string | null>>;
  readonly shared: readonly string[];
  readonly anchored: readonly string[];
  /** Where levers have been moved to. */
  readonly moved: readonly Change[];
  readonly analyst: Analyst;
  /** The text can be read, so that values can be written into it. */
  readonly enabled: boolean;
}
