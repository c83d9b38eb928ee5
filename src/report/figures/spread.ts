import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { Comparison } from '../../engine/questions/comparison.js';
import type { Percentiles, PointAndMedian, Uncertainty } from '../../engine/shapes/result.js';
import { swingOf, type Sensitivity, type Swing, type Tornado } from '../../engine/questions/sensitivity.js';
import { modelErrors } from '../../engine/questions/errors/modelErrors.js';
import { uncertainInputs } from '../../engine/questions/uncertainInputs.js';
import type { WinsOver } from '../../engine/questions/uncertainty.js';
import type { PathKey } from '../../plan/path.js';
import * as l10n from '../../l10n/l10n.js';
import { stretchesOf, where } from '../words/fleet/breakEven.js';
import { errorName, inputHeading, uncertainName, variedName } from '../words/inputs.js';
import { drawsDecodeOnly, markedUsd } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import type { Table } from '../words/table.js';
import { reasonText } from '../words/reasons.js';

/** What is said of spreads: findings of the tornado and of the draws. */

const RARELY = 0.005;

/** How often something held, as in `38 of 100 draws`. */
function often(share: number): string {
  if (share === 0) return l10n.t('in none of the draws');
  if (share === 1) return l10n.t('in all draws');
  if (share < RARELY) return l10n.t('in fewer than 1 of 100 draws');
  if (share > 1 - RARELY) return l10n.t('in more than 99 of 100 draws');
  return l10n.t('in {count} of 100 draws', { count: Math.round(share * 100) });
}

/** The chance that the challenger wins, in words. */
export function chanceSentence({ challenger, baseline }: Comparison, uncertainty: Uncertainty): string {
  const { probabilityChallengerWins: chance, reason } = uncertainty;
  if (chance === null)
    return l10n.t('Whether {challenger} pays against {baseline} is not known: {reason}', {
      challenger,
      baseline,
      reason: reason ? reasonText(reason) : '',
    });
  const [silent, other] = [baseline, challenger].filter((option) => costSpread(uncertainty, option) === null);
  // What never serves is never cheaper, whatever it would cost: that is no comparison of costs.
  if (silent !== undefined && other !== undefined)
    return l10n.t('Neither {challenger} nor {baseline} serves the plan in any of the draws', {
      challenger,
      baseline,
    });
  if (silent !== undefined)
    return l10n.t('{other} stands alone: {absent} serves the plan in none of the draws', {
      absent: silent,
      other: silent === challenger ? baseline : challenger,
    });
  const values = { challenger, baseline, often: often(chance) };
  const claim = uncertainty.tie
    ? l10n.t('A tie: {challenger} is cheaper than {baseline} {often}', values)
    : l10n.t('{challenger} is cheaper than {baseline} {often}', values);
  const forbidden = [challenger, baseline].flatMap((option) => {
    const share = uncertainty.forbidden?.[option] ?? 0;
    return share === 0 ? [] : [l10n.t('{option} does not {often}', { option, often: often(share) })];
  });
  if (forbidden.length === 0) return claim;
  return l10n.t('{claim}, counting only options that work: {forbidden}', {
    claim,
    forbidden: forbidden.join(', '),
  });
}

/** Percentiles of an option's cost per million tokens; `null` where no draw has one. */
export function costSpread({ headlines }: Uncertainty, option: string): Percentiles | null {
  return headlines[`usdPerMillionTokens.${option}`] ?? null;
}

/** What the draws vary: the inputs with a spread, and the model's own errors, each with its ends. */
function drawn(plan: ResolvedPlan) {
  const uncertain = uncertainInputs(plan);
  const among = uncertain.map(({ path }) => path);
  const inputs = uncertain.map(({ path, range }) => {
    const { label, quantity } = uncertainName(path, among);
    return { label, heading: label, low: quantity(range.low), high: quantity(range.high) };
  });
  const errors = modelErrors(plan).flatMap(({ of, reach }) => {
    const most = Math.exp(Math.max(...Object.values(reach)));
    const [low, high] = [format.nearOne(1 / most), format.nearOne(most)];
    const label = errorName(of);
    // One that is not seen in the digits that are told says nothing.
    return low === high ? [] : [{ label, heading: format.capitalized(label), low, high }];
  });
  const shared = errors.length > 0 ? l10n.t('Options that share an error have one draw of it.') : '';
  const none = l10n.t('Nothing is drawn: no input has a range, and prices are given.');
  const all = [...inputs, ...errors];
  return { all, note: all.length === 0 ? none : shared };
}

