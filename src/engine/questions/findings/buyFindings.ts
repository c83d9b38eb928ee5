import { isSameType, ownedGpus, ownedGpusPath } from '../../../catalog/shapes/owned.js';
import type { BuyLimits, Gpus, HardwareKind, ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { pathKey, type PathKey } from '../../../plan/path.js';
import { gpusOf } from '../../fleet/optionCase.js';
import { unitOf } from '../../fleet/purchase.js';
import type { Reason } from '../../shapes/reasons.js';
import type { OptionResult, PlanResult } from '../../shapes/result.js';
import type { Finding } from './finding.js';

/** Limits of `buy` that bear on nothing, or let nothing be bought, and what is owned in parts of a unit or for nothing. */
export function buyFindings(plan: ResolvedPlan): Finding[] {
  const { buy } = plan;
  const limits =
    typeof buy === 'string' ? [] : [...unusedFindings(plan, buy), ...underUnitFindings(plan, buy)];
  return [...limits, ...partUnitFindings(plan), ...idleFindings(plan), ...twoCountsFindings(plan)];
}

const KINDS: readonly HardwareKind[] = ['gpus', 'prefill', 'lpx'];

function unusedFindings(plan: ResolvedPlan, buy: BuyLimits): Finding[] {
  return KINDS.flatMap((kind): Finding[] => {
    const most = buy[kind];
    if (most === null || most.count === 0 || isUsed(plan, kind)) return [];
    return [{ severity: 'warning', code: 'buy-unused', data: { kind }, path: pathKey(['buy', kind]) }];
  });
}

/** Whether some option could use a kind of hardware. */
function isUsed({ options, workloads }: ResolvedPlan, kind: HardwareKind): boolean {
  const own = Object.values(options).filter(({ hosted }) => hosted === null);
  if (kind === 'lpx') return own.some(({ lpx }) => lpx !== null);
  if (kind === 'gpus') return own.length > 0;
  const prompts = Object.values(workloads).some(({ input, output }) => input !== null && output !== null);
  return prompts && own.some(({ prefill }) => prefill !== 'colocated');
}

/** Hardware that is owned and that no option uses: it changes no answer. */
function idleFindings(plan: ResolvedPlan): Finding[] {
  const { owned } = plan;
  const gpus = ownedGpus(plan);
  const runs = (type: Gpus) =>
    (['gpus', 'prefill'] as const).some((kind) =>
      boughtTypes(plan, kind).some((one) => isSameType(one, type)),
    );
  const idle = (kind: HardwareKind, count: number, used: boolean, path: PathKey): Finding[] =>
    count === 0 || used
      ? []
      : [{ severity: 'information', code: 'owned-unused', data: { kind, owned: count }, path }];
  return [
    ...(gpus && gpus.rent === null ? idle('gpus', gpus.count, runs(gpus), pathKey(ownedGpusPath(plan))) : []),
    ...(owned.prefill
      ? idle('prefill', owned.prefill.count, runs(owned.prefill), pathKey(['owned', 'prefill']))
      : []),
    ...idle('lpx', owned.lpx, isUsed(plan, 'lpx'), pathKey(['owned', 'lpx'])),
  ];
}

/** Accelerators whose `count` and `racks` contradict each other. */
function twoCountsFindings(plan: ResolvedPlan): Finding[] {
  const written: readonly (readonly [Gpus | null, PathKey])[] = [
    [ownedGpus(plan), pathKey([...ownedGpusPath(plan), 'racks'])],
    ...Object.entries(plan.options).map(
      ([name, { gpus }]) => [gpus, pathKey(['options', name, 'gpus', 'racks'])] as const,
    ),
  ];
  return written.flatMap(([gpus, path]): Finding[] => {
    if (!gpus || gpus.racks === null || gpus.perRack === null) return [];
    const { count, racks, perRack } = gpus;
    return count === racks * perRack
      ? []
      : [
          {
            severity: 'warning',
            code: 'count-beside-racks',
            data: { count, inRacks: racks * perRack },
            path,
          },
        ];
  });
}

/** Options that would all do with a purchase that may not be made. */
export function forbiddenFindings({ options }: PlanResult): Finding[] {
  const first = nearestForbidden({ options });
  if (!first || Object.values(options).some(({ works }) => works !== 'no')) return [];
  const { option, reason } = first;
  return [{ severity: 'warning', code: 'buy-forbids-all', data: { option, reason }, path: pathKey(['buy']) }];
}

/** The option that lacks nothing but what may not be bought, and of several the one with the least capital. */
export function nearestForbidden({
  options,
}: Pick<PlanResult, 'options'>): { readonly option: string; readonly reason: Reason } | null {
  const kept = Object.entries(options).flatMap(([option, result]) => {
    const reason = forbidden(result);
    return reason ? [{ option, reason, usd: result.purchase.usd ?? Number.POSITIVE_INFINITY }] : [];
  });
  return kept.toSorted((a, b) => a.usd - b.usd)[0] ?? null;
}

/** Why an option may not buy what it lacks, where nothing else is wrong with it. */
function forbidden({ reasons }: OptionResult): Reason | null {
  const [first] = reasons;
  return first && reasons.every(({ code }) => code.startsWith('buy-')) ? first : null;
}

/** More accelerators than a rack, board or tray holds, and not whole ones of them. Fewer are a part that is let. */
function partUnitFindings(plan: ResolvedPlan): Finding[] {
  const gpus = ownedGpus(plan);
  if (!gpus || gpus.rent !== null || gpus.count < gpus.unit || gpus.count % gpus.unit === 0) return [];
  const { count: owned, unit, accelerator } = gpus;
  return [
    {
      severity: 'information',
      code: 'owned-part-unit',
      data: { accelerator: accelerator.name, owned, unit },
      path: pathKey(ownedGpusPath(plan)),
    },
  ];
}

/** Fewer accelerators than are sold at once, of every type that some option would buy. */
function underUnitFindings(plan: ResolvedPlan, buy: BuyLimits): Finding[] {
  return (['gpus', 'prefill'] as const).flatMap((kind): Finding[] => {
    const most = buy[kind];
    if (most === null || most.inRacks || most.count === 0) return [];
    const [least] = boughtTypes(plan, kind).toSorted((a, b) => unitOf(a) - unitOf(b));
    if (!least || most.count >= unitOf(least)) return [];
    return [
      {
        severity: 'warning',
        code: 'buy-under-unit',
        data: { accelerator: least.accelerator.name, unit: least.unit },
        path: pathKey(['buy', kind]),
        value: least.unit,
      },
    ];
  });
}

/** What options decode on, or compute prompts on. */
function boughtTypes(plan: ResolvedPlan, kind: 'gpus' | 'prefill'): readonly Gpus[] {
  const own = Object.values(plan.options).filter(({ hosted }) => hosted === null);
  return own.flatMap((option) => {
    const decoding = gpusOf(plan, option) ?? [];
    if (kind === 'gpus') return decoding;
    if (option.prefill === 'colocated') return [];
    return option.prefill === 'auto' ? decoding : option.prefill.gpus;
  });
}
