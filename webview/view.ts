import type { ResolvedPlan } from '../src/catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../src/engine/shapes/result.js';
import type { Subject } from '../src/report/figures/questions.js';
import type { Analyst } from './background/analyst.js';
import type { ChartHost } from './charts/host.js';
import type { Portfolio } from '../src/contract/toPage.js';
import type { Change, Scenario } from '../src/contract/scenarios.js';
import type { Answered } from '../src/report/words/answered.js';
import type { Tab } from '../src/contract/vocabulary.js';
import type { ViewState } from './state.js';

/** What a view draws from. */
export interface Scene {
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
  /** The text has errors: this is the answer to the part that can be read. */
  readonly partial: boolean;
  /** Nothing moves: there is time for what takes longer than a frame. */
  readonly rests: boolean;
  readonly view: ViewState;
  readonly analyst: Analyst;
  /** All plans of the workspace, once asked for. */
  readonly portfolio: Portfolio | null;
  /** The plan as the file has it, whatever is tried. */
  readonly file: Answered;
  /** How the file writes each value that can be moved. */
  readonly written: Readonly<Record<string, string | null>>;
  /** What-ifs that are kept beside the plan. */
  readonly scenarios: readonly Scenario[];
  /** The plan of the file with changes; `null` where it has a place for none of them. */
  readonly kept: (changes: readonly Change[]) => Answered | null;
}

/** What figures of a scene are composed from. */
export function subjectOf({ plan, result, analyst }: Scene): Subject {
  return { plan, result, ask: analyst.ask };
}

/** What a view may do. */
export interface Page extends ChartHost {
  readonly setView: (change: Partial<ViewState>) => void;
  readonly showTab: (tab: Tab) => void;
  readonly askPortfolio: () => void;
  /** Brings into sight in the text what the page is scrolled to. */
  readonly scrolledTo: (path: string) => void;
  /** Shows another plan of the workspace. */
  readonly openPlan: (uri: string) => void;
  /** Shows what changes would make of the plan. */
  readonly tryChanges: (changes: readonly Change[]) => void;
  /** Writes changes into the plan. */
  readonly applyChanges: (changes: readonly Change[]) => void;
  /** Keeps these what-ifs beside the plan, and no others. */
  readonly keepScenarios: (scenarios: readonly Scenario[]) => void;
}

/** A tab's content: built once, then patched. */
export interface View {
  readonly element: HTMLElement;
  readonly update: (scene: Scene) => void;
}
