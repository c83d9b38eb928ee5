import assert from 'node:assert/strict';
import { analyze, type Analysis } from '../../../../src/report/answers/analysis.js';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../../../src/engine/shapes/result.js';
import type { Figure } from '../../../../src/report/figures/figure.js';
import { CHECKS } from './checks.js';
import { figuresOf } from './figures.js';
import { withOpenRate } from '../../../../src/report/words/fleet/standing.js';
import { once } from '../../../../src/units/memo.js';

/** A plan as a page has it. */
export interface Opened {
  readonly analysis: Analysis;
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
  readonly figures: readonly Figure[];
}

/** A plan without errors, with all figures that panel and reports show of it. */
export function opened(text: string): Opened {
  const analysis = analyze(text);
  const { plan } = analysis;
  const result = analysis.result();
  const errors = analysis.problems.filter(({ severity }) => severity === 'error');
  assert.deepEqual(errors, []);
  assert.ok(plan && result);
  return { analysis, plan, result, figures: figuresOf(plan, result) };
}

/** No title says what its own data does not. */
export function titlesHold({ plan, result, figures }: Opened): void {
  const rated = once(() => withOpenRate(plan, result));
  for (const figure of figures) {
    for (const said of [figure.finding, figure.subtitle, figure.summary])
      assert.doesNotMatch(
        said,
        /undefined|NaN|Infinity|\{|\bon\s*[.,;:]|of\s{2}| ,/,
        `${figure.id}: ${said}`,
      );
    // Where nothing is drawn, there is nothing to be false about.
    if (figure.missing !== null) continue;
    const claim = figure.finding.replace(/ \(decode only\)$/, '');
    if (claim !== figure.finding)
      assert.ok(Object.values(plan.workloads).some(({ input, output }) => !input || !output));
    const check = CHECKS.find(({ title }) => title.test(claim));
    assert.ok(check, `no check for the title of ${figure.id}: “${figure.finding}”`);
    const found = check.title.exec(claim)?.groups ?? {};
    assert.doesNotThrow(() => check.holds(found, figure, rated()), `${figure.id}: “${figure.finding}”`);
  }
}
