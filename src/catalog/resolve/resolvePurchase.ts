import type { BuyInput, OwnedInput, PlanInput } from '../../plan/schema.js';
import type { Path } from '../../plan/path.js';
import * as l10n from '../../l10n/l10n.js';
import type { Quantity } from '../../units/quantity.js';
import { writtenEnds } from '../../units/quantity.js';
import type { Buy, Economics, Gpus, MostBought, Owned, PriceBasis } from '../shapes/resolvedPlan.js';
import type { Ledger } from './ledger.js';
import { resolveGpus, type GpusContext } from './resolveGpus.js';

/** What is there already, beside top-level `gpus`. */
export function resolveOwned(input: OwnedInput | undefined, context: GpusContext, ledger: Ledger): Owned {
  const { gpus, lpx, prefill } = input ?? {};
  return {
    gpus: gpus ? resolveGpus(gpus, ['owned', 'gpus'], ledger, context) : null,
    lpx: ledger.takeOrNull(['owned', 'lpx'], lpx) ?? 0,
    prefill: prefill ? resolveGpus(prefill, ['owned', 'prefill'], ledger, context) : null,
  };
}

/** What may be added to what is owned; anything where the plan does not say. */
export function resolveBuy(input: BuyInput | undefined, ledger: Ledger): Buy {
  if (input === undefined) {
    ledger.note(['buy'], { from: 'default', detail: l10n.t('any: whatever an option needs') });
    return 'any';
  }
  if (input === 'any' || input === 'none') return input;
  const at = (name: string): Path => ['buy', name];
  const most = (name: 'gpus' | 'lpx' | 'prefill') => mostBought(at(name), input[name], ledger);
  return {
    gpus: most('gpus'),
    lpx: most('lpx'),
    prefill: most('prefill'),
    capital: ledger.takeOrNull(at('capital'), input.capital),
    power: ledger.takeOrNull(at('power'), input.power),
  };
}

function mostBought(path: Path, input: Quantity | undefined, ledger: Ledger): MostBought | null {
  const count = ledger.takeOrNull(path, input);
  if (count === null || !input) return null;
  const unit = writtenEnds(input.text, 'hardware')?.[0]?.unit ?? '';
  return { count, inRacks: unit !== '' };
}

/** The price basis of catalogue hardware: as written, else that of the plan's own accelerators, else the price. */
export function resolveBasis({ economics, owned, gpus }: PlanInput): PriceBasis {
  const own = owned?.gpus ?? gpus;
  return economics?.basis ?? (own?.rent ? 'contract' : 'own');
}

/** How owned hardware counts: as written, else sunk where anything is owned; what is rented is not. */
export function resolveOwnedBasis(
  written: Economics['owned'] | undefined,
  { lpx, ...owned }: Owned,
  gpus: Gpus | null,
  ledger: Ledger,
): Economics['owned'] {
  if (written !== undefined) return written;
  const isOwned = (one: Gpus | null) => one !== null && one.count > 0 && one.rent === null;
  const sunk = lpx > 0 || isOwned(owned.gpus ?? gpus) || isOwned(owned.prefill);
  ledger.note(['economics', 'owned'], {
    from: 'default',
    detail: sunk ? l10n.t('something is owned') : l10n.t('nothing is owned'),
  });
  return sunk ? 'sunk' : 'priced';
}
