import { lengthsFromOne, ownProfile } from '../../catalog/entries/acceptance.js';
import type { Option, ResolvedPlan, Workload } from '../../catalog/shapes/resolvedPlan.js';
import * as l10n from '../../l10n/l10n.js';
import type { Dimension } from '../../units/dimensions.js';
import { parseQuantity } from '../../units/quantity.js';
import { likelyOf, rewritten } from '../../units/rewrite.js';
import type { PlanResult } from '../shapes/result.js';
import { acceptedLengthAt } from './variables.js';

/**
 * One value of the file that can be moved to see what happens. Moving it changes exactly what writing the
 * value at `path` would change, so that the preview and the edited file give the same answer.
 */
export interface Lever {
  /** Path in the file of the one value that it stands for. */
  readonly path: string;
  readonly label: string;
  /** Whose value it is; `null` for the plan's own. */
  readonly owner: string | null;
  readonly dimension: Dimension;
  /** SI value in the plan; `null` where the engine is to choose (`auto`). */
  readonly value: number | null;
  /** Reach of its slider, in SI units. */
  readonly low: number;
  readonly high: number;
  /** What the file itself allows; anything above zero where left out. */
  readonly least?: number;
  readonly most?: number;
  readonly logarithmic: boolean;
  readonly whole: boolean;
  readonly apply: (plan: ResolvedPlan, value: number) => ResolvedPlan;
}

/** How far a lever without limits of its own reaches below and above the plan's value. */
const REACH = 8;
const LONGEST_TOKENS = 2 ** 20;
const SHORTEST_TOKENS = 256;

/** Levers of the plan itself, of one workload and of one option; those whose value the plan can hold. */
export function leversOf(plan: ResolvedPlan, workload: string | null, option: string | null): Lever[] {
  return [
    ...(workload === null ? [] : workloadLevers(plan, workload)),
    ...(option === null ? [] : optionLevers(plan, option)),
    ...economicLevers(plan),
  ];
}

/** Every lever that a plan has. */
export function allLevers(plan: ResolvedPlan): Lever[] {
  return [
    ...Object.keys(plan.workloads).flatMap((name) => workloadLevers(plan, name)),
    ...Object.keys(plan.options).flatMap((name) => optionLevers(plan, name)),
    ...economicLevers(plan),
  ];
}

/** Options that have something to move. */
export function optionsWithLevers(plan: ResolvedPlan): string[] {
  return Object.keys(plan.options).filter((name) => optionLevers(plan, name).length > 0);
}

/** What an `auto` comes to in a result, for showing where its lever stands. */
export function chosenByEngine(lever: Lever, result: PlanResult): number | null {
  return lever.owner === null ? null : (result.options[lever.owner]?.lpx?.racks ?? null);
}

/** A value as a lever can hold it: what the file would say, and what that comes to in SI units. */
export interface Setting {
  readonly text: string;
  readonly value: number;
}

/** A step back from a limit that rounding would pass. */
const BACK = 0.006;
const TYPED_DIGITS = 6;

/** The setting nearest to a wanted value, within the lever's limits, written like the file's own text. */
export function settingAt(lever: Lever, like: string | null, wanted: number): Setting {
  const value = Math.min(lever.high, Math.max(lever.low, wanted));
  const at = (near: number): Setting => {
    const text = rewritten(like, lever.dimension, near);
    const likely = likelyOf(text, lever.dimension) ?? near;
    // `0.252K` is read as 258 tokens, not 258.048.
    return { text, value: lever.whole ? Math.round(likely) : likely };
  };
  const first = at(value);
  if (first.value > lever.high) return at(value * (1 - BACK));
  return first.value < lever.low ? at(value * (1 + BACK)) : first;
}

/** What somebody typed, if the file could hold it: one value in any unit, or a range as it stands. */
export function settingOf(lever: Lever, like: string | null, typed: string): Setting | null {
  const read = parseQuantity(typed, lever.dimension);
  if (!read.ok) return null;
  const { likely, isRange } = read.quantity;
  if (!(likely > 0) || likely < (lever.least ?? 0) || likely > (lever.most ?? Infinity)) return null;
  if (lever.whole && !Number.isInteger(likely)) return null;
  const text = isRange ? typed.trim() : rewritten(like, lever.dimension, likely, TYPED_DIGITS);
  return { text, value: likelyOf(text, lever.dimension) ?? likely };
}

