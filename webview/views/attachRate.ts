import * as l10n from '../../src/l10n/l10n.js';
import {
  attachFinding,
  contests,
  notWorking,
  ratioBand,
  ratioOf,
  type Contest,
} from '../../src/report/words/attach.js';
import * as format from '../../src/report/words/format.js';
import { pathKey } from '../../src/plan/path.js';
import { createSpanChart, type SpanSpec } from '../charts/spans.js';
import { dropdown } from '../controls.js';
import { element, setText, show } from '../dom.js';
import { chosenOf } from '../state.js';
import type { Page, Scene, View } from '../view.js';
import { createFlips } from './flips.js';
import { createPortfolio } from './portfolio.js';

/** With more workloads than this, what would change a winner is told for one at a time. */
const MOST_FLIPS = 3;

/** Which workloads LPX racks win, by how much, and what would change that. */
export function createAttachRateView(page: Page): View {
  const chart = createSpanChart('attach-rate', page);
  const racks = element('p', { class: 'subtitle' });
  const workloads = dropdown(l10n.t('Workload'), [], (workload) => page.setView({ workload }));
  const toolbar = element('div', { class: 'toolbar' }, workloads.element);
  const flips = createFlips(page);
  const portfolio = createPortfolio(page);
  const empty = element('p', { class: 'missing' });
  const charts = element('div', { class: 'view' }, chart.element, racks, toolbar, flips.element);
  const root = element('div', { class: 'view' }, empty, charts, portfolio.element);
  const update = (scene: Scene) => {
    const reason = reasonForNone(scene);
    setText(empty, reason ?? '');
    show(empty, reason !== null);
    show(charts, reason === null);
    portfolio.update(scene.portfolio);
    if (reason !== null) return;
    chart.update(contestSpec(scene));
    const sentence = racksSentence(scene);
    setText(racks, sentence);
    show(racks, sentence !== '');
    const names = Object.keys(scene.plan.workloads);
    const chosen = chosenOf(scene.view.workload, names);
    workloads.update(
      names.map((name) => ({ value: name, label: name })),
      chosen,
    );
    show(toolbar, names.length > MOST_FLIPS);
    flips.update(scene, names.length > MOST_FLIPS && chosen !== null ? [chosen] : names);
  };
  return { element: root, update };
}

function reasonForNone({ plan }: Scene): string | null {
  if (Object.keys(plan.workloads).length === 0) return l10n.t('The plan names no workloads yet.');
  return Object.values(plan.options).some(({ lpx }) => lpx)
    ? null
    : l10n.t(
        'No option of this plan has LPX racks. Add one as in `lpx: { lpx: { racks: auto, price: 2.5M..4.5M USD } }` to see which workloads it would win.',
      );
}

function contestSpec({ plan, result }: Scene): SpanSpec {
  const all = contests(plan, result);
  const known = all.filter((contest) => ratioOf(contest) !== null);
  const finding = attachFinding(plan, result, all);
  return {
    finding,
    subtitle: l10n.t(
      'Cost of the cheapest option with LPX racks over that of the cheapest without; left of 1 LPX wins. Hatched: how far the model’s error may move it',
    ),
    summary: `${finding}. ${all.map((contest) => `${contest.workload}: ${noteOf(contest)}`).join('; ')}.`,
    missing: known.length === 0 ? l10n.t('No workload has a cost both with and without LPX racks.') : null,
    pending: false,
    axis: l10n.t('cost with LPX ÷ cost without'),
    rows: known.map((contest) => ({
      label: contest.workload,
      note: noteOf(contest),
      mark: ratioOf(contest),
      path: pathKey(['workloads', contest.workload]),
    })),
    parts: [
      {
        label: l10n.t('as planned'),
        colour: 0,
        texture: 'solid',
        values: known.map((contest) => {
          const ratio = ratioOf(contest) ?? 1;
          return [Math.min(1, ratio), Math.max(1, ratio)] as const;
        }),
      },
      {
        label: l10n.t('with the model’s error'),
        colour: null,
        texture: 'hatch',
        values: known.map(ratioBand),
      },
    ],
    lines: [{ value: 1, label: l10n.t('equal') }],
    format: format.times,
    table: {
      caption: finding,
      columns: [
        l10n.t('Workload'),
        l10n.t('Share of tokens'),
        l10n.t('Cheapest with LPX'),
        l10n.t('Cost'),
        l10n.t('Cheapest without'),
        l10n.t('Cost'),
        l10n.t('Ratio'),
      ],
      rows: all.map((contest) => [
        { text: contest.workload },
        { text: format.orUnknown(contest.share, format.percent) },
        ...[contest.lpx, contest.other].flatMap((one) => [
          { text: one?.option ?? l10n.t('none') },
          { text: format.orUnknown(one?.usdPerMillionTokens, format.usdPerMillion) },
        ]),
        { text: format.orUnknown(ratioOf(contest), format.times) },
      ]),
    },
  };
}

function noteOf(contest: Contest): string {
  const { lpx, other } = contest;
  const ratio = ratioOf(contest);
  if (!lpx || !other || ratio === null) return l10n.t('not known');
  const apart = format.percent(Number(Math.abs(ratio - 1).toPrecision(2)));
  return `${ratio < 1 ? '−' : '+'}${apart} (${lpx.option})`;
}

function racksSentence({ result }: Scene): string {
  const { lpxRacksPerGpuRack: racks } = result.attachRate;
  const each = racks
    ? l10n.t('Where LPX wins it takes {racks} LPX racks for each GPU rack.', { racks: format.plain(racks) })
    : '';
  const broken = notWorking(result);
  return [each, broken === '' ? '' : `${broken}.`].join(' ').trim();
}
