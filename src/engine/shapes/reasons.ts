import type { OptionResult } from './result.js';

/** What an option says where one of its workloads does not work: the workload's own reason, under its name. */
export function workloadReason(workload: string, reason: string): string {
  return `${workload}: ${reason}`;
}

/** A reason why an option does not work, and the workloads that have it; none where it is the option's own. */
export interface SharedReason {
  readonly reason: string;
  readonly workloads: readonly string[];
}

/** The reasons why an option does not work, in its order; one that several workloads share comes once. */
export function sharedReasons({ reasons, workloads }: OptionResult): SharedReason[] {
  const entries = Object.entries(workloads).flatMap(([workload, own]) =>
    own.reasons.map((reason) => [workloadReason(workload, reason), { workload, reason }] as const),
  );
  const ofWorkloads = new Map(entries);
  const shared = new Map<string, string[]>();
  for (const said of reasons) {
    const { workload, reason } = ofWorkloads.get(said) ?? { workload: null, reason: said };
    shared.set(reason, [...(shared.get(reason) ?? []), ...(workload === null ? [] : [workload])]);
  }
  return [...shared].map(([reason, names]) => ({ reason, workloads: names }));
}
