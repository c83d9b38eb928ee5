import * as l10n from '../../l10n/l10n.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { breakEvens } from '../../engine/questions/breakEven.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import type { Analysis } from '../answers/analysis.js';
import { heldClaims } from '../figures/evidence/claims.js';
import { evidenceLines } from '../figures/evidence/figure.js';
import { askNow } from '../figures/asking/askNow.js';
import { savingsInCost } from '../figures/savings.js';
import { requestTable } from '../figures/request/table.js';
import { missingRequests } from '../words/request/request.js';
import { asksForLpx, attachSentences, marksTable, mixSentence, mixTable } from '../words/fleet/mix.js';
import { financeNote, financeTable } from '../words/fleet/finance.js';
import { yearsHeading, yearsTable } from '../words/fleet/years.js';
import { secondPurchaseSentence } from '../words/fleet/secondPurchase.js';
import { claimsHeading } from '../words/claims.js';
import { moneyNote } from '../words/money.js';
import { withOpenRate } from '../words/fleet/standing.js';
import { fullStop, verdict } from '../words/sentences.js';
import { csvTable, textTable } from '../words/table.js';
import { breakEvenTable, loadTable, optionsNote, optionsTable, searchNote } from './tables.js';

/** The answer to a plan for a terminal. */
export function reportText(analysis: Analysis): string {
  const { plan } = analysis;
  const result = analysis.result();
  if (!plan || !result) return 'The plan is not valid.\n';
  const { headline, told: detailOf } = verdict(plan, result);
  const detail = detailOf();
  const found = breakEvens(plan);
  const told = ({ severity, message, range }: Reported) =>
    `  line ${analysis.document.positionAt(range.start).line}, ${severity}: ${message}`;
  const all = analysis.diagnostics();
  const errors = all.filter(({ severity }) => severity === 'error').map(told);
  const notes = all.filter(({ severity }) => severity !== 'error').map(told);
  const parts = [
    // An answer that leaves out what is wrong is no answer to the plan: that comes first.
    errors.length > 0 ? [l10n.t('Answered without what is wrong in the plan:'), ...errors].join('\n') : '',
    `${plan.title ?? plan.model.name}\n${headline}${detail ? ` ${detail}` : ''}`,
    textTable(optionsTable(plan, result)),
    optionsNote(result),
    textTable(loadTable(result)),
    ...requestParts(plan, result),
    ...financeParts(plan, result),
    found.length > 0 ? `${textTable(breakEvenTable(plan, found))}\n\n${searchNote()}` : '',
    mixText(plan, result),
    secondPurchaseSentence({ plan, result }, found),
    savingsText(plan, result),
    claimsText(plan),
    evidenceLines(plan, result).join('\n'),
    notes.join('\n'),
    moneyNote(plan).join(''),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

type Reported = ReturnType<Analysis['diagnostics']>[number];

/** What the model's attention saves in the bill of the option that leads. */
function savingsText(plan: ResolvedPlan, result: PlanResult): string {
  const figure = savingsInCost({ plan, result, ask: askNow(plan) });
  return figure ? fullStop(figure.finding) : '';
}

/** What options take and bring over the years. */
function financeParts(plan: ResolvedPlan, result: PlanResult): string[] {
  const table = financeTable(plan, result);
  if (table.rows.length === 0) return [];
  return [
    textTable(table),
    financeNote(plan, result),
    `${yearsHeading()}:\n\n${textTable(yearsTable(result))}`,
  ];
}

/** What is published about the options, beside what the plan comes to. */
function claimsText(plan: ResolvedPlan): string {
  const held = heldClaims(plan);
  const all = held.flatMap(({ workload, lines }) => lines.map((line) => ({ workload, ...line })));
  // What holds is the same whatever the workload: it is said where the claim comes up first.
  const lines = all.map(({ workload, told, fair }, i) => {
    const line = held.length > 1 ? `  ${workload}, ${told}` : `  ${told}`;
    return all.findIndex((other) => other.fair === fair) === i ? `${line} ${fair}` : line;
  });
  return lines.length === 0 ? '' : [`${claimsHeading()}:`, ...lines].join('\n');
}

/** Whole requests of every option, and what to write to see them. */
function requestParts(plan: ResolvedPlan, result: PlanResult): string[] {
  const table = requestTable(plan, result);
  return [table.rows.length > 0 ? textTable(table) : '', missingRequests(plan).join('\n')];
}

/** What serves what in the best mix, and its LPX part beside what others say. */
function mixText(plan: ResolvedPlan, result: PlanResult): string {
  const several = Object.keys(result.mix.workloads).length > 1;
  const parts = [
    mixSentence(result),
    several ? textTable(mixTable(result)) : '',
    ...(asksForLpx(plan.options)
      ? [attachSentences(withOpenRate(plan, result)).join(' '), textTable(marksTable(result))]
      : []),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

const CSV_COLUMNS = [
  'option',
  'workload',
  'feasible',
  'usdPerMillionTokens',
  'usdPerHour',
  'pressure',
  'maxConcurrencyMix',
  'maxConcurrencyP95',
  'fleetConcurrency',
  'tokensPerSecondPerUser',
  'stepSeconds',
  'acceleratorsNeeded',
  'lpxRacks',
  'decodeOnly',
  'usdPerMillionInputTokens',
  'usdPerMillionCachedInputTokens',
  'usdPerMillionOutputTokens',
  'usdPerRequest',
  'requestsPerSecond',
  'maxRequestsPerSecond',
  'ttftMeanSeconds',
  'ttftP95Seconds',
  'tpotSeconds',
  'endToEndSeconds',
  'prefillMode',
  'prefillSecondsPerPrompt',
  'prefillAccelerators',
  'prefixHit',
  'works',
  'purchaseAccelerators',
  'purchaseLpxRacks',
  'purchaseUsd',
  'stillToSpendUsdPerMillionTokens',
  'runningUsdPerYear',
  'paybackMonths',
  'netPresentValueUsd',
  'internalRateOfReturn',
];

/** Options and workloads as comma-separated values, one row for each pair: plain numbers in SI units. */
export function reportCsv(analysis: Analysis): string {
  const result = analysis.result();
  if (!result) return '';
  const number = (value: number | null | undefined) =>
    value === null || value === undefined || !Number.isFinite(value) ? '' : String(value);
  const rows = Object.entries(result.options).flatMap(
    ([option, { feasible, works, purchase, basis, finance, workloads }]) =>
      Object.entries(workloads).map(([workload, { memory, decode, cost, request, prefill, prefixCache }]) => [
        option,
        workload,
        String(feasible),
        number(cost.usdPerMillionTokens),
        number(cost.usdPerHour),
        number(memory?.pressure),
        number(memory?.maxConcurrency.mix),
        number(memory?.maxConcurrency.p95),
        number(memory?.fleetConcurrency),
        number(decode?.tokensPerSecondPerUser),
        number(decode?.stepSeconds),
        number(cost.acceleratorsNeeded),
        number(cost.lpxRacks),
        String(cost.decodeOnly),
        number(cost.usdPerMillionInputTokens),
        number(cost.usdPerMillionCachedInputTokens),
        number(cost.usdPerMillionOutputTokens),
        number(cost.usdPerRequest),
        number(request?.requestsPerSecond),
        number(request?.maxRequestsPerSecond),
        number(request?.ttftSeconds?.mean),
        number(request?.ttftSeconds?.p95),
        number(request?.tpotSeconds),
        number(request?.endToEndSeconds),
        prefill?.mode ?? '',
        number(prefill?.secondsPerPrompt),
        number(prefill?.acceleratorsNeeded),
        number(prefixCache?.hit),
        works,
        number(purchase.accelerators),
        number(purchase.lpxRacks),
        number(purchase.usd),
        number(basis.sunk.usdPerMillionTokens),
        number(finance.runningUsdPerYear),
        number(finance.paybackMonths),
        number(finance.netPresentValueUsd),
        number(finance.internalRateOfReturn),
      ]),
  );
  return `${csvTable({ columns: CSV_COLUMNS, rows })}\r\n`;
}
