import type { MostServed } from '../../engine/questions/fit/mostServed.js';
import type { DrawnOrder } from '../../engine/shapes/draws.js';
/** What `decodeplan analyze` writes, as types alone: other programs can use them without what makes it. */
import type { PlanResult } from '../../engine/shapes/result.js';
import type { EvidenceByOption } from './evidence.js';
import type { ReportedProblem } from './reported.js';
import type { Told } from './told.js';

/** The JSON of `decodeplan analyze`, whose members `decodeplan schema --result` describes. */
export type ResultJson = Written<ResultHead & ResultBody>;

interface ResultHead {
  readonly format: 1;
  readonly plan: {
    readonly title: string | null;
    readonly model: string | null;
    readonly file: string | null;
  };
  readonly diagnostics: readonly ReportedProblem[];
  /** What to make of it, as every surface says it; `null` where the plan is not valid. */
  readonly verdict: ToldVerdict | null;
  /** Why there is no answer, where the plan is not valid. */
  readonly reason?: string;
}

/** The verdict, in the reader's language. */
export interface ToldVerdict {
  readonly tone: 'good' | 'caution' | 'bad' | 'unknown';
  /** The option that it is about; `null` where the plan names none. */
  readonly option: string | null;
  readonly sentence: string;
  /** What stands behind it; empty where nothing does. */
  readonly detail: string;
  /** Prices at which it would be another; empty where nothing competes. */
  readonly change: string;
  /** That the plan's ranges leave the winner open; empty where they do not, or nothing competes. */
  readonly ranges: string;
  /** How often rivals are cheaper over the plan's ranges; of those whose cost is not the same. */
  readonly draws: readonly DrawnOrder[];
}

/** The answer; `null` and empty where the plan is not valid. */
type ResultBody = Omit<Told<PlanResult>, 'model' | 'mix' | 'attachRate' | 'basis'> & {
  readonly [K in 'model' | 'mix' | 'attachRate' | 'basis']: Told<PlanResult>[K] | null;
} & {
  /** What each option serves at most within the power that the plan allows, the most first. */
  readonly mostServed: readonly MostServed[];
  /** What measured servers say of it. */
  readonly evidence: EvidenceByOption;
};

/** Counts and places: small by nature, so never beyond what JSON can hold. */
type Counted =
  | 'format'
  | 'line'
  | 'column'
  | 'endLine'
  | 'endColumn'
  | 'layers'
  | 'tensor'
  | 'attentionData'
  | 'expert'
  | 'pipeline'
  | 'context'
  | 'replicas'
  | 'accelerators'
  | 'pool'
  | 'racks'
  | 'minimumRacks'
  | 'lpxRacks'
  | 'pieces'
  | 'samples'
  | 'runs'
  | 'seed'
  | 'year';

/** Data as JSON holds it: a number that is not finite becomes `null`, with a `reason` beside it. */
export type Written<T> = T extends readonly unknown[]
  ? { [I in keyof T]: Written<T[I]> }
  : T extends object
    ? WrittenRecord<T>
    : T extends number
      ? T | null
      : T;

type WrittenRecord<T> = {
  readonly [K in keyof T]: K extends Counted ? T[K] : Written<T[K]>;
} & (true extends HasNumber<T>
  ? T extends { reason?: unknown }
    ? unknown
    : { readonly reason?: string }
  : unknown);

/** Whether a record has a member of its own that may not be finite. */
type HasNumber<T> = {
  [K in keyof T]: K extends Counted ? never : number extends T[K] ? true : never;
}[keyof T];
