import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { movedWith } from '../../../engine/questions/variables/prices.js';
import type { Reason } from '../../../engine/shapes/reasons.js';
import type { BreakEven, BreakEvenCrossing, OtherBasis, OwnedBasis } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../format.js';
import { fullStop } from '../sentences.js';
import { reasonText } from '../reasons.js';

/** How values of a variable are written. */
type Written = (value: number) => string;

/** Headings of break-evens on the basis that decides, and on the other. */
export function basisColumns(deciding: OwnedBasis): readonly [string, string] {
  return deciding === 'sunk'
    ? [l10n.t('Break-even, still to spend'), l10n.t('All-in')]
    : [l10n.t('Break-even, all-in'), l10n.t('Still to spend')];
}

/**
 * A break-even in words. `quantity` writes values of its variable; `current` is the plan's own value. `among`: all that are
 * told one after the other.
 */
export function breakEvenSentence(
  found: BreakEven,
  label: string,
  quantity: Written,
  current: number | null,
  among: readonly BreakEven[] = [found],
): string {
  return format.joined(
    fullStop(breakEvenClaim(found, label, quantity, current)),
    limitsAmong(found, quantity, among),
  );
}

/** What limits leave, of one among several: those of one search have it in common, and the last of them tells it. */
export function limitsAmong(found: BreakEven, quantity: Written, among: readonly BreakEven[]): string {
  const same = ({ variable, workload, baseline, challenger }: BreakEven) =>
    variable === found.variable &&
    workload === found.workload &&
    baseline === found.baseline &&
    challenger === found.challenger;
  return among.findLast(same) === found ? limitsSentence(found, quantity) : '';
}

/** What else moves with a price along which a break-even lies, in a sentence; empty where nothing does. */
export function movedSentence(plan: ResolvedPlan, found: BreakEven): string {
  const moved = found.value === null ? null : movedWith(plan, found);
  if (moved === null) return '';
  return moved === 'others'
    ? l10n.t('Prices of input move with it, in proportion.')
    : l10n.t('It is for whole requests: nothing is charged for input beside it.');
}

/** Which of both is the cheapest that the plan allows, where that is not the cheaper one; else empty. */
export function limitsSentence(
  { withinLimits, whereServed, searched, baseline, challenger }: BreakEven,
  quantity: Written,
): string {
  const parted = withinLimits ?? whereServed;
  const [first, another] = parted ?? [];
  if (!parted || !first) return '';
  if (!another && !withinLimits) return '';
  if (!another)
    return first.cheaper === null
      ? l10n.t('Neither is within the plan’s limits there.')
      : l10n.t('Within the plan’s limits, {option} is the cheaper over the whole range.', {
          option: first.cheaper,
        });
  const of = (option: string | null) =>
    parted.flatMap(({ from, to, cheaper }): Stretch[] => {
      const ends = [from === searched[0], to === searched[1]] as const;
      // Written, one place is no stretch.
      if (cheaper !== option || (!ends[0] && !ends[1] && quantity(from) === quantity(to))) return [];
      return [[ends[0] ? null : from, ends[1] ? null : to]];
    });
  const parts = [baseline, challenger, null].flatMap((option) => {
    const stretches = of(option);
    if (stretches.length === 0) return [];
    const values = { option: option ?? '', where: where(stretches, quantity) };
    return [option === null ? l10n.t('neither {where}', values) : l10n.t('{option} {where}', values)];
  });
  return withinLimits
    ? l10n.t('Within the plan’s limits: {parts}.', { parts: parts.join(', ') })
    : l10n.t('The cheapest that serves: {parts}.', { parts: parts.join(', ') });
}

