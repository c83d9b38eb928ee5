import { ownedGpus, ownedGpusPath } from '../../../catalog/shapes/owned.js';
import type { Gpus, Option, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type Path } from '../../../plan/path.js';
import type { BreakEven } from '../../shapes/result.js';
import { SECONDS_PER_HOUR } from '../../../units/constants.js';
import {
  withGpuPrice,
  withGpuRent,
  withHostedPrice,
  withLpxRent,
  withSalePrice,
} from '../../moves/prices.js';
import { comparisonOf } from '../comparison.js';
import { around, fromNothing, writtenKey, named, ofLpx, placeIn, type Variable } from './variable.js';

const price = ofLpx('price', {
  logarithmic: true,
  // Who owns accelerators saves little by racks: what these may cost lies far below what they are asked for.
  range: (plan) => {
    const now = price.current(plan, '');
    const [low, high] = around(now, [0.1e6, 20e6]);
    return now !== null && now > 0 ? [low / 4, high] : [low, high];
  },
  wide: (plan) => fromNothing(price.current(plan, ''), 20e6),
});

/** Whether an option rents LPX racks. */
export const isRented = ({ lpx }: Option): boolean => lpx?.rent != null;

/** Racks that are bought have no rent to move. */
const rent = named(['options', '*', 'lpx', 'rent'], {
  id: 'rent',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => Object.values(plan.options).find(isRented)?.lpx?.rent ?? null,
  range: (plan) => around(rent.current(plan, ''), [1 / SECONDS_PER_HOUR, 1000 / SECONDS_PER_HOUR]),
  wide: (plan) => fromNothing(rent.current(plan, ''), 1000 / SECONDS_PER_HOUR),
  apply: (plan, _workload, value) => withLpxRent(plan, value),
  path: (plan) => writtenKey(placeIn(plan, isRented, ['lpx', 'rent'])),
});

const priced = (one: Gpus | null): one is Gpus => one !== null && one.rent === null;

/** The accelerators whose price is asked about: the plan's own, or those of the first option that has some. */
export function pricedGpus(plan: ResolvedPlan): { readonly gpus: Gpus; readonly path: Path } | null {
  const own = ownedGpus(plan);
  if (own) return priced(own) ? { gpus: own, path: [...ownedGpusPath(plan), 'price'] } : null;
  const first = Object.entries(plan.options).find(([, option]) => priced(option.gpus));
  return first?.[1].gpus ? { gpus: first[1].gpus, path: ['options', first[0], 'gpus', 'price'] } : null;
}

/** Wherever a plan holds accelerators of one kind that are bought, they are of one price. */
const gpuPrice = named(['gpus', 'price'], {
  id: 'gpuPrice',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => pricedGpus(plan)?.gpus.price ?? null,
  range: (plan) => around(gpuPrice.current(plan, ''), [5e3, 500e3]),
  wide: (plan) => fromNothing(gpuPrice.current(plan, ''), 500e3),
  apply: (plan, _workload, value) => {
    const asked = pricedGpus(plan)?.gpus;
    return asked ? withGpuPrice(plan, asked, value) : plan;
  },
  path: (plan) => writtenKey(pricedGpus(plan)?.path ?? null),
});

/** Accelerators that are rented, and where: those of the two that are compared first, as the question is of them. */
export function rentedGpus(plan: ResolvedPlan): { readonly gpus: Gpus; readonly path: Path } | null {
  const compared = comparisonOf(plan);
  const asked = compared ? [compared.challenger, compared.baseline] : [];
  const own = ownedGpus(plan);
  const places = [...new Set([...asked, ...Object.keys(plan.options)])].flatMap((name) => {
    const option = plan.options[name];
    if (!option || option.hosted) return [];
    const { gpus, prefill: site, dynamo } = option;
    return [
      gpus
        ? { gpus, path: ['options', name, 'gpus', 'rent'] }
        : { gpus: own, path: [...ownedGpusPath(plan), 'rent'] },
      ...(typeof site === 'object' ? [{ gpus: site.gpus, path: ['options', name, 'prefill', 'rent'] }] : []),
      { gpus: dynamo?.drafter ?? null, path: ['options', name, 'dynamo', 'drafter', 'rent'] },
    ];
  });
  for (const { gpus, path } of places) if (gpus && gpus.rent !== null) return { gpus, path };
  return null;
}

