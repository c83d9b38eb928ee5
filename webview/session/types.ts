import type { ResolvedPlan } from '../../src/catalog/shapes/resolvedPlan.js';
import type { FromPage } from '../../src/contract/fromPage.js';
import type { PlanMessage, Portfolio, ToPage } from '../../src/contract/toPage.js';
import type { Tab } from '../../src/contract/vocabulary.js';
import type { Change, Scenario } from '../../src/contract/scenarios.js';
import type { Setting } from '../../src/report/words/settings.js';
import type { ViewState } from '../state.js';

/** A lever that has been moved and is not in the file yet. */
export interface Moved {
  readonly path: string;
  readonly setting: Setting;
  /** What moves along with it: the same value elsewhere, and what was tried before. */
  readonly others: readonly Change[];
  /** Version of the text when the move began. */
  readonly version: number;
  /** It was let go while the value before it was still on its way. */
  readonly released: boolean;
}

/** A value on its way into the file. */
export interface Write {
  /** Id of the question that asks for it. */
  readonly id: number;
  readonly path: string;
  readonly text: string;
  readonly others: readonly Change[];
  /** The editor said that it has written it; the plan that has it is still to come. */
  readonly taken: boolean;
}

/** All that the page knows, but for what can be worked out from it. */
export interface Session {
  readonly view: ViewState;
  /** The plan as last told; `null` until something was told. */
  readonly message: PlanMessage | null;
  /** The last plan that could be read. */
  readonly good: { readonly source: string; readonly plan: ResolvedPlan } | null;
  readonly moved: Moved | null;
  readonly writing: Write | null;
  /** Where the cursor stands: a workload or an option. */
  readonly focus: string | null;
  readonly portfolio: Portfolio | null;
  /** Ids of the questions for a portfolio that are under way. */
  readonly asked: readonly number[];
  /** Nobody told a plan in the time that this takes. */
  readonly unheard: boolean;
  /** Id of the last question; they count from 1. */
  readonly lastId: number;
}

/** What the session hears of the extension. What else that says is about charts, which the session does not know. */
export type Heard = Exclude<ToPage, { readonly type: 'listCharts' | 'exportChart' }>;

/** Something that happened. Offsets are in pixels. */
export type SessionEvent =
  /** The extension said something; the page is scrolled to `scroll`. */
  | { readonly type: 'told'; readonly message: Heard; readonly scroll: number }
  /** A lever was moved, by hand or keys. */
  | {
      readonly type: 'moved';
      readonly path: string;
      readonly setting: Setting;
      /** Other places that hold the same value. */
      readonly others: readonly Change[];
    }
  /** It was let go: its value is meant, unless things are only tried. */
  | { readonly type: 'released' }
  /** What was tried is meant. */
  | { readonly type: 'meant' }
  /** Several changes at once, the last one first; they are only tried. */
  | { readonly type: 'tried'; readonly changes: readonly Change[] }
  /** What is kept beside the plan becomes this. */
  | { readonly type: 'kept'; readonly scenarios: readonly Scenario[] }
  /** It is to stand where the file has it. */
  | { readonly type: 'cancelled' }
  | { readonly type: 'tabChosen'; readonly tab: Tab; readonly scroll: number }
  /** Something else was chosen; `drawn` where that changes what is drawn. */
  | { readonly type: 'chosen'; readonly change: Partial<ViewState>; readonly drawn: boolean }
  | { readonly type: 'scrolled'; readonly scroll: number }
  | { readonly type: 'portfolioWanted' }
  /** A question has had its time. */
  | { readonly type: 'unanswered'; readonly id: number }
  /** The page has waited for its first plan long enough. */
  | { readonly type: 'unheard' };

/** Something that is to be done about it. */
export type Effect =
  | { readonly type: 'post'; readonly message: FromPage }
  /** Tells after `ms` milliseconds that a question is unanswered. */
  | { readonly type: 'expect'; readonly id: number; readonly ms: number }
  /** Has the view kept by VS Code. */
  | { readonly type: 'keep' }
  /** Draws with the next frame. */
  | { readonly type: 'draw' }
  /** Draws another tab now, scrolled to where it was left. */
  | { readonly type: 'turn'; readonly scroll: number }
  /** Has slow questions answered for the plan as it is drawn, now or when the hand rests. */
  | { readonly type: 'analyse'; readonly when: 'now' | 'rested' }
  /** Says a sentence beside the sliders. */
  | { readonly type: 'say'; readonly text: string };

/** What a session becomes, and what is to be done. */
export type Transition = readonly [Session, readonly Effect[]];
