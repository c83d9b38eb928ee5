import { isSameType, ownedGpus, ownedGpusPath } from '../../../catalog/shapes/owned.js';
import type { Finding } from './finding.js';
import { familyOf } from '../../../catalog/shapes/families/families.js';
import type { Layout, ResolvedPlan, Workload } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type PathKey } from '../../../plan/path.js';
import { missedBy, statesBuy } from '../passes.js';
import { overBudget } from '../../fleet/budget.js';
import { calibrationFindings } from './calibrationFindings.js';
import { buyFindings, forbiddenFindings, nearestForbidden } from './buyFindings.js';
import { loadFindings, loadMember } from './loadFindings.js';
import { lpxFindings } from './lpxFindings.js';
import { moneyFindings } from './moneyFindings.js';
import { rangeFindings } from './rangeFindings.js';
import { requestFindings } from './requestFindings.js';
import { servingFindings } from './servingFindings.js';
import { servingOf } from '../../fleet/optionCase.js';
import type { Reason } from '../../shapes/reasons.js';
import {
  runningPressure,
  type MemoryResult,
  type OptionWorkloadResult,
  type PlanResult,
} from '../../shapes/result.js';

/** Everything worth saying about a result, the gravest first. */
export function findings(plan: ResolvedPlan, result: PlanResult): Finding[] {
  const grave = [...memoryFindings(plan, result), ...unservedFindings(plan, result)];
  // What does not fit, or is too slow, needs more accelerators anyway, and says so itself.
  const known = grave.some(({ severity }) => severity === 'warning');
  const fleet = known ? [] : fleetFindings(plan, result);
  return [
    ...grave,
    ...fleet,
    // Accelerators that may not be bought are told of with their number.
    ...(known || fleet.length > 0 ? [] : forbiddenFindings(result)),
    ...loadFindings(plan),
    ...buyFindings(plan),
    ...budgetFindings(plan, result),
    ...lpxFindings(plan, result),
    ...contextFindings(plan),
    ...requestFindings(plan, result),
    ...latentFindings(plan, result),
    ...speculationFindings(plan, result),
    ...lookupFindings(plan),
    ...servingFindings(plan, result),
    ...calibrationFindings(plan),
    ...rangeFindings(plan),
    ...moneyFindings(plan, result),
    ...unknownFindings(plan),
  ];
}

/** Options whose GPUs hold the KV cache of a workload, with what they say about it. */
function memoryFindings(plan: ResolvedPlan, { options }: PlanResult): Finding[] {
  const results = Object.entries(options);
  return Object.entries(plan.workloads).flatMap(([name, workload]) => {
    const held: { readonly option: string; readonly memory: MemoryResult }[] = [];
    for (const [option, { workloads }] of results) {
      const own = workloads[name];
      // Where nobody knows how many there are, nobody knows whether they fit.
      if (own?.memory?.askedConcurrency != null && own.decode) held.push({ option, memory: own.memory });
    }
    const over = held.filter(({ memory }) => runningPressure(memory) > 1);
    const worst = largest(over, ({ memory }) => runningPressure(memory));
    const best = largest(over, ({ memory }) => memory.fleetConcurrency);
    if (!worst || !best) return [];
    const everywhere = over.length === held.length;
    const shown = everywhere ? best : worst;
    const fit = shown.memory.fleetConcurrency;
    return [
      {
        severity: everywhere ? 'warning' : 'information',
        code: 'kv-cache-over-memory',
        data: {
          pressure: runningPressure(shown.memory),
          options: over.map(({ option }) => option),
          held: held.length,
          fit,
          asked: shown.memory.askedConcurrency ?? 0,
        },
        path: pathKey(loadMember(name, workload)),
        ...(fit > 0 && workload.concurrency !== null ? { value: fit } : {}),
      } satisfies Finding,
    ];
  });
}

/** The first of those with the largest value. */
function largest<T>(items: readonly T[], value: (item: T) => number): T | undefined {
  let [kept, most] = [items[0], -Infinity];
  for (const item of items) {
    const own = value(item);
    if (own > most) [kept, most] = [item, own];
  }
  return kept;
}

function unservedFindings(plan: ResolvedPlan, { options }: PlanResult): Finding[] {
  const results = Object.values(options);
  return Object.keys(plan.workloads).flatMap((name) => {
    if (results.some(({ workloads }) => workloads[name] && isServed(workloads[name]))) return [];
    // Of the option that comes nearest; of several the first.
    const [nearest] = results
      .map((option) => option.workloads[name]?.reasons ?? option.reasons)
      .filter((reasons) => reasons.length > 0)
      .toSorted((a, b) => farness(a) - farness(b));
    const reason = nearest?.[0] ?? null;
    return [
      {
        severity: 'warning' as const,
        code: 'not-served' as const,
        data: { workload: name, reason },
        path: pathKey(
          servingMember(reason) ?? ['workloads', name, ...targetOf(plan.workloads[name], reason)],
        ),
        related: ['options'],
      },
    ];
  });
}

