import type { Gpus, ResolvedPlan } from './resolvedPlan.js';

/** The accelerators that a plan owns, wherever it says so; `null` where it names none. Their `count` may be 0. */
export function ownedGpus({ owned, gpus }: Pick<ResolvedPlan, 'owned' | 'gpus'>): Gpus | null {
  return owned.gpus ?? gpus;
}

/** The plan with other accelerators of its own, where it says what it owns. */
export function withOwnedGpus(plan: ResolvedPlan, gpus: Gpus): ResolvedPlan {
  return plan.owned.gpus ? { ...plan, owned: { ...plan.owned, gpus } } : { ...plan, gpus };
}

/** Where a plan says what accelerators it owns. */
export function ownedGpusPath({ owned }: Pick<ResolvedPlan, 'owned'>): readonly string[] {
  return owned.gpus ? ['owned', 'gpus'] : ['gpus'];
}

/** Whether two kinds of accelerators are one, whatever they cost: what is owned of one serves as the other. */
export function isSameType({ accelerator: a }: Gpus, { accelerator: b }: Gpus): boolean {
  return (
    a.id === b.id &&
    a.memoryBytes === b.memoryBytes &&
    a.memoryBandwidthBytesPerSecond === b.memoryBandwidthBytesPerSecond
  );
}
