import type { Reason } from './reasons.js';

/** What a workload asks of a fleet: volumes on average and at peak, and what is under way at peak. */
export interface LoadResult {
  /** What money is about; `null` in a closed loop that no option serves. */
  readonly average: LoadRates | null;
  /** What fleets, memory and times are about: the average over `economics.utilization`. */
  readonly peak: LoadRates | null;
  /** Requests queued, in prefill or decoding; `null` where no option reaches times to tell it from. */
  readonly inFlight: number | null;
  /** Of those, the ones that decode. */
  readonly decoding: number | null;
  /** No volume is given: each user asks again at once. */
  readonly closedLoop: boolean;
  /** Users, speed and volume of the plan agree within a tenth. */
  readonly consistent: boolean;
  readonly reason?: Reason;
}

export interface LoadRates {
  /** `null` where the plan does not say what a request is. */
  readonly requestsPerSecond: number | null;
  readonly outputTokensPerSecond: number;
  readonly inputTokensPerSecond: number | null;
  readonly reason?: Reason;
}
