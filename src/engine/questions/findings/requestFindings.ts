import type { Finding, FindingData } from './finding.js';
import type { ResolvedPlan, Workload } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type PathKey } from '../../../plan/path.js';
import { meanTokens } from '../../memory/contextMix.js';
import { servingOf } from '../../fleet/optionCase.js';
import { keepsAsked, keptBytes } from '../fit/keptPrefixes.js';
import type { PrefixCacheResult } from '../../shapes/requestResult.js';
import type { OptionWorkloadResult, PlanResult } from '../../shapes/result.js';

/** What a plan says of requests that cannot all be true, or that costs more than it seems to. */
export function requestFindings(plan: ResolvedPlan, { options }: PlanResult): Finding[] {
  return Object.entries(plan.workloads).flatMap(([name, workload]) => {
    const results = Object.values(options).flatMap(({ workloads }) => workloads[name] ?? []);
    return [
      ...longPrompts(plan, name, workload),
      ...oddPrompts(name, workload),
      ...lostPrefixes(name, workload, results),
      ...smallTiers(plan, name, options),
      ...overBudget(name, results),
    ];
  });
}

/** A prompt longer than any that the model, or the server, takes. */
function longPrompts(plan: ResolvedPlan, name: string, { input }: Workload): Finding[] {
  const limits = [plan.model.maxContextTokens, plan.serving.maxModelLength].flatMap((one) => one ?? []);
  const limit = Math.min(...limits);
  if (!input || input.p50 < limit) return [];
  return [
    {
      severity: 'warning',
      code: 'prompt-over-model',
      data: { inputTokens: input.p50, limitTokens: limit },
      path: pathKey(['workloads', name, 'input']),
    },
  ];
}

/** A request holds its prompt and, on average, half of its answer; contexts that are far off are of other requests. */
const FAR_OFF = 1.5;

function oddPrompts(name: string, { input, output, context }: Workload): Finding[] {
  if (!input || !output) return [];
  const held = meanTokens(input) + meanTokens(output) / 2;
  const mean = meanTokens(context);
  if (Math.max(held / mean, mean / held) <= FAR_OFF) return [];
  const value = Math.round(mean - meanTokens(output) / 2);
  return [
    {
      severity: 'warning',
      code: 'prompt-beside-context',
      data: { heldTokens: Math.round(held), contextTokens: Math.round(mean) },
      path: pathKey(['workloads', name, 'input']),
      ...(value > 0 ? { value } : {}),
      related: ['workloads', name, 'context'],
    },
  ];
}

function lostPrefixes(
  name: string,
  { cachedInput, turnDelay }: Workload,
  results: readonly OptionWorkloadResult[],
): Finding[] {
  const path = pathKey(['workloads', name, 'cachedInput']);
  const caches = results.flatMap(({ prefixCache }) => prefixCache ?? []);
  const [first] = caches;
  if (!first || cachedInput <= 0) return [];
  if (!turnDelay)
    return [
      {
        severity: 'information',
        code: 'hits-without-turn-delay',
        data: {},
        path,
      },
    ];
  const best = Math.max(...caches.map(({ servedHit }) => servedHit));
  if (keepsAsked({ servedHit: best, hit: first.hit })) return [];
  return [
    {
      severity: 'warning',
      code: 'prefixes-without-room',
      data: { served: best, asked: first.hit, tiers: caches.some(({ tiers }) => tiers.length > 1) },
      path,
    },
  ];
}

/** Options whose memory and tiers keep too few prefixes of a workload: at the tiers, or at the option where it has none. */
function smallTiers(plan: ResolvedPlan, workload: string, options: PlanResult['options']): Finding[] {
  const found = Object.entries(options).flatMap(([name, { workloads }]) => {
    const [cache, option] = [workloads[workload]?.prefixCache, plan.options[name]];
    if (!cache || !option || cache.workingSetBytes === null) return [];
    if (keepsAsked(cache)) return [];
    const { kvOffload } = servingOf(plan, option);
    return [{ name, cache, tiers: kvOffload.length, path: tiersPath(plan, name) }];
  });
  // Without tiers anywhere, what no option keeps is told at the hits that are asked for.
  const all = Object.values(options).filter(({ workloads }) => workloads[workload]?.prefixCache);
  if (found.every(({ tiers }) => tiers === 0) && found.length === all.length) return [];
  // One list of tiers may be that of several options: it is told of the one that keeps least.
  const worst = new Map<string, (typeof found)[number]>();
  for (const one of found) {
    const before = worst.get(one.path);
    if (!before || one.cache.servedHit < before.cache.servedHit) worst.set(one.path, one);
  }
  return [...worst].map(([path, { name, cache, tiers }]) => ({
    severity: tiers > 0 ? 'warning' : 'information',
    code: 'prefix-tiers-too-small',
    data: {
      ...{ option: name, workload },
      neededBytes: cache.workingSetBytes ?? 0,
      keptBytes: keptBytes(cache),
      limit: limitOf(cache),
      ...{ served: cache.servedHit, asked: cache.hit },
    },
    path,
  }));
}

/** Kept bytes nearer than this part to those of all that wait are all of them. */
const ALL = 0.01;

function limitOf(cache: PrefixCacheResult): FindingData['prefix-tiers-too-small']['limit'] {
  const [, ...beside] = cache.tiers;
  if (beside.length > 0 && beside.every(({ fasterThanRecompute }) => !fasterThanRecompute)) return 'slow';
  return keptBytes(cache) < (cache.workingSetBytes ?? 0) * (1 - ALL) ? 'room' : 'turns';
}

/** Where the tiers of an option are written: of prompts that are computed apart, of itself, of the plan; else its name. */
function tiersPath(plan: ResolvedPlan, name: string): PathKey {
  const places = [
    ['options', name, 'prefill', 'serving', 'kvOffload'],
    ['options', name, 'serving', 'kvOffload'],
    ['serving', 'kvOffload'],
  ];
  const written = Object.keys(plan.provenance);
  const own = places.find((place) => written.some((path) => isWithin(path, pathKey(place))));
  return pathKey(own ?? ['options', name]);
}

const isWithin = (path: PathKey, place: PathKey) => path === place || path.startsWith(`${place}.`);

/** Prompts that no option's steps have room for. */
function overBudget(name: string, results: readonly OptionWorkloadResult[]): Finding[] {
  const prompts = results.flatMap(({ prefill }) => prefill ?? []);
  const used = prompts.map(({ mode, utilization }) => (mode === 'colocated' ? (utilization ?? 0) : 0));
  const least = Math.min(...used);
  if (prompts.length === 0 || least <= 1) return [];
  return [
    {
      severity: 'warning',
      code: 'prompts-over-budget',
      data: { factor: least },
      path: pathKey(['workloads', name, 'input']),
    },
  ];
}