/** What the draws vary, in sentences. */
export function drawnInputs(plan: ResolvedPlan): string {
  const { all, note } = drawn(plan);
  if (all.length === 0) return note;
  const inputs = all.map((one) => l10n.t('{label} ({low} to {high})', one)).join(', ');
  const what = l10n.t('Drawn anew each time: {inputs}.', { inputs });
  return note === '' ? what : `${what} ${note}`;
}

/** The same as a table, and what stands below it. */
export function drawnTable(plan: ResolvedPlan): { readonly table: Table; readonly note: string } {
  const { all, note } = drawn(plan);
  const rows = all.map(({ heading, low, high }) => [heading, low, high]);
  return { table: { columns: [l10n.t('Input'), l10n.t('From'), l10n.t('To')], rows }, note };
}

/** Why costs in the plan are not the middles of their draws: options that have the same reasons are told together. */
export function differenceSentences(
  plan: ResolvedPlan,
  { differences }: Pick<Uncertainty, 'differences'>,
): string[] {
  const alone = drawsDecodeOnly(plan, null);
  const among = uncertainInputs(plan).map(({ path }) => path);
  const groups = new Map<string, { readonly of: PointAndMedian[]; readonly reasons: readonly string[] }>();
  for (const one of differences) {
    const reasons = whyApart(one.unserved, one.inputs, among);
    const key = JSON.stringify([one.median > one.point, ...reasons.toSorted()]);
    const group = groups.get(key);
    if (group) group.of.push(one);
    else groups.set(key, { of: [one], reasons });
  }
  return [...groups.values()].map(({ of, reasons }) =>
    l10n.t('{said}: {reasons}.', { said: apartText(of, alone), reasons: reasons.join('; ') }),
  );
}

/** Costs of options beside the middles of their draws, all of which are on one side. */
function apartText(of: readonly PointAndMedian[], alone: boolean): string {
  const costs = of.map(({ option, point, median }) => ({
    option,
    point: markedUsd(point, alone),
    median: markedUsd(median, alone),
  }));
  const [first, second] = costs;
  const dearer = of.some(({ point, median }) => median > point);
  if (first && !second)
    return dearer
      ? l10n.t('{option} costs {point} at the likely values, but {median} in the middle of the draws', first)
      : l10n.t(
          '{option} costs {point} at the likely values, and only {median} in the middle of the draws',
          first,
        );
  const options = costs.map((one) => l10n.t('{option} ({median}, not {point})', one)).join(', ');
  return dearer
    ? l10n.t('In the middle of the draws costs are higher than at the likely values, of {options}', {
        options,
      })
    : l10n.t('In the middle of the draws costs are lower than at the likely values, of {options}', {
        options,
      });
}

function whyApart(unserved: number, inputs: PointAndMedian['inputs'], among: readonly PathKey[]): string[] {
  const leaning = inputs.map(({ path, likely, middle }) => {
    const { label, quantity } = uncertainName(path, among);
    return l10n.t('{label} is {likely} as planned and {middle} in the middle of its range', {
      label,
      likely: quantity(likely),
      middle: quantity(middle),
    });
  });
  const missing = l10n.t('{often} it does not serve the plan, and they are left out', {
    often: often(unserved),
  });
  const reasons = [...(unserved === 0 ? [] : [missing]), ...leaning];
  return reasons.length > 0
    ? reasons
    : [l10n.t('costs step in whole replicas and racks, and more draws lie beyond a step than before it')];
}

