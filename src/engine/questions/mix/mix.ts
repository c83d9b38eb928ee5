import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { marginOf, revenuePerToken, whyUnsold } from '../../fleet/costs.js';
import { type powerOf } from '../../fleet/purchase.js';
import { perMegawatt } from '../../shapes/perMegawatt.js';
import { workloadReason } from '../../shapes/reasons.js';
import type { MixedWorkload, MixResult, UsdOfBasis } from '../../shapes/result.js';
import { mixEarnings } from '../bill/earnings.js';
import { perMillion } from '../../fleet/optionResult.js';
import { perHour, type Ground, type Weighed } from './ground.js';
import type { Explored } from './search.js';
import type { SharedWorkload } from './share.js';

/** The best mix as an answer. */
export function mixResult(
  plan: Pick<ResolvedPlan, 'workloads'>,
  { names, options }: Ground,
  { best, exact }: Explored,
): MixResult {
  const { together, tokensPerSecond, assignment } = best;
  const unserved = names.filter((_, i) => assignment[i] === null);
  const { purchase, usdPerSecond } = together;
  const { added: _, ...bought } = purchase;
  const buys = purchase.added.some(({ added }) => added > 0);
  const total = onBasis(usdPerSecond.priced, best);
  const served = Object.fromEntries(
    names.flatMap((name, i) => {
      const own = best.workloads[i];
      return own ? [[name, servedOf(plan, name, own)] as const] : [];
    }),
  );
  const tokens = Object.entries(served).map(([name, own]) => [name, own.tokensPerSecond] as const);
  return {
    works: unserved.length > 0 ? 'no' : buys ? 'purchase' : 'owned',
    reasons: unserved.map((name) => workloadReason(name, { code: 'no-option-priced' })),
    workloads: Object.fromEntries(names.map((name, i) => [name, options[assignment[i] ?? -1] ?? null])),
    served,
    accelerators: together.accelerators,
    lpxRacks: together.lpxRacks,
    total,
    basis: { priced: total, sunk: onBasis(usdPerSecond.sunk, best) },
    purchase: bought,
    power: powerFor(together.power, tokensPerSecond),
    earnings: mixEarnings(plan, Object.fromEntries(tokens), total.usdPerHour),
    exact,
    ...(unserved.length === names.length ? { reason: { code: 'no-option-priced' } } : {}),
  };
}

function servedOf(
  { workloads }: Pick<ResolvedPlan, 'workloads'>,
  name: string,
  { tokensPerSecond, usdPerSecond, onLpx }: SharedWorkload,
): MixedWorkload {
  const usdPerMillionTokens = perMillion(usdPerSecond, tokensPerSecond);
  const own = workloads[name];
  const price = own ? revenuePerToken(own) : null;
  return {
    tokensPerSecond,
    usdPerMillionTokens,
    margin: marginOf(price, usdPerMillionTokens),
    lpx: onLpx,
    ...(usdPerMillionTokens === null
      ? { reason: { code: 'no-option-priced' } }
      : price === null && own
        ? { reason: whyUnsold({ [name]: own }) ?? { code: 'no-sale-price' } }
        : {}),
  };
}

function onBasis(usdPerSecond: number | null, { tokensPerSecond }: Weighed): UsdOfBasis {
  const usdPerMillionTokens = perMillion(usdPerSecond, tokensPerSecond);
  return {
    usdPerHour: perHour(usdPerSecond),
    usdPerMillionTokens,
    ...(usdPerSecond === null
      ? { reason: { code: 'no-hardware-price' } }
      : usdPerMillionTokens === null
        ? { reason: { code: 'not-served' } }
        : {}),
  };
}

function powerFor(power: ReturnType<typeof powerOf>, tokensPerSecond: number | null): MixResult['power'] {
  const { itWatts, meterWatts } = power;
  return {
    itWatts,
    meterWatts,
    tokensPerSecondPerMegawatt: perMegawatt(tokensPerSecond, meterWatts),
    ...(meterWatts === null
      ? { reason: { code: 'no-hardware-power' } }
      : meterWatts === 0
        ? { reason: { code: 'no-own-hardware' } }
        : {}),
  };
}
