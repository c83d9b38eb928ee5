import type { Workload } from '../../../catalog/shapes/resolvedPlan.js';
import { memo, memoWithin, perObject } from '../../../units/memo.js';
import type { OptionCase } from '../optionCase.js';
import { meanTokens } from '../../memory/contextMix.js';
import { volumeOf } from '../load.js';
import type { RequestMembers } from '../prompts.js';

/** What of a workload its points follow from. What it earns and its part of the tokens bear on no machine. */
export interface Load extends Pick<Workload, 'context' | 'speed' | 'ttft'> {
  /** Requests in flight at the least; 0 where the plan leaves them to the volume. */
  readonly concurrency: number;
  /** Decoded tokens per second at peak that are asked for, as tokens or as requests; `null` in a closed loop. */
  readonly peak: number | null;
  /** What a request is; `null` where the plan does not say. */
  readonly request: RequestMembers | null;
  /** The longest that decode steps before a first token may take where its prompt is computed apart; `null`: no matter. */
  readonly firstStepsSeconds: number | null;
  /** Prompts on their way to those who decode, whose cache takes room beside the sequences. */
  readonly guests: number;
}

/** A workload with its number in the plan's order. */
export interface Numbered {
  readonly member: number;
  readonly load: Load;
}

/** What loads follow from. */
type Loaded = Pick<OptionCase, 'workloads'> & { readonly utilization: number };

/** The loads of a plan's workloads, in its order. Volumes in a plan are averages, loads are those of the peak. */
export function loadsOf({ workloads, utilization }: Loaded): readonly Load[] {
  return plans(workloads)(utilization);
}

const plans = perObject('loads of plans', (workloads: OptionCase['workloads']) =>
  memoWithin(4, (utilization: number): readonly Load[] =>
    Object.values(workloads).map((workload) => loadOf(workload)(utilization)),
  ),
);

const loadOf = perObject('loads of workloads', (workload: Workload) => {
  const { context, speed, concurrency, ttft, input, output, cachedInput, turnDelay } = workload;
  const request = input && output ? { input, output, cachedInput, turnDelay } : null;
  const average = volumeOf(workload);
  return memoWithin(4, (utilization: number): Load => {
    const peak = average === null ? null : average / utilization;
    return { context, speed, concurrency: concurrency ?? 0, ttft, peak, request, ...NO_ROOM };
  });
});

/** What a load leaves to requests before their first token. */
export type Room = Pick<Load, 'firstStepsSeconds' | 'guests'>;

const NO_ROOM: Room = { firstStepsSeconds: null, guests: 0 };

/** The same load with room for requests before their first token, one object for equal ones. */
export const withRoom = memo(
  { name: 'loads with room', most: 256 },
  ({ load, firstStepsSeconds, guests }: Room & { readonly load: Load }): Load => ({
    ...load,
    firstStepsSeconds,
    guests,
  }),
);

/** Requests in flight that a load asks for as far as it says: its own number, else those who make its peak at its speed. */
export function askedInFlight({ concurrency, peak, speed }: Load): number {
  return concurrency > 0 || peak === null ? concurrency : peak / (speed ?? 1);
}

/** Requests a second at peak that arrive at random; `null` where users ask again once answered, or the plan does not say what a request is. */
export function arrivalsOf({ peak, request }: Load): number | null {
  return peak === null || !request?.output ? null : peak / meanTokens(request.output);
}

/** Whether nothing but sequences is asked for, neither a volume nor a time: what is there serves them as it can. */
export function asksNothing({ peak, speed, ttft }: Load): boolean {
  return peak === null && speed === null && ttft === null;
}

/** The same load with other targets, one object for equal ones. */
export const withTargets = memo(
  { name: 'loads with other targets', most: 1024 },
  ({ load, speed, ttft }: Targeted): Load => ({ ...load, speed, ttft }),
);

interface Targeted extends Pick<Load, 'speed' | 'ttft'> {
  readonly load: Load;
}