function workloadLevers(plan: ResolvedPlan, name: string): Lever[] {
  const workload = plan.workloads[name];
  if (!workload) return [];
  const { concurrency, speed } = workload;
  const set = (change: Partial<Workload>) => (given: ResolvedPlan) => withWorkload(given, name, change);
  const common = { owner: name, logarithmic: true };
  return [
    ...contextLevers(plan, name, workload),
    {
      ...common,
      path: `workloads.${name}.concurrency`,
      label: l10n.t('Concurrency'),
      dimension: 'count',
      value: concurrency,
      ...around(concurrency, 1),
      whole: true,
      apply: (given, value) => set({ concurrency: value })(given),
    },
    {
      ...common,
      path: `workloads.${name}.speed`,
      label: l10n.t('Speed per user'),
      dimension: 'tokenRate',
      value: speed,
      low: Math.min(5, speed ?? 5),
      high: Math.max(2000, speed ?? 0),
      whole: false,
      apply: (given, value) => set({ speed: value })(given),
    },
  ];
}

/** One length, or the median and the 95th percentile, which may not pass each other or the longest. */
function contextLevers(plan: ResolvedPlan, name: string, { context }: Workload): Lever[] {
  const path = `workloads.${name}.context`;
  const longest = Math.max(LONGEST_TOKENS, context.max, plan.model.maxContextTokens ?? 0);
  const common = { owner: name, dimension: 'tokens', logarithmic: true, whole: true } as const;
  const lever = (
    member: 'p50' | 'p95',
    label: string,
    { least, most }: { readonly least?: number; readonly most?: number },
    change: (value: number) => Partial<Workload['context']>,
  ): Lever => ({
    ...common,
    path: `${path}.${member}`,
    label,
    value: context[member],
    low: Math.min(least ?? SHORTEST_TOKENS, context[member]),
    high: most ?? longest,
    ...(least === undefined ? {} : { least }),
    ...(most === undefined ? {} : { most }),
    apply: (given, value) => withContext(given, name, change(Math.round(value))),
  });
  if (!isGivenInParts(plan, path)) {
    const all = (value: number) => ({ p50: value, p95: value, max: value });
    return [{ ...lever('p50', l10n.t('Context'), {}, all), path }];
  }
  const ends = isGiven(plan, `${path}.max`);
  const limit = ends ? { most: context.max } : {};
  // A longest that the file leaves out is the length below it.
  const follow = (value: number) => (ends ? {} : { max: value });
  if (!isGiven(plan, `${path}.p95`))
    return [
      lever('p50', l10n.t('Median context'), limit, (value) => ({
        p50: value,
        p95: value,
        ...follow(value),
      })),
    ];
  return [
    lever('p50', l10n.t('Median context'), { most: context.p95 }, (value) => ({ p50: value })),
    lever('p95', l10n.t('p95 context'), { least: context.p50, ...limit }, (value) => ({
      p95: value,
      ...follow(value),
    })),
  ];
}

function isGivenInParts(plan: ResolvedPlan, path: string): boolean {
  return plan.provenance[`${path}.p50`] !== undefined;
}

function isGiven(plan: ResolvedPlan, path: string): boolean {
  return plan.provenance[path]?.from === 'plan';
}

function optionLevers(plan: ResolvedPlan, name: string): Lever[] {
  const option = plan.options[name];
  return option ? [...lpxLevers(name, option), ...acceptanceLever(plan, name, option)] : [];
}

