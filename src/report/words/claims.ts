import {
  SAVING_CLAIMS,
  savingOf,
  type ClaimMeasure,
  type PerformanceClaim,
} from '../../catalog/entries/claims.js';
import type { Workload } from '../../catalog/shapes/resolvedPlan.js';
import type { Gain } from '../../engine/questions/gains.js';
import type { KvCacheResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import * as format from './format.js';
import type { Table } from './table.js';

/** What is published, beside what a plan comes to: each claim with what it compares with. */

/** Saved fractions near 1 differ in what is left: `98.6 %` and `99.8 %` are not alike. */
function saved(fraction: number): string {
  return `${(fraction * 100).toFixed(1)}\u00a0%`;
}

/** Title of the published savings. */
export function savingClaimsFinding(): string {
  const [first] = SAVING_CLAIMS;
  const same = first?.frames.find(({ claimed }) => !claimed);
  return first && same
    ? l10n.t('“{claimed} less KV cache” is {same} in one and the same number format', {
        claimed: saved(first.published),
        same: saved(savingOf(same)),
      })
    : l10n.t('Published savings');
}

/** The published savings in the frames that they were meant in and in others, and the plan's own below. */
export function savingClaimsTable(model: string, cache: KvCacheResult, context: number): Table {
  const published = SAVING_CLAIMS.flatMap(({ by, published: claim, frames }) =>
    frames.map((frame) => [
      frame.claimed ? `${by}: ${saved(claim)}` : '',
      saved(savingOf(frame)),
      `${frame.what}${frame.claimed ? l10n.t(' (as meant)') : ''}`,
    ]),
  );
  const own = [
    l10n.t('This plan'),
    saved(cache.savings),
    l10n.t('{model} against itself with a key and a value for every head, same format, at {context}', {
      model,
      context: format.tokens(context),
    }),
  ];
  return {
    columns: [l10n.t('Claim'), l10n.t('Saved'), l10n.t('What is compared')],
    rows: [...published, own],
  };
}

const MEASURE_NAMES: Readonly<Record<ClaimMeasure, string>> = {
  get speed() {
    return l10n.t('top speed per user');
  },
  get energy() {
    return l10n.t('tokens per joule');
  },
  get throughput() {
    return l10n.t('tokens per accelerator');
  },
};

const SHORT_NAMES: Readonly<Record<ClaimMeasure, string>> = {
  get speed() {
    return l10n.t('top speed');
  },
  energy: 'tokens/J',
  throughput: 'tokens/GPU',
};

export function publishedFactor({ factor: [low, high] }: PerformanceClaim): string {
  const [from, to] = [format.times(low), format.times(high)];
  return from === to ? from : l10n.t('{low} to {high}', { low: from, high: to });
}

/** What an option's bar is called: an option may gain in several ways. */
export const gainName = ({ option, claim }: Gain): string => `${option}: ${SHORT_NAMES[claim.measure]}`;

/** What an option's bar says: what it gains, and what is published. */
export function gainNote({ claim, factor }: Gain): string {
  const own = format.orUnknown(factor, format.times);
  return l10n.t('{own}; {by} says {published}', { own, by: claim.by, published: publishedFactor(claim) });
}

/** What the gain of this plan is measured against. */
function ownFrame({ claim }: Gain, speed: Workload['speed']): string {
  const without =
    claim.of === 'lpx' ? l10n.t('the same option without its racks') : l10n.t('one drafted token');
  if (claim.measure === 'speed') return without;
  return `${without}, ${speed === null ? l10n.t('as planned') : l10n.t('at {speed}', { speed: format.tokenRate(speed) })}`;
}

/** Title of the gains: the first that is known, in words. */
export function gainsFinding(gains: readonly Gain[]): string {
  const known = gains.filter(({ factor }) => factor !== null);
  const first = known.find(({ claim }) => claim.of === 'lpx') ?? known[0];
  if (!first) return l10n.t('Published claims');
  const { option, claim, factor } = first;
  const values = {
    option,
    gain: format.times(factor ?? 1),
    measure: MEASURE_NAMES[claim.measure],
    by: claim.by,
    published: publishedFactor(claim),
  };
  return claim.of === 'lpx'
    ? l10n.t('Here {option} reaches {gain} the {measure} of GPUs alone; {by} says {published}', values)
    : l10n.t(
        'Here {option} reaches {gain} the {measure} of one drafted token; {by} says {published}',
        values,
      );
}

/** Every gain with both frames. */
export function gainsTable(gains: readonly Gain[], speed: Workload['speed']): Table {
  return {
    columns: [
      l10n.t('Option'),
      l10n.t('Gain in'),
      l10n.t('This plan'),
      l10n.t('Against'),
      l10n.t('Published'),
      l10n.t('By'),
      l10n.t('Published against'),
    ],
    rows: gains.map((gain) => [
      gain.option,
      MEASURE_NAMES[gain.claim.measure],
      format.orUnknown(gain.factor, format.times),
      ownFrame(gain, speed),
      publishedFactor(gain.claim),
      `${gain.claim.by} (${gain.claim.sources[0]?.title ?? ''})`,
      gain.claim.against,
    ]),
  };
}

/** What the table of claims is called. */
export const claimsHeading = () => l10n.t('Published claims, held against this plan');

/** Every claim about what an option does: who says it, against what, what the plan gets with its band, and what holds. */
export function claimsTable(gains: readonly Gain[], speed: Workload['speed']): Table {
  return {
    columns: [
      l10n.t('Option'),
      l10n.t('Who says it'),
      l10n.t('Published'),
      l10n.t('Held against'),
      l10n.t('This plan'),
      l10n.t('What holds'),
    ],
    rows: togetherByRest(
      gains.map((gain) => [
        gain.option,
        `${gain.claim.by} (${gain.claim.sources[0]?.title ?? ''})`,
        `${publishedFactor(gain.claim)} ${MEASURE_NAMES[gain.claim.measure]}`,
        gain.claim.against,
        `${ownGain(gain)}, ${l10n.t('against {frame}', { frame: ownFrame(gain, speed) })}`,
        gain.claim.fair,
      ]),
    ),
  };
}

/** So many options are named in a row. */
const MOST_NAMED = 3;

/** Rows that differ in their first cell alone are one row. */
function togetherByRest(rows: readonly string[][]): string[][] {
  const groups = new Map<string, { readonly names: string[]; readonly rest: readonly string[] }>();
  for (const [name = '', ...rest] of rows) {
    const key = JSON.stringify(rest);
    const known = groups.get(key);
    if (known) known.names.push(name);
    else groups.set(key, { names: [name], rest });
  }
  return [...groups.values()].map(({ names, rest }) => [severalNames(names), ...rest]);
}

function severalNames(names: readonly string[]): string {
  if (names.length <= MOST_NAMED) return names.join(', ');
  const [first = '', second = ''] = names;
  return l10n.t('{first}, {second} and {count} more', { first, second, count: names.length - 2 });
}

/** A claim as one sentence: who says what, and what this plan gets. */
export function claimLine(gain: Gain, speed: Workload['speed']): string {
  const { option, claim } = gain;
  return l10n.t(
    '{option}: {by} says {published} {measure}, against {against}; this plan: {own}, against {frame}.',
    {
      option,
      by: claim.by,
      published: publishedFactor(claim),
      measure: MEASURE_NAMES[claim.measure],
      against: claim.against,
      own: ownGain(gain),
      frame: ownFrame(gain, speed),
    },
  );
}

/** A gain with what it may err by; racks of an option that drafts against accelerators that do not draft, too. */
function ownGain({ undrafted, error, claim, ...held }: Gain): string {
  const own = heldText(held, claim.of === 'lpx' ? error : 1);
  if (!undrafted) return own;
  if (undrafted.factor === null && undrafted.endsAt !== null)
    return l10n.t('{own} with the same drafts on both sides; accelerators without any end at {speed}', {
      own,
      speed: format.tokenRate(undrafted.endsAt),
    });
  return l10n.t('{own} with the same drafts on both sides, {undrafted} over accelerators without any', {
    own,
    undrafted: heldText(undrafted, error),
  });
}

/** Where what an option is held against stops, a ratio says nothing. */
function heldText({ factor, endsAt }: Pick<Gain, 'factor' | 'endsAt'>, error: number): string {
  if (factor === null)
    return endsAt === null
      ? l10n.t('undefined: one of the two does not get there')
      : l10n.t('undefined: the baseline ends at {speed}', { speed: format.tokenRate(endsAt) });
  const [low, own, high] = [factor / error, factor, factor * error].map(format.times);
  return low === high
    ? (own ?? '')
    : l10n.t('{factor} ({low} to {high})', { factor: own ?? '', low: low ?? '', high: high ?? '' });
}
