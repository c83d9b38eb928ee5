import type { Piece, Taken } from '../../fleet/buying/together.js';
import { keepingOf, neededOf } from '../../fleet/buying/hardware.js';
import type { Fleet, Operation } from '../../fleet/fleet.js';
import type { OptionCase } from '../../fleet/optionCase.js';
import { servedBy, type Served } from '../../fleet/optionResult.js';
import type { Needed } from '../../fleet/purchase.js';
import type { Reason } from '../../shapes/reasons.js';
import type { CostResult } from '../../shapes/result.js';
import { memo } from '../../../units/memo.js';
import { MILLION, SECONDS_PER_HOUR } from '../../../units/constants.js';

/** A workload on one option's machines. */
export interface SharedWorkload {
  /** Decoded tokens per second on average; `null` where not known. */
  readonly tokensPerSecond: number | null;
  /** All-in, as the option bills it. */
  readonly usdPerSecond: number | null;
  /** LPX racks work for it. */
  readonly onLpx: boolean;
  /** Racks of accelerators that serve it; single ones count as themselves. */
  readonly gpuRacks: number;
  /** The error of its step times as a factor of its cost, which options on one engine and hardware share; 1 where bought. */
  readonly error: number;
  /** What is assumed of LPX alone as a factor of its step times; 1 without. */
  readonly lpxError: number;
}

/** Some of a plan's workloads on one option, whatever may be bought: a part of a mix. */
export interface Share extends Taken {
  /** It keeps all that is asked, at a cost that is known. */
  readonly serves: boolean;
  /** In the order of the case. */
  readonly workloads: readonly SharedWorkload[];
  /** `null` where it is bought, or none is found. */
  readonly fleet: Fleet | null;
}

/** Some of a plan's workloads on one option. An edit of one workload leaves the parts without it as they are. */
export const shareOf = memo({ name: 'shares of mixes', most: 512 }, (asked: OptionCase): Share => {
  // What it may buy bears on how many racks it is made for; whether the mix may buy all of it is judged together.
  const served = servedBy({ ...asked, budget: null });
  const { result } = served;
  const workloads = Object.keys(asked.workloads).map((name) => workloadOf(asked, served, name));
  const { usdPerHour } = result.total;
  return {
    serves: usdPerHour !== null && result.reasons.every(({ code }) => FORBIDDEN.has(code)),
    workloads,
    fleet: served.fleet,
    ...takenBy(asked, served),
  };
});

const FORBIDDEN: ReadonlySet<Reason['code']> = new Set([
  'buy-none',
  'buy-kind',
  'buy-count',
  'buy-capital',
  'buy-power',
]);

function takenBy(asked: OptionCase, { result, fleet }: Served): Taken {
  const { gpus } = asked;
  if (!fleet || !gpus) {
    const { usdPerHour } = result.total;
    return { pieces: [], lpx: null, besideUsdPerSecond: usdPerHour && usdPerHour / SECONDS_PER_HOUR };
  }
  const priced = { gpus, asked };
  const needed = neededOf(priced, fleet);
  return { pieces: piecesOf(needed), lpx: needed.lpx, besideUsdPerSecond: keepingOf(priced, fleet) };
}

/** The accelerators of a fleet. */
export function piecesOf({ gpus, prefill, drafter }: Needed): readonly Piece[] {
  return [
    ...(gpus ? [{ kind: 'gpus' as const, ...gpus }] : []),
    ...(prefill ? [{ kind: 'prefill' as const, ...prefill }] : []),
    ...(drafter ? [{ kind: 'drafter' as const, ...drafter }] : []),
  ];
}

function workloadOf({ gpus, hosted }: OptionCase, { result, fleet }: Served, name: string): SharedWorkload {
  const own = result.workloads[name];
  const operation = fleet?.operations.find(({ workload }) => workload === name);
  const cost = own?.cost;
  const pool = own?.pool ?? null;
  return {
    tokensPerSecond: operation ? operation.served : billedTokens(own?.cost),
    usdPerSecond: cost?.usdPerHour == null ? null : cost.usdPerHour / SECONDS_PER_HOUR,
    onLpx: pool !== null && result.pools[pool]?.lpxRole != null,
    gpuRacks: hosted ? 0 : (cost?.acceleratorsNeeded ?? 0) / (gpus?.perRack ?? 1),
    lpxError: operation ? 1 + assumedOf(operation) : 1,
    error: cost?.band && cost.usdPerMillionTokens ? cost.band.high / cost.usdPerMillionTokens : 1,
  };
}

/** What is assumed of LPX as a part of a step's time, at the batch of the fullest replica. */
export function assumedOf({ machine, inFlight, allocated }: Operation): number {
  return allocated > 0 ? machine.assumedError(Math.max(1, Math.ceil(inFlight / allocated - 1e-6))) : 0;
}

/** Decoded tokens per second on average that a cost is of; a service sells so many. `null` where there are none. */
export function billedTokens(cost: CostResult | undefined): number | null {
  const { usdPerHour = null, usdPerMillionTokens = null } = cost ?? {};
  if (usdPerHour === null || usdPerMillionTokens === null || usdPerMillionTokens <= 0) return null;
  return (usdPerHour / SECONDS_PER_HOUR / usdPerMillionTokens) * MILLION;
}
