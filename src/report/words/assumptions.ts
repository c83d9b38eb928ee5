import * as l10n from '../../l10n/l10n.js';
import type { Option, Provenance, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { OptionResult, PlanResult } from '../../engine/shapes/result.js';
import { numberAt } from '../../engine/moves/held.js';
import { memberOf } from '../../plan/members.js';
import { keyPath, pathKey, type Path, type PathKey } from '../../plan/path.js';
import { displayQuantity } from '../../units/display.js';
import * as format from './format.js';
import { inputName } from './inputs.js';
import { moneyNote } from './money.js';
import { basisText, costReason } from './reasons.js';

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
  return Object.entries(plan.provenance).map(([key, provenance]) =>
    assumption(plan, keyPath(key), provenance),
  );
}

function assumption(plan: ResolvedPlan, path: Path, { from, detail, url }: Provenance): Assumption {
  const dimension = memberOf(path)?.dimension;
  const value = numberAt(plan, path);
  const range = plan.ranges[pathKey(path)];
  const quantity = (n: number) => (dimension ? displayQuantity(n, dimension) : format.plain(n));
  const known = value !== null && dimension ? quantity(value) : nameOf(plan, path);
  // Where a default says nothing but its number, it is told once.
  const source = from === 'default' && detail === known ? l10n.t('where nothing is written') : detail;
  const spread = range ? format.between(range.low, range.high, quantity) : '';
  return {
    input: inputName(path),
    value: from === 'plan' ? detail : known,
    range: from === 'plan' ? '' : spread,
    from,
    source: from === 'plan' ? l10n.t('the plan') : source,
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

/** Values that the resolved plan holds elsewhere than the file does: catalogue entries by their own names. */
function nameOf(plan: ResolvedPlan, path: Path): string {
  const [room, name = '', ...member] = path;
  if (pathKey(path) === 'owned.gpus.type') return plan.owned.gpus?.accelerator.name ?? '';
  if (pathKey(path) === 'owned.prefill.type') return plan.owned.prefill?.accelerator.name ?? '';
  if (pathKey(path) === 'economics.owned') return plan.economics.owned;
  if (room === 'model') return plan.model.name;
  if (room === 'gpus') return name === 'type' ? (plan.gpus?.accelerator.name ?? '') : '';
  const option = room === 'options' ? plan.options[name] : undefined;
  return option ? optionValue(option, pathKey(member)) : '';
}

function optionValue({ hosted, gpus, speculation }: Option, member: PathKey): string {
  if (member === 'hosted') return hosted?.name ?? '';
  if (member === 'gpus.type') return gpus?.accelerator.name ?? '';
  if (!speculation) return '';
  const { acceptance, draftTokens, drafterBytes, draftCostFraction } = speculation;
  if (member === 'speculation.model') return speculation.drafter?.name ?? '';
  if (member === 'speculation.drafterWeights') return format.bytes(drafterBytes);
  if (member === 'speculation.draftCost')
    return draftCostFraction === null
      ? ''
      : l10n.t('{share} of a step', { share: format.percent(draftCostFraction) });
  const accepted = acceptance.acceptedLength[draftTokens - 1];
  return member === 'speculation.acceptance' && accepted !== undefined
    ? format.quantity(accepted, 'acceptance')
    : '';
}

/** What a reader should know that the numbers do not show: facts that are missing, and how sure the others are. */
export function notKnown(plan: ResolvedPlan, result: PlanResult): string[] {
  return [
    ...moneyNote(plan),
    ...plan.model.unknown.map((what) => `${plan.model.name}: ${what}.`),
    ...timeBands(result.options),
    ...Object.entries(result.options).flatMap(([name, option]) => missingCost(name, option)),
    ...hostedPrompts(plan, result),
  ];
}

/** Workloads whose prompts a hosted service would charge on top, because nothing says how many there are. */
function hostedPrompts(plan: ResolvedPlan, { options }: PlanResult): string[] {
  const left = Object.keys(plan.workloads).filter((workload) =>
    Object.entries(plan.options).some(
      ([name, { hosted }]) => hosted && options[name]?.workloads[workload]?.cost.decodeOnly,
    ),
  );
  if (left.length === 0) return [];
  return [
    l10n.t(
      'Hosted services are priced by decoded tokens alone for {workloads}; prompt tokens come on top where `input` and `output` are not given.',
      { workloads: left.join(', ') },
    ),
  ];
}

function missingCost(name: string, option: OptionResult): string[] {
  if (option.total.usdPerMillionTokens !== null) return [];
  const reason = costReason(option);
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
      basis: basisText(widest.basis),
    });
    byBasis.set(what, [...(byBasis.get(what) ?? []), name]);
  }
  return [...byBasis].map(([what, names]) => `${names.join(', ')}: ${what}`);
}
