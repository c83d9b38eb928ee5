import { comparisonOf } from '../../../engine/questions/comparison.js';
import type { VariablePoint, VariableSummary } from '../../../engine/questions/charts.js';
import * as l10n from '../../../l10n/l10n.js';
import { rolesOfRacks } from '../../words/fleet/rackRoles.js';
import * as format from '../../words/format.js';
import { leadingOption } from '../../words/insight.js';
import { scopeOf } from '../crossings.js';
import type { LinePoint } from '../figure.js';
import type { Subject } from '../questions.js';

/** What options cost along an axis, asked for one option at a time: those that are named first. */

/** Cost of an option along an axis; `y` in USD per million tokens. */
export interface Curve {
  readonly option: string;
  readonly points: readonly LinePoint[];
}

/** The curves of all options, as far as they are known. */
export interface CostCurves {
  readonly curves: readonly Curve[];
  /** So many of them are still to come. */
  readonly left: number;
}

/** How much is asked for. */
export interface Asking {
  /** With the spread around each curve, which takes several times as long. */
  readonly bands?: boolean;
  /** Only the curves of options that are named: those of the others are left for later. */
  readonly namedOnly?: boolean;
}

/** More options than this, and only those that matter are named; the others are lines in the background. */
export const MOST_NAMED = 8;

/** Asks for the cost of every option over speed. */
export function askSpeedCurves(subject: Subject, workload: string, asking: Asking = {}): CostCurves {
  const { bands = false } = asking;
  return gather(subject, workload, asking, (option) => {
    const { value, pending } = subject.ask('costOverSpeed', { option, workload, bands });
    const points = (value ?? []).map(({ speed: x, ...point }) => ({ ...point, x }));
    return { points: points.map(curvePoint), pending };
  });
}

/** Asks for the cost of every option over an input. */
export function askInputCurves(
  subject: Subject,
  workload: string,
  variable: VariableSummary,
  asking: Asking = {},
): CostCurves {
  const { bands = false } = asking;
  const scope = scopeOf(subject, workload, variable);
  return gather(subject, scope, asking, (option) => {
    const question = { variable: variable.id, option, workload: scope, bands };
    const { value, pending } = subject.ask('costOver', question);
    return { points: (value ?? []).map(curvePoint), pending };
  });
}

function gather(
  subject: Subject,
  scope: string | null,
  { namedOnly = false }: Asking,
  ask: (option: string) => { readonly points: readonly LinePoint[]; readonly pending: boolean },
): CostCurves {
  const all = Object.keys(subject.plan.options);
  const named = namedOptions(subject, scope);
  const found = new Map<string, ReturnType<typeof ask>>();
  // Answers come in the order in which they are asked for.
  for (const option of all.filter((one) => named.has(one))) found.set(option, ask(option));
  if (!namedOnly) for (const option of all.filter((one) => !named.has(one))) found.set(option, ask(option));
  return {
    curves: all.map((option) => ({ option, points: found.get(option)?.points ?? [] })),
    left: all.filter((option) => found.get(option)?.pending).length,
  };
}

/** Options whose lines are named: the winner, the baseline and the challenger always; then whoever is cheap. */
export function namedOptions({ plan, result }: Subject, scope: string | null): ReadonlySet<string> {
  const all = Object.keys(plan.options);
  if (all.length <= MOST_NAMED) return new Set(all);
  const planned = asPlanned({ result }, scope);
  const usd = (option: string) => planned[option]?.usd ?? Infinity;
  const comparison = comparisonOf(plan);
  const important = [
    leadingOption(result),
    comparison?.baseline,
    comparison?.challenger,
    ...all.toSorted((a, b) => usd(a) - usd(b)),
  ];
  return new Set([...new Set(important.filter((name) => name != null))].slice(0, MOST_NAMED - 2));
}

export interface AsPlanned {
  readonly usd: number | null;
  readonly works: boolean;
}

/** What every option costs as the plan is, of a workload or (`null`) the whole plan, and whether it works. */
export function asPlanned(
  { result }: Pick<Subject, 'result'>,
  scope: string | null,
): Readonly<Record<string, AsPlanned>> {
  const entries = Object.entries(result.options).map(([name, { basis, workloads, feasible }]) => {
    const own = scope === null ? basis : workloads[scope]?.cost.basis;
    return [name, { usd: own?.[result.basis].usdPerMillionTokens ?? null, works: feasible }] as const;
  });
  return Object.fromEntries(entries);
}

function curvePoint(point: VariablePoint, i: number, all: readonly VariablePoint[]): LinePoint {
  const { x, usdPerMillionTokens: y, band, works, lpx } = point;
  if (y === null) return { x, y, band };
  const before = all[i - 1];
  const told = lpxText(lpx);
  const turns = before?.usdPerMillionTokens != null && lpxText(before.lpx) !== told;
  return {
    ...{ x, y, band },
    ...(works === 'no' ? { beyond: true } : {}),
    ...(told === '' ? {} : { note: told }),
    ...(turns ? { turn: true } : {}),
  };
}

/** What racks do, and how many: a line turns where that becomes something else. */
function lpxText(lpx: VariablePoint['lpx']): string {
  if (!lpx) return '';
  return lpx.racks === 1
    ? l10n.t('1 LPX rack, {role}', { role: rolesOfRacks(lpx) })
    : l10n.t('{racks} LPX racks, {role}', { racks: format.count(lpx.racks), role: rolesOfRacks(lpx) });
}
