import type {
  AttachOverRanges,
  AttachRate,
  MixResult,
  OptionResult,
  PlanResult,
} from '../../shapes/result.js';
import type { DrawnOrder } from '../../shapes/draws.js';

/**
 * The attach rates that the plan's ranges leave open, beside what the model's error does: that of the best mix, and of the
 * options that the draws do not put behind it. `orders` are those of `lead` and its rivals. `null` where none of them has
 * another rate, and where the mix is of several options: draws are of whole options.
 */
export function attachOverRanges(
  { mix, options }: Pick<PlanResult, 'mix' | 'options'>,
  lead: string,
  orders: readonly DrawnOrder[],
): AttachOverRanges | null {
  if (Object.values(mix.workloads).some((option) => option !== lead)) return null;
  const own = rateOf(mix, options[lead]);
  if (own === null) return null;
  const open = orders.flatMap(({ rival, stands }) => {
    const rate = stands === 'firm' ? null : rateOf(mix, options[rival]);
    return rate === null || rate === own ? [] : [{ rival, rate }];
  });
  if (open.length === 0) return null;
  const rates = [own, ...open.map(({ rate }) => rate)];
  return { low: Math.min(...rates), high: Math.max(...rates), rivals: open.map(({ rival }) => rival) };
}

/** All that is left open of a rate, by the model's error and by the plan's ranges; `null` where it is not known. */
export function openRange({
  ofTokensRange: ties,
  overRanges: drawn = null,
}: Pick<AttachRate, 'ofTokensRange' | 'overRanges'>): AttachRate['ofTokensRange'] {
  if (!ties || !drawn) return ties;
  return { low: Math.min(ties.low, drawn.low), high: Math.max(ties.high, drawn.high) };
}

/** The part of the mix's tokens that LPX racks work for where an option serves all of it; `null` where it is not known. */
function rateOf({ served }: MixResult, option: OptionResult | undefined): number | null {
  let [part, whole] = [0, 0];
  for (const [name, { tokensPerSecond }] of Object.entries(served)) {
    const pool = option?.workloads[name]?.pool;
    if (tokensPerSecond === null || pool === undefined) return null;
    whole += tokensPerSecond;
    if (pool !== null && option?.pools[pool]?.lpxRole != null) part += tokensPerSecond;
  }
  return whole > 0 ? part / whole : null;
}
