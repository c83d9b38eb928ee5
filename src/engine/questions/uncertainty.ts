import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { caseOf } from '../fleet/optionCase.js';
import { optionCosts } from '../fleet/optionResult.js';
import { comparisonOf } from './comparison.js';
import { DEFAULT_DRAWS } from '../shapes/draws.js';
import type { Reason } from '../shapes/reasons.js';
import type { Uncertainty } from '../shapes/result.js';
import { gridBetween } from '../shapes/roots.js';
import { evenSequence, percentiles, triangular } from '../shapes/sampling.js';
import { perObject } from '../../units/memo.js';
import { factorAt, modelErrors } from './errors/modelErrors.js';
import { differencesOf } from './errors/pointAndMedian.js';
import { drawnLevel, uncertainInputs, withInput } from './uncertainInputs.js';
import { variableById } from './variables.js';

/** Which samples of a plan's uncertainty are wanted. */
export interface SampleRun {
  readonly seed: number;
  /** Index of the first, from 0. */
  readonly from: number;
  readonly count: number;
}

/** What the options come to in one sample. */
export interface Sample {
  /** USD per million tokens of each; `null` where it does not serve the plan. */
  readonly usd: Readonly<Record<string, number | null>>;
  /** Those that serve it with more than the plan's limits leave (fleet.md 3): what forbids a verdict, forbids a win. */
  readonly forbidden: readonly string[];
}

export const DEFAULT_SEED = 1;

/** One draw: the plan with every uncertain input drawn anew, and what each option's costs are to be multiplied by. */
interface Draw {
  readonly plan: ResolvedPlan;
  readonly factor: (option: string) => number;
  /** Where within its range each uncertain input was drawn, 0..1, in the order of `uncertainInputs`. */
  readonly levels: readonly number[];
}

/**
 * Every uncertain input drawn anew (fleet.md 6), triangular between its ends, and the model's errors: costs follow step
 * times. Options that have the same error have one draw of it, so that it cancels where they are compared. What an error
 * does to the speeds that an option can reach is left out. A draw follows from its index alone.
 */
export function drawsOf(plan: ResolvedPlan, seed: number): (index: number) => Draw {
  const inputs = uncertainInputs(plan);
  const errors = modelErrors(plan);
  const point = evenSequence(inputs.length + errors.length, seed);
  return (index) => {
    const at = point(index);
    const drawn = inputs.reduce(
      (p, input, j) => withInput(p, input, triangular(input.range, drawnLevel(input, at[j] ?? 0))),
      plan,
    );
    const factor = (option: string) =>
      errors.reduce((product, error, j) => product * factorAt(error, option, at[inputs.length + j] ?? 0), 1);
    return { plan: drawn, factor, levels: at.slice(0, inputs.length) };
  };
}

/** What an option comes to in a draw, and where the draw's inputs lie. */
export interface DrawnCost extends CostInDraw, Pick<Draw, 'levels'> {}

/** What options come to in a plan's draws, each worked out when first asked for. */
type DrawnCosts = (option: string, index: number) => DrawnCost;

/**
 * The draws of a plan: its uncertainty and the order of its options ask for the same ones. Kept are as many of a seed as
 * they take, and of each what it comes to: of its plans the last alone stays in memory.
 */
export const costsInDraws = perObject('costs of options in draws', (plan: ResolvedPlan) => {
  const seeds = new Map<number, DrawnCosts>();
  return (seed: number): DrawnCosts => {
    const own = seeds.get(seed) ?? drawnCosts(plan, seed);
    seeds.set(seed, own);
    return own;
  };
});

function drawnCosts(plan: ResolvedPlan, seed: number): DrawnCosts {
  const draw = drawsOf(plan, seed);
  const known = new Map<string, DrawnCost[]>();
  let last: (Draw & { readonly index: number }) | null = null;
  return (option, index) => {
    const own = known.get(option) ?? [];
    known.set(option, own);
    const kept = own[index];
    if (kept) return kept;
    if (last?.index !== index) last = { ...draw(index), index };
    const made = { ...costIn(last, option, last.plan), levels: last.levels };
    if (index < DEFAULT_DRAWS) own[index] = made;
    return made;
  };
}

