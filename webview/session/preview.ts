import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import { allLevers } from '../../src/report/figures/levers.js';
import type { Change } from '../../src/contract/scenarios.js';
import type { Answered } from '../../src/report/words/answered.js';
import { changesOf } from './moving.js';
import type { Moved } from './types.js';

/** What would be if a lever stood elsewhere, apart from what the file says. */
export interface Preview {
  /** The plan as moved, before anything is worked out of it; that of the file where nothing is moved. */
  readonly planOver: (
    plan: ResolvedPlan,
    moved: Pick<Moved, 'path' | 'setting' | 'others'> | null,
  ) => ResolvedPlan;
  /** The plan of the file with its answer. */
  readonly file: (plan: ResolvedPlan) => Answered;
  /** The plan as moved, with its answer; that of the file where nothing is moved. */
  readonly over: (plan: ResolvedPlan, moved: Pick<Moved, 'path' | 'setting' | 'others'> | null) => Answered;
  /** The plan with changes that are kept beside it; `null` where it has a place for none of them. */
  readonly kept: (plan: ResolvedPlan, changes: readonly Change[]) => Answered | null;
}

/** Evaluates at most once for each plan and for each move, when it is drawn. */
export function createPreview(): Preview {
  let known: Answered | null = null;
  let tried: { readonly file: ResolvedPlan; readonly key: string; readonly plan: ResolvedPlan } | null = null;
  let shown: Answered | null = null;
  let scenarios = new Map<string, Answered | null>();
  let of: ResolvedPlan | null = null;
  const answered = (plan: ResolvedPlan): Answered => ({ plan, result: evaluate(plan, { breakEven: false }) });
  const file = (plan: ResolvedPlan) => {
    if (known?.plan !== plan) known = answered(plan);
    return known;
  };
  const planOver: Preview['planOver'] = (plan, moved) => {
    if (!moved) return plan;
    const changes = changesOf(moved);
    const key = JSON.stringify(changes);
    if (tried?.file !== plan || tried.key !== key)
      tried = { file: plan, key, plan: withChanges(plan, changes) ?? plan };
    return tried.plan;
  };
  return {
    file,
    planOver,
    over: (plan, moved) => {
      const own = file(plan);
      const there = planOver(plan, moved);
      if (there === plan) return own;
      if (shown?.plan !== there) shown = answered(there);
      return shown;
    },
    kept: (plan, changes) => {
      if (of !== plan) scenarios = new Map();
      of = plan;
      const key = JSON.stringify(changes);
      const before = scenarios.get(key);
      if (before !== undefined) return before;
      const there = withChanges(plan, changes);
      const answer = there && answered(there);
      scenarios.set(key, answer);
      return answer;
    },
  };
}

/** A plan with values moved, those that were moved first first; `null` where it has a place for none of them. */
function withChanges(plan: ResolvedPlan, changes: readonly Change[]): ResolvedPlan | null {
  return changes.reduceRight<ResolvedPlan | null>((changed, { path, value }) => {
    const lever = allLevers(changed ?? plan).find((one) => one.path === path);
    return lever ? lever.apply(changed ?? plan, value) : changed;
  }, null);
}
