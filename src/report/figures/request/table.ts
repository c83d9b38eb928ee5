import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { OptionWorkloadResult, PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../../words/format.js';
import {
  requestRate,
  seconds,
  tooManyPrompts,
  ttftTarget,
  usdPerRequest,
} from '../../words/request/request.js';
import type { Table } from '../../words/table.js';
import { moneyCode } from '../../../units/shownMoney.js';

/** Every option's requests of every workload, for reports without pictures; no rows where no plan says what one is. */
export function requestTable(plan: ResolvedPlan, { options }: PlanResult): Table {
  const asked = Object.keys(plan.workloads).filter((name) => plan.workloads[name]?.input);
  const rows = Object.entries(options).flatMap(([option, { workloads }]) =>
    asked.flatMap((workload) => {
      const found = workloads[workload];
      return found ? [[option, workload, ...cellsOf(found, plan, workload)]] : [];
    }),
  );
  return {
    columns: [
      l10n.t('Option'),
      l10n.t('Workload'),
      l10n.t('Requests'),
      l10n.t('First token'),
      l10n.t('Between tokens'),
      l10n.t('Last token'),
      l10n.t('At most'),
      l10n.t('Prefill'),
      l10n.t('{currency} per request', { currency: moneyCode() }),
      l10n.t('{currency} / M input', { currency: moneyCode() }),
      l10n.t('{currency} / M cached input', { currency: moneyCode() }),
      l10n.t('{currency} / M output', { currency: moneyCode() }),
    ],
    rows,
  };
}

function cellsOf(found: OptionWorkloadResult, plan: ResolvedPlan, workload: string): string[] {
  const { request, prefill, cost } = found;
  const name = ttftTarget(plan.workloads[workload]?.ttft)?.name ?? 'p95';
  const first = request?.ttftSeconds;
  const usd = (value: number | null) => (value === null ? '–' : format.usdPerMillion(value));
  return [
    request ? requestRate(request.requestsPerSecond) : '–',
    first
      ? l10n.t('{value} at {name}', { value: seconds(first[name]), name })
      : request
        ? tooManyPrompts()
        : '–',
    request ? seconds(request.tpotSeconds) : '–',
    request?.endToEndSeconds == null ? '–' : seconds(request.endToEndSeconds),
    request?.maxRequestsPerSecond == null ? '–' : requestRate(request.maxRequestsPerSecond),
    prefill === null ? '–' : seconds(prefill.secondsPerPrompt),
    cost.usdPerRequest === null ? '–' : usdPerRequest(cost.usdPerRequest),
    usd(cost.usdPerMillionInputTokens),
    usd(cost.usdPerMillionCachedInputTokens),
    usd(cost.usdPerMillionOutputTokens),
  ];
}