/** Wherever a plan holds accelerators of one kind that are rented, they are of one rent. */
const gpuRent = named(['gpus', 'rent'], {
  id: 'gpuRent',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => rentedGpus(plan)?.gpus.rent ?? null,
  range: (plan) => around(gpuRent.current(plan, ''), [0.1 / SECONDS_PER_HOUR, 100 / SECONDS_PER_HOUR]),
  wide: (plan) => fromNothing(gpuRent.current(plan, ''), 100 / SECONDS_PER_HOUR),
  apply: (plan, _workload, value) => {
    const asked = rentedGpus(plan)?.gpus;
    return asked ? withGpuRent(plan, asked, value) : plan;
  },
  path: (plan) => writtenKey(rentedGpus(plan)?.path ?? null),
});

/** The service among the two that are compared; `null` where neither is one. */
export const askedService = (plan: ResolvedPlan): string | null => {
  const compared = comparisonOf(plan);
  const names = compared ? [compared.challenger, compared.baseline] : [];
  return names.find((name) => plan.options[name]?.hosted) ?? null;
};

/** Prices of a service move together; one that publishes none is asked for one price of whole requests. */
const hostedPrice = named(['options', '*', 'hosted', 'output'], {
  id: 'hostedPrice',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => plan.options[askedService(plan) ?? '']?.hosted?.outputUsdPerToken ?? null,
  range: (plan) => around(hostedPrice.current(plan, ''), [0.1e-6, 100e-6]),
  wide: (plan) => fromNothing(hostedPrice.current(plan, ''), 100e-6),
  apply: (plan, _workload, value) => withHostedPrice(plan, askedService(plan) ?? '', value),
  path: (plan) => {
    const name = askedService(plan);
    return name === null ? null : pathKey(['options', name, 'hosted']);
  },
});

/** What a workload earns: no cost follows from it, so it is told where that covers the cost. */
const salePrice = named(['workloads', '*', 'price'], {
  id: 'salePrice',
  perWorkload: true,
  logarithmic: true,
  current: (plan, workload) => {
    const own = plan.workloads[workload]?.price ?? null;
    return own === null || typeof own === 'number' ? own : own.output;
  },
  range: (plan, workload) => around(salePrice.current(plan, workload), [0.01e-6, 100e-6]),
  apply: (plan, workload, value) => withSalePrice(plan, workload, value),
  path: (_plan, workload) => pathKey(['workloads', workload, 'price']),
});

/** A break-even along a price. */
type MovedAlong = Pick<BreakEven, 'variable' | 'workload' | 'baseline' | 'challenger'>;

/** What a price brings with it where it is moved. */
export type MovedPrices = 'others' | 'whole-request';

/**
 * Whether other prices move in proportion to one along which a plan is asked, or it alone stands for whole requests, since
 * no price is known; `null` where it moves alone.
 */
export function movedWith(
  plan: ResolvedPlan,
  { variable, workload, baseline, challenger }: MovedAlong,
): MovedPrices | null {
  if (variable === 'hostedPrice') {
    const hosted = plan.options[challenger]?.hosted ?? plan.options[baseline]?.hosted;
    if (!hosted) return null;
    if (!hosted.outputUsdPerToken) return 'whole-request';
    return hosted.inputUsdPerToken || hosted.cachedInputUsdPerToken ? 'others' : null;
  }
  const price = variable === 'salePrice' ? plan.workloads[workload ?? '']?.price : null;
  return typeof price === 'object' && price !== null && (price.input ?? price.cachedInput) ? 'others' : null;
}

/** What LPX racks cost. */
export const LPX_PRICES: readonly Variable[] = [price, rent];

/** What everything else costs, or earns. */
export const OTHER_PRICES: readonly Variable[] = [gpuPrice, gpuRent, hostedPrice, salePrice];
