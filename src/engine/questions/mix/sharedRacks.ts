import { identity } from '../../../units/plainKey.js';
import type { FleetRacks } from '../../fleet/buying/hardware.js';
import { devicesOfPools, type Pool, type Seat } from '../../fleet/pools/pool.js';
import { piecePrices } from '../../fleet/pools/place.js';
import { fewestDevices } from '../../fleet/pools/racked.js';
import { leastForAccelerators, sharedRacks, type Sharer } from '../../fleet/pools/sharedRacks.js';
import { unitOf } from '../../fleet/purchase.js';
import { alike, partiesAt, type Party } from './party.js';

/** A party's pools beside racks that it shares. */
interface Beside {
  readonly pools: readonly Pool[];
  /** Its part of the racks, by its tokens. */
  readonly lpx: FleetRacks;
  /** Racks that are counted here: the first counts all of them, the others none. */
  readonly counted: number;
}

/** What a party takes at least beside racks that it shares. */
export interface LeastBeside {
  /** Accelerators that it takes fewer than beside racks of its own. */
  readonly fewer: number;
  /** As of `Beside`. */
  readonly counted: number;
}

/** Racks that some parties of a mix could share. */
export interface RacksInCommon {
  /** USD per second. */
  readonly mostSaved: number;
  /** One a party, `null` where its racks are its own. */
  readonly least: readonly (LeastBeside | null)[];
  /** One a party, `null` where its racks are its own; `null` where none are shared. */
  readonly found: () => readonly (Beside | null)[] | null;
}

/** The racks that parties could share; `null` where no two keep the same in theirs. */
export function racksInCommon(parties: readonly Party[]): RacksInCommon | null {
  const groups = alike(parties.map(racksKey)).filter(
    (group) => writtenFor(partiesAt(parties, group)) !== undefined,
  );
  if (groups.length === 0) return null;
  const least: (LeastBeside | null)[] = parties.map(() => null);
  for (const group of groups) {
    const racks = leastRacks(partiesAt(parties, group));
    group.forEach((party, i) => {
      const own = parties[party];
      least[party] = own ? { fewer: fewerBeside(own), counted: i === 0 ? racks : 0 } : null;
    });
  }
  return {
    mostSaved: groups.reduce((sum, group) => sum + mostSaved(partiesAt(parties, group)), 0),
    least,
    found: () => {
      const beside: (Beside | null)[] = parties.map(() => null);
      for (const group of groups) {
        const found = racksOf(partiesAt(parties, group));
        group.forEach((party, i) => (beside[party] = found?.[i] ?? null));
      }
      return beside.some((one) => one !== null) ? beside : null;
    },
  };
}

/** What racks hold and cost, as a number; `null` where they hold what no other option's could. */
function racksKey({ asked, fleet, place }: Party): number | null {
  const { lpx, serving, speculation } = asked;
  const role = fleet.lpx?.role;
  // All racks that decode alone are one replica, which is one option's.
  if (!lpx || !fleet.lpx || fleet.lpx.byRole.length !== 1 || role === 'decode' || !piecePrices(place))
    return null;
  const { racks: _racks, role: _role, ...kind } = lpx;
  const drafter = role === 'drafter' && { method: speculation?.method.id, bytes: speculation?.drafterBytes };
  return identity({ role, kind, weights: serving.weights, drafter });
}

/** The racks that the options write; `null` where all leave them open, `undefined` where they write different numbers. */
function writtenFor(parties: readonly Party[]): number | null | undefined {
  const written = new Set(
    parties.map(({ asked: { lpx } }) => lpx?.racks).filter((racks) => racks !== 'auto'),
  );
  const [one, another] = written;
  return another === undefined ? (one ?? null) : undefined;
}

const pricesOf = ({ place }: Party): { readonly rack: number; readonly gpu: number } =>
  piecePrices(place) ?? { rack: 0, gpu: 0 };

const isFeedForward = ([first]: readonly Party[]): boolean => first?.fleet.lpx?.role === 'ffn';

const besideRacks = ({ fleet: { pools } }: Party): readonly Pool[] =>
  pools.filter(({ lpxRole }) => lpxRole !== null);

function sharerOf(party: Party): Sharer {
  const { asked, place } = party;
  const seats = besideRacks(party).flatMap(({ parts }) =>
    parts.flatMap(({ member, point: { colocated } }): readonly Seat[] =>
      place.loads
        .filter((own) => own.member === member)
        .map((own) => ({ ...own, site: place.site({ role: 'ffn', apart: !colocated }) })),
    ),
  );
  return {
    seats: seats.toSorted((a, b) => a.member - b.member),
    one: asked.serving.pools === 'one',
    gpu: pricesOf(party).gpu,
  };
}

