import * as l10n from '../../l10n/l10n.js';
import type { VariableName } from '../../plan/schema.js';
import type { Dimension } from '../../units/dimensions.js';
import type { AcceptanceProfile } from '../../catalog/shapes/types.js';
import type { Option, ResolvedPlan, Workload } from '../../catalog/shapes/resolvedPlan.js';

/** An input along which two options may change places. Values in SI units. */
export interface Variable {
  readonly id: VariableName;
  readonly label: string;
  /** Dimension that formats its values (see `units`). */
  readonly dimension: Dimension;
  /** Unit of values in the result JSON. */
  readonly unit: string;
  /** Belongs to each workload rather than to the plan. */
  readonly perWorkload: boolean;
  readonly logarithmic: boolean;
  /** Where it stands in the plan; `null` if it has no value there. */
  readonly current: (plan: ResolvedPlan, workload: string) => number | null;
  /** Where to search. */
  readonly range: (plan: ResolvedPlan, workload: string) => readonly [number, number];
  /** The plan with another value; everything else is shared, not copied. */
  readonly apply: (plan: ResolvedPlan, workload: string, value: number) => ResolvedPlan;
  /** The path in the file that holds it, for showing and editing. */
  readonly path: (plan: ResolvedPlan, workload: string) => string | null;
}

/** Searched ranges reach this many times below and above the plan's own value. */
const REACH = 8;

function around(value: number | null, fallback: readonly [number, number]): readonly [number, number] {
  return value !== null && value > 0 ? [value / REACH, value * REACH] : fallback;
}

function withWorkload(plan: ResolvedPlan, name: string, change: Partial<Workload>): ResolvedPlan {
  const workload = plan.workloads[name];
  if (!workload) return plan;
  return { ...plan, workloads: { ...plan.workloads, [name]: { ...workload, ...change } } };
}

function withOptions(plan: ResolvedPlan, change: (option: Option) => Option): ResolvedPlan {
  const options = Object.entries(plan.options).map(([name, option]) => [name, change(option)] as const);
  return { ...plan, options: Object.fromEntries(options) };
}

function firstOption(plan: ResolvedPlan, holds: (option: Option) => boolean): string | null {
  return Object.entries(plan.options).find(([, option]) => holds(option))?.[0] ?? null;
}

/** Scales a context so that its median is `p50`, keeping its spread. */
function scaledContext(context: Workload['context'], p50: number): Workload['context'] {
  const factor = p50 / context.p50;
  const scale = (tokens: number) => Math.max(1, Math.round(tokens * factor));
  return { p50: scale(context.p50), p95: scale(context.p95), max: scale(context.max) };
}

/** Accepted length of a profile with `draftTokens` drafts, bonus included; the last known beyond its end. */
export function acceptedLengthAt(profile: AcceptanceProfile, draftTokens: number): number {
  if (draftTokens === 0) return 1;
  return profile.acceptedLength[draftTokens - 1] ?? profile.acceptedLength.at(-1) ?? 1;
}

/** Stretches a profile so that `draftTokens` drafts accept `length` tokens; its spread between requests is lost. */
function stretched(profile: AcceptanceProfile, draftTokens: number, length: number): AcceptanceProfile {
  const now = acceptedLengthAt(profile, draftTokens);
  if (now <= 1) return profile;
  const factor = (length - 1) / (now - 1);
  const acceptedLength = profile.acceptedLength.map((tau, i) => Math.min(i + 2, 1 + (tau - 1) * factor));
  return { ...profile, acceptedLength, betaMixture: null };
}

const price: Variable = {
  id: 'price',
  get label() {
    return l10n.t('LPX price per rack');
  },
  dimension: 'money',
  unit: 'USD',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => Object.values(plan.options).find((o) => o.lpx)?.lpx?.price ?? null,
  range: (plan) => around(price.current(plan, ''), [0.1e6, 20e6]),
  apply: (plan, _workload, value) =>
    withOptions(plan, (option) =>
      option.lpx ? { ...option, lpx: { ...option.lpx, price: value } } : option,
    ),
  path: (plan) =>
    pathOf(
      firstOption(plan, (o) => o.lpx !== null),
      'lpx.price',
    ),
};

function pathOf(option: string | null, rest: string): string | null {
  return option === null ? null : `options.${option}.${rest}`;
}

const speed: Variable = {
  id: 'speed',
  get label() {
    return l10n.t('speed per user');
  },
  dimension: 'tokenRate',
  unit: 'tok/s',
  perWorkload: true,
  logarithmic: true,
  current: (plan, workload) => plan.workloads[workload]?.speed ?? null,
  range: () => [5, 2000],
  apply: (plan, workload, value) => withWorkload(plan, workload, { speed: value }),
  path: (_plan, workload) => `workloads.${workload}.speed`,
};

