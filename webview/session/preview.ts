import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import { allLevers } from '../../src/report/figures/levers.js';
import type { Setting } from '../../src/report/words/settings.js';
import type { Answered } from '../../src/report/words/answered.js';
import type { Moved } from './types.js';

/** What would be if a lever stood elsewhere, apart from what the file says. */
export interface Preview {
  /** The plan of the file with its answer. */
  readonly file: (plan: ResolvedPlan) => Answered;
  /** The plan as moved, with its answer; that of the file where nothing is moved. */
  readonly over: (plan: ResolvedPlan, moved: Pick<Moved, 'path' | 'setting'> | null) => Answered;
}

/** Evaluates at most once for each plan and for each move, when it is drawn. */
export function createPreview(): Preview {
  let known: Answered | null = null;
  let shown: { readonly file: Answered; readonly setting: Setting; readonly answered: Answered } | null =
    null;
  const answered = (plan: ResolvedPlan): Answered => ({ plan, result: evaluate(plan, { breakEven: false }) });
  const file = (plan: ResolvedPlan) => {
    if (known?.plan !== plan) known = answered(plan);
    return known;
  };
  return {
    file,
    over: (plan, moved) => {
      const own = file(plan);
      const lever = moved && allLevers(plan).find(({ path }) => path === moved.path);
      if (!lever) return own;
      if (shown?.file === own && shown.setting === moved.setting) return shown.answered;
      shown = {
        file: own,
        setting: moved.setting,
        answered: answered(lever.apply(plan, moved.setting.value)),
      };
      return shown.answered;
    },
  };
}
