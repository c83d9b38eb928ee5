import { ownedGpus } from '../../catalog/shapes/owned.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { AttachRate, OptionResult, WorkloadWinner } from '../shapes/result.js';

/**
 * Share of decoded tokens, and of GPU racks, whose cheapest option contains LPX (fleet.md 5).
 * Options that do not serve a workload do not compete for it.
 */
export function attachRate(plan: ResolvedPlan, options: Readonly<Record<string, OptionResult>>): AttachRate {
  const names = Object.keys(plan.workloads);
  const results = Object.entries(options);
  const winners = names.map((name): [string, WorkloadWinner] => [name, winnerOf(name, results)]);
  const perWorkload = Object.fromEntries(winners);
  const decided = winners.filter(([, { winner }]) => winner !== null);
  if (decided.length === 0) {
    return {
      ofTokens: null,
      ofGpuRacks: null,
      lpxRacksPerGpuRack: null,
      perWorkload,
      reason: { code: 'no-option-priced' },
    };
  }
  let tokens = 0;
  let tokensWithLpx = 0;
  let racks = 0;
  let racksWithLpx = 0;
  const lpxRacks = new Map<string, number>();
  for (const [name, { winner }] of decided) {
    if (winner === null) continue;
    const share = plan.workloads[name]?.share ?? 0;
    const gpus = gpuRacks(plan, options, winner, name);
    const withLpx = plan.options[winner]?.lpx !== null && plan.options[winner]?.lpx !== undefined;
    tokens += share;
    racks += gpus;
    if (!withLpx) continue;
    tokensWithLpx += share;
    racksWithLpx += gpus;
    lpxRacks.set(winner, options[winner]?.lpx?.racks ?? 0);
  }
  const lpx = [...lpxRacks.values()].reduce((sum, n) => sum + n, 0);
  return {
    ofTokens: tokens > 0 ? tokensWithLpx / tokens : null,
    ofGpuRacks: racks > 0 ? racksWithLpx / racks : null,
    lpxRacksPerGpuRack: racks > 0 ? lpx / racks : null,
    perWorkload,
  };
}

/** An option that serves a workload, and what a million tokens cost there. */
interface Priced {
  readonly name: string;
  readonly usd: number;
}

function winnerOf(workload: string, results: readonly (readonly [string, OptionResult])[]): WorkloadWinner {
  let first: Priced | null = null;
  let second: Priced | null = null;
  for (const [name, { workloads }] of results) {
    const cost = workloads[workload]?.cost;
    if (!cost?.meetsSpeed || cost.usdPerMillionTokens === null) continue;
    const own = { name, usd: cost.usdPerMillionTokens };
    if (!first || own.usd < first.usd) [first, second] = [own, first];
    else if (!second || own.usd < second.usd) second = own;
  }
  return {
    winner: first?.name ?? null,
    runnerUp: second?.name ?? null,
    margin: first && second && first.usd > 0 ? second.usd / first.usd - 1 : null,
  };
}

/** GPU racks a workload needs under an option; single GPUs count as themselves. */
export function gpuRacks(
  plan: ResolvedPlan,
  options: Readonly<Record<string, OptionResult>>,
  option: string,
  workload: string,
): number {
  const gpus = plan.options[option]?.gpus ?? ownedGpus(plan);
  const needed = options[option]?.workloads[workload]?.cost.acceleratorsNeeded ?? 0;
  return needed / (gpus?.perRack ?? 1);
}
