import { pathKey } from '../../plan/path.js';
import type { CostBand } from '../../engine/shapes/costBand.js';
import type { OwnedBasis } from '../../engine/shapes/result.js';
import { leadingOption } from '../words/insight.js';
import * as l10n from '../../l10n/l10n.js';
import { drawsDecodeOnly, isDecodeOnly, markedDecodeOnly, markedUsd } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { costFinding } from '../words/sentences.js';
import { MOST_NAMED } from './asking/costCurves.js';
import { mattering, withFewerRows } from './drawn/fewerRows.js';
import { tableOf, type BarFigure } from './figure.js';
import type { Subject } from './questions.js';
import { moneyCode } from '../../units/shownMoney.js';

/** Bars much longer than the dearest option that works would hide all others. */
const CUT = 3;

/** Where an option's cost may lie on a basis: as the charts of costs have it, the one spread that a cost is told with. */
function bandOf({ ask }: Pick<Subject, 'ask'>, option: string, basis: OwnedBasis): CostBand | null {
  const { value: band, pending } = ask('costBand', { option, basis });
  // That of the plan before is not this cost's, and a price that somebody publishes has none.
  return !pending && band && band.low < band.high ? band : null;
}

/** That of the cost which the headlines tell; `null` while it is worked out. */
export function leadingBand(subject: Subject): CostBand | null {
  const lead = leadingOption(subject.result);
  return lead === null ? null : bandOf(subject, lead, subject.result.basis);
}

/** Cost of every option that has one, with its spread. */
export function optionCosts(subject: Subject): BarFigure {
  const { plan, result } = subject;
  const banded = Object.keys(plan.options).length <= MOST_NAMED;
  const priced = Object.entries(result.options).flatMap(([label, option]) => {
    const usd = option.total.usdPerMillionTokens;
    if (usd === null) return [];
    const { feasible } = option;
    return [
      {
        label,
        feasible,
        usd,
        band: banded ? bandOf(subject, label, 'priced') : null,
        alone: isDecodeOnly(option),
      },
    ];
  });
  const working = priced.filter(({ feasible }) => feasible);
  const end = CUT * Math.max(0, ...(working.length > 0 ? working : priced).map(({ usd }) => usd));
  const rows = priced.map(({ label, feasible, usd, band, alone }) => {
    const cost = markedUsd(usd, alone);
    const note = feasible ? cost : l10n.t('{cost}, does not work', { cost });
    const path = pathKey(['options', label]);
    if (usd > end) return { label, note: l10n.t('{note} (bar cut)', { note }), limit: null, path, usd: end };
    const spread = band ? { band: [band.low, band.high] as const } : {};
    return { label, note, limit: null, path, usd, ...spread };
  });
  const at = Object.entries(result.options).map(([label, { total, feasible }]) => ({
    label,
    at: feasible ? total.usdPerMillionTokens : null,
    works: true,
  }));
  const cheapest = working
    .toSorted((a, b) => a.usd - b.usd)
    .slice(0, 1)
    .map(({ label }) => label);
  const alone = drawsDecodeOnly(plan, null);
  const beside = result.basis === 'sunk';
  const among = beside ? l10n.t('all-in, of the options that work') : l10n.t('of the options that work');
  const finding = at.some(({ at: usd }) => usd !== null)
    ? costFinding(at, null, { where: among, decodeOnly: alone })
    : l10n.t('No option that works has a known cost');
  const title = beside
    ? l10n.t('{currency} per million tokens, all-in', { currency: moneyCode() })
    : l10n.t('{currency} per million tokens', { currency: moneyCode() });
  const figure: BarFigure = {
    id: 'option-costs',
    kind: 'bars',
    finding,
    subtitle: markedDecodeOnly(
      l10n.t(
        '{currency} per million decoded tokens over all workloads; the thin line is how far the ranges of the plan and the error of the model may move it',
        { currency: moneyCode() },
      ),
      alone,
    ),
    summary: `${finding}. ${rows.map(({ label, note }) => `${label}: ${note}`).join('; ')}.`,
    missing: rows.length === 0 ? l10n.t('No option has a known cost.') : null,
    pending: false,
    axis: { title, logarithmic: false, unit: 'usd' },
    max: Math.max(1e-12, ...rows.map(({ usd, band }) => Math.max(usd, band?.[1] ?? 0))),
    rows: rows.map(({ usd: _usd, ...row }) => row),
    parts: [{ label: title, colour: 0, texture: 'solid', values: rows.map(({ usd }) => usd) }],
    table: tableOf(
      finding,
      [l10n.t('Option'), title, l10n.t('Lowest'), l10n.t('Highest')],
      priced.map(({ label, usd, band, alone: marked }) => [
        label,
        markedUsd(usd, marked),
        ...[band?.low ?? usd, band?.high ?? usd].map(format.usdPerMillion),
      ]),
    ),
  };
  return withFewerRows(figure, [...cheapest, ...mattering(subject)]);
}
