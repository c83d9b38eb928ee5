import * as l10n from '../../l10n/l10n.js';
import type { Option, Provenance, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { OptionResult, PlanResult } from '../../engine/shapes/result.js';
import { dimensionOf, schemasAt } from '../../plan/jsonSchema.js';
import { displayQuantity } from '../../units/display.js';
import * as format from './format.js';

/** One input of a plan: what it is, its value, how far it may be off, and who says so. */
export interface Assumption {
  /** As in `chat › Median context`. */
  readonly input: string;
  readonly value: string;
  /** Empty where the input has no spread. */
  readonly range: string;
  readonly from: Provenance['from'];
  readonly source: string;
  /** An https address, where the source has one. */
  readonly url: string | null;
}

/** Every input that a result rests on, in the plan's order of rooms. */
export function assumptions(plan: ResolvedPlan): Assumption[] {
  return Object.entries(plan.provenance).map(([path, provenance]) => assumption(plan, path, provenance));
}

function assumption(plan: ResolvedPlan, path: string, { from, detail, url }: Provenance): Assumption {
  const parts = path.split('.');
  const dimension = dimensionOf(schemasAt(parts));
  const value = memberAt(plan, parts);
  const range = plan.ranges[path];
  const quantity = (n: number) => (dimension ? displayQuantity(n, dimension) : format.plain(n));
  const known = typeof value === 'number' && dimension ? quantity(value) : nameOf(plan, path);
  const spread = range ? format.between(range.low, range.high, quantity) : '';
  return {
    input: inputName(parts),
    value: from === 'plan' ? detail : known,
    range: from === 'plan' ? '' : spread,
    from,
    source: from === 'plan' ? l10n.t('the plan') : detail,
    url: url?.startsWith('https://') ? url : null,
  };
}

/** Where a value comes from, in a word. */
export function origin(from: Provenance['from']): string {
  return {
    plan: l10n.t('plan'),
    catalogue: l10n.t('catalogue'),
    default: l10n.t('default'),
    calibration: l10n.t('calibration'),
  }[from];
}

/** The workload or option it belongs to, then the title of the member. */
function inputName(parts: readonly string[]): string {
  const [room, name] = parts;
  const owner = (room === 'workloads' || room === 'options') && name !== undefined ? [name] : [];
  const hardware = parts.includes('gpus') ? [l10n.t('accelerators')] : [];
  const title = l10n.marked(schemasAt(parts)[0]?.title ?? parts.at(-1) ?? '');
  return [...owner, ...hardware, title].join(' › ');
}

/** Values that the resolved plan holds elsewhere than the file does: catalogue entries by their own names. */
function nameOf(plan: ResolvedPlan, path: string): string {
  if (path === 'model') return plan.model.name;
  if (path === 'gpus.type') return plan.gpus?.accelerator.name ?? '';
  const [room, name = '', ...member] = path.split('.');
  const option = room === 'options' ? plan.options[name] : undefined;
  return option ? optionValue(option, member.join('.')) : '';
}

function optionValue({ hosted, gpus, speculation }: Option, member: string): string {
  if (member === 'hosted') return hosted?.name ?? '';
  if (member === 'gpus.type') return gpus?.accelerator.name ?? '';
  if (!speculation) return '';
  const { acceptance, draftTokens, drafterBytes, draftCostFraction } = speculation;
  if (member === 'speculation.drafterWeights') return format.bytes(drafterBytes);
  if (member === 'speculation.draftCost')
    return l10n.t('{share} of a step', { share: format.percent(draftCostFraction) });
  const accepted = acceptance.acceptedLength[draftTokens - 1];
  return member === 'speculation.acceptance' && accepted !== undefined
    ? format.quantity(accepted, 'acceptance')
    : '';
}

/** What a plan holds at a path; `undefined` where it holds nothing. */
export function memberAt(plan: ResolvedPlan, path: readonly string[]): unknown {
  let value: unknown = plan;
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    // Checked just above: it is an object that has this member.
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value;
}

/** What a reader should know that the numbers do not show: facts that are missing, and how sure the others are. */
export function notKnown(plan: ResolvedPlan, result: PlanResult): string[] {
  return [
    ...plan.model.unknown.map((what) => `${plan.model.name}: ${what}.`),
    ...timeBands(result.options),
    ...Object.entries(result.options).flatMap(([name, option]) => missingCost(name, option)),
    ...(Object.values(plan.options).some(({ hosted }) => hosted)
      ? [l10n.t('Hosted services are priced by their decoded tokens alone; prompt tokens come on top.')]
      : []),
  ];
}

function missingCost(name: string, { total, workloads }: OptionResult): string[] {
  if (total.usdPerMillionTokens !== null) return [];
  const reason = Object.values(workloads).find(({ cost }) => cost.reason)?.cost.reason;
  return [
    reason
      ? l10n.t('{name}: the cost is not known: {reason}.', { name, reason })
      : l10n.t('{name}: the cost is not known.', { name }),
  ];
}

/** How sure step times are; options that rest on the same measurements are named together. */
function timeBands(options: PlanResult['options']): string[] {
  const byBasis = new Map<string, string[]>();
  for (const [name, { workloads }] of Object.entries(options)) {
    const bands = Object.values(workloads).flatMap(({ decode }) => decode?.band ?? []);
    const [widest] = bands.sort((a, b) => b.high - a.high);
    if (!widest) continue;
    const share = format.percent(Number((widest.high - 1).toPrecision(2)));
    const what = l10n.t('step times, and with them speed and cost, may be off by {share}: {basis}.', {
      share,
      basis: widest.basis,
    });
    byBasis.set(what, [...(byBasis.get(what) ?? []), name]);
  }
  return [...byBasis].map(([what, names]) => `${names.join(', ')}: ${what}`);
}
