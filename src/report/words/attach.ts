import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { openRange } from '../../engine/questions/errors/attachOverRanges.js';
import type { VariableSummary } from '../../engine/questions/charts.js';
import type { AttachRate, BreakEven, PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from './format.js';

/** What is said of the attach rate: how far LPX is from winning each workload. */

/** Name of the number. */
export const attachRateName = () => l10n.t('LPX attach rate');

/**
 * What ties leave open of an attach rate, as in `33 % to 83 %`; `null` where they leave nothing open. A rate that hangs on
 * them is told by this first: one number would read firmer than it is.
 */
export function openRate(range: AttachRate['ofTokensRange']): string | null {
  if (!range) return null;
  const [low, high] = [format.percent(range.low), format.percent(range.high)];
  return low === high ? null : l10n.t('{low} to {high}', { low, high });
}

export interface Contender {
  readonly option: string;
  readonly usdPerMillionTokens: number;
  readonly decodeOnly: boolean;
  /** Spread that follows from the model's error; the cost itself where it has none. */
  readonly band: readonly [number, number];
  readonly feasible: boolean;
}

/** A workload's cheapest option with LPX racks against its cheapest without; `null` where there is none. */
export interface Contest {
  readonly workload: string;
  /** Fraction of the plan's decoded tokens. */
  readonly share: number | null;
  readonly lpx: Contender | null;
  readonly other: Contender | null;
}

export function contests(plan: ResolvedPlan, result: PlanResult): Contest[] {
  return Object.entries(plan.workloads).map(([workload, { share }]) => {
    const all = Object.entries(result.options).flatMap(([option, { workloads, feasible }]) => {
      const {
        usdPerMillionTokens: usd = null,
        band = null,
        decodeOnly = false,
      } = workloads[workload]?.cost ?? {};
      if (usd === null) return [];
      const reach = band ? ([band.low, band.high] as const) : ([usd, usd] as const);
      return [{ option, usdPerMillionTokens: usd, decodeOnly, band: reach, feasible }];
    });
    const cheapest = (lpx: boolean): Contender | null =>
      all
        .filter(({ option }) => (plan.options[option]?.lpx != null) === lpx)
        .sort((a, b) => a.usdPerMillionTokens - b.usdPerMillionTokens)[0] ?? null;
    return { workload, share, lpx: cheapest(true), other: cheapest(false) };
  });
}

/** Cost with LPX over cost without; below 1 LPX wins. `null` where either is not known. */
export function ratioOf({ lpx, other }: Contest): number | null {
  return lpx && other ? lpx.usdPerMillionTokens / other.usdPerMillionTokens : null;
}

/** The ratio over the model's error: the racks at their best against the other at its worst, and the reverse. */
export function ratioBand({ lpx, other }: Contest): readonly [number, number] | null {
  return lpx && other ? [lpx.band[0] / other.band[1], lpx.band[1] / other.band[0]] : null;
}

/** Title of the tab's chart: what LPX racks work for in the best mix. */
export function attachFinding(
  { attachRate, mix }: Pick<PlanResult, 'attachRate' | 'mix'>,
  all: readonly Contest[],
): string {
  if (Object.keys(mix.served).length === 0)
    return l10n.t('What LPX racks win is not known: no option has a cost');
  const onLpx = Object.entries(mix.served).flatMap(([workload, { lpx }]) => (lpx ? workload : []));
  const [won, tied] = [onLpx.length, onLpx.filter((one) => attachRate.ties.includes(one)).length];
  const [only] = all;
  if (all.length === 1 && only && attachRate.ties.length > 0)
    return l10n.t('With and without LPX, {workload} costs the same within what the model errs', only);
  if (all.length === 1 && only && attachRate.overRanges)
    return l10n.t('Over the plan’s ranges LPX may or may not be the cheapest way to serve {workload}', only);
  if (all.length === 1 && only)
    return won === 1
      ? l10n.t('LPX is the cheapest way to serve {workload}', only)
      : l10n.t('LPX is not the cheapest way to serve {workload}', only);
  if (won === 0 && openRate(openRange(attachRate)) === null) return noneWon(all);
  const values = { won, tied, all: all.length };
  const served =
    tied === 0
      ? l10n.t('LPX is in the cheapest way to serve {won} of {all} workloads', values)
      : l10n.t('LPX is in the cheapest way to serve {won} of {all} workloads, {tied} by a tie', values);
  if (attachRate.ofTokens === null) return served;
  return l10n.t('{served}: {share} of the plan’s tokens', {
    served,
    share: openRate(openRange(attachRate)) ?? format.percent(attachRate.ofTokens),
  });
}

/** Where LPX wins nothing, how far it is from winning something. */
function noneWon(all: readonly Contest[]): string {
  const ratios = all
    .flatMap((contest) => {
      const ratio = ratioOf(contest);
      return ratio === null ? [] : [{ workload: contest.workload, ratio }];
    })
    .sort((a, b) => a.ratio - b.ratio);
  const ahead = ratios.filter(({ ratio }) => ratio < 1).length;
  // The chart is of options that serve everything, and the best mix need not use what wins there.
  if (ahead > 0)
    return l10n.t(
      'LPX is in the best mix for none of {all} workloads; where one option serves all, it is cheaper for {ahead}',
      { all: all.length, ahead },
    );
  const none = l10n.t('LPX is the cheapest way to serve none of {all} workloads', { all: all.length });
  const [nearest] = ratios;
  if (!nearest || nearest.ratio <= 1) return none;
  return l10n.t('{none}; nearest is {workload}, where it costs {more}', {
    none,
    workload: nearest.workload,
    more: format.more(nearest.ratio),
  });
}

/** An input, and its value at which a workload's cheapest option and the next change places. */
export interface Flip {
  readonly variable: VariableSummary;
  /** `null` where they do so at no value that was searched, or none is known yet. */
  readonly at: number | null;
  readonly pending: boolean;
}

/** The crossing closest to the plan: by factor where both have one, else by difference. */
export function nearestFlip({ current }: VariableSummary, found: readonly BreakEven[]): number | null {
  const at = found.flatMap(({ value }) => value ?? []);
  const [nearest = null] = at.sort((a, b) => distance(a, current) - distance(b, current));
  return nearest;
}

function distance(value: number, current: number | null): number {
  if (current === null) return Infinity;
  return value > 0 && current > 0 ? Math.abs(Math.log(value / current)) : Math.abs(value - current);
}

/** Inputs that take a factor of more than this to change the winner are not said to be about to. */
const NEAR = Math.log(4);

/** Title of a workload's flips: who wins, and the input whose smallest move would change that. */
export function flipFinding(
  workload: string,
  winner: string | null,
  runnerUp: string | null,
  flips: readonly Flip[],
): string {
  if (winner === null) return l10n.t('{workload}: no option has a known cost', { workload });
  if (runnerUp === null)
    return l10n.t('{workload}: only {winner} works at a known cost', { workload, winner });
  const [first] = flips
    .flatMap(({ variable, at }) =>
      at === null ? [] : [{ variable, at, far: distance(at, variable.current) }],
    )
    .sort((a, b) => a.far - b.far);
  const head = l10n.t('{workload}: {winner} is the cheapest', { workload, winner });
  if (!first || first.far > NEAR)
    return flips.some(({ pending }) => pending)
      ? head
      : l10n.t('{head}, and no input alone changes that unless it is far from the plan', { head });
  const { label, dimension } = first.variable;
  return l10n.t('{head}; with {at} {label} it would be {runnerUp}', {
    head,
    runnerUp,
    at: format.crossing(first.at, dimension),
    label,
  });
}
