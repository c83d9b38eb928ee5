import type { OptionBases, UsdOfBasis } from '../../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR } from '../../../units/constants.js';
import { isSameType } from '../../../catalog/shapes/owned.js';
import type { Gpus } from '../../../catalog/shapes/resolvedPlan.js';
import { gpuCosts, lpxCosts } from '../costs.js';
import { keepingOf, neededOf, type Fleet } from '../fleet.js';
import { countTimes, sumOrNull } from '../../shapes/unknowns.js';
import type { OptionCase } from '../optionCase.js';
import type { Purchase } from '../purchase.js';

/**
 * Both bases of a fleet (fleet.md 2): *priced* charges whole units of all that it uses, *sunk* all of what is bought and
 * of what is there already only the running.
 */
export function basesOf(asked: OptionCase, gpus: Gpus, fleet: Fleet, purchase: Purchase): OptionBases {
  const { usdPerSecond, tokensPerSecond } = fleet;
  const sunk = usdPerSecond === null ? null : sunkUsdPerSecond(asked, gpus, fleet, purchase);
  return { priced: usdOf(usdPerSecond, tokensPerSecond), sunk: usdOf(sunk, tokensPerSecond) };
}

function usdOf(usdPerSecond: number | null, tokensPerSecond: number | null): UsdOfBasis {
  return {
    usdPerHour: usdPerSecond === null ? null : usdPerSecond * SECONDS_PER_HOUR,
    usdPerMillionTokens:
      usdPerSecond === null || tokensPerSecond === null || tokensPerSecond <= 0
        ? null
        : (usdPerSecond / tokensPerSecond) * MILLION,
    ...(usdPerSecond === null ? { reason: { code: 'no-hardware-price' } } : {}),
  };
}

function sunkUsdPerSecond(asked: OptionCase, gpus: Gpus, fleet: Fleet, purchase: Purchase): number | null {
  const { economics, own, owned, lpx } = asked;
  const needed = neededOf({ gpus, asked }, fleet);
  const added = (kind: 'gpus' | 'lpx' | 'prefill') =>
    purchase.added.find((one) => one.kind === kind)?.added ?? 0;
  const [decode, prompts] = [needed.gpus?.count ?? 0, needed.prefill?.count ?? 0];
  const site = needed.prefill?.type ?? gpus;
  const together = needed.gpus !== null && needed.prefill !== null && isSameType(gpus, site);
  // What is bought is used before what is there: its cost does not depend on its use.
  const spare = together ? Math.max(0, added('gpus') - decode) : 0;
  const decodeThere = Math.max(0, decode - added('gpus'));
  const promptsThere = Math.max(0, prompts - added('prefill') - spare);
  const racks = needed.lpx?.racks ?? 0;
  const there = (type: Gpus, all: readonly (Gpus | null)[]) => runningOf(type, all, asked);
  const rack = lpx && lpxCosts(lpx, economics);
  return sumOrNull([
    countTimes(added('gpus'), gpuCosts(gpus, economics).usdPerSecond),
    countTimes(added('prefill'), gpuCosts(site, economics).usdPerSecond),
    countTimes(decodeThere, there(gpus, [own])),
    countTimes(promptsThere, there(site, [own, owned.prefill])),
    countTimes(added('lpx'), rack && rack.usdPerSecond),
    countTimes(
      Math.max(0, racks - added('lpx')),
      rack && lesser(rack.runningUsdPerSecond, rack.usdPerSecond),
    ),
    keepingOf({ gpus, asked }, fleet),
  ]);
}

/** USD per second of running an accelerator that is there; never more than another one of it costs. */
function runningOf(type: Gpus, there: readonly (Gpus | null)[], { economics }: OptionCase): number | null {
  const own = there.find((one) => one && isSameType(one, type)) ?? type;
  return lesser(gpuCosts(own, economics).runningUsdPerSecond, gpuCosts(type, economics).usdPerSecond);
}

const lesser = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : Math.min(a, b);
