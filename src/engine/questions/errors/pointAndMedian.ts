import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { PointAndMedian } from '../../shapes/result.js';
import { percentiles, triangular } from '../../shapes/sampling.js';
import { costOf } from '../comparison.js';
import { perObject } from '../../../units/memo.js';
import { drawnLevel, uncertainInputs, withInput } from '../uncertainInputs.js';

/** Costs nearer than this, relatively, are told as one. */
const NEAR = 0.05;
/** Draws fewer than this say nothing of a median yet. */
const FEWEST = 8;
/** What moves a cost by less than this part of what there is to explain is not told, nor more than so many inputs. */
const TOLD = 0.2;
const MOST_TOLD = 3;

/**
 * Options whose middle draw is not what the plan's likely values come to, with why: draws in which they do not serve are
 * left out of the middle, the middle of ranges is not what is likely, or neither, and whole replicas and racks make costs
 * step.
 */
export function differencesOf(
  plan: ResolvedPlan,
  samples: readonly Readonly<Record<string, number | null>>[],
): PointAndMedian[] {
  if (samples.length < FEWEST) return [];
  return Object.keys(plan.options).flatMap((option): PointAndMedian[] => {
    const known = samples.flatMap((sample) => sample[option] ?? []);
    const point = costOf(plan, option, null);
    const median = percentiles(known)?.p50 ?? null;
    if (point === null || median === null) return [];
    const apart = Math.log(median / point);
    if (Math.abs(apart) <= Math.log(1 + NEAR)) return [];
    const unserved = 1 - known.length / samples.length;
    const inputs = leaning(plan)
      .map(({ path, likely, middle, costs }) => ({
        path,
        likely,
        middle,
        part: Math.log((costs[option] ?? point) / point) / apart,
      }))
      .filter(({ part }) => part >= TOLD)
      .toSorted((a, b) => b.part - a.part)
      .slice(0, MOST_TOLD)
      .map(({ path, likely, middle }) => ({ path, likely, middle }));
    return [{ option, point, median, unserved, inputs }];
  });
}

/** Inputs whose middle draw is not what is likely, with what options cost there, the others as planned. */
const leaning = perObject('middles of uncertain inputs', (plan: ResolvedPlan) =>
  uncertainInputs(plan).flatMap((input) => {
    const { likely } = input.range;
    const middle = triangular(input.range, drawnLevel(input, 0.5));
    if (Math.abs(middle - likely) <= SAME * Math.abs(likely)) return [];
    const there = withInput(plan, input, middle);
    const costs = Object.keys(plan.options).map((option) => [option, costOf(there, option, null)] as const);
    return [{ path: input.path, likely, middle, costs: Object.fromEntries(costs) }];
  }),
);

/** Middles nearer to what is likely than this, relatively, are that. */
const SAME = 1e-3;
