import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { PrefixCacheResult } from '../../../engine/shapes/requestResult.js';
import type { PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import { reasonText } from '../../words/reasons.js';
import * as format from '../../words/format.js';
import { seconds } from '../../words/request/request.js';
import { mattering, withFewerRows } from '../drawn/fewerRows.js';
import { tableOf, type BarFigure } from '../figure.js';
import { answering, type Answering, type RequestChoice } from './choice.js';

/** Where prompts' prefixes live, and what it is worth to find one there. */

interface Kept extends Answering {
  readonly cache: PrefixCacheResult;
}

/** Why nothing is said of a prefix cache. */
export function noPrefix({ workloads }: ResolvedPlan, workload: string): string {
  const found = workloads[workload];
  if (!found?.input || !found.output)
    return l10n.t('What a prefix cache does is not known: {workload} does not say what a request is.', {
      workload,
    });
  return found.cachedInput > 0
    ? l10n.t('What a prefix cache does is not known for these options.')
    : l10n.t(
        'No part of a prompt of {workload} is served from a cache. Write how much as in `cachedInput: 90%`, and `turnDelay` to see where it lives.',
        { workload },
      );
}

/** Bringing a prompt's cached part back, against computing it again. */
export function prefixWorth(
  given: { readonly plan: ResolvedPlan; readonly result: PlanResult },
  choice: RequestChoice,
): BarFigure {
  const { plan, result } = given;
  const { workload } = choice;
  const all = answering({ result }, workload).flatMap((one): Kept[] =>
    one.found.prefixCache ? [{ ...one, cache: one.found.prefixCache }] : [],
  );
  const finding = worthFinding(all, choice);
  const longest = Math.max(
    0,
    ...all.map(({ cache }) => Math.max(cache.recomputeSeconds, cache.reloadSeconds ?? 0)),
  );
  const figure: BarFigure = {
    id: 'request-prefix',
    kind: 'bars',
    finding,
    subtitle: l10n.t(
      'Cached part of one prompt of {workload}: time to bring it back, and what a hit saves of computing it again',
      { workload },
    ),
    summary: `${finding}. ${all.map(({ option, cache }) => `${option}: ${worthNote(cache)}`).join('; ')}.`,
    missing: all.length === 0 ? noPrefix(plan, workload) : null,
    pending: false,
    axis: { title: l10n.t('seconds a prompt'), logarithmic: false, unit: 'duration' },
    max: Math.max(1e-9, longest) * 1.02,
    rows: all.map(({ option, path, cache }) => ({
      label: option,
      note: worthNote(cache),
      limit: null,
      path,
    })),
    parts: [
      {
        label: l10n.t('Bringing it back'),
        colour: 3,
        texture: 'backHatch',
        values: all.map(({ cache }) => cache.reloadSeconds),
      },
      {
        label: l10n.t('Saved'),
        colour: 2,
        texture: 'solid',
        values: all.map(({ cache }) => Math.max(0, cache.recomputeSeconds - (cache.reloadSeconds ?? 0))),
      },
    ],
    table: tableOf(
      l10n.t('Where prefixes of {workload} live', { workload }),
      [
        l10n.t('Option'),
        l10n.t('Hit'),
        l10n.t('All prefixes'),
        l10n.t('In accelerator memory'),
        l10n.t('In the tiers beside it'),
        l10n.t('Bringing one back'),
        l10n.t('Computing it again'),
        l10n.t('Pays from'),
        l10n.t('Worth keeping for'),
      ],
      all.map(({ option, cache }) => [option, ...cells(cache)]),
    ),
  };
  return withFewerRows(figure, [choice.lead, ...mattering(given)]);
}

function cells(cache: PrefixCacheResult): string[] {
  return [
    format.percent(cache.hit),
    format.orUnknown(cache.workingSetBytes, format.bytes),
    format.orUnknown(cache.memoryBytes, format.bytes),
    format.orUnknown(cache.offloadBytes, format.bytes),
    format.orUnknown(cache.reloadSeconds, seconds),
    seconds(cache.recomputeSeconds),
    format.orUnknown(cache.breakEvenBytesPerSecond, (rate) => format.quantity(rate, 'byteRate')),
    format.orUnknown(cache.holdSeconds, seconds),
  ];
}

/** Where the prefixes are, in a few words. */
function placeOf({ memoryBytes, offloadBytes, reason }: PrefixCacheResult): string {
  if (memoryBytes === null)
    return reason ? reasonText(reason) : l10n.t('where it lives is not known: no `turnDelay`');
  const places = [
    memoryBytes > 0 ? l10n.t('{bytes} in memory', { bytes: format.bytes(memoryBytes) }) : '',
    offloadBytes ? l10n.t('{bytes} in tiers', { bytes: format.bytes(offloadBytes) }) : '',
  ].filter((text) => text !== '');
  return places.length === 0 ? l10n.t('nothing is kept') : places.join(', ');
}

function worthNote(cache: PrefixCacheResult): string {
  return l10n.t('{hit} hits, {place}', { hit: format.percent(cache.hit), place: placeOf(cache) });
}

function worthFinding(all: readonly Kept[], { workload, lead }: RequestChoice): string {
  const own = all.find(({ option }) => option === lead) ?? all[0];
  if (!own) return l10n.t('What it saves to keep prefixes of {workload} is not known', { workload });
  const { hit, recomputeSeconds, reloadSeconds } = own.cache;
  const values = {
    hit: format.percent(hit),
    workload,
    option: own.option,
    saved: seconds(Math.max(0, recomputeSeconds - (reloadSeconds ?? 0))),
  };
  return l10n.t(
    '{hit} of each prompt of {workload} is cached, which saves {saved} of computing it on {option}',
    values,
  );
}
