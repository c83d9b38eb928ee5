import type { Workload } from '../../catalog/shapes/resolvedPlan.js';
import type { HostedSpec } from '../../catalog/shapes/types.js';
import { workloadReason, type Reason } from '../shapes/reasons.js';
import type { OptionResult, OptionWorkloadResult } from '../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR } from '../../units/constants.js';
import { sameOnBoth } from './buying/bases.js';
import { hostedFinance } from './buying/finance.js';
import { hostedStanding } from './buying/standing.js';
import { marginOf, revenuePerToken } from './costs.js';
import { volumeOf } from './load.js';
import { NO_COST, NO_REQUEST } from './noCost.js';
import { sumOrNull } from '../shapes/unknowns.js';
import type { OptionCase } from './optionCase.js';
import { meanTokens } from '../memory/contextMix.js';
import { DECODE_ONLY, type RequestCosts } from './requestBill.js';
import { hostedRequestCost, perDecodedToken, type BilledTokens } from './requestCost.js';

/** What a workload asks of a service, and what it is charged. */
interface Bill {
  readonly share: number;
  /** Decoded tokens per second on average; `null` where neither a volume nor a speed says. */
  readonly tokensPerSecond: number | null;
  /** USD for a decoded token, with the prompt tokens that come with it; `null` without a price. */
  readonly usdPerToken: number | null;
  readonly requests: RequestCosts;
}

/** A hosted service: its price and speed. Prompt tokens are charged where a workload says how many there are. */
export function hostedResult(
  { workloads: planned, economics }: Pick<OptionCase, 'workloads' | 'economics'>,
  hosted: HostedSpec,
): OptionResult {
  const served: Record<string, number | null> = {};
  const reasons: Reason[] = [];
  const workloads: Record<string, OptionWorkloadResult> = {};
  const bills: Bill[] = [];
  for (const [name, workload] of Object.entries(planned)) {
    const bill = billOf(hosted, workload, economics.utilization);
    const result = workloadResult(hosted, workload, bill);
    bills.push(bill);
    served[name] = bill.tokensPerSecond;
    workloads[name] = result;
    reasons.push(...result.reasons.map((reason) => workloadReason(name, reason)));
  }
  const spent = sumOrNull(bills.map(usdPerSecond));
  const total = {
    usdPerHour: perHour(spent),
    usdPerMillionTokens: perMillion(meanUsdPerToken(bills)),
    ownedTokensPerSecond: null,
    prefillAccelerators: null,
    drafterAccelerators: null,
    lpxUsdPerHour: 0,
  };
  return {
    ...hostedStanding(reasons, total, hostedFinance({ workloads: planned, economics }, spent, served)),
    layout: null,
    pools: [],
    lpx: null,
    workloads,
    total,
  };
}

function workloadResult(hosted: HostedSpec, workload: Workload, bill: Bill): OptionWorkloadResult {
  const reasons = hostedReasons(hosted, workload);
  const usdPerMillionTokens = perMillion(bill.usdPerToken);
  const usdPerHour = perHour(usdPerSecond(bill));
  return {
    memory: null,
    decode: null,
    ...NO_REQUEST,
    reasons,
    cost: {
      ...NO_COST,
      ...bill.requests,
      usdPerMillionTokens,
      usdPerHour,
      basis: sameOnBoth({ usdPerHour, usdPerMillionTokens }),
      meetsSpeed: workload.speed === null || (hosted.speedTokensPerSecond ?? 0) >= workload.speed,
      margin: marginOf(revenuePerToken(workload), usdPerMillionTokens),
      ...(reasons[0] ? { reason: reasons[0] } : {}),
    },
  };
}

/** A mean request as it is billed; `null` where the plan does not say what a request is. */
function billedTokens({ input, output, cachedInput }: Workload): BilledTokens | null {
  if (!input || !output) return null;
  const tokens = meanTokens(input);
  return { input: tokens, cached: tokens * cachedInput, output: meanTokens(output) };
}

function billOf(hosted: HostedSpec, workload: Workload, utilization: number): Bill {
  const each = workload.speed ?? hosted.speedTokensPerSecond;
  const made =
    each === null || workload.concurrency === null ? null : workload.concurrency * each * utilization;
  return {
    share: workload.share,
    tokensPerSecond: volumeOf(workload) ?? made,
    ...charged(hosted, workload),
  };
}

/** A request pays for its prompt and its answer: spread over the tokens of the answer. */
function charged(hosted: HostedSpec, workload: Workload): Pick<Bill, 'usdPerToken' | 'requests'> {
  const tokens = billedTokens(workload);
  if (!tokens) return { usdPerToken: hosted.outputUsdPerToken, requests: DECODE_ONLY };
  const cost = hostedRequestCost(hosted, tokens);
  if (!cost) return { usdPerToken: null, requests: { ...DECODE_ONLY, decodeOnly: false } };
  return {
    usdPerToken: perDecodedToken(cost, tokens.output),
    requests: {
      decodeOnly: false,
      usdPerMillionInputTokens: perMillion(cost.perInputToken),
      usdPerMillionCachedInputTokens: perMillion(cost.perCachedToken),
      usdPerMillionOutputTokens: perMillion(cost.perOutputToken),
      usdPerRequest: cost.perRequest,
    },
  };
}

function usdPerSecond({ tokensPerSecond, usdPerToken }: Bill): number | null {
  return tokensPerSecond === null || usdPerToken === null ? null : tokensPerSecond * usdPerToken;
}

/** USD per decoded token of all workloads: the whole bill over their tokens, or by share where those are not known. */
function meanUsdPerToken(bills: readonly Bill[]): number | null {
  const weights = sumOrNull(bills.map(({ tokensPerSecond }) => tokensPerSecond))
    ? 'tokensPerSecond'
    : 'share';
  const total = sumOrNull(bills.map((bill) => bill[weights]));
  const usd = sumOrNull(
    bills.map(({ usdPerToken, [weights]: weight }) =>
      usdPerToken === null || weight === null ? null : usdPerToken * weight,
    ),
  );
  return usd === null || total === null || total <= 0 ? null : usd / total;
}

const perHour = (usd: number | null) => (usd === null ? null : usd * SECONDS_PER_HOUR);
const perMillion = (usd: number | null) => (usd === null ? null : usd * MILLION);

function hostedReasons(hosted: HostedSpec, workload: Workload): Reason[] {
  const { name, inputUsdPerToken, outputUsdPerToken, speedTokensPerSecond: speed } = hosted;
  const reasons: Reason[] = [];
  if (outputUsdPerToken === null) reasons.push({ code: 'price-unpublished', name });
  else if (inputUsdPerToken === null && billedTokens(workload) !== null)
    reasons.push({ code: 'input-price-unpublished', name });
  if (workload.speed === null) return reasons;
  if (speed === null) reasons.push({ code: 'speed-unpublished', name });
  else if (speed < workload.speed) reasons.push({ code: 'hosted-too-slow', speed, asked: workload.speed });
  return reasons;
}
