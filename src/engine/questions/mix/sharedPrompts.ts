import type { Candidate } from '../../fleet/fleet.js';
import { prefillNeed, promptPlaces, type Decoded, type PrefillChoice } from '../../fleet/prefillPool.js';
import { membersApart } from '../../fleet/pools/place.js';
import { gpuCosts } from '../../fleet/costs.js';
import { unitOf } from '../../fleet/purchase.js';
import { identity } from '../../../units/plainKey.js';
import { alike, partiesAt, type Party } from './party.js';

/** A party's fleet with accelerators for prompts that it shares. */
interface WithPrompts {
  readonly candidate: Candidate;
  /** The accelerators are counted here: by the first of those that share them. */
  readonly counted: boolean;
}

/** Accelerators for prompts that some parties of a mix could share. */
export interface PromptsInCommon {
  /** USD per second. */
  readonly mostSaved: number;
  /** Accelerators that are counted with each at least; `null` where it shares none. */
  readonly least: readonly (number | null)[];
  /** One a party, `null` where it shares none; `null` where none are shared. `candidates`: their fleets as they are. */
  readonly found: (candidates: readonly Candidate[]) => readonly (WithPrompts | null)[] | null;
}

/** The accelerators for prompts that parties could share; `null` where no two have the same. */
export function promptsInCommon(parties: readonly Party[]): PromptsInCommon | null {
  const groups = alike(
    parties.map(({ fleet: { separate, prefill } }) => (prefill ? promptsKey(separate) : null)),
  );
  if (groups.length === 0) return null;
  const least: (number | null)[] = parties.map(() => null);
  for (const group of groups) {
    const own = partiesAt(parties, group).map(({ fleet: { prefill } }) => prefill?.devices ?? 0);
    group.forEach((party, i) => (least[party] = i === 0 ? Math.max(...own) : 0));
  }
  return {
    mostSaved: groups.reduce((sum, group) => sum + mostSaved(partiesAt(parties, group)), 0),
    least,
    found: (candidates) => {
      const all: (WithPrompts | null)[] = parties.map(() => null);
      for (const group of groups) {
        const own = group.flatMap((i) => candidates.slice(i, i + 1));
        const found = promptsOf(partiesAt(parties, group), own);
        group.forEach((party, i) => (all[party] = found?.[i] ?? null));
      }
      return all.some((one) => one !== null) ? all : null;
    },
  };
}

/** Accelerators for prompts as a number, in whichever layout. */
function promptsKey(choice: PrefillChoice | null): number | null {
  if (!choice) return null;
  const { system, gpus, count } = choice;
  const { layout: _, ...kind } = system;
  return identity({ kind, gpus, count });
}

const usdOf = ({ fleet: { prefill } }: Party): number => prefill?.usdPerSecond ?? Number.POSITIVE_INFINITY;

/** USD per second that sharing saves at most: no fewer do for all than for the one that needs most. */
function mostSaved(parties: readonly Party[]): number {
  const usd = parties.map(usdOf);
  const all = usd.reduce((sum, one) => sum + one, 0);
  if (!Number.isFinite(all)) return 0;
  const [first] = parties;
  const gpus = first?.fleet.separate?.gpus;
  const unit = gpus ? unitOf(gpus) * (gpuCosts(gpus, first.asked.economics).usdPerSecond ?? 0) : 0;
  return all - Math.max(...usd) + unit;
}

function promptsOf(
  parties: readonly Party[],
  candidates: readonly Candidate[],
): readonly WithPrompts[] | null {
  const [first] = parties;
  if (!first) return null;
  const decoded = candidates.map(decodedIn);
  const choice = choiceFor(first, parties, candidates);
  const all = choice && prefillNeed(choice, decoded.flat(), first.asked);
  if (!choice || !all || all.usdPerSecond === null || all.need > all.replicas + 1e-9) return null;
  let from = 0;
  return candidates.map((candidate, i) => {
    const own = [from, (from += decoded[i]?.length ?? 0)] as const;
    // A fleet's own parts come first; behind them the others', which wait for the same accelerators.
    const ordered = (values: readonly number[]) => [
      ...values.slice(...own),
      ...values.slice(0, own[0]),
      ...values.slice(own[1]),
    ];
    const prefill = {
      ...all,
      shares: ordered(all.shares),
      busy: ordered(all.busy),
      requests: ordered(all.requests),
    };
    return { candidate: { ...candidate, separate: choice, prefill }, counted: i === 0 };
  });
}

function decodedIn({ pools, peaks }: Candidate): readonly Decoded[] {
  const parts = pools.flatMap((pool) => pool.parts);
  return parts.map(({ point, allocated }, i) => ({ point, allocated, peak: peaks[i] ?? null }));
}

/** The layout that computes the prompts of all with the fewest accelerators. */
function choiceFor(
  { asked, gpus }: Party,
  parties: readonly Party[],
  candidates: readonly Candidate[],
): PrefillChoice | null {
  const workloads = parties.flatMap((party, i) => {
    const apart = new Set(membersApart(candidates[i]?.pools ?? []));
    return Object.entries(party.asked.workloads).filter((_, member) => apart.has(member));
  });
  const joint = { ...asked, workloads: Object.fromEntries(workloads) };
  return promptPlaces(joint, gpus).choice(workloads.map((_, member) => member));
}