/** All break-evens along an input in words: where there are several, the stretches in which the challenger is cheaper. */
export function breakEvensClaim(
  found: readonly BreakEven[],
  label: string,
  quantity: Written,
  current: number | null,
): string | null {
  const crossed = found.flatMap((one) => (one.value === null ? [] : [{ ...one, value: one.value }]));
  const [first] = crossed;
  if (!first) return found[0] ? breakEvenClaim(found[0], label, quantity, current) : null;
  if (crossed.length === 1 || first.variable === 'salePrice')
    return breakEvenClaim(first, label, quantity, current);
  const claim = stretchesClaim(crossed, label, quantity) ?? '';
  const now = current === null ? '' : ` ${l10n.t('(the plan: {value})', { value: quantity(current) })}`;
  const told = `${claim}${now}`;
  return first.basis === 'sunk' ? l10n.t('Still to spend: {claim}', { claim: told }) : told;
}

/** The stretches of an input in which the challenger is cheaper; `null` where the cheaper option never changes. */
export function stretchesClaim(found: readonly BreakEven[], label: string, quantity: Written): string | null {
  const crossed = found.flatMap((one) => (one.value === null ? [] : [{ ...one, value: one.value }]));
  const [first] = crossed;
  if (!first) return null;
  const { challenger, baseline, workload } = first;
  const stretches = stretchesOf(crossed, challenger);
  const values = { challenger, baseline, label, workload: workload ?? '', where: where(stretches, quantity) };
  return workload === null
    ? l10n.t('{challenger} is cheaper than {baseline} {where} {label}', values)
    : l10n.t('{challenger} is cheaper than {baseline} for {workload} {where} {label}', values);
}

/** A stretch of an input; `null` for an end that is open. */
type Stretch = readonly [number | null, number | null];

/** Where along an input an option is the cheaper one, in order. */
export function stretchesOf(
  found: readonly Pick<BreakEvenCrossing, 'value' | 'cheaperBelow' | 'cheaperAbove'>[],
  option: string,
): Stretch[] {
  const sorted = found.toSorted((a, b) => a.value - b.value);
  const [first] = sorted;
  const below: Stretch[] = first?.cheaperBelow === option ? [[null, first.value]] : [];
  const others = sorted.flatMap(({ value, cheaperAbove }, i): Stretch[] =>
    cheaperAbove === option ? [[value, sorted[i + 1]?.value ?? null]] : [],
  );
  return [...below, ...others];
}

/** Stretches in words, as in `below 2, from 3 to 4 and above 5`. */
export function where(stretches: readonly Stretch[], quantity: Written): string {
  const parts = stretches.map(([low, high]) => {
    if (low === null) return l10n.t('below {value}', { value: quantity(high ?? 0) });
    if (high === null) return l10n.t('above {value}', { value: quantity(low) });
    return l10n.t('from {low} to {high}', { low: quantity(low), high: quantity(high) });
  });
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : l10n.t('{parts} and {last}', { parts: parts.join(', '), last });
}

/** The same as a part of a sentence, with the basis in front where it leaves out what is owned. */
function breakEvenClaim(found: BreakEven, label: string, quantity: Written, current: number | null): string {
  const claim = onItsBasis(found, label, quantity, current);
  return found.basis === 'sunk' ? l10n.t('Still to spend: {claim}', { claim }) : claim;
}

/** The same beside its basis. */
export function onItsBasis(
  found: BreakEven,
  label: string,
  quantity: Written,
  current: number | null,
): string {
  const { value, challenger, workload } = found;
  if (value === null) return noneClaim(found, label, quantity);
  const now = current === null ? '' : ` ${aside(quantity(current), found.aboutEqual, quantity)}`;
  const values = { challenger, value: quantity(value), label, now, workload: workload ?? '' };
  if (found.variable === 'salePrice')
    return l10n.t('{workload} earns what it costs on {challenger} above {value} {label}{now}', values);
  const claim = crossingClaim(found, values);
  return current === null ? withStretch(claim, found.aboutEqual, quantity) : claim;
}

/** Where the plan is, and where costs are about equal, in one aside. */
function aside(plan: string, stretch: BreakEven['aboutEqual'], quantity: Written): string {
  const [low, high] = (stretch ?? []).map(quantity);
  if (low === high) return l10n.t('(the plan: {value})', { value: plan });
  const values = { value: plan, low: low ?? '', high: high ?? '' };
  return l10n.t('(the plan: {value}; about equal from {low} to {high})', values);
}