/** USD per second of the racks of parties and of what decodes beside them, as long as each has racks of its own. */
const apartUsd = (parties: readonly Party[]): number =>
  parties.reduce((sum, party) => {
    const { rack, gpu } = pricesOf(party);
    return sum + (party.fleet.lpx?.racks ?? 0) * rack + devicesOfPools(besideRacks(party)) * gpu;
  }, 0);

/**
 * USD per second that sharing saves at most. Beside racks of all no party does with fewer accelerators than beside as many
 * of its own, and alone it found no cheaper number: so what all have is saved for all but one at best.
 */
function mostSaved(parties: readonly Party[]): number {
  const racks = parties.map((party) => (party.fleet.lpx?.racks ?? 0) * pricesOf(party).rack);
  const all = racks.reduce((sum, one) => sum + one, 0);
  // Fewer racks than one party's own are no way to share them there.
  if (!isFeedForward(parties) || writtenFor(parties) !== null) return all - Math.max(...racks);
  const free = apartUsd(parties) - leastForAccelerators(parties.map(sharerOf));
  return (free * (parties.length - 1)) / parties.length + idle(parties);
}

/** Racks that parties share at least. */
function leastRacks(parties: readonly Party[]): number {
  const own = parties.map(({ fleet: { lpx } }) => lpx?.racks ?? 0);
  if (!isFeedForward(parties) || writtenFor(parties) !== null) return Math.max(...own);
  return Math.max(...parties.map(({ fleet: { lpx } }) => lpx?.minimumRacks ?? 0));
}

/** Accelerators that a party could do without beside racks without limit. */
function fewerBeside(party: Party): number {
  if (party.fleet.lpx?.role !== 'ffn') return 0;
  const { seats } = sharerOf(party);
  return Math.max(0, devicesOfPools(besideRacks(party)) - fewestDevices(seats, Number.POSITIVE_INFINITY));
}

/** What whole units may round away beside that. */
const idle = (parties: readonly Party[]): number =>
  parties.reduce((sum, party) => sum + unitOf(party.gpus) * pricesOf(party).gpu, 0);

function racksOf(parties: readonly Party[]): readonly Beside[] | null {
  const [first] = parties;
  const lpx = first?.fleet.lpx;
  if (!first || !lpx) return null;
  const written = writtenFor(parties) ?? null;
  if (!isFeedForward(parties)) {
    // Drafting queues for nothing that is counted: the racks of one do for all.
    const racks = Math.max(...parties.map(({ fleet }) => fleet.lpx?.racks ?? 0));
    return dividedAmong(
      parties,
      parties.map(({ fleet }) => fleet.pools),
      racks,
    );
  }
  const { rack } = pricesOf(first);
  const limit = apartUsd(parties) * (1 + SLIGHT);
  const found = sharedRacks(parties.map(sharerOf), { rack, minimum: lpx.minimumRacks, written, limit });
  return (
    found &&
    dividedAmong(
      parties,
      parties.map((party, i) => [
        ...party.fleet.pools.filter(({ lpxRole }) => lpxRole === null),
        ...(found.pools[i] ?? []),
      ]),
      found.racks,
    )
  );
}

/** What sums in another order may differ by, and more. */
const SLIGHT = 1e-9;

/** Racks are shared by the tokens that go over them. */
function dividedAmong(
  parties: readonly Party[],
  pools: readonly (readonly Pool[])[],
  racks: number,
): readonly Beside[] {
  const tokens = parties.map((party) => peakOf(party));
  const all = tokens.reduce((sum, one) => sum + one, 0);
  return parties.flatMap(({ fleet: { lpx } }, i) => {
    if (!lpx) return [];
    const own = all > 0 ? (racks * (tokens[i] ?? 0)) / all : racks / parties.length;
    const { role, minimumRacks } = lpx;
    return {
      pools: pools[i] ?? [],
      lpx: { role, minimumRacks, racks: own, byRole: [{ role, racks: own }] },
      counted: i === 0 ? racks : 0,
    };
  });
}

/** Decoded tokens per second at peak that go over a party's racks. */
function peakOf({ fleet: { pools, operations } }: Party): number {
  return operations.reduce(
    (sum, { peak, pool }) => (pools[pool]?.lpxRole == null ? sum : sum + (peak ?? 0)),
    0,
  );
}
