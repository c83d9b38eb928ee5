import type { ResolvedPlan } from '../src/catalog/shapes/resolvedPlan.js';
import type { Lever } from '../src/report/figures/levers.js';
import type { Setting } from '../src/report/words/settings.js';
import { evaluate } from '../src/engine/questions/evaluate.js';
import type { PlanResult } from '../src/engine/shapes/result.js';

/** A plan with its answer. */
export interface Answered {
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
}

/** A lever that has been moved and is not in the file yet. */
export interface Moved {
  readonly path: string;
  readonly setting: Setting;
  /** Version of the text when the move began. */
  readonly version: number;
}

/** Keeps what would be if a lever stood elsewhere, apart from what the file says. */
export interface Preview {
  readonly moved: () => Moved | null;
  readonly move: (lever: Lever, setting: Setting, version: number) => void;
  readonly clear: () => void;
  /** The plan as moved, with its answer, over the one of the file; the file's own where nothing is moved. */
  readonly over: (file: Answered) => Answered;
}

/** Evaluates at most once for each move, when it is drawn. */
export function createPreview(): Preview {
  let moved: (Moved & { readonly lever: Lever }) | null = null;
  let known: { readonly file: Answered; readonly setting: Setting; readonly answered: Answered } | null =
    null;
  return {
    moved: () => moved,
    move: (lever, setting, version) => {
      // One value at a time, and the version at which its move began.
      const began = moved?.path === lever.path ? moved.version : version;
      moved = { lever, path: lever.path, setting, version: began };
    },
    clear: () => {
      moved = null;
      known = null;
    },
    over: (file) => {
      if (!moved) return file;
      if (known?.file === file && known.setting === moved.setting) return known.answered;
      const plan = moved.lever.apply(file.plan, moved.setting.value);
      const answered = { plan, result: evaluate(plan, { breakEven: false }) };
      known = { file, setting: moved.setting, answered };
      return answered;
    },
  };
}
