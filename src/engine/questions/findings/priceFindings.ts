import { ownedGpus, ownedGpusPath } from '../../../catalog/shapes/owned.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type Path } from '../../../plan/path.js';
import type { Finding, StatedPrice } from './finding.js';

/** A price, and the member that holds the hardware it is of. */
interface Priced {
  readonly price: StatedPrice;
  readonly path: Path;
}

/**
 * Hardware that is rented beside hardware that is bought, and accelerators whose price the plan writes beside others at
 * the catalogue's: a rent holds a provider's margin, and prices of two sources are of two days.
 */
export function priceFindings(plan: ResolvedPlan): Finding[] {
  const gpus = acceleratorsOf(plan);
  const all = [...gpus, ...racksOf(plan)];
  const other = differing(all, ({ rented }) => rented) ?? differing(gpus, ({ from }) => from);
  if (!other) return [];
  const told = new Map(all.map(({ price }) => [keyOf(price), price]));
  return [
    {
      severity: 'information',
      code: 'mixed-price-bases',
      data: { prices: [...told.values()] },
      path: pathKey(other.path),
    },
  ];
}

const keyOf = ({ hardware, rented, from }: StatedPrice) => JSON.stringify([hardware, rented, from]);

/** The first that is of another kind than the first of all. */
function differing(all: readonly Priced[], kind: (price: StatedPrice) => unknown): Priced | null {
  const [first] = all;
  return (first && all.find(({ price }) => kind(price) !== kind(first.price))) ?? null;
}

/** Prices of the plan's accelerators and of those that options bring. */
function acceleratorsOf(plan: ResolvedPlan): Priced[] {
  const own = ownedGpus(plan);
  const places = [
    ...(own ? [{ gpus: own, path: ownedGpusPath(plan) }] : []),
    ...Object.entries(plan.options).flatMap(([name, { gpus }]) =>
      gpus ? [{ gpus, path: ['options', name, 'gpus'] }] : [],
    ),
  ];
  return places.flatMap(({ gpus, path }) => statedAt(plan, gpus, gpus.accelerator.name, path));
}

function racksOf(plan: ResolvedPlan): Priced[] {
  return Object.entries(plan.options).flatMap(([name, { lpx }]) =>
    lpx ? statedAt(plan, lpx, lpx.rack.name, ['options', name, 'lpx']) : [],
  );
}

/** What is known of a price; what options inherit is told where the plan holds it, and what has none costs nothing. */
function statedAt(
  { provenance }: ResolvedPlan,
  { price, rent }: { readonly price: number | null; readonly rent: number | null },
  hardware: string,
  path: Path,
): Priced[] {
  const rented = rent !== null;
  const source = provenance[pathKey([...path, rented ? 'rent' : 'price'])];
  if ((!rented && price === null) || !source) return [];
  const from = source.from === 'plan' ? 'plan' : 'catalogue';
  return [{ price: { hardware, rented, from, detail: from === 'plan' ? null : source.detail }, path }];
}
