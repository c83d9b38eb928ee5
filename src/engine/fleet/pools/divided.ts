import type { LpxRole } from '../../shapes/machineInputs.js';
import type { FleetRacks } from '../buying/hardware.js';
import type { Candidate } from '../fleet.js';
import { blockOf, boundOf, leastUsd, racksOfBlocks, type FleetBlock, type PiecePrices } from './block.js';
import { usedAlone } from './bounds.js';
import { better } from './onRacks.js';
import type { Pool, Seat } from './pool.js';

/** A workload whose prompts may be computed in the steps of decoding, or apart from them. */
export interface Dividing {
  /** Where it runs in the one case and in the other; the same where it has no choice. */
  readonly inSteps: Seat;
  readonly apart: Seat;
  readonly role: LpxRole | null;
  /** Accelerators that its prompts keep busy at least where they are computed apart. */
  readonly leastForPrompts: number;
}

/** A fleet whose prompts are to be divided. */
interface Asked {
  /** In the plan's order; what each is of LPX stays as it is in `start`. */
  readonly workloads: readonly Dividing[];
  readonly start: Candidate;
  /** Racks that the plan writes; `null` where it leaves them open. */
  readonly written: number | null;
  readonly prices: PiecePrices;
  /** Accelerators of the smallest replica that computes prompts. */
  readonly smallest: number;
  readonly weigh: (pools: readonly Pool[], racks: FleetRacks | null) => Candidate;
}

/** Up to so many workloads every way to divide them is weighed. */
const EXHAUSTIVE = 4;
/** Of more, what saves less than this part of a fleet before anything is rounded is not looked for. */
const WORTHWHILE = 0.002;

/** Which workloads have their prompts computed apart. */
type Apart = readonly boolean[];

/**
 * The cheapest fleet in which some workloads compute prompts in the steps of decoding, and others on the accelerators that
 * they share for it (fleet.md 1); `start` where that is none. Of few workloads all ways are weighed. Of more it is the one
 * in which each by itself takes least, or what single workloads divided otherwise save, as far as that is more than what
 * rounding does to a large fleet.
 */
export function dividedPrompts({ workloads, start, ...place }: Asked): Candidate {
  const free = workloads.flatMap(({ inSteps, apart }, i) => (inSteps === apart ? [] : [i]));
  if (free.length === 0 || workloads.length < 2) return start;
  let kept = start;
  const tried = (apart: Apart): boolean => {
    const next = dividedAs({ ...place, workloads, start: kept }, apart);
    if (!next || !better(next, kept)) return false;
    kept = next;
    return true;
  };
  const now = apartIn(start, workloads);
  if (free.length <= EXHAUSTIVE) for (const apart of allWays(now, free)) tried(apart);
  else {
    const sizes = workloads.map(sizesOf);
    const used = (apart: Apart) => estimated(sizes, place.smallest, apart);
    const worth = (apart: Apart, than: Apart) => used(apart) < used(than) * (1 - WORTHWHILE);
    const each = sizes.map(({ inSteps, apart, prompts }) => apart + prompts <= inSteps);
    if (worth(each, now) && tried(each)) return kept;
    let at = now;
    for (const i of free) {
      const next = at.with(i, at[i] !== true);
      if (worth(next, at) && tried(next)) at = next;
    }
  }
  return kept;
}

function apartIn({ pools }: Candidate, workloads: readonly Dividing[]): Apart {
  const parts = pools.flatMap((pool) => pool.parts);
  return workloads.map(({ inSteps, apart }) => {
    const own = parts.find(({ member }) => member === inSteps.member);
    return own ? !own.point.colocated : apart.site.apart;
  });
}

function* allWays(start: Apart, free: readonly number[]): Iterable<Apart> {
  for (let set = 0; set < 2 ** free.length; set++) {
    let apart = start;
    for (const [bit, i] of free.entries()) apart = apart.with(i, (set & (1 << bit)) !== 0);
    if (apart.some((own, i) => own !== start[i])) yield apart;
  }
}

/** Accelerators of a workload before its replicas are whole, and those that its prompts keep busy apart. */
interface Sizes {
  readonly inSteps: number;
  readonly apart: number;
  readonly prompts: number;
}

function sizesOf({ inSteps, apart, leastForPrompts: prompts }: Dividing): Sizes {
  const own = usedAlone(apart);
  // Where there is no choice, both are the same, prompts included.
  return inSteps === apart
    ? { inSteps: own + prompts, apart: own, prompts }
    : { inSteps: usedAlone(inSteps), apart: own, prompts };
}

/** Accelerators that workloads take about: before their replicas are whole, with whole ones for prompts. */
function estimated(sizes: readonly Sizes[], smallest: number, apart: Apart): number {
  let [decoding, prompts] = [0, 0];
  for (const [i, own] of sizes.entries()) {
    decoding += apart[i] === true ? own.apart : own.inSteps;
    if (apart[i] === true) prompts += own.prompts;
  }
  return decoding + Math.ceil(prompts / smallest - 1e-9) * smallest;
}

/** The fleet with these workloads' prompts apart; `null` where it is not served, or costs no less than what is kept. */
function dividedAs(
  { workloads, start: kept, written, prices, weigh }: Asked,
  apart: Apart,
): Candidate | null {
  const most = mostOf(kept);
  const byRole = new Map<LpxRole | null, Seat[]>();
  let prompts = 0;
  for (const [i, one] of workloads.entries()) {
    const seat = apart[i] === true ? one.apart : one.inSteps;
    if (seat.site.apart) prompts += one.leastForPrompts;
    const others = byRole.get(one.role);
    if (others) others.push(seat);
    else byRole.set(one.role, [seat]);
  }
  const least = [...byRole].map(([role, seats]) =>
    role === null
      ? seats.reduce((sum, seat) => sum + usedAlone(seat), 0) * prices.gpu
      : leastUsd(seats, prices),
  );
  // At least so much whatever the pools; blocks replace what was least one by one.
  let bound = least.reduce((sum, usd) => sum + usd, prompts * prices.gpu);
  if (!(bound < most)) return null;
  const blocks: FleetBlock[] = [];
  for (const [n, seats] of [...byRole.values()].entries()) {
    const block = blockOf(seats, prices, written);
    if (!block) return null;
    blocks.push(block);
    bound += block.usdPerSecond - (least[n] ?? 0);
    if (!(bound < most)) return null;
  }
  return weigh(
    blocks.flatMap(({ pools }) => pools),
    racksOfBlocks(blocks),
  );
}

/** What must cost less, in USD per second. Without racks, what costs less in whole units also uses fewer accelerators. */
function mostOf(kept: Candidate): number {
  const bound = boundOf(kept);
  const { lpx, usedUsdPerSecond: used } = kept;
  return lpx || used === null ? bound : Math.min(bound, used);
}
