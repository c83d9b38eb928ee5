import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { DEFAULT_DRAWS } from '../../engine/shapes/draws.js';
import { DEFAULT_SEED, summarize } from '../../engine/questions/uncertainty.js';
import * as l10n from '../../l10n/l10n.js';
import { differenceSentences, drawnInputs, tornadoFigures } from './spread.js';
import type { SpanFigure } from './figure.js';
import { askNow } from './asking/askNow.js';
import type { Ask } from './questions.js';
import { costSpans, tornadoSpans } from './spans.js';

/** What a report says of how sure the answer is. */
export interface Certainty {
  readonly costs: SpanFigure;
  /** What moves the answer most; `null` where no input has a range that does. */
  readonly tornado: SpanFigure | null;
  /** What was drawn, and how often; and why the middle of the draws is not what the plan comes to, where it is not. */
  readonly basis: string;
}

/** How sure the answer is, by the draws of a report; `draws` of them. */
export function certaintyOf(plan: ResolvedPlan, draws = DEFAULT_DRAWS, ask: Ask = askNow(plan)): Certainty {
  const samples = ask('samples', { seed: DEFAULT_SEED, from: 0, count: draws }).value ?? [];
  const tornado = ask('sensitivity', null).value;
  const [figure] = tornado ? tornadoFigures(tornado) : [];
  return {
    costs: costSpans(plan, samples),
    tornado: tornado && figure ? tornadoSpans(tornado, figure) : null,
    basis:
      draws === 0
        ? ''
        : [
            l10n.t('{count} draws. {inputs}', { count: draws, inputs: drawnInputs(plan) }),
            ...differenceSentences(plan, summarize(plan, samples, DEFAULT_SEED)),
          ].join(' '),
  };
}
