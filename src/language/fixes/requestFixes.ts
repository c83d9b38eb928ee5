import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { fittingPrompt } from '../../engine/questions/inverse.js';
import { keptHits, sufficientTier } from '../../engine/questions/fit/keptPrefixes.js';
import type { Finding, FindingData } from '../../engine/questions/findings/finding.js';
import * as l10n from '../../l10n/l10n.js';
import { keyPath, pathKey, type Path } from '../../plan/path.js';
import * as format from '../../report/words/format.js';
import { formatQuantity } from '../../units/quantity.js';
import { rewritten } from '../../units/rewrite.js';
import type { MakeRepair, NewValue, Repair } from './repair.js';

/** Fixes for prompts: their lengths, the prefixes that are kept of them, and what was measured of them. */

/** A prefix cache that keeps too little: at its tiers, or in every option. */
type LostPrefixes = Finding<'prefix-tiers-too-small' | 'prefixes-without-room'>;

/** A tier that is large enough, or hits as they are kept. */
export function prefixRepairs(plan: ResolvedPlan, finding: LostPrefixes, repair: MakeRepair): Repair[] {
  const path = keyPath(finding.path);
  if (finding.code === 'prefixes-without-room')
    return fewerHits(plan, Object.keys(plan.options), String(path[1]), repair);
  const { option, workload } = finding.data;
  return [...largerTier(plan, finding.data, path, repair), ...fewerHits(plan, [option], workload, repair)];
}

/** The last tier, so large that it keeps what is asked for. */
function largerTier(
  plan: ResolvedPlan,
  { option, workload }: FindingData['prefix-tiers-too-small'],
  at: Path,
  repair: MakeRepair,
): Repair[] {
  const listed = Object.keys(plan.provenance).flatMap((key) => {
    const path = keyPath(key);
    const within = at.every((part, i) => path[i] === part);
    return within && path.at(-1) === 'capacity' ? [path] : [];
  });
  const own = listed.at(-1);
  const written = own && plan.provenance[pathKey(own)]?.detail;
  const size = own ? sufficientTier(plan, option, workload, roundedUp) : null;
  if (!own || written === undefined || size === null) return [];
  const text = formatQuantity(size, 'bytes', written);
  return [repair(l10n.t('Let the last tier hold {text}', { text }), [own, text])];
}

/** Tiers are sold in round sizes: two digits say them. */
function roundedUp(bytes: number): number {
  const unit = 10 ** (Math.floor(Math.log10(bytes)) - 1);
  return Math.ceil(bytes / unit - 1e-9) * unit;
}

/** Hits that are asked for as they are kept. */
function fewerHits(
  plan: ResolvedPlan,
  options: readonly string[],
  workload: string,
  repair: MakeRepair,
): Repair[] {
  const percent = keptHits(plan, options, workload);
  if (percent === null) return [];
  const text = `${percent}%`;
  return [
    repair(l10n.t('Set `cachedInput` to {text}, which is kept', { text }), [
      ['workloads', workload, 'cachedInput'],
      text,
    ]),
  ];
}

/** A rate that is that of all accelerators of the layout is shared among them. */
export function rateRepairs(
  plan: ResolvedPlan,
  { data, path }: Finding<'prompt-faster-than-light'>,
  repair: MakeRepair,
): Repair[] {
  const { measured, devices, dimension } = data;
  if (dimension !== 'tokenRate' || devices < 2) return [];
  const at = keyPath(path);
  const text = formatQuantity(Math.round(measured / devices), 'tokenRate', plan.provenance[path]?.detail);
  return [
    repair(
      l10n.t('Take it as the rate of {devices} accelerators: {text} each', {
        devices: format.exact(devices),
        text,
      }),
      [at, text],
    ),
  ];
}

const LENGTHS = ['p50', 'p95', 'max'] as const;

/** Prompts of a workload, and contexts with them, so much shorter that an option holds and serves them. */
export function promptRepairs(plan: ResolvedPlan, workload: string, repair: MakeRepair): Repair[] {
  const found = fittingPrompt(plan, workload);
  const own = plan.workloads[workload];
  if (!found || !own?.input) return [];
  const values = [
    ...shorterLengths(plan, ['workloads', workload, 'input'], own.input, found.input),
    ...(found.context === null
      ? []
      : shorterLengths(plan, ['workloads', workload, 'context'], own.context, found.context)),
  ];
  const text = format.tokens(found.input);
  const title =
    found.context === null
      ? l10n.t('Shorten prompts to {text} at the median', { text })
      : l10n.t('Shorten prompts and contexts, prompts to {text} at the median', { text });
  return [repair(title, ...values)];
}

/** All lengths that the plan writes, in proportion to another median: rounded down, so that what fits still does. */
function shorterLengths(plan: ResolvedPlan, at: Path, lengths: Lengths, median: number): NewValue[] {
  const paths = [at, ...LENGTHS.map((length): Path => [...at, length])];
  return paths.flatMap((path): NewValue[] => {
    const origin = plan.provenance[pathKey(path)];
    if (origin?.from !== 'plan') return [];
    const before = lengths[LENGTHS.find((one) => one === path.at(-1)) ?? 'p50'];
    const tokens = Math.floor((before * median) / lengths.p50);
    return [[path, rewritten(origin.detail, 'tokens', tokens, LENGTH_DIGITS)]];
  });
}

type Lengths = Readonly<Record<(typeof LENGTHS)[number], number>>;

/** As many as tell a length of a million tokens. */
const LENGTH_DIGITS = 6;
