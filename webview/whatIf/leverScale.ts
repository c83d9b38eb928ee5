import type { Lever } from '../../src/report/figures/levers.js';
import { likelyAs, likelyTextAs, settingAt, type Setting } from '../../src/report/words/settings.js';
import * as l10n from '../../src/l10n/l10n.js';
import { DIMENSIONS } from '../../src/units/dimensions.js';
import { displayQuantity } from '../../src/units/display.js';

/** Places along a slider, and the words beside it: pure, so that they can be tested. */

type Span = Pick<Lever, 'low' | 'high' | 'logarithmic' | 'whole' | 'dimension'>;

type Limited = Pick<Lever, 'dimension' | 'least' | 'most' | 'whole' | 'rates'>;

const FINE_STEPS = 240;

/** Steps from one end of a slider to the other: one for each rack or percent, else fine enough to drag. */
export function stepsOf({ low, high, logarithmic, whole, dimension }: Span): number {
  if (logarithmic) return FINE_STEPS;
  if (whole) return Math.max(1, Math.round(high - low));
  if (dimension === 'fraction') return Math.max(1, Math.round((high - low) * 100));
  return FINE_STEPS / 2;
}

/** SI value at a step. */
export function valueAtStep(span: Span, step: number): number {
  const { low, high, logarithmic } = span;
  const place = step / stepsOf(span);
  return logarithmic ? low * (high / low) ** place : low + (high - low) * place;
}

/** Place of a value along a slider, 0 to 1; values beyond an end stand at it. */
export function partAlong({ low, high, logarithmic }: Span, value: number): number {
  if (!(high > low)) return 0;
  const place = logarithmic
    ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
    : (value - low) / (high - low);
  return Math.min(1, Math.max(0, place));
}

/** A lever whose slider keeps the reach it had, so that its thumb stays where it was let go. */
export function keepingReach(lever: Lever, before: Span | undefined): Lever {
  if (!before || lever.value === null) return lever;
  const low = lever.least === undefined ? before.low : lever.low;
  const high = lever.most === undefined ? before.high : lever.high;
  return lever.value >= low && lever.value <= high ? { ...lever, low, high } : lever;
}

/** How the file's value of a lever is shown: its likely value, in the file's own unit. */
export function shownValue(lever: Lever, like: string | null): string {
  if (like !== null && likelyAs(lever, like) !== null) return likelyTextAs(lever, like);
  return lever.value === null ? (like ?? 'auto') : settingAt(lever, null, lever.value).text;
}

/** What is wrong with what somebody typed for a lever. */
export function typedProblem(limits: Limited, typed: string): string {
  const { dimension, least, most, whole } = limits;
  const read = likelyAs(limits, typed);
  const { example } = DIMENSIONS[dimension];
  if (read === null) return l10n.t('Not a value here; write it as in {example}.', { example });
  const write = (value: number) => displayQuantity(value, dimension);
  if (most !== undefined && read > most) return l10n.t('At most {most}.', { most: write(most) });
  if (least !== undefined && read < least) return l10n.t('At least {least}.', { least: write(least) });
  if (!(read > 0)) return l10n.t('More than nothing.');
  return whole
    ? l10n.t('A whole number.')
    : l10n.t('Not a value here; write it as in {example}.', { example });
}

/** A value at an end of a track, as the field beside it is written, without the unit that stands there. */
export function endText(lever: Lever, like: string | null, value: number): string {
  const known = like !== null && likelyAs(lever, like) !== null ? like : null;
  const [number = ''] = shownSetting(lever, settingAt(lever, known, value)).split(' ');
  // The end of a track is a place to look at: three digits tell it.
  return number.replace(/^\d+\.\d+/, (digits) =>
    Number(digits) >= 1000
      ? String(Math.round(Number(digits)))
      : String(Number(Number(digits).toPrecision(3))),
  );
}

/** How a setting is shown in a lever's field. */
export function shownSetting(lever: Lever, { text }: Setting): string {
  return likelyTextAs(lever, text);
}

/** Why a lever cannot be moved whose value has a YAML anchor or is an alias of one. */
export const sharedNote = (): string =>
  l10n.t(
    'The file shares this value by an anchor (&) or alias (*), so that others would move with it. Change it in the file.',
  );

/** What moving a lever will write, in words. */
export function leverNote(lever: Lever, like: string | null): string {
  if (like === null) return l10n.t('Not in the file, which leaves it at its default. Moving it adds it.');
  if (likelyAs(lever, like) === null)
    return l10n.t('The file says “{like}”. Moving it writes a number instead.', { like });
  if (like.includes('..'))
    return l10n.t('The file says {like}. This is its likely value; moving it scales the whole range.', {
      like,
    });
  return lever.most !== undefined && lever.dimension === 'tokens'
    ? l10n.t('The file says {like}. It cannot pass the length above it.', { like })
    : l10n.t('The file says {like}.', { like });
}
