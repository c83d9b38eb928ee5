import type { HistoryEntry } from '../answers/history.js';
import { costAxis } from '../figures/axes.js';
import type { LinePoint, LineSeries } from '../figures/figure.js';
import * as l10n from '../../l10n/l10n.js';
import { markedDecodeOnly, markedUsd } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { markdownTable, textTable, type Table } from '../words/table.js';
import { lineChart } from './lineChart.js';
import { tag } from './markup.js';
import { moneyCode } from '../../units/shownMoney.js';

/** How a plan's results changed over its versions, oldest first, as Markdown with a chart in it. */
export function historyMarkdown(name: string, entries: readonly HistoryEntry[]): string {
  const charts = [costChart(entries), purchaseChart(entries)].filter((chart) => chart !== '');
  const parts = [
    `# ${l10n.t('How the results of {plan} changed', { plan: format.escapeMarkdown(name) })}`,
    `**${format.escapeMarkdown(summary(entries))}**`,
    ...standing(entries).map(format.escapeMarkdown),
    ...charts,
    markdownTable(historyTable(entries)),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The same for a terminal. */
export function historyText(entries: readonly HistoryEntry[]): string {
  return `${[summary(entries), ...standing(entries), textTable(historyTable(entries))].join('\n\n')}\n`;
}

/** How the newest version stands: its verdict, and what would change it. */
function standing(entries: readonly HistoryEntry[]): string[] {
  const last = entries.at(-1);
  if (!last || last.change === '') return [];
  return [`${l10n.t('It stands at:')} ${last.headline} ${last.change}`];
}

/** What became of the plan from its first version to its last, in a sentence. */
function summary(entries: readonly HistoryEntry[]): string {
  const [first, last] = [entries[0], entries.at(-1)];
  if (!first || !last) return l10n.t('There is no version of this plan.');
  if (entries.length === 1) return l10n.t('One version of this plan.');
  const changes = entries.filter(({ changed }) => changed).length - 1;
  const count =
    changes === 0
      ? l10n.t('{versions} versions, all with the same results', { versions: entries.length })
      : l10n.t('{versions} versions, of which {changes} changed the results', {
          versions: entries.length,
          changes,
        });
  const [from, to] = [costOf(first), costOf(last)];
  if (from === null || to === null || changes === 0) return l10n.t('{claim}.', { claim: count });
  return l10n.t('{count}: from {from} to {to} per million tokens.', {
    count,
    from: markedUsd(from, first.decodeOnly),
    to: markedUsd(to, last.decodeOnly),
  });
}

const costOf = ({ lead, usdPerMillionTokens }: HistoryEntry): number | null =>
  lead === null ? null : (usdPerMillionTokens[lead] ?? null);

/** Every version in a row, the newest first. */
export function historyTable(entries: readonly HistoryEntry[]): Table {
  const rows = entries
    .map((entry, i) => {
      const { id, date, author, subject, headline, tone, purchase, changed } = entry;
      const usd = costOf(entry);
      return [
        String(i + 1),
        date,
        id,
        subject,
        author,
        changed ? '' : l10n.t('as before'),
        tone === 'invalid' ? l10n.t('not valid: {why}', { why: headline }) : headline,
        usd === null ? '–' : markedUsd(usd, entry.decodeOnly),
        purchase ?? '–',
      ];
    })
    .toReversed();
  return {
    columns: [
      l10n.t('Version'),
      l10n.t('Date'),
      l10n.t('Commit'),
      l10n.t('What it says'),
      l10n.t('Author'),
      l10n.t('Results'),
      l10n.t('Verdict'),
      l10n.t('{currency} / M tokens', { currency: moneyCode() }),
      l10n.t('To buy'),
    ],
    rows,
  };
}

/** Cost of every option over the versions; nothing where no two versions have one. */
function costChart(entries: readonly HistoryEntry[]): string {
  const names = [...new Set(entries.flatMap(({ usdPerMillionTokens }) => Object.keys(usdPerMillionTokens)))];
  const series = names.map((name, i) =>
    seriesOf(name, i, entries, ({ usdPerMillionTokens }) => usdPerMillionTokens[name] ?? null),
  );
  return chart(
    markedDecodeOnly(
      l10n.t('Cost of every option, by version'),
      entries.some(({ decodeOnly }) => decodeOnly),
    ),
    { ...costAxis('priced'), logarithmic: false },
    series,
  );
}

/** Capital of what the leading option buys. */
function purchaseChart(entries: readonly HistoryEntry[]): string {
  const series = seriesOf(l10n.t('purchase'), 0, entries, ({ purchaseUsd }) => purchaseUsd);
  if (series.points.every(({ y }) => y === null || y === 0)) return '';
  const axis = {
    title: l10n.t('{currency} of capital', { currency: moneyCode() }),
    logarithmic: false,
    unit: 'money',
  } as const;
  return chart(l10n.t('Purchase of the option that leads, by version'), axis, [series]);
}

function seriesOf(
  label: string,
  style: number,
  entries: readonly HistoryEntry[],
  of: (entry: HistoryEntry) => number | null,
): LineSeries {
  const points = entries.map((entry, i): LinePoint => ({ x: i + 1, y: of(entry) }));
  return { id: label, label, style, points, path: null };
}

function chart(
  caption: string,
  y: Parameters<typeof lineChart>[0]['y'],
  series: readonly LineSeries[],
): string {
  const drawn = series.filter(({ points }) => points.filter((point) => point.y !== null).length > 1);
  if (drawn.length === 0) return '';
  const picture = lineChart({
    summary: caption,
    x: { title: l10n.t('version, oldest first'), logarithmic: false, unit: 'whole' },
    // From nothing, so that a small change looks small.
    y,
    series: drawn,
    rules: [{ axis: 'y', value: 0, label: '', tone: 'plan' }],
    spots: [],
  });
  const figure = tag('figure', {}, tag('figcaption', {}, tag('h3', {}, caption)), picture);
  return tag('div', { class: 'decodeplan' }, figure).markup;
}
