import type { ResolvedPlan } from '../catalog/resolvedPlan.js';
import { comparisonOf, costOf } from './breakEven.js';
import type { Uncertainty } from './result.js';
import { evenSequence, percentiles, triangular } from './sampling.js';
import { modelError, uncertainInputs, withInput } from './uncertainInputs.js';

/** Which samples of a plan's uncertainty are wanted. */
export interface SampleRun {
  readonly seed: number;
  /** Index of the first, from 0. */
  readonly from: number;
  readonly count: number;
}

/** USD per million tokens of each option in one sample; `null` where it does not serve the plan. */
export type Sample = Readonly<Record<string, number | null>>;

export const DEFAULT_SEED = 1;

/**
 * Costs of all options with every uncertain input drawn anew (engine.md section 9), triangular between its
 * ends, and the model's error of each option drawn on its own: costs follow step times. What an option's
 * error does to the speeds it can reach is left out. Any split of a run gives the same samples.
 */
export function sampleCosts(plan: ResolvedPlan, { seed, from, count }: SampleRun): Sample[] {
  const inputs = uncertainInputs(plan);
  const options = Object.keys(plan.options);
  const errors = options.map((option) => modelError(plan, option));
  const point = evenSequence(inputs.length + options.length, seed);
  return Array.from({ length: count }, (_, i) => {
    const at = point(from + i);
    const drawn = inputs.reduce(
      (p, input, j) => withInput(p, input, triangular(input.range, at[j] ?? 0)),
      plan,
    );
    const costs = options.map((option, j) => {
      const cost = costOf(drawn, option, null);
      const factor = errorFactor(errors[j] ?? 0, at[inputs.length + j] ?? 0);
      return [option, cost === null ? null : cost * factor] as const;
    });
    return Object.fromEntries(costs);
  });
}

/** As likely to be `1 + error` times too high as too low: triangular in the logarithm. */
function errorFactor(error: number, u: number): number {
  const reach = Math.log(1 + error);
  return Math.exp(triangular({ low: -reach, likely: 0, high: reach }, u));
}

/** What samples say: percentiles of each cost and of the difference, and how often the challenger wins. */
export function summarize(plan: ResolvedPlan, samples: readonly Sample[], seed: number): Uncertainty {
  const headlines = Object.keys(plan.options).map(
    (option) => [`usdPerMillionTokens.${option}`, samples.map((s) => s[option] ?? null)] as const,
  );
  const comparison = comparisonOf(plan);
  const pairs = samples.map((sample) => ({
    baseline: comparison ? (sample[comparison.baseline] ?? null) : null,
    challenger: comparison ? (sample[comparison.challenger] ?? null) : null,
  }));
  const differences = pairs.map(({ baseline, challenger }) =>
    baseline === null || challenger === null ? null : challenger - baseline,
  );
  const known = [...headlines, ['challengerMinusBaseline', differences] as const].flatMap(
    ([name, values]) => {
      const spread = percentiles(values.filter((value) => value !== null));
      return spread ? [[name, spread] as const] : [];
    },
  );
  return {
    samples: samples.length,
    seed,
    ...chanceOf(pairs),
    headlines: Object.fromEntries(known),
  };
}

interface Pair {
  readonly baseline: number | null;
  readonly challenger: number | null;
}

type Chance = Pick<Uncertainty, 'probabilityChallengerWins' | 'standardError' | 'reason'>;

/** An option that does not serve the plan loses to one that does; samples where neither does say nothing. */
function chanceOf(pairs: readonly Pair[]): Chance {
  const decided = pairs.filter(({ baseline, challenger }) => baseline !== null || challenger !== null);
  if (decided.length === 0) {
    const reason = pairs.length === 0 ? 'nothing was sampled' : 'neither option has a cost in any sample';
    return { probabilityChallengerWins: null, standardError: null, reason };
  }
  const wins = decided.filter(
    ({ baseline, challenger }) => challenger !== null && (baseline === null || challenger < baseline),
  ).length;
  const chance = wins / decided.length;
  // As for independent samples; evenly spread ones err less. Agresti and Coull keep it above 0 where all agree.
  const adjusted = (wins + 2) / (decided.length + 4);
  const standardError = Math.sqrt((adjusted * (1 - adjusted)) / (decided.length + 4));
  return { probabilityChallengerWins: chance, standardError };
}

/** A plan's uncertainty from `samples` draws. */
export function uncertaintyOf(plan: ResolvedPlan, samples: number, seed = DEFAULT_SEED): Uncertainty {
  return summarize(plan, sampleCosts(plan, { seed, from: 0, count: samples }), seed);
}