/** How far an option is from serving a workload: by what it misses most; the farthest where none of it says. */
const farness = (reasons: readonly Reason[]): number => Math.max(...reasons.map(missedBy)) || 1;

/** Fast enough, and its first tokens in time. */
const isServed = ({ cost, reasons }: OptionWorkloadResult): boolean =>
  cost.meetsSpeed && reasons.every(({ code }) => code !== 'first-token-late');

/** The member of the serving that nothing can be said with; `null` for other reasons. */
function servingMember(reason: Reason | null): readonly string[] | null {
  switch (reason?.code) {
    case 'adapters-unknown':
    case 'adapters-of-engine-unknown':
    case 'adapters-beside-lpx':
      return ['serving', 'lora'];
    case 'host-link-unknown':
      return ['serving', 'weightOffload'];
    default:
      return null;
  }
}

/** The target that is missed, or what no memory holds, where the plan writes it. */
function targetOf(workload: Workload | undefined, reason: Reason | null): string[] {
  if (workload?.ttft && reason?.code === 'first-token-late') return ['ttft'];
  if (workload?.input && reason?.code === 'request-over-memory') return ['input'];
  return workload?.speed == null ? [] : ['speed'];
}

/**
 * Options that serve everything with more of the plan's accelerators: to know where they may be bought and the plan does
 * not say so, a warning where they may not. Nothing where one works on what there is, or nothing is there.
 */
function fleetFindings(plan: ResolvedPlan, { options, basis }: PlanResult): Finding[] {
  const gpus = ownedGpus(plan);
  const results = Object.values(options);
  if (!gpus || gpus.count === 0 || results.some(({ works }) => works === 'owned')) return [];
  const bought = results.some(({ works }) => works === 'purchase');
  if (bought && statesBuy(plan)) return [];
  const short = Object.entries(options).flatMap(([option, { workloads, works, total }]) => {
    if (bought && works !== 'purchase') return [];
    const needs = Object.values(workloads).map(({ cost }) => cost.acceleratorsNeeded ?? Infinity);
    const decoding = needs.reduce((sum, one) => sum + one, 0);
    // Those for prompts come from the same accelerators, and no workload counts them as its own.
    const prefill = plan.options[option]?.prefill;
    const apart = typeof prefill === 'object' && !isSameType(prefill.gpus, gpus);
    const needed = decoding + (apart ? 0 : (total.prefillAccelerators ?? 0));
    const ofOwnKind = plan.options[option]?.gpus === null && Number.isFinite(needed) && needed > gpus.count;
    return ofOwnKind ? [{ option, needed }] : [];
  });
  const cost = (option: string) => options[option]?.basis[basis].usdPerMillionTokens ?? Infinity;
  const working = Object.keys(options).filter((option) => options[option]?.works === 'purchase');
  const cheapest = largest(working, (option) => -cost(option));
  // Where one may be bought it is the option that the verdict is about; else the one that lacks least.
  const nearest = bought
    ? short.find(({ option }) => option === cheapest)
    : largest(short, ({ needed }) => -needed);
  if (!nearest || (!bought && (isOtherwiseForbidden(options, short) || someHaveEnough(plan, options))))
    return [];
  const inRacks = gpus.racks !== null && gpus.perRack !== null;
  return [
    {
      severity: bought ? 'information' : 'warning',
      code: 'too-few-accelerators',
      data: {
        ...nearest,
        owned: gpus.count,
        parts: options[nearest.option]?.purchase.parts ?? [],
        allowed: bought,
      },
      path: pathKey([...ownedGpusPath(plan), inRacks ? 'racks' : 'count']),
      value: inRacks ? Math.ceil(nearest.needed / gpus.perRack) : nearest.needed,
    },
  ];
}

/** Reasons that accelerators are too few, or that what is bought may not be. */
const LACKS: ReadonlySet<string> = new Set([
  'buy-none',
  'buy-kind',
  'buy-count',
  'buy-capital',
  'buy-power',
  'replica-over-plan',
  'too-few-accelerators',
  'too-few-for-prefill',
] satisfies Reason['code'][]);

/** Whether an option on the plan's accelerators has, or may have, as many as it takes, and does not work all the same. */
function someHaveEnough(plan: ResolvedPlan, options: PlanResult['options']): boolean {
  return Object.entries(options).some(
    ([name, { purchase, reasons, total, pools }]) =>
      plan.options[name]?.gpus === null &&
      pools.length > 0 &&
      total.usdPerHour !== null &&
      purchase.parts.length > 0 &&
      !reasons.some(({ code }) => LACKS.has(code)),
  );
}

