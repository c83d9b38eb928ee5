import type { Ttft } from '../../../catalog/shapes/resolvedPlan.js';
import { arrivalsOf } from '../pools/load.js';
import { prefillReplica, type PrefillSystem } from '../prefillSystem.js';
import { requestTokens } from '../prompts.js';
import type { Point } from '../reach.js';
import type { PrefillPool, RequestPlace } from './loadState.js';

/** Prefill accelerators that a point shares with others. */
export interface SharedPrefill extends Pick<PrefillPool, 'replicas' | 'share' | 'others'> {
  readonly system: PrefillSystem;
}

/** What a point gets of a fleet, for its requests. */
export interface RequestPart {
  /** Replicas, not rounded. */
  readonly allocated: number;
  readonly ttft: Ttft | null;
  /** `null`: prompts are computed in the steps of decoding. */
  readonly prefill: SharedPrefill | null;
}

/**
 * Where the requests of a point are served, with so many users of a replica; `null` where the plan does not say what a
 * request is.
 */
export function requestPlace(
  { machine, load, batch }: Point,
  { allocated, ttft, prefill }: RequestPart,
  users: number,
): RequestPlace | null {
  const request = load.request && requestTokens(machine.replica.inputs, load.request);
  if (!request) return null;
  return {
    machine,
    request,
    replicas: allocated,
    users,
    mostUsers: batch,
    arrivals: arrivalsOf(load),
    ttft,
    prefill: prefill && {
      replica: prefillReplica(prefill.system),
      replicas: prefill.replicas,
      share: prefill.share,
      link: prefill.system.link,
      others: prefill.others,
    },
  };
}
