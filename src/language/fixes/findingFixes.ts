import { loadRepairs, volumeRepairs } from './loadFixes.js';
import { prefixRepairs, promptRepairs, rateRepairs } from './requestFixes.js';
import { ownedGpus, ownedGpusPath } from '../../catalog/shapes/owned.js';
import { familyOf } from '../../catalog/shapes/families/families.js';
import { elementBytes } from '../../catalog/shapes/formats.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { servingOf } from '../../engine/fleet/optionCase.js';
import type { Reason } from '../../engine/shapes/reasons.js';
import type { Finding, FindingData } from '../../engine/questions/findings/finding.js';
import {
  fittingConcurrency,
  reachableSpeed,
  sufficientGpus,
  sufficientWeights,
} from '../../engine/questions/inverse.js';
import * as l10n from '../../l10n/l10n.js';
import type { Problem } from '../../plan/document.js';
import { setValue, type TextEdit } from '../../plan/edits.js';
import { keyPath, pathKey, type Path } from '../../plan/path.js';
import type { Analysis } from '../../report/answers/analysis.js';
import * as format from '../../report/words/format.js';
import { formatQuantity } from '../../units/quantity.js';
import { rewritten } from '../../units/rewrite.js';
import type { MakeRepair, Repair, NewValue } from './repair.js';

/** Fixes for what the numbers say: changes of an input, to be tried before they are offered. */
export function findingFixes(analysis: Analysis, problem: Problem): Repair[] {
  if (problem.severity === 'error') return [];
  const finding = analysis
    .findings()
    .find(({ code, path }) => code === problem.code && path === problem.path);
  if (!finding) return [];
  const repair = (title: string, ...values: readonly NewValue[]): Repair => ({
    title,
    edits: editsFor(analysis, values),
    sure: false,
  });
  return repairsOf(analysis, finding, repair);
}

function repairsOf(analysis: Analysis, finding: Finding, repair: MakeRepair): Repair[] {
  const { code, value } = finding;
  const path = keyPath(finding.path);
  switch (code) {
    case 'kv-cache-over-memory':
      return memoryRepairs(analysis, finding.data, path, repair);
    case 'not-served':
      return servingRepairs(analysis, finding.data, path, repair);
    case 'too-few-accelerators':
      return value ? moreAccelerators(finding.data, path, value, repair) : [];
    case 'concurrency-below-volume':
    case 'concurrency-above-volume':
      return loadRepairs(analysis, finding, path, repair);
    case 'buy-under-unit':
      return value
        ? [
            repair(l10n.t('Let one unit be bought: {value}', { value: format.exact(value) }), [
              path,
              String(value),
            ]),
          ]
        : [];
    case 'requests-against-demand':
      return volumeRepairs(analysis, finding, path, repair);
    case 'lpx-too-small':
      return value
        ? [repair(l10n.t('Raise to {value} racks', { value: format.exact(value) }), [path, String(value)])]
        : [];
    case 'lpx-role-still-to-spend': {
      const { role } = finding.data;
      return [repair(l10n.t('Take `role: {role}`', { role }), [path, role])];
    }
    case 'adapters-beyond-sequences':
      return value
        ? [repair(l10n.t('Lower to {value} slots', { value: format.exact(value) }), [path, String(value)])]
        : [];
    case 'context-over-model':
      return value ? [shorterContext(analysis, path, value, repair)] : [];
    case 'prompt-beside-context':
      return value ? [wholePrompt(analysis, path, value, repair)] : [];
    case 'baseline-not-working': {
      const { other } = finding.data;
      return other === null ? [] : [repair(l10n.t('Compare with {other}', { other }), [path, other])];
    }
    case 'prefix-tiers-too-small':
    case 'prefixes-without-room':
      return analysis.plan ? prefixRepairs(analysis.plan, finding, repair) : [];
    case 'prompt-faster-than-light':
      return analysis.plan ? rateRepairs(analysis.plan, finding, repair) : [];
    case 'latent-cache-copied':
      return dataParallel(analysis, path.slice(0, -1), repair);
    case 'speculation-slows':
      return [
        repair(l10n.t('Verify as many drafts as pay'), [[...path.slice(0, -1), 'verification'], 'adaptive']),
      ];
    default:
      return [];
  }
}

/** The prompt that makes the contexts what the plan says they are. */
function wholePrompt({ plan }: Analysis, path: Path, value: number, repair: MakeRepair): Repair {
  const text = rewritten(plan?.provenance[pathKey(path)]?.detail ?? null, 'tokens', value);
  return repair(l10n.t('Take {text} as the whole prompt', { text }), [path, text]);
}