/** Whether what comes nearest may not be bought, and not for want of accelerators: its racks, or what it costs or draws. */
function isOtherwiseForbidden(
  options: PlanResult['options'],
  short: readonly { readonly option: string }[],
): boolean {
  const nearest = nearestForbidden({ options });
  if (!nearest) return false;
  const { code } = nearest.reason;
  return (
    code === 'buy-capital' || code === 'buy-power' || short.every(({ option }) => option !== nearest.option)
  );
}

/** A limit of the budget that no option keeps, with the option that comes nearest. */
function budgetFindings(plan: ResolvedPlan, { options }: PlanResult): Finding[] {
  return (['total', 'perToken', 'power'] as const).flatMap((limit): Finding[] => {
    const over = Object.entries(options).flatMap(([option, { total, power }]) => {
      const missed = overBudget(plan.budget, { total, power }).find((one) => one.limit === limit);
      return missed ? [{ option, reason: missed.reason, cost: total.usdPerMillionTokens ?? Infinity }] : [];
    });
    const [nearest] = [...over].sort((a, b) => a.cost - b.cost);
    if (!nearest || over.length < Object.keys(options).length) return [];
    const data = { option: nearest.option, reason: nearest.reason };
    return [{ severity: 'warning', code: 'over-budget', data, path: pathKey(['budget', limit]) }];
  });
}

function contextFindings(plan: ResolvedPlan): Finding[] {
  const limit = plan.model.maxContextTokens;
  if (limit === null) return [];
  return Object.entries(plan.workloads).flatMap(([name, { context }]) => {
    const over = (['max', 'p95', 'p50'] as const).filter((member) => context[member] > limit);
    if (over.length === 0) return [];
    return [
      {
        severity: 'warning' as const,
        code: 'context-over-model' as const,
        data: { model: plan.model.name, limitTokens: limit },
        path: contextPath(plan, name, over),
        value: limit,
      },
    ];
  });
}

/** Where the first of some context lengths that the file gives stands: its member, or the one number for all. */
function contextPath(
  plan: ResolvedPlan,
  name: string,
  members: readonly (keyof Workload['context'])[],
): PathKey {
  const at = ['workloads', name, 'context'];
  const places = members.map((member) => pathKey([...at, member]));
  return places.find((place) => plan.provenance[place]?.from === 'plan') ?? pathKey(at);
}

/** Tensor parallelism that copies a latent cache, where a layout was asked for: once a layout, whoever uses it. */
function latentFindings(plan: ResolvedPlan, { options }: PlanResult): Finding[] {
  const latent = plan.model.groups.some((group) => familyOf(group).latent);
  if (!latent) return [];
  const asked = new Map<PathKey, Layout>();
  for (const [name, { layout }] of Object.entries(options)) {
    const option = plan.options[name];
    if (!option || !layout || servingOf(plan, option).layout === 'auto') continue;
    const owner = option.serving ? ['options', name] : [];
    asked.set(pathKey([...owner, 'serving', 'layout', 'tensor']), layout);
  }
  return [...asked].flatMap(([path, { tensor, attentionData, context }]) => {
    if (tensor <= context) return [];
    return [
      {
        severity: 'warning' as const,
        code: 'latent-cache-copied' as const,
        data: { tensor, attentionData, context },
        path,
      },
    ];
  });
}

/** Drafting that makes users slower than the same option without it would be. */
function speculationFindings(plan: ResolvedPlan, { options }: PlanResult): Finding[] {
  return Object.entries(options).flatMap(([name, result]) => {
    const speculation = plan.options[name]?.speculation;
    if (!speculation || speculation.verification !== 'fixed') return [];
    const slowed = Object.entries(result.workloads).filter(([, { decode }]) => {
      if (!decode || !(decode.speedWithoutDrafts > 0)) return false;
      return decode.tokensPerSecondPerUser < decode.speedWithoutDrafts;
    });
    if (slowed.length === 0) return [];
    return [
      {
        severity: 'warning' as const,
        code: 'speculation-slows' as const,
        data: { draftTokens: speculation.draftTokens, workloads: slowed.map(([workload]) => workload) },
        path: pathKey(['options', name, 'speculation', 'draftTokens']),
      },
    ];
  });
}

/** Drafts whose time is counted as nothing, because nobody knows it. */
function lookupFindings({ options }: ResolvedPlan): Finding[] {
  return Object.entries(options).flatMap(([name, { speculation }]) =>
    speculation && speculation.draftCostFraction === null && speculation.drafter === null
      ? [
          {
            severity: 'information' as const,
            code: 'draft-time-unknown' as const,
            data: {},
            path: pathKey(['options', name, 'speculation', 'method']),
          },
        ]
      : [],
  );
}

function unknownFindings(plan: ResolvedPlan): Finding[] {
  const [what] = plan.model.unknown;
  if (!what) return [];
  return [
    {
      severity: 'information',
      code: 'model-partly-unknown',
      data: { model: plan.model.name, reason: { code: 'model-unknown', what } },
      path: 'model',
    },
  ];
}