interface Values {
  readonly challenger: string;
  readonly value: string;
  readonly label: string;
  readonly now: string;
  readonly workload: string;
}

function crossingClaim({ cheaperBelow, cheaperAbove, challenger, workload }: BreakEven, of: Values): string {
  const below = cheaperBelow === challenger;
  const values = { ...of, other: (below ? cheaperAbove : cheaperBelow) ?? l10n.t('the other') };
  if (workload === null)
    return below
      ? l10n.t('{challenger} becomes cheaper than {other} below {value} {label}{now}', values)
      : l10n.t('{challenger} becomes cheaper than {other} above {value} {label}{now}', values);
  return below
    ? l10n.t('{challenger} becomes cheaper than {other} for {workload} below {value} {label}{now}', values)
    : l10n.t('{challenger} becomes cheaper than {other} for {workload} above {value} {label}{now}', values);
}

/** Reasons that one of the two options serves nowhere. */
const NOT_SERVED: ReadonlySet<string> = new Set([
  'neither-serves',
  'baseline-never-serves',
  'challenger-never-serves',
] satisfies Reason['code'][]);

function noneClaim(found: BreakEven, label: string, quantity: Written): string {
  const { reason, workload, searched } = found;
  const why = reason ? reasonText(reason) : l10n.t('No break-even was found');
  if (searched[0] === searched[1] || reason?.code === 'costs-unknown') return why;
  const [low, high] = searched.map(quantity);
  const values = { why, label, workload: workload ?? '', low: low ?? '', high: high ?? '' };
  const served = reason === null || !NOT_SERVED.has(reason.code);
  // What is not served is no matter of the variable: it says where it was looked for.
  if (!served) return l10n.t('{why} ({label} from {low} to {high})', values);
  const claim =
    workload === null
      ? l10n.t('{why}, whatever the {label} from {low} to {high}', values)
      : l10n.t('{why} for {workload}, whatever the {label} from {low} to {high}', values);
  return withStretch(claim, found.aboutEqual, quantity);
}

/** An input along which nothing crosses. */
interface Never {
  readonly found: BreakEven;
  readonly label: string;
  readonly quantity: Written;
}

/** What holds along many inputs, each with how far it was searched: one sentence a claim. */
export function neverSentences(all: readonly Never[]): string {
  const claims = new Map<string, string[]>();
  const unknown = new Set<string>();
  for (const { found, label, quantity } of all) {
    const { reason, workload, searched } = found;
    if (reason?.code === 'costs-unknown') {
      unknown.add(fullStop(format.capitalized(reasonText(reason))));
      continue;
    }
    const why = reason ? reasonText(reason) : l10n.t('No break-even was found');
    const claim = workload === null ? why : l10n.t('{why} for {workload}', { why, workload });
    const [low = '', high = ''] = searched.map(quantity);
    const reach = low === high ? label : l10n.t('{label} ({low} to {high})', { label, low, high });
    claims.set(claim, [...(claims.get(claim) ?? []), reach]);
  }
  const said = [...claims].map(([claim, inputs]) =>
    fullStop(l10n.t('{claim}, whatever the {inputs}', { claim, inputs: inputs.join(', ') })),
  );
  return [...said, ...unknown].join(' ');
}

function withStretch(claim: string, stretch: BreakEven['aboutEqual'], quantity: Written): string {
  if (!stretch) return claim;
  const [low, high] = stretch.map(quantity);
  // Written, both may be the same.
  if (low === high) return claim;
  return l10n.t('{claim} (about equal from {low} to {high})', { claim, low: low ?? '', high: high ?? '' });
}

/** Break-evens on the other basis in a cell. */
export function otherBasisText(other: OtherBasis | null, quantity: Written): string {
  if (other === null) return l10n.t('the same');
  if (other.crossings.length === 0) return l10n.t('none');
  return other.crossings.map(({ value }: BreakEvenCrossing) => quantity(value)).join(', ');
}