/** Read one by one, so that no draw is kept in memory. Any split of a run gives the same draws. */
function eachDraw<T>(plan: ResolvedPlan, { seed, from, count }: SampleRun, read: (draw: Draw) => T): T[] {
  const draw = drawsOf(plan, seed);
  return Array.from({ length: count }, (_, i) => read(draw(from + i)));
}

/** Costs of all options in each draw of a run. */
export function sampleCosts(plan: ResolvedPlan, { seed, from, count }: SampleRun): Sample[] {
  const drawn = costsInDraws(plan)(seed);
  return Array.from({ length: count }, (_, i) => {
    const costs = Object.keys(plan.options).map((option) => [option, drawn(option, from + i)] as const);
    return {
      usd: Object.fromEntries(costs.map(([option, { usd }]) => [option, usd])),
      forbidden: costs.flatMap(([option, { allowed }]) => (allowed ? [] : option)),
    };
  });
}

/** What an option comes to in a draw. */
export interface CostInDraw {
  /** USD per million tokens; `null` where it does not serve the plan. */
  readonly usd: number | null;
  /** Whether what it takes as it is counted is within the plan's limits, where it serves. */
  readonly allowed: boolean;
}

/** What an option comes to in a draw, of `plan`: the draw's own, or that with an input moved. */
export function costIn({ factor }: Pick<Draw, 'factor'>, option: string, plan: ResolvedPlan): CostInDraw {
  const chosen = plan.options[option];
  if (!chosen) return { usd: null, allowed: true };
  // No two draws are alike, so nothing is kept of them.
  const { allowed, [plan.economics.owned]: cost } = optionCosts(caseOf(plan, chosen), null);
  return { usd: cost === null ? null : cost * factor(option), allowed: allowed || cost === null };
}

/** The cost with which an option competes: none where the plan's limits forbid it, as where it does not serve. */
export const competing = ({ usd, allowed }: CostInDraw): number | null => (allowed ? usd : null);

/** How often the challenger wins at values of an input, over the draws of all others. */
export interface WinsOver {
  readonly values: readonly number[];
  /** Draws that it wins, by value. */
  readonly wins: readonly number[];
  /** Draws in which either option serves within the plan's limits. */
  readonly decided: readonly number[];
  /** Draws in which each of the two serves the plan, over all values. */
  readonly served: OfBoth;
  /** Those of them in which the plan's limits forbid it. */
  readonly forbidden: OfBoth;
}

/** A count for each of two options. */
interface OfBoth {
  readonly baseline: number;
  readonly challenger: number;
}

const NONE: OfBoth = { baseline: 0, challenger: 0 };

const CHANCE_POINTS = 13;

/**
 * The chance that the challenger wins over a variable: the same draws at each of its values. Where it falls
 * with the value, it is the distribution of the break-even.
 */
export function winsOver(plan: ResolvedPlan, variableId: string, run: SampleRun): WinsOver {
  const comparison = comparisonOf(plan);
  const variable = variableById(variableId);
  const owner = Object.keys(plan.workloads)[0] ?? '';
  if (!comparison || !variable) return { values: [], wins: [], decided: [], served: NONE, forbidden: NONE };
  const [low, high] = variable.range(plan, owner);
  const values = gridBetween(low, high, CHANCE_POINTS, variable.logarithmic);
  const drawn = eachDraw(plan, run, (draw) =>
    values.map((value) => {
      const there = variable.apply(draw.plan, owner, value);
      return {
        baseline: costIn(draw, comparison.baseline, there),
        challenger: costIn(draw, comparison.challenger, there),
      };
    }),
  );
  const pairs = drawn.map((row) =>
    row.map(({ baseline, challenger }): Pair => ({
      baseline: competing(baseline),
      challenger: competing(challenger),
    })),
  );
  const countAt = (holds: (pair: Pair) => boolean) =>
    values.map((_, i) => pairs.filter((row) => row[i] !== undefined && holds(row[i])).length);
  const countOf = (holds: (cost: CostInDraw) => boolean): OfBoth => ({
    baseline: drawn.flat().filter(({ baseline }) => holds(baseline)).length,
    challenger: drawn.flat().filter(({ challenger }) => holds(challenger)).length,
  });
  const served = countOf(({ usd }) => usd !== null);
  const forbidden = countOf(({ allowed }) => !allowed);
  return { values, wins: countAt(challengerWins), decided: countAt(isDecided), served, forbidden };
}

