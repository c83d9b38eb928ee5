import type { FinanceYear, PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';
import type { Table } from '../table.js';

/** What the table of years is called. */
export const yearsHeading = () => l10n.t('Cash by year');

/** What moves in a year, as it is named; what is spent counts below zero. */
const ROWS: readonly { readonly name: () => string; readonly of: (year: FinanceYear) => number }[] = [
  { name: () => l10n.t('capital'), of: ({ capitalUsd }) => -capitalUsd },
  { name: () => l10n.t('power'), of: ({ powerUsd }) => -powerUsd },
  { name: () => l10n.t('operations'), of: ({ operationsUsd }) => -operationsUsd },
  { name: () => l10n.t('rent'), of: ({ rentUsd }) => -rentUsd },
  { name: () => l10n.t('services'), of: ({ hostedUsd }) => -hostedUsd },
  { name: () => l10n.t('revenue'), of: ({ revenueUsd }) => revenueUsd ?? 0 },
];

/** Cash of every option by year, what it is made of, and its sum; nominal. Year 0 is the purchase. */
export function yearsTable({ options }: PlanResult): Table {
  const known = Object.entries(options).filter(([, { finance }]) => finance.yearly.length > 0);
  const years = Math.max(0, ...known.map(([, { finance }]) => finance.yearly.length));
  const columns = Array.from({ length: years }, (_, year) => l10n.t('Year {year}', { year }));
  const rows = known.flatMap(([name, { finance }]) => {
    const moved = ROWS.map(({ name: what, of }) => ({ what: what(), sums: finance.yearly.map(of) }));
    const told = moved.filter(({ sums }) => sums.some((sum) => sum !== 0));
    const all = finance.yearly.map((_, i) => moved.reduce((sum, { sums }) => sum + (sums[i] ?? 0), 0));
    return [...told, { what: l10n.t('in all'), sums: all }].map(({ what, sums }, i) => [
      i === 0 ? name : '',
      what,
      ...columns.map((_, year) => signed(sums[year] ?? 0)),
    ]);
  });
  return { columns: [l10n.t('Option'), l10n.t('Cash'), ...columns], rows };
}

function signed(usd: number): string {
  if (usd === 0) return '–';
  return usd < 0 ? `−${format.quantity(-usd, 'money')}` : format.quantity(usd, 'money');
}
