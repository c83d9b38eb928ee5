import { pathKey } from '../../plan/path.js';
import * as l10n from '../../l10n/l10n.js';
import { attachFinding, contests, ratioBand, ratioOf, type Contest } from '../words/attach.js';
import type { PlanResult } from '../../engine/shapes/result.js';
import { attachSentences, bestMix, marksTable, mixSentences, mixTable } from '../words/fleet/mix.js';
import type { Table } from '../words/table.js';
import { withOpenRate } from '../words/fleet/standing.js';
import { drawsDecodeOnly, markedDecodeOnly, markedUsd } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { tableOf, type SpanFigure } from './figure.js';
import { askedOrders } from './asking/askedOrders.js';
import type { Subject } from './questions.js';
import { factorAxis } from './spans.js';

/** Costs nearer than this, relatively, are told as equal. */
const EQUAL = 0.0005;
/** Rows that can be taken in at a glance. */
const MOST_ROWS = 15;

/** Which workloads LPX racks win, and by how much. */
export function attachRate(subject: Subject): SpanFigure {
  const { plan, result } = subject;
  const all = contests(plan, result);
  const known = all.flatMap((contest) => {
    const ratio = ratioOf(contest);
    return ratio === null ? [] : [{ contest, ratio }];
  });
  const finding = attachFinding(openRated(subject), all);
  // Among many, those that LPX comes nearest to, or wins, come first; the table has all.
  const shown =
    known.length <= MOST_ROWS ? known : known.toSorted((a, b) => a.ratio - b.ratio).slice(0, MOST_ROWS);
  const left = known.length - shown.length;
  const drawn = {
    rows: shown.map(({ contest, ratio }) => ({
      label: contest.workload,
      note: noteOf(contest),
      mark: ratio,
      path: pathKey(['workloads', contest.workload]),
    })),
    parts: [
      {
        label: l10n.t('as planned'),
        colour: 0,
        texture: 'solid' as const,
        values: shown.map(({ ratio }) => [Math.min(1, ratio), Math.max(1, ratio)] as const),
      },
      {
        label: l10n.t('with the model’s error'),
        colour: null,
        texture: 'hatch' as const,
        values: shown.map(({ contest }) => ratioBand(contest)),
      },
    ],
    lines: [{ value: 1, label: l10n.t('equal') }],
  };
  return {
    id: 'attach-rate',
    kind: 'spans',
    finding,
    subtitle:
      markedDecodeOnly(
        l10n.t(
          'Where one option serves the whole plan, all-in: cost of the cheapest with LPX racks over that of the cheapest without; left of 1 LPX wins. Hatched: how far the model’s error may move it',
        ),
        drawsDecodeOnly(plan, null),
      ) +
      (left > 0
        ? l10n.t('. The lowest {shown} of {all}; all are in the table', {
            shown: shown.length,
            all: known.length,
          })
        : ''),
    summary: `${finding}. ${all.map((contest) => `${contest.workload}: ${noteOf(contest)}`).join('; ')}.`,
    missing: known.length === 0 ? l10n.t('No workload has a cost both with and without LPX racks.') : null,
    pending: false,
    axis: factorAxis(l10n.t('cost with LPX ÷ cost without'), drawn),
    ...drawn,
    table: contestTable(finding, all),
  };
}

function contestTable(finding: string, all: readonly Contest[]) {
  return tableOf(
    finding,
    [
      l10n.t('Workload'),
      l10n.t('Share of tokens'),
      l10n.t('Cheapest with LPX'),
      l10n.t('Cost'),
      l10n.t('Cheapest without'),
      l10n.t('Cost'),
      l10n.t('Ratio'),
    ],
    all.map((contest) => [
      contest.workload,
      format.orUnknown(contest.share, format.percent),
      ...[contest.lpx, contest.other].flatMap((one) => [
        one?.option ?? l10n.t('none'),
        format.orUnknown(one?.usdPerMillionTokens, (usd) => markedUsd(usd, one?.decodeOnly ?? false)),
      ]),
      format.orUnknown(ratioOf(contest), format.times),
    ]),
  );
}

function noteOf(contest: Contest): string {
  const { lpx, other } = contest;
  const ratio = ratioOf(contest);
  if (!lpx || !other || ratio === null) return l10n.t('not known');
  if (Math.abs(ratio - 1) < EQUAL) return l10n.t('equal ({option})', lpx);
  const apart = format.percent(Number(Math.abs(ratio - 1).toPrecision(2)));
  return `${ratio < 1 ? '−' : '+'}${apart} (${lpx.option})`;
}

/** The result with what the plan's ranges leave open of its attach rate, as far as they have been drawn over. */
function openRated({ plan, result, ask }: Subject): PlanResult {
  return withOpenRate(plan, result, () => askedOrders({ result, ask }));
}

/** The best mix in words and by workload, and its LPX racks beside what others say. */
export interface MixCard {
  readonly title: string;
  readonly sentences: readonly string[];
  /** `null` where one workload's option is the mix. */
  readonly mix: Table | null;
  readonly marks: Table;
}

/** What serves what in the best mix, its LPX part, and what others say; `null` where there is nothing to say of it. */
export function mixCard(subject: Subject): MixCard | null {
  const rated = openRated(subject);
  const ofMix = mixSentences(rated);
  const ofRacks = attachSentences(rated);
  if (ofMix.length + ofRacks.length === 0) return null;
  const served = Object.values(rated.mix.workloads).some((option) => option !== null);
  const several = ofMix.length > 0 && served;
  return {
    title: several ? bestMix(rated.mix) : l10n.t('LPX racks in the best mix'),
    sentences: [...(several ? ofMix.slice(1) : ofMix), ...ofRacks],
    mix: several ? mixTable(rated) : null,
    marks: marksTable(rated),
  };
}