/** The workload or option that a path leads into. */
const ownerIn = (path: Path): string => String(path[1] ?? '');

function editsFor({ document }: Analysis, values: readonly NewValue[]): TextEdit[] {
  return values.flatMap(([path, value]) => setValue(document, path, value) ?? []);
}

/** Options that are told apart by what fits on them; more would bury the other fixes. */
const MOST_LOWERED = 3;

/** Fewer users, as many as fit on each of the options that are too full. */
function fewerUsers(
  { plan }: Analysis,
  { options, held }: FindingData['kv-cache-over-memory'],
  path: Path,
  repair: MakeRepair,
): Repair[] {
  if (!plan) return [];
  // With fewer sequences another layout may be the cheapest: what fits then is not what fits now.
  const fitting = options.slice(0, MOST_LOWERED).flatMap((option) => {
    const value = fittingConcurrency(plan, option, ownerIn(path));
    return value === null ? [] : [{ option, value }];
  });
  const distinct = fitting.filter(({ value }, i) => fitting.findIndex((one) => one.value === value) === i);
  return distinct
    .toSorted((a, b) => b.value - a.value)
    .map(({ option, value }) => {
      const users = format.exact(value);
      const title =
        held === 1
          ? l10n.t('Lower concurrency to {value}', { value: users })
          : l10n.t('Lower concurrency to {value}, what fits on {option}', { value: users, option });
      return repair(title, [path, String(value)]);
    });
}

function memoryRepairs(
  analysis: Analysis,
  data: FindingData['kv-cache-over-memory'],
  path: Path,
  repair: MakeRepair,
): Repair[] {
  const { plan } = analysis;
  if (!plan) return [];
  return [
    ...fewerUsers(analysis, data, path, repair),
    ...narrowerCache(plan, repair),
    ...dataParallel(analysis, ['serving', 'layout'], repair),
    ...moreGpus(analysis, path, repair),
  ];
}

function narrowerCache({ serving }: ResolvedPlan, repair: MakeRepair): Repair[] {
  return elementBytes(serving.kvCache.key) > elementBytes('fp8')
    ? [repair(l10n.t('Store the KV cache in fp8'), [['serving', 'kvCache'], 'fp8'])]
    : [];
}

function narrowerWeights(plan: ResolvedPlan, path: Path, repair: MakeRepair): Repair[] {
  const weights = sufficientWeights(plan, ownerIn(path));
  return weights === null
    ? []
    : [repair(l10n.t('Store the weights in {weights}', { weights }), [['serving', 'weights'], weights])];
}

/** Data-parallel attention over the ranks that tensor parallelism has now. */
function dataParallel({ plan }: Analysis, at: Path, repair: MakeRepair): Repair[] {
  const option = at[0] === 'options' ? plan?.options[ownerIn(at)] : undefined;
  const layout = plan && (option ? servingOf(plan, option).layout : plan.serving.layout);
  const latent = plan?.model.groups.some((group) => familyOf(group).latent);
  if (!latent || !layout || layout === 'auto' || layout.tensor === 1) return [];
  const ranks = String(layout.tensor * layout.attentionData);
  return [
    repair(
      l10n.t('Use data-parallel attention over {ranks} ranks', { ranks }),
      [[...at, 'tensor'], String(layout.context)],
      [[...at, 'attentionData'], ranks],
    ),
  ];
}

/** As many racks or accelerators as the option that needs fewest does, or else as serve the workload at all. */
function moreGpus({ plan, result }: Analysis, path: Path, repair: MakeRepair): Repair[] {
  const name = ownerIn(path);
  const gpus = plan && ownedGpus(plan);
  if (!plan || !gpus) return [];
  const at = ownedGpusPath(plan);
  const needed = Object.values(result()?.options ?? {}).flatMap(({ workloads, pools }) =>
    // Zero is what LPX needs that decodes alone: no matter of accelerators.
    Object.values(workloads).every(({ cost }) => cost.meetsSpeed && cost.acceleratorsNeeded)
      ? Object.values(workloads).reduce((sum, { cost }) => sum + (cost.acceleratorsNeeded ?? 0), 0) +
        pools.reduce((sum, { role, accelerators }) => (role === 'prefill' ? sum + accelerators : sum), 0)
      : [],
  );
  const least = Math.min(...needed);
  const inRacks = gpus.racks !== null && gpus.perRack !== null;
  const count = least > gpus.count && Number.isFinite(least) ? least : sufficientGpus(plan, name)?.count;
  if (count === undefined) return [];
  return [planFor(at, inRacks, inRacks ? Math.ceil(count / gpus.perRack) : count, repair)];
}

