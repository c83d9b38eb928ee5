import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { sensitivity } from '../../engine/questions/sensitivity.js';
import { DEFAULT_SEED, sampleCosts } from '../../engine/questions/uncertainty.js';
import * as l10n from '../../l10n/l10n.js';
import { drawnInputs, tornadoFigures } from './spread.js';
import { costSpans, tornadoSpans, type SpanFigure } from './spans.js';

/** What a report says of how sure the answer is. */
export interface Certainty {
  readonly costs: SpanFigure;
  /** What moves the answer most; `null` where no input has a range that does. */
  readonly tornado: SpanFigure | null;
  /** What was drawn, and how often. */
  readonly basis: string;
}

/** Draws of a report: evenly spread, enough for the tenth and the ninetieth percentile. */
const DRAWS = 128;

export function certaintyOf(plan: ResolvedPlan): Certainty {
  const samples = sampleCosts(plan, { seed: DEFAULT_SEED, from: 0, count: DRAWS });
  const tornado = sensitivity(plan);
  const [figure] = tornado ? tornadoFigures(tornado) : [];
  return {
    costs: costSpans(plan, samples),
    tornado: tornado && figure ? tornadoSpans(tornado, figure) : null,
    basis: l10n.t('{count} draws. {inputs}', { count: DRAWS, inputs: drawnInputs(plan) }),
  };
}
