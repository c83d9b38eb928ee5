import type { OptionResult, OptionWorkloadResult, PlanResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { HOURS_PER_YEAR, JOULES_PER_KWH, MILLION } from '../../units/constants.js';
import { decodeOnly, leavesPromptsOut } from '../words/decodeOnly.js';
import { worksText } from '../words/fleet/purchase.js';
import { firstReason, reasonText } from '../words/reasons.js';
import { csvTable } from '../words/table.js';
import { heads, number, text, type Cell, type NumberFormat } from './workbook.js';

/** A number that is told of every option and workload, with its unit in the heading. */
interface Quantity {
  readonly heading: string;
  readonly format: NumberFormat;
  readonly of: (own: OptionWorkloadResult, option: OptionResult) => number | null | undefined;
}

/** What is told of a workload on an option. `null` stays empty: it is not known, and the reason stands beside. */
const quantities = (): readonly Quantity[] => [
  quantity(l10n.t('Cost, all-in (USD per million tokens)'), 'fine', ({ cost }) => cost.usdPerMillionTokens),
  quantity(l10n.t('Cost, low (USD per million tokens)'), 'fine', ({ cost }) => cost.band?.low),
  quantity(l10n.t('Cost, high (USD per million tokens)'), 'fine', ({ cost }) => cost.band?.high),
  quantity(
    l10n.t('Still to spend (USD per million tokens)'),
    'fine',
    ({ cost }) => cost.basis.sunk.usdPerMillionTokens,
  ),
  quantity(l10n.t('Cost (USD an hour)'), 'cents', ({ cost }) => cost.usdPerHour),
  quantity(
    l10n.t('Cost (USD a year)'),
    'cents',
    ({ cost }) => cost.usdPerHour && cost.usdPerHour * HOURS_PER_YEAR,
  ),
  quantity(l10n.t('KV pressure (share of the pool)'), 'share', ({ memory }) => memory?.pressure),
  quantity(l10n.t('Users that fit'), 'whole', ({ memory }) => memory?.fleetConcurrency),
  quantity(l10n.t('Users asked for'), 'whole', ({ memory }) => memory?.askedConcurrency),
  quantity(l10n.t('Speed per user (tokens per second)'), 'cents', ({ decode, request }) =>
    request?.tpotSeconds ? 1 / request.tpotSeconds : decode?.tokensPerSecondPerUser,
  ),
  quantity(l10n.t('Step (seconds)'), 'fine', ({ decode }) => decode?.stepSeconds),
  quantity(
    l10n.t('Step, low (seconds)'),
    'fine',
    ({ decode }) => decode && decode.stepSeconds * decode.band.low,
  ),
  quantity(
    l10n.t('Step, high (seconds)'),
    'fine',
    ({ decode }) => decode && decode.stepSeconds * decode.band.high,
  ),
  quantity(l10n.t('First token, mean (seconds)'), 'fine', ({ request }) => request?.ttftSeconds?.mean),
  quantity(l10n.t('First token, p95 (seconds)'), 'fine', ({ request }) => request?.ttftSeconds?.p95),
  quantity(l10n.t('Whole request (seconds)'), 'fine', ({ request }) => request?.endToEndSeconds),
  quantity(l10n.t('Requests at peak (per second)'), 'fine', ({ request }) => request?.requestsPerSecond),
  quantity(l10n.t('Cost of a request (USD)'), 'fine', ({ cost }) => cost.usdPerRequest),
  quantity(
    l10n.t('Cost of input (USD per million tokens)'),
    'fine',
    ({ cost }) => cost.usdPerMillionInputTokens,
  ),
  quantity(
    l10n.t('Cost of cached input (USD per million tokens)'),
    'fine',
    ({ cost }) => cost.usdPerMillionCachedInputTokens,
  ),
  quantity(
    l10n.t('Cost of output (USD per million tokens)'),
    'fine',
    ({ cost }) => cost.usdPerMillionOutputTokens,
  ),
  quantity(
    l10n.t('Electricity (kWh per million tokens)'),
    'fine',
    ({ cost }) => cost.joulesPerToken && (cost.joulesPerToken * MILLION) / JOULES_PER_KWH,
  ),
  quantity(l10n.t('Accelerators that decode'), 'count', ({ cost }) => cost.acceleratorsNeeded),
  quantity(l10n.t('LPX racks of the option'), 'count', ({ cost }) => cost.lpxRacks),
  quantity(l10n.t('Margin (share of the sale price)'), 'share', ({ cost }) => cost.margin),
];

const quantity = (heading: string, format: NumberFormat, of: Quantity['of']): Quantity => ({
  heading,
  format,
  of,
});

/** Every number of every option and workload in a row each, under headings with their units. */
export function quantityRows({ options }: PlanResult): Cell[][] {
  const all = quantities();
  const head = heads([
    l10n.t('Option'),
    l10n.t('Workload'),
    l10n.t('Works'),
    l10n.t('Why not'),
    ...all.map(({ heading }) => heading),
    l10n.t('Costs and speeds'),
  ]);
  const rows = Object.entries(options).flatMap(([name, option]) =>
    Object.entries(option.workloads).map(([workload, own]): Cell[] => {
      const [reason] = own.reasons;
      return [
        text(name),
        text(workload),
        text(worksText(option)),
        text(reason ? reasonText(reason) : (firstReason(option) ?? '')),
        ...all.map(({ format, of }) => number(of(own, option), format)),
        text(leavesPromptsOut(own) ? decodeOnly() : ''),
      ];
    }),
  );
  return [head, ...rows];
}

/** The same as comma-separated values. */
export function quantitiesCsv(result: PlanResult): string {
  const [head = [], ...rows] = quantityRows(result).map((row) => row.map(plain));
  return `${csvTable({ columns: head, rows })}\r\n`;
}

function plain(cell: Cell): string {
  if (cell === null) return '';
  if ('text' in cell) return cell.text;
  return 'number' in cell ? String(cell.number) : cell.formula;
}
