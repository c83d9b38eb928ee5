import { breakEvens } from '../../engine/questions/breakEven.js';
import type { Analysis } from '../answers/analysis.js';
import { secondPurchaseSentence, verdict } from '../words/sentences.js';
import { csvTable, textTable } from '../words/table.js';
import { breakEvenTable, loadTable, optionsTable } from './tables.js';

/** The answer to a plan for a terminal. */
export function reportText(analysis: Analysis): string {
  const { plan } = analysis;
  const result = analysis.result();
  if (!plan || !result) return 'The plan is not valid.\n';
  const { headline, detail } = verdict(plan, result);
  const found = breakEvens(plan);
  const notes = analysis
    .diagnostics()
    .map(
      ({ severity, message, range }) =>
        `  line ${analysis.document.positionAt(range.start).line}, ${severity}: ${message}`,
    );
  const parts = [
    `${plan.title ?? plan.model.name}\n${headline}${detail ? ` ${detail}` : ''}`,
    textTable(optionsTable(plan, result)),
    textTable(loadTable(result)),
    found.length > 0 ? textTable(breakEvenTable(plan, found)) : '',
    result.secondPurchase ? secondPurchaseSentence(result.secondPurchase) : '',
    notes.join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Options and workloads as comma-separated values, one row for each pair: plain numbers in SI units. */
export function reportCsv(analysis: Analysis): string {
  const result = analysis.result();
  if (!result) return '';
  const columns = [
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
  ];
  const number = (value: number | null | undefined) =>
    value === null || value === undefined || !Number.isFinite(value) ? '' : String(value);
  const rows = Object.entries(result.options).flatMap(([option, { feasible, workloads }]) =>
    Object.entries(workloads).map(([workload, { memory, decode, cost }]) => [
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
    ]),
  );
  return `${csvTable({ columns, rows })}\r\n`;
}
