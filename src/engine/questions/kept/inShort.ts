import type { Gpus, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type {
  CostResult,
  DecodeResult,
  LpxResult,
  MemoryResult,
  OptionResult,
  OptionTotal,
  OptionWorkloadResult,
  UsdOfBasis,
} from '../../shapes/result.js';
import { SECONDS_PER_HOUR } from '../../../units/constants.js';
import { keptLast, memoWithin } from '../../../units/memo.js';
import { basesOf, purchaseFor } from '../../fleet/buying/bases.js';
import { chooseFleet } from '../../fleet/choose.js';
import { fleetReasons, prefillReasons, servesAll, type Fleet } from '../../fleet/fleet.js';
import { caseOf, type OptionCase } from '../../fleet/optionCase.js';
import { evaluateOption, perMillion, unserved } from '../../fleet/optionResult.js';
import { performanceOf } from '../../fleet/performance.js';
import { forbiddenOf, worksOf } from '../../fleet/purchase.js';

/** What tables of many options hold of each, as its whole answer says it. */
export interface OptionInShort extends Pick<OptionResult, 'works' | 'feasible'> {
  readonly total: Pick<OptionTotal, 'usdPerHour' | 'usdPerMillionTokens'>;
  readonly lpx: Pick<LpxResult, 'racks'> | null;
  readonly workloads: Readonly<Record<string, WorkloadInShort>>;
  readonly purchase: Pick<OptionResult['purchase'], 'usd'>;
  readonly basis: { readonly sunk: Pick<UsdOfBasis, 'usdPerMillionTokens'> };
}

interface WorkloadInShort extends Pick<OptionWorkloadResult, 'request'> {
  readonly memory: Pick<MemoryResult, 'pressure'> | null;
  readonly decode: Pick<DecodeResult, 'tokensPerSecondPerUser'> | null;
  readonly cost: Pick<CostResult, 'acceleratorsNeeded' | 'decodeOnly' | 'usdPerMillionTokens'>;
}

/**
 * What `evaluateOption` says, without the rest of its answer: no finance, no power, no costs of requests, and of roles of
 * racks none that was not chosen.
 */
function optionInShort(asked: OptionCase): OptionInShort {
  const { gpus } = asked;
  // A budget limits the power, too, which only the whole answer tells.
  if (asked.hosted || !gpus || asked.budget) return evaluateOption(asked);
  const { fleet, reasons } = chooseFleet(asked, gpus);
  return fleet ? fleetInShort(asked, gpus, fleet) : unserved(asked, reasons);
}

function fleetInShort(asked: OptionCase, gpus: Gpus, fleet: Fleet): OptionInShort {
  const workloads: Record<string, WorkloadInShort> = {};
  let asAsked = fleetReasons(fleet, asked.most).length === 0 && prefillReasons(fleet).length === 0;
  for (const operation of fleet.operations) {
    const { workload, devices, bill, served } = operation;
    const { memory, decode, whole, reasons } = performanceOf(fleet, operation);
    if (reasons.length > 0) asAsked = false;
    const cost = {
      acceleratorsNeeded: devices,
      decodeOnly: whole === null,
      usdPerMillionTokens: perMillion(bill.usdPerSecond, served),
    };
    workloads[workload] = { memory, decode, request: whole?.request ?? null, cost };
  }
  const total = {
    usdPerHour: fleet.usdPerSecond === null ? null : fleet.usdPerSecond * SECONDS_PER_HOUR,
    usdPerMillionTokens: perMillion(fleet.usdPerSecond, fleet.tokensPerSecond),
  };
  const { works, feasible, purchase, basis } = standingInShort(asked, gpus, fleet, asAsked);
  return { works, feasible, total, lpx: fleet.lpx, workloads, purchase, basis };
}

/** `asAsked`: whether nothing is missing of what is asked. */
function standingInShort(
  asked: OptionCase,
  gpus: Gpus,
  fleet: Fleet,
  asAsked: boolean,
): Pick<OptionInShort, 'works' | 'feasible' | 'purchase' | 'basis'> {
  if (!servesAll(fleet)) return NOT_SERVED;
  const purchase = purchaseFor(asked, gpus, fleet);
  const works = worksOf(asAsked, purchase, forbiddenOf(purchase, asked.buy));
  return { works, feasible: works !== 'no', purchase, basis: basesOf(asked, gpus, fleet, purchase) };
}

const NOT_SERVED = {
  works: 'no',
  feasible: false,
  purchase: { usd: null },
  basis: { sunk: { usdPerMillionTokens: null } },
} as const;

/** Answers of an option that are kept where one plan may come back to another's. */
const KEPT = 64;

/**
 * What options come to in short, for one plan after another of which most parts are the same objects: what a plan leaves
 * as it was in the one before is not answered again. `returns`: whether options may come back to what they were before
 * that, which takes longer to see than some answers take.
 */
export function answersInShort(
  returns: boolean,
): (plan: ResolvedPlan) => readonly (readonly [string, OptionInShort])[] {
  const named = new Map<string, (asked: OptionCase) => OptionInShort>();
  const answerOf = (name: string) => {
    let own = named.get(name);
    if (!own) named.set(name, (own = keptLast(returns ? memoWithin(KEPT, optionInShort) : optionInShort)));
    return own;
  };
  return (plan) =>
    Object.entries(plan.options).map(
      ([name, option]) => [name, answerOf(name)(caseOf(plan, option))] as const,
    );
}
