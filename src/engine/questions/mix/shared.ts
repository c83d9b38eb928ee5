import { memo } from '../../../units/memo.js';
import { neededOf, keepingOf } from '../../fleet/buying/hardware.js';
import { fleetOf, fleetReasons, prefillReasons, servesAll, type Candidate } from '../../fleet/fleet.js';
import type { OptionCase } from '../../fleet/optionCase.js';
import { performanceOf } from '../../fleet/performance.js';
import { optionPlace, weighed } from '../../fleet/pools/place.js';
import type { Party } from './party.js';
import { assumedOf, piecesOf, shareOf, type Share, type SharedWorkload } from './share.js';
import { promptsInCommon } from './sharedPrompts.js';
import { racksInCommon, type LeastBeside } from './sharedRacks.js';

/** What options of a mix have in common, and what that is worth. */
export interface InCommon {
  /** USD per second that it may save at most, on either basis. */
  readonly mostSaved: number;
  /** What they take at least: as many racks, accelerators and prompts as nobody could do with fewer of. */
  readonly least: readonly Share[];
  /** Their shares of it; `null` where that does not serve them all, or costs more. */
  readonly shares: () => readonly Share[] | null;
}

/** Options of a mix with their workloads. */
interface Asked {
  readonly cases: readonly OptionCase[];
}

/**
 * Options of a mix that keep the same in LPX racks take turns on them, and those that compute prompts on the same
 * accelerators in the same way share them (fleet.md 5). `null` where they have nothing in common.
 */
export const inCommon = memo(
  { name: 'what options of a mix share', most: 512 },
  ({ cases }: Asked): InCommon | null => {
    const parties = partiesOf(cases);
    const racks = racksInCommon(parties);
    const prompts = promptsInCommon(parties);
    if (!racks && !prompts) return null;
    const least = parties.map((party, i) =>
      leastOf(party, racks?.least[i] ?? null, prompts?.least[i] ?? null),
    );
    return {
      mostSaved: (racks?.mostSaved ?? 0) + (prompts?.mostSaved ?? 0),
      least: withServices(cases, least),
      shares: () => sharesIn({ cases }),
    };
  },
);

/** Those with machines, in the order of the cases. */
const partiesOf = (cases: readonly OptionCase[]): readonly Party[] =>
  cases.flatMap((asked) => partyOf(asked) ?? []);

/** A share for each case: services, which share no machine, have their own. */
function withServices(cases: readonly OptionCase[], shares: readonly Share[]): readonly Share[] {
  const left = [...shares];
  return cases.flatMap((asked) => (shareOf(asked).fleet ? left.splice(0, 1) : [shareOf(asked)]));
}

/** A party's share with the least of what is in common; `null`: it has nothing of it. */
function leastOf(party: Party, racks: LeastBeside | null, prompts: number | null): Share {
  const { asked, gpus, fleet } = party;
  const share = shareOf(asked);
  const priced = { gpus, asked };
  const needed = neededOf(priced, fleet);
  const decoding = needed.gpus && { ...needed.gpus, count: needed.gpus.count - (racks?.fewer ?? 0) };
  const prefill = needed.prefill && { ...needed.prefill, count: prompts ?? needed.prefill.count };
  return {
    ...share,
    pieces: piecesOf({ ...needed, gpus: decoding, prefill }),
    lpx: racks && needed.lpx ? { ...needed.lpx, racks: racks.counted } : needed.lpx,
    besideUsdPerSecond: keepingOf(priced, { keeping: 0, prefill: prompts === null ? fleet.prefill : null }),
  };
}

const sharesIn = memo({ name: 'shares of what options share', most: 256 }, ({ cases }: Asked) =>
  sharesOf(cases),
);

function partyOf(asked: OptionCase): Party | null {
  const { gpus } = asked;
  const { fleet } = shareOf(asked);
  const place = gpus && optionPlace(asked, gpus).place;
  return fleet && place && servesAll(fleet) ? { asked, gpus, fleet, place } : null;
}

function sharesOf(cases: readonly OptionCase[]): readonly Share[] | null {
  const parties = partiesOf(cases);
  const racks = racksInCommon(parties)?.found() ?? null;
  const candidates = parties.map(({ place, fleet }, i) => {
    const own = racks?.[i];
    return own ? weighed(place, own.pools, own.lpx) : fleet;
  });
  const prompts = promptsInCommon(parties)?.found(candidates) ?? null;
  if (!racks && !prompts) return null;
  const shares: Share[] = [];
  for (const [i, party] of parties.entries()) {
    const candidate = prompts?.[i]?.candidate ?? candidates[i];
    const counted = { racks: racks?.[i]?.counted ?? null, prompts: prompts?.[i]?.counted ?? true };
    const share = candidate && shareIn(party, candidate, counted);
    if (!share) return null;
    shares.push(share);
  }
  return withServices(cases, shares);
}

/** What of things in common is counted here, so that all is counted once: racks, and accelerators for prompts. */
interface Counted {
  /** `null`: the racks are its own. */
  readonly racks: number | null;
  readonly prompts: boolean;
}

function shareIn({ asked, gpus }: Party, candidate: Candidate, counted: Counted): Share | null {
  const priced = { gpus, asked };
  const fleet = fleetOf(priced, candidate);
  const alone = { ...fleet, lpx: counted.racks === null ? fleet.lpx : null };
  if (!servesAll(fleet) || fleetReasons(alone, asked.most).length > 0) return null;
  if (prefillReasons(fleet).length > 0) return null;
  const workloads: SharedWorkload[] = [];
  for (const operation of fleet.operations) {
    const { served, bill, pool, devices, machine } = operation;
    const { reasons, decode } = performanceOf(fleet, operation);
    if (reasons.length > 0 || bill.usdPerSecond === null) return null;
    workloads.push({
      tokensPerSecond: served,
      usdPerSecond: bill.usdPerSecond,
      onLpx: fleet.pools[pool]?.lpxRole != null,
      gpuRacks: (devices ?? 0) / (gpus.perRack ?? 1),
      lpxError: 1 + assumedOf(operation),
      error: decode?.band.high ?? 1 + machine.replica.chosen.error,
    });
  }
  const needed = neededOf(priced, fleet);
  const { lpx } = needed;
  return {
    serves: true,
    workloads,
    fleet,
    pieces: piecesOf(counted.prompts ? needed : { ...needed, prefill: null }),
    lpx: counted.racks === null ? lpx : lpx && { ...lpx, racks: counted.racks },
    besideUsdPerSecond: keepingOf(priced, counted.prompts ? fleet : { ...fleet, prefill: null }),
  };
}
