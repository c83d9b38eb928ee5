import type { Range, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import type { Comparison } from '../../engine/questions/comparison.js';
import type { Percentiles, Uncertainty } from '../../engine/shapes/result.js';
import { swingOf, type Sensitivity, type Swing, type Tornado } from '../../engine/questions/sensitivity.js';
import { uncertainInputs } from '../../engine/questions/uncertainInputs.js';
import type { WinsOver } from '../../engine/questions/uncertainty.js';
import * as l10n from '../../l10n/l10n.js';
import type { PathKey } from '../../plan/path.js';
import { stretchesOf, where } from '../words/fleet/breakEven.js';
import { uncertainName } from '../words/inputs.js';
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
  const values = { challenger, baseline, often: often(chance) };
  return uncertainty.tie
    ? l10n.t('A tie: {challenger} is cheaper than {baseline} {often}', values)
    : l10n.t('{challenger} is cheaper than {baseline} {often}', values);
}

/** Percentiles of an option's cost per million tokens; `null` where no draw has one. */
export function costSpread({ headlines }: Uncertainty, option: string): Percentiles | null {
  return headlines[`usdPerMillionTokens.${option}`] ?? null;
}

/** What the draws vary: the inputs with a spread, and the model's own error. */
export function drawnInputs(plan: ResolvedPlan): string {
  const inputs = uncertainInputs(plan).map(({ path, range }) => {
    const { label, quantity } = uncertainName(path);
    return l10n.t('{label} ({low} to {high})', {
      label,
      low: quantity(range.low),
      high: quantity(range.high),
    });
  });
  return inputs.length === 0
    ? l10n.t('No input of this plan has a range, so only the error of the step time model is drawn.')
    : l10n.t('Drawn anew each time: {inputs}, and the error of the step time model.', {
        inputs: inputs.join(', '),
      });
}

/** A break-even over the draws: where the chance that the challenger wins passes one half. */
export function chanceOverFinding(
  { challenger }: Comparison,
  { values, wins, decided }: WinsOver,
  label: string,
  quantity: (value: number) => string,
): string {
  const chances = values.map((_, i) => (decided[i] ? (wins[i] ?? 0) / decided[i] : null));
  const known = chances.filter((chance) => chance !== null);
  if (known.length === 0)
    return l10n.t('Whether {challenger} pays is not known over {label}', { challenger, label });
  if (known.every((chance) => chance > 0.5))
    return l10n.t('{challenger} more likely pays than not at any {label} shown', { challenger, label });
  if (known.every((chance) => chance < 0.5))
    return l10n.t('{challenger} more likely does not pay at any {label} shown', { challenger, label });
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

/** Figures that a tornado has any swing for; the break-even first, as the question that plans ask. */
export function tornadoFigures(tornado: Tornado): TornadoFigure[] {
  const figures: readonly TornadoFigure[] = ['breakEven', 'difference'];
  return figures.filter((figure) => moving(tornado, figure).length > 0);
}

/** Inputs that move a figure, the strongest first. */
export function moving({ inputs }: Tornado, figure: TornadoFigure): Sensitivity[] {
  const reach = (input: Sensitivity) => (oneSided(input[figure]) ? Infinity : swingOf(input[figure]));
  return inputs.filter((input) => reach(input) > 0).sort((a, b) => reach(b) - reach(a));
}

/** There is a break-even at one end only: no input moves it further. */
function oneSided({ low, high }: Swing): boolean {
  return (low === null) !== (high === null);
}

/** An input changes which of the two options is cheaper. */
export function flips({ difference: { low, high } }: Sensitivity): boolean {
  return low !== null && high !== null && low * high < 0;
}

/** Values of an input at both ends, as in `2.5M USD to 4.5M USD`. */
export function ends(path: PathKey, { low, high }: Range): string {
  const { quantity } = uncertainName(path);
  return l10n.t('{low} to {high}', { low: quantity(low), high: quantity(high) });
}

/** Where an input alone makes both options cost the same, read between its ends and the plan; `null` where nowhere. */
export function flipAt({ range, difference }: Sensitivity, planned: number | null): number | null {
  const points: readonly (readonly [number, number | null])[] = [
    [range.low, difference.low],
    [range.likely, planned],
    [range.high, difference.high],
  ];
  const known = points.filter((point): point is readonly [number, number] => point[1] !== null);
  for (const [i, [x, y]] of known.entries()) {
    const before = known[i - 1];
    if (!before || before[1] * y >= 0) continue;
    return before[0] + ((x - before[0]) * before[1]) / (before[1] - y);
  }
  return null;
}

/** Which input alone changes the winner, and where: the strongest if it does, else the first that does. */
function turnText({ inputs, comparison, difference }: Tornado, strongest: Sensitivity): string {
  const turning = [strongest, ...inputs].filter(flips);
  const [input] = turning;
  const at = input && flipAt(input, difference);
  if (!input || at === null || at === undefined) return l10n.t('no input alone changes which is cheaper');
  const { label, quantity } = uncertainName(input.path);
  const values = { challenger: comparison.challenger, label, at: quantity(Number(at.toPrecision(2))) };
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
  if (!first)
    return l10n.t('No input with a range moves what {challenger} costs against {baseline}', {
      challenger,
      baseline,
    });
  const { label } = uncertainName(first.path);
  const turn = turnText(tornado, first);
  return figure === 'breakEven'
    ? l10n.t('{label} moves the break-even most; {turn}', { label, turn })
    : l10n.t('{label} moves what {challenger} costs against {baseline} most; {turn}', {
        ...{ label, challenger, baseline, turn },
      });
}
