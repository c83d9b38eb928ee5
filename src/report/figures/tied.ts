import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { keyPath, pathKey, type PathKey } from '../../plan/path.js';

/** How a file writes values, by path. */
type Written = Readonly<Record<string, string | null>>;

/**
 * Paths at which the file writes the same price of the same thing as at this one, without it: who moves one means them
 * all. Today that is what an LPX rack costs, which every option with racks says for itself.
 */
export function tiedTo(plan: ResolvedPlan, written: Written, path: PathKey): PathKey[] {
  const own = lpxPriceAt(plan, path);
  const text = written[path];
  if (!own || text == null) return [];
  return Object.keys(plan.options)
    .map((name) => pathKey(['options', name, 'lpx', 'price']))
    .filter((other) => {
      const there = lpxPriceAt(plan, other);
      return other !== path && there?.thing === own.thing && written[other] === text;
    });
}

/** The rack whose price stands at a path; `null` for a path of something else. */
function lpxPriceAt(plan: ResolvedPlan, path: PathKey): { readonly thing: string } | null {
  const [room, name = '', member, price] = keyPath(path);
  if (room !== 'options' || member !== 'lpx' || price !== 'price') return null;
  const lpx = plan.options[name]?.lpx;
  return lpx ? { thing: lpx.rack.id } : null;
}
