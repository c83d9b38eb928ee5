import { pathKey } from '../../plan/path.js';
import { totalBand } from '../../engine/shapes/costBand.js';
import * as l10n from '../../l10n/l10n.js';
import { drawsDecodeOnly, isDecodeOnly, markedDecodeOnly, markedUsd } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { costFinding } from '../words/sentences.js';
import { tableOf, type BarFigure } from './figure.js';
import type { Subject } from './questions.js';
import { moneyCode } from '../../units/shownMoney.js';

/** Bars much longer than the dearest option that works would hide all others. */
const CUT = 3;

/** Cost of every option that has one, with its spread. */
export function optionCosts({ plan, result }: Pick<Subject, 'plan' | 'result'>): BarFigure {
  const priced = Object.entries(result.options).flatMap(([label, option]) => {
    const usd = option.total.usdPerMillionTokens;
    if (usd === null) return [];
    const { feasible } = option;
    return [{ label, feasible, usd, band: totalBand(option), alone: isDecodeOnly(option) }];
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
  const alone = drawsDecodeOnly(plan, null);
  const beside = result.basis === 'sunk';
  const among = beside ? l10n.t('all-in, of the options that work') : l10n.t('of the options that work');
  const finding = at.some(({ at: usd }) => usd !== null)
    ? costFinding(at, null, { where: among, decodeOnly: alone })
    : l10n.t('No option that works has a known cost');
  const title = beside
    ? l10n.t('{currency} per million tokens, all-in', { currency: moneyCode() })
    : l10n.t('{currency} per million tokens', { currency: moneyCode() });
  return {
    id: 'option-costs',
    kind: 'bars',
    finding,
    subtitle: markedDecodeOnly(
      l10n.t(
        '{currency} per million decoded tokens over all workloads; the thin line is the spread of the step times',
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
}