/** A break-even over the draws: where the chance that the challenger wins passes one half. */
export function chanceOverFinding(
  compared: Comparison,
  found: WinsOver,
  label: string,
  quantity: (value: number) => string,
): string {
  const { baseline, challenger } = compared;
  const { served, forbidden } = found;
  const limited = forbidden.baseline + forbidden.challenger > 0;
  // What works nowhere does not lose by its cost either.
  for (const [absent, other, count] of [
    [challenger, baseline, served.challenger - forbidden.challenger],
    [baseline, challenger, served.baseline - forbidden.baseline],
  ] as const)
    if (limited && count === 0 && served.baseline > 0 && served.challenger > 0)
      return l10n.t('{other} stands alone: {absent} works in none of the draws, at any {label} shown', {
        ...{ other, absent, label },
      });
  const claim = chanceOverClaim(compared, found, label, quantity);
  return limited ? l10n.t('{claim}, counting only options that work', { claim }) : claim;
}

function chanceOverClaim(
  { challenger, baseline }: Comparison,
  { values, wins, decided, served }: WinsOver,
  label: string,
  quantity: (value: number) => string,
): string {
  const chances = values.map((_, i) => (decided[i] ? (wins[i] ?? 0) / decided[i] : null));
  const known = chances.filter((chance) => chance !== null);
  if (known.length === 0)
    return l10n.t('Whether {challenger} pays is not known over {label}', { challenger, label });
  // What never serves does not lose by its cost.
  const [silent, other] = served.challenger === 0 ? [challenger, baseline] : [baseline, challenger];
  if (served.challenger === 0 || served.baseline === 0)
    return l10n.t(
      '{other} stands alone: {absent} serves the plan in none of the draws, at any {label} shown',
      {
        ...{ other, absent: silent, label },
      },
    );
  if (known.every((chance) => chance > 0.5))
    return l10n.t('{challenger} more likely pays than not at every {label} shown', { challenger, label });
  if (known.every((chance) => chance < 0.5))
    return l10n.t('{challenger} more likely loses than pays at every {label} shown', { challenger, label });
  if (known.every((chance) => chance <= 0.5))
    return l10n.t('{challenger} pays in half of the draws at best, at {value} {label}', {
      challenger,
      value: quantity(values[chances.indexOf(Math.max(...known))] ?? 0),
      label,
    });
  const stretches = stretchesOf(crossingsOfHalf(values, chances, challenger), challenger);
  if (stretches.length === 0)
    return l10n.t('Whether {challenger} pays hangs on {label}', { challenger, label });
  return l10n.t('{challenger} more likely pays than not {where} {label}', {
    challenger,
    where: where(stretches, quantity),
    label,
  });
}

/** Where the chance passes one half, between two known points in proportion, and on which side it is above. */
function crossingsOfHalf(values: readonly number[], chances: readonly (number | null)[], challenger: string) {
  return values.flatMap((high, i) => {
    const [a, b] = [chances[i - 1] ?? null, chances[i] ?? null];
    if (i === 0 || a === null || b === null || a > 0.5 === b > 0.5) return [];
    const low = values[i - 1] ?? 0;
    const value = low + ((high - low) * (0.5 - a)) / (b - a);
    const [cheaperBelow, cheaperAbove] = a > b ? [challenger, null] : [null, challenger];
    return [{ value, cheaperBelow, cheaperAbove }];
  });
}

/** What a tornado shows: the cost difference, or the break-even. */
export type TornadoFigure = 'difference' | 'breakEven';

/** Figures that a tornado has any swing for; the break-even first, as the question that plans ask, where they have one. */
export function tornadoFigures(tornado: Tornado): TornadoFigure[] {
  const figures: readonly TornadoFigure[] =
    tornado.breakEven === null ? ['difference', 'breakEven'] : ['breakEven', 'difference'];
  return figures.filter((figure) => moving(tornado, figure).length > 0);
}

/** A swing of less than this share of the values that it lies between shows in no digit that is told. */
const SEEN = 1e-3;

/** Inputs that move a figure so far that it is seen, the strongest first. */
export function moving({ inputs, ...planned }: Tornado, figure: TornadoFigure): Sensitivity[] {
  const reach = (input: Sensitivity) => (oneSided(input[figure]) ? Infinity : swingOf(input[figure]));
  const largest = ({ low, high }: Swing) =>
    Math.max(...[planned[figure], low, high].map((value) => Math.abs(value ?? 0)));
  return inputs
    .filter((input) => reach(input) > SEEN * largest(input[figure]))
    .sort((a, b) => reach(b) - reach(a));
}