function lpxLevers(name: string, { lpx }: Option): Lever[] {
  if (!lpx) return [];
  const racks = typeof lpx.racks === 'number' ? lpx.racks : null;
  const set = (change: Partial<typeof lpx>) => (given: ResolvedPlan) =>
    withOption(given, name, (own) => (own.lpx ? { ...own, lpx: { ...own.lpx, ...change } } : own));
  return [
    {
      path: `options.${name}.lpx.price`,
      label: l10n.t('LPX price a rack'),
      owner: name,
      dimension: 'money',
      value: lpx.price,
      ...around(lpx.price, 1),
      logarithmic: true,
      whole: false,
      apply: (given, value) => set({ price: value })(given),
    },
    {
      path: `options.${name}.lpx.racks`,
      label: l10n.t('LPX racks'),
      owner: name,
      dimension: 'count',
      value: racks,
      low: 1,
      high: Math.max(64, racks ?? 0),
      logarithmic: false,
      whole: true,
      apply: (given, value) => set({ racks: value })(given),
    },
  ];
}

function acceptanceLever(plan: ResolvedPlan, name: string, { speculation }: Option): Lever[] {
  if (!speculation || speculation.draftTokens === 0) return [];
  const path = `options.${name}.speculation.acceptance`;
  const { acceptance, draftTokens, method } = speculation;
  const apply = (given: ResolvedPlan, value: number) =>
    withOption(given, name, (own) => ({
      ...own,
      speculation: {
        ...speculation,
        acceptance: ownProfile(method.id, given.model.id, lengthsFromOne(value, Math.max(1, draftTokens))),
      },
    }));
  return [
    {
      path,
      label: l10n.t('Accepted length'),
      owner: name,
      dimension: 'acceptance',
      value: acceptedLengthAt(acceptance, draftTokens),
      ...keepingRange(plan, path, { least: 1, most: draftTokens + 1 }),
      logarithmic: false,
      whole: false,
      apply,
    },
  ];
}

function economicLevers(plan: ResolvedPlan): Lever[] {
  const { economics } = plan;
  const { electricity, utilization } = economics;
  const own = (
    member: 'electricity' | 'utilization',
  ): Pick<Lever, 'path' | 'owner' | 'whole' | 'value' | 'apply'> => ({
    path: `economics.${member}`,
    owner: null,
    whole: false,
    value: economics[member],
    apply: (given, value) => ({ ...given, economics: { ...given.economics, [member]: value } }),
  });
  return [
    {
      ...own('electricity'),
      label: l10n.t('Electricity'),
      dimension: 'energyPrice',
      ...around(electricity, 0.01 / 3.6e6),
      logarithmic: true,
    },
    {
      ...own('utilization'),
      label: l10n.t('Utilization'),
      dimension: 'fraction',
      ...keepingRange(plan, 'economics.utilization', { most: 1 }),
      low: Math.min(0.05, utilization),
      logarithmic: false,
    },
  ];
}

/** Limits of a value whose whole range, moved along with it, must stay within them. */
function keepingRange(
  plan: ResolvedPlan,
  path: string,
  { least = 0, most }: { readonly least?: number; readonly most: number },
) {
  const range = plan.ranges[path];
  const lowest = range && range.low > 0 ? (least * range.likely) / range.low : least;
  const highest = range && range.high > 0 ? (most * range.likely) / range.high : most;
  return { low: lowest, high: highest, least: lowest, most: highest };
}

function around(value: number, least: number): { readonly low: number; readonly high: number } {
  if (!(value > 0)) return { low: least, high: least * REACH * REACH };
  return { low: Math.max(Math.min(least, value), value / REACH), high: value * REACH };
}

function withWorkload(plan: ResolvedPlan, name: string, change: Partial<Workload>): ResolvedPlan {
  const workload = plan.workloads[name];
  if (!workload) return plan;
  return { ...plan, workloads: { ...plan.workloads, [name]: { ...workload, ...change } } };
}

function withContext(plan: ResolvedPlan, name: string, change: Partial<Workload['context']>): ResolvedPlan {
  const workload = plan.workloads[name];
  if (!workload) return plan;
  return withWorkload(plan, name, { context: { ...workload.context, ...change } });
}

function withOption(plan: ResolvedPlan, name: string, change: (option: Option) => Option): ResolvedPlan {
  const option = plan.options[name];
  return option ? { ...plan, options: { ...plan.options, [name]: change(option) } } : plan;
}
