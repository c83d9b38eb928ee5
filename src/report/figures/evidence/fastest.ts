import { FASTEST_USERS } from '../../../catalog/entries/claims.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { gpusOf } from '../../../engine/fleet/optionCase.js';
import * as l10n from '../../../l10n/l10n.js';
import * as format from '../../words/format.js';
import type { Rule } from '../figure.js';

/** The fastest users of the plan's model that were published: a mark beside the curves, never an input. */
export interface FastestMark {
  /** Decoded tokens per second of each user. */
  readonly tokensPerSecond: number;
  readonly label: string;
  /** On how much, who says so and when. */
  readonly note: string;
  /** The same with all that is known of it. */
  readonly detail: string;
}

/** The mark on the accelerators of an option, else on the one where users were fastest; `null` where none was published. */
export function fastestMark(plan: ResolvedPlan): FastestMark | null {
  const own = new Set(
    Object.values(plan.options).flatMap((option) => gpusOf(plan, option)?.accelerator.id ?? []),
  );
  const ofModel = FASTEST_USERS.filter(({ model }) => model === plan.model.id).toSorted(
    (a, b) => b.tokensPerSecond - a.tokensPerSecond,
  );
  const found = ofModel.find(({ accelerator }) => own.has(accelerator)) ?? ofModel[0];
  const [source] = found?.sources ?? [];
  if (!found || !source) return null;
  const { tokensPerSecond, hardware, how, setup } = found;
  const { title, date } = source;
  const said = { speed: format.tokenRate(tokensPerSecond), hardware, how, setup, source: title, date };
  return {
    tokensPerSecond,
    label: l10n.t('published: {speed} on {hardware}', said),
    note: l10n.t('; dots and dashes: the fastest published, {how} ({date})', said),
    detail: l10n.t('{speed} on {hardware} were published: {how}, {setup} ({source}, {date})', said),
  };
}

/** The mark as a line across the plot; none where there is no mark. */
export const publishedRules = (mark: FastestMark | null): readonly Rule[] =>
  mark ? [{ axis: 'x', value: mark.tokensPerSecond, label: mark.label, tone: 'published' }] : [];