/** There is a break-even at one end only: no input moves it further. */
export function oneSided({ low, high }: Swing): boolean {
  return (low === null) !== (high === null);
}

/** An input changes which of the two options is cheaper. */
export function flips({ difference: { low, high } }: Sensitivity): boolean {
  return low !== null && high !== null && low * high < 0;
}

/** What an input is at both ends, as in `2.5M USD to 4.5M USD`. */
export function ends(one: Sensitivity): string {
  const { low, high } = variedName(one);
  if (low === high) return low;
  // One unit is said once.
  const [number = '', ...unit] = low.split(' ');
  const once = unit.length > 0 && high.endsWith(` ${unit.join(' ')}`);
  return l10n.t('{low} to {high}', { low: once ? number : low, high });
}

/**
 * Where an input alone makes both options cost the same, read between its ends and the plan, in as few digits as tell
 * it from these; `null` where nowhere.
 */
function flipAt({ range, difference }: Sensitivity, planned: number | null): number | null {
  const points: readonly (readonly [number, number | null])[] = [
    [range.low, difference.low],
    [range.likely, planned],
    [range.high, difference.high],
  ];
  const known = points.filter((point): point is readonly [number, number] => point[1] !== null);
  for (const [i, [x, y]] of known.entries()) {
    const before = known[i - 1];
    if (!before || before[1] * y >= 0) continue;
    const at = before[0] + ((x - before[0]) * before[1]) / (before[1] - y);
    const told = [2, 3, 4].map((digits) => Number(at.toPrecision(digits)));
    return told.find((value) => before[0] < value && value < x) ?? at;
  }
  return null;
}

/** Which input alone changes the winner, and where: the strongest if it does, else the first that does. */
function turnText({ inputs, comparison, difference }: Tornado, strongest: Sensitivity): string {
  const turning = [strongest, ...inputs].filter(flips);
  const [input] = turning;
  if (!input) return l10n.t('no input alone changes which is cheaper');
  const { label, quantity } = variedName(input, inputs);
  if (!quantity) return l10n.t('which is cheaper depends on the {label}', { label });
  const at = flipAt(input, difference);
  if (at === null) return l10n.t('no input alone changes which is cheaper');
  const values = { challenger: comparison.challenger, label, at: quantity(at) };
  const above = (input.difference.high ?? 0) < 0;
  if (input === strongest)
    return above
      ? l10n.t('{challenger} is cheaper above about {at}', values)
      : l10n.t('{challenger} is cheaper below about {at}', values);
  return above
    ? l10n.t('{challenger} is cheaper where {label} is above about {at}', values)
    : l10n.t('{challenger} is cheaper where {label} is below about {at}', values);
}

/** Title of the tornado. */
export function tornadoFinding(tornado: Tornado, figure: TornadoFigure): string {
  const [first] = moving(tornado, figure);
  const { baseline, challenger } = tornado.comparison;
  if (!first && tornado.difference === null)
    return l10n.t(
      '{challenger} and {baseline} cannot be compared: no input with a range lets both serve the whole plan',
      { challenger, baseline },
    );
  if (!first)
    return l10n.t('No input with a range moves what {challenger} costs against {baseline}', {
      challenger,
      baseline,
    });
  const label = inputHeading(first, tornado.inputs);
  const turn = turnText(tornado, first);
  if (oneSided(first[figure]))
    return figure === 'breakEven'
      ? l10n.t('{label} decides whether there is a break-even; {turn}', { label, turn })
      : l10n.t('{label} decides whether {challenger} and {baseline} can be compared; {turn}', {
          ...{ label, challenger, baseline, turn },
        });
  return figure === 'breakEven'
    ? l10n.t('{label} moves the break-even most; {turn}', { label, turn })
    : l10n.t('{label} moves most what {challenger} costs against {baseline}; {turn}', {
        ...{ label, challenger, baseline, turn },
      });
}