/** What samples say: percentiles of each cost and of the difference, and how often the challenger wins. */
export function summarize(plan: ResolvedPlan, samples: readonly Sample[], seed: number): Uncertainty {
  const headlines = Object.keys(plan.options).map(
    (option) => [`usdPerMillionTokens.${option}`, samples.map(({ usd }) => usd[option] ?? null)] as const,
  );
  const comparison = comparisonOf(plan);
  const pairOf = (usd: (option: string) => number | null): Pair => ({
    baseline: comparison ? usd(comparison.baseline) : null,
    challenger: comparison ? usd(comparison.challenger) : null,
  });
  const differences = samples.map(({ usd }) => {
    const { baseline, challenger } = pairOf((option) => usd[option] ?? null);
    return baseline === null || challenger === null ? null : challenger - baseline;
  });
  const known = [...headlines, ['challengerMinusBaseline', differences] as const].flatMap(
    ([name, values]) => {
      const spread = percentiles(values.filter((value) => value !== null));
      return spread ? [[name, spread] as const] : [];
    },
  );
  return {
    samples: samples.length,
    seed,
    basis: plan.economics.owned,
    ...chanceOf(
      samples.map(({ usd, forbidden }) =>
        pairOf((option) => (forbidden.includes(option) ? null : (usd[option] ?? null))),
      ),
      samples.some(({ forbidden }) => forbidden.length > 0),
    ),
    headlines: Object.fromEntries(known),
    ...forbiddenIn(plan, samples),
    differences: differencesOf(
      plan,
      samples.map(({ usd }) => usd),
    ),
  };
}

/** The part of the samples in which limits forbid each option; of no plan that they do not bear on. */
function forbiddenIn(plan: ResolvedPlan, samples: readonly Sample[]): Pick<Uncertainty, 'forbidden'> {
  const parts = Object.keys(plan.options).flatMap((option) => {
    const count = samples.filter(({ forbidden }) => forbidden.includes(option)).length;
    return count === 0 ? [] : [[option, count / samples.length] as const];
  });
  return parts.length === 0 ? {} : { forbidden: Object.fromEntries(parts) };
}

interface Pair {
  readonly baseline: number | null;
  readonly challenger: number | null;
}

const isDecided = ({ baseline, challenger }: Pair) => baseline !== null || challenger !== null;

const challengerWins = ({ baseline, challenger }: Pair) =>
  challenger !== null && (baseline === null || challenger < baseline);

const baselineWins = ({ baseline, challenger }: Pair) =>
  challengerWins({ baseline: challenger, challenger: baseline });

type Chance = Pick<Uncertainty, 'probabilityChallengerWins' | 'standardError' | 'tie' | 'reason'>;

/** Options that order the same way in fewer draws than this, as a share of them, are a tie. */
export const DECIDED = 0.8;

/**
 * An option that does not serve the plan within its limits loses to one that does; samples where neither does say nothing.
 * `limited`: whether limits forbid any option in any of them.
 */
function chanceOf(pairs: readonly Pair[], limited: boolean): Chance {
  const decided = pairs.filter(isDecided);
  if (decided.length === 0) {
    const reason: Reason = {
      code: pairs.length === 0 ? 'nothing-sampled' : limited ? 'no-sample-allowed' : 'no-sample-priced',
    };
    return { probabilityChallengerWins: null, standardError: null, tie: null, reason };
  }
  const wins = decided.filter(challengerWins).length;
  const chance = wins / decided.length;
  // Draws in which both cost the same are won by neither, whichever of the two is called the challenger.
  const lost = decided.filter(baselineWins).length / decided.length;
  // As for independent samples; evenly spread ones err less. Agresti and Coull keep it above 0 where all agree.
  const adjusted = (wins + 2) / (decided.length + 4);
  const standardError = Math.sqrt((adjusted * (1 - adjusted)) / (decided.length + 4));
  return { probabilityChallengerWins: chance, standardError, tie: Math.max(chance, lost) < DECIDED };
}

/** A plan's uncertainty from `samples` draws. */
export function uncertaintyOf(plan: ResolvedPlan, samples: number, seed = DEFAULT_SEED): Uncertainty {
  return summarize(plan, sampleCosts(plan, { seed, from: 0, count: samples }), seed);
}
