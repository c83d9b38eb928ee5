import type { Workload } from '../../catalog/shapes/resolvedPlan.js';
import type { HostedSpec } from '../../catalog/shapes/types.js';
import * as l10n from '../../l10n/l10n.js';
import { workloadReason } from '../shapes/reasons.js';
import type { OptionResult, OptionWorkloadResult } from '../shapes/result.js';
import { MILLION, SECONDS_PER_HOUR } from '../../units/constants.js';
import { marginOf, NO_COST, NO_REQUEST } from './costs.js';
import { sumOrNull } from './fleet.js';
import type { OptionCase } from './optionCase.js';

/** A hosted service: its price and speed, decoded tokens only. */
export function hostedResult(planned: OptionCase['workloads'], hosted: HostedSpec): OptionResult {
  const price = hosted.outputUsdPerToken;
  const reasons: string[] = [];
  const workloads: Record<string, OptionWorkloadResult> = {};
  const rates: (number | null)[] = [];
  for (const [name, workload] of Object.entries(planned)) {
    const own = hostedReasons(hosted, workload);
    reasons.push(...own.map((reason) => workloadReason(name, reason)));
    const each = workload.speed ?? hosted.speedTokensPerSecond;
    const rate = workload.demand ?? (each === null ? null : workload.concurrency * each);
    const usdPerSecond = price === null || rate === null ? null : rate * price;
    rates.push(usdPerSecond);
    const usdPerMillionTokens = price === null ? null : price * MILLION;
    workloads[name] = {
      memory: null,
      decode: null,
      ...NO_REQUEST,
      reasons: own,
      cost: {
        ...NO_COST,
        usdPerMillionTokens,
        usdPerHour: usdPerSecond === null ? null : usdPerSecond * SECONDS_PER_HOUR,
        meetsSpeed: workload.speed === null || (hosted.speedTokensPerSecond ?? 0) >= workload.speed,
        margin: marginOf(workload.price, usdPerMillionTokens),
        ...(own[0] ? { reason: own[0] } : {}),
      },
    };
  }
  const total = sumOrNull(rates);
  return {
    feasible: reasons.length === 0,
    reasons,
    layout: null,
    lpx: null,
    workloads,
    total: {
      usdPerHour: total === null ? null : total * SECONDS_PER_HOUR,
      usdPerMillionTokens: price === null ? null : price * MILLION,
      ownedTokensPerSecond: null,
      lpxUsdPerHour: 0,
    },
  };
}

function hostedReasons(hosted: HostedSpec, workload: Workload): string[] {
  const reasons: string[] = [];
  if (hosted.outputUsdPerToken === null)
    reasons.push(l10n.t('no price is published for {name}', { name: hosted.name }));
  const { speedTokensPerSecond: speed } = hosted;
  if (workload.speed === null) return reasons;
  if (speed === null) reasons.push(l10n.t('no speed is published for {name}', { name: hosted.name }));
  else if (speed < workload.speed)
    reasons.push(l10n.t('{speed} tok/s per user, {asked} asked', { speed, asked: workload.speed }));
  return reasons;
}
