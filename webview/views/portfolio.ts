import * as l10n from '../../src/l10n/l10n.js';
import type { Portfolio } from '../../src/contract/toPage.js';
import { attachRateName } from '../../src/report/words/attach.js';
import * as format from '../../src/report/words/format.js';
import { fullStop } from '../../src/report/words/sentences.js';
import { createBarChart, type BarSpec } from '../charts/bars.js';
import type { TwinCell } from '../charts/tableTwin.js';
import { button } from '../controls.js';
import { element, show } from '../dom.js';
import type { Page } from '../view.js';

/** Who wins in all plans of the workspace: asked for by a button, since there may be hundreds. */
export function createPortfolio(page: Page) {
  const ask = button(l10n.t('Compare all plans of this workspace'), page.askPortfolio);
  const again = button(l10n.t('Summarize again'), page.askPortfolio);
  const chart = createBarChart('portfolio', page);
  chart.tools.append(again);
  const asking = element('p', {}, ask);
  const root = element('div', { class: 'view' }, asking, chart.element);
  const update = (portfolio: Portfolio | null) => {
    show(asking, portfolio === null);
    show(chart.element, portfolio !== null);
    if (portfolio) chart.update(portfolioSpec(portfolio, page));
  };
  return { element: root, update };
}

/** More plans than this are in the table only. */
const MOST_ROWS = 24;
const TEXTURES = ['solid', 'hatch', 'solid', 'hatch', 'solid'] as const;

function portfolioSpec({ claim, kinds, plans }: Portfolio, page: Page): BarSpec {
  const known = plans.filter(({ shares }) => shares.length > 0);
  const drawn = known.slice(0, MOST_ROWS);
  const left = known.length - drawn.length;
  const unknown = plans.length - known.length;
  const asides = [
    left > 0 ? l10n.t('{left} more in the table', { left: format.count(left) }) : '',
    unknown > 0 ? l10n.t('{unknown} without an answer', { unknown: format.count(unknown) }) : '',
  ]
    .filter((text) => text !== '')
    .join(', ');
  return {
    id: 'portfolio',
    kind: 'bars',
    finding: claim,
    subtitle: [
      l10n.t('Share of each plan’s tokens by the kind of option that is cheapest'),
      ...(asides === '' ? [] : [asides]),
    ].join('; '),
    summary: `${fullStop(claim)} ${drawn.map((plan) => `${plan.file}: ${noteOf(plan)}`).join('; ')}.`,
    missing: known.length > 0 ? null : l10n.t('No plan of this workspace has an option with a known cost.'),
    pending: false,
    axis: { title: l10n.t('share of tokens'), logarithmic: false, unit: 'share' },
    max: 1,
    rows: drawn.map((plan) => ({ label: nameOf(plan.file), note: noteOf(plan), limit: null, path: null })),
    parts: kinds.map((label, i) => ({
      label,
      colour: i,
      texture: TEXTURES[i % TEXTURES.length] ?? 'solid',
      values: drawn.map(({ shares }) => shares[i] ?? 0),
    })),
    table: {
      caption: fullStop(claim),
      columns: [l10n.t('Plan'), ...kinds, attachRateName(), l10n.t('To look at')],
      rows: plans.map((plan) => rowOf(plan, kinds, page)),
    },
  };
}

type Plan = Portfolio['plans'][number];

const noteOf = ({ attachRate }: Plan) =>
  l10n.t('LPX attaches to {attachRate}', { attachRate: format.orUnknown(attachRate, format.percent) });

/** The last part of a path: folders would fill the label. */
function nameOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1).replace(/\.decodeplan$/, '');
}

function rowOf(
  { file, uri, shares, attachRate, problem }: Plan,
  kinds: readonly string[],
  page: Page,
): TwinCell[] {
  return [
    { text: file, onClick: () => page.openPlan(uri) },
    ...kinds.map((_, i) => ({ text: format.orUnknown(shares[i], format.percent) })),
    { text: format.orUnknown(attachRate, format.percent) },
    { text: problem ?? '', tone: 'muted' },
  ];
}