/** What is short is there already, or may be bought. */
function moreAccelerators(
  { parts, allowed }: FindingData['too-few-accelerators'],
  path: Path,
  value: number,
  repair: MakeRepair,
): Repair[] {
  const there = planFor(path.slice(0, -1), path.at(-1) === 'racks', value, repair);
  if (!allowed) return [there];
  const limits = limitsFor(parts);
  const member = `buy: ${limits}`;
  const rented = parts.every((part) => part.rented);
  return [
    repair(
      rented
        ? l10n.t('Let it be rented: `{member}`', { member })
        : l10n.t('Let it be bought: `{member}`', { member }),
      [['buy'], limits],
    ),
    there,
  ];
}

/** What `buy` says to let so much be bought: accelerators that draft are its `gpus`. */
function limitsFor(parts: FindingData['too-few-accelerators']['parts']): string {
  const members = (['gpus', 'prefill', 'lpx'] as const).flatMap((member) => {
    const own = parts.filter(({ kind }) => kind === member || (kind === 'drafter' && member === 'gpus'));
    const pieces = own.reduce((sum, part) => sum + part.pieces, 0);
    const racks = own.reduce((sum, part) => sum + part.racks, 0);
    const inRacks = own.every((part) => part.racks > 0);
    if (pieces === 0) return [];
    if (member === 'lpx') return [`lpx: ${pieces} racks`];
    return [`${member}: ${inRacks ? `${racks} racks` : pieces}`];
  });
  return `{ ${members.join(', ')} }`;
}

function planFor(at: Path, inRacks: boolean, value: number, repair: MakeRepair): Repair {
  const wanted = format.exact(value);
  return inRacks
    ? repair(
        value === 1 ? l10n.t('Plan for 1 rack in all') : l10n.t('Plan for {wanted} racks in all', { wanted }),
        [[...at, 'racks'], String(value)],
      )
    : repair(l10n.t('Plan for {wanted} accelerators in all', { wanted }), [[...at, 'count'], String(value)]);
}

/** Accelerators where there are none; the highest speed that an option reaches; more accelerators. */
function servingRepairs(
  analysis: Analysis,
  { reason }: FindingData['not-served'],
  path: Path,
  repair: MakeRepair,
): Repair[] {
  const { plan } = analysis;
  if (!plan) return [];
  if (!ownedGpus(plan))
    return [repair(l10n.t('Add `{member}`', { member: `gpus: ${SOME_GPUS}` }), [['gpus'], SOME_GPUS])];
  if (reason?.code === 'request-over-memory')
    return [
      ...promptRepairs(plan, ownerIn(path), repair),
      ...narrowerCache(plan, repair),
      ...narrowerWeights(plan, path, repair),
      ...moreGpus(analysis, path, repair),
    ];
  const written = plan.provenance[pathKey(path)]?.detail;
  const text = written === undefined ? null : reachedText(plan, reason, path, written);
  return [
    ...narrowerWeights(plan, path, repair),
    ...(text === null ? [] : [repair(l10n.t('Ask for {text}, which is reached', { text }), [path, text])]),
    ...moreGpus(analysis, path, repair),
  ];
}

/** The target that is reached, as the plan writes the one that is missed. */
function reachedText(plan: ResolvedPlan, reason: Reason | null, path: Path, written: string): string | null {
  if (path.at(-1) === 'ttft')
    return reason?.code === 'first-token-late'
      ? formatQuantity(Math.ceil(reason.seconds * 100) / 100, 'duration', written)
      : null;
  const best = reachableSpeed(plan, ownerIn(path));
  return best === null ? null : formatQuantity(best, 'tokenRate', written);
}

const SOME_GPUS = '{ type: h200-sxm, count: 8 }';

/** Every length of a workload that is over the model's goes down to it. */
function shorterContext({ plan }: Analysis, path: Path, limit: number, repair: MakeRepair): Repair {
  const at = path.slice(0, 3);
  const context = plan?.workloads[ownerIn(path)]?.context;
  const members =
    path.length === at.length
      ? []
      : (['p50', 'p95', 'max'] as const).filter((m) => (context?.[m] ?? 0) > limit);
  const paths = members.length > 0 ? members.map((member) => [...at, member]) : [path];
  const values = paths
    .map((one) => ({ one, origin: plan?.provenance[pathKey(one)] }))
    .filter(({ origin }) => origin?.from === 'plan')
    .map(({ one, origin }): NewValue => [one, formatQuantity(limit, 'tokens', origin?.detail)]);
  return repair(
    l10n.t("Shorten to {limit}, the model's longest", { limit: format.tokens(limit) }),
    ...values,
  );
}