const demand: Variable = {
  id: 'demand',
  get label() {
    return l10n.t('decoded volume');
  },
  dimension: 'tokenVolume',
  unit: 'tok/s',
  perWorkload: true,
  logarithmic: true,
  current: (plan, workload) => plan.workloads[workload]?.demand ?? null,
  range: (plan, workload) => around(plan.workloads[workload]?.demand ?? null, [1e3, 1e7]),
  apply: (plan, workload, value) => withWorkload(plan, workload, { demand: value }),
  path: (_plan, workload) => `workloads.${workload}.demand`,
};

const context: Variable = {
  id: 'context',
  get label() {
    return l10n.t('median context');
  },
  dimension: 'tokens',
  unit: 'tokens',
  perWorkload: true,
  logarithmic: true,
  current: (plan, workload) => plan.workloads[workload]?.context.p50 ?? null,
  range: () => [1024, 1048576],
  apply: (plan, workload, value) => {
    const now = plan.workloads[workload];
    return now ? withWorkload(plan, workload, { context: scaledContext(now.context, value) }) : plan;
  },
  path: (_plan, workload) => `workloads.${workload}.context`,
};

const acceptedLength: Variable = {
  id: 'acceptedLength',
  get label() {
    return l10n.t('accepted length');
  },
  dimension: 'acceptance',
  unit: 'tokens per step',
  perWorkload: false,
  logarithmic: false,
  current: (plan) => {
    const speculation = Object.values(plan.options).find((o) => o.speculation)?.speculation;
    return speculation ? acceptedLengthAt(speculation.acceptance, speculation.draftTokens) : null;
  },
  range: (plan) => {
    const drafts = Object.values(plan.options).find((o) => o.speculation)?.speculation?.draftTokens ?? 5;
    return [1.05, drafts + 1];
  },
  apply: (plan, _workload, value) =>
    withOptions(plan, (option) => {
      const { speculation } = option;
      if (!speculation) return option;
      const acceptance = stretched(speculation.acceptance, speculation.draftTokens, value);
      return { ...option, speculation: { ...speculation, acceptance } };
    }),
  path: (plan) =>
    pathOf(
      firstOption(plan, (o) => o.speculation !== null),
      'speculation.acceptance',
    ),
};

const electricity: Variable = {
  id: 'electricity',
  get label() {
    return l10n.t('electricity price');
  },
  dimension: 'energyPrice',
  unit: 'USD/J',
  perWorkload: false,
  logarithmic: true,
  current: (plan) => plan.economics.electricity,
  range: (plan) => around(plan.economics.electricity, [0.01 / 3.6e6, 1 / 3.6e6]),
  apply: (plan, _workload, value) => ({ ...plan, economics: { ...plan.economics, electricity: value } }),
  path: () => 'economics.electricity',
};

const utilization: Variable = {
  id: 'utilization',
  get label() {
    return l10n.t('utilization');
  },
  dimension: 'fraction',
  unit: 'fraction',
  perWorkload: false,
  logarithmic: false,
  current: (plan) => plan.economics.utilization,
  range: () => [0.05, 1],
  apply: (plan, _workload, value) => ({ ...plan, economics: { ...plan.economics, utilization: value } }),
  path: () => 'economics.utilization',
};

const racks: Variable = {
  id: 'racks',
  get label() {
    return l10n.t('LPX racks');
  },
  dimension: 'count',
  unit: 'racks',
  perWorkload: false,
  logarithmic: false,
  current: (plan) => {
    const wanted = Object.values(plan.options).find((o) => o.lpx)?.lpx?.racks;
    return typeof wanted === 'number' ? wanted : null;
  },
  range: () => [1, 64],
  apply: (plan, _workload, value) =>
    withOptions(plan, (option) =>
      option.lpx ? { ...option, lpx: { ...option.lpx, racks: Math.max(1, Math.round(value)) } } : option,
    ),
  path: (plan) =>
    pathOf(
      firstOption(plan, (o) => o.lpx !== null),
      'lpx.racks',
    ),
};

const ALL: readonly Variable[] = [
  price,
  speed,
  demand,
  context,
  acceptedLength,
  racks,
  electricity,
  utilization,
];

/** Variables that a plan's break-even is searched along, in the order they are shown. */
export function variablesOf(plan: ResolvedPlan): readonly Variable[] {
  const hasLpx = Object.values(plan.options).some((option) => option.lpx);
  const speculates = Object.values(plan.options).some((option) => option.speculation);
  const possible = ALL.filter(({ id }) => {
    if (id === 'price' || id === 'racks') return hasLpx;
    return id === 'acceptedLength' ? speculates : true;
  });
  const wanted = plan.breakEven?.variables ?? [];
  return wanted.length > 0 ? possible.filter(({ id }) => wanted.includes(id)) : possible;
}

export function variableById(id: string): Variable | null {
  return ALL.find((variable) => variable.id === id) ?? null;
}
