/** Results as the library gives them: those of the engine, with sentences where it has codes. */
import type * as engine from '../engine/shapes/result.js';
import type { Told } from '../report/answers/told.js';

export type {
  AtLengths,
  KvCacheResult,
  KvVariant,
  MemoryResult,
  OptionTotal,
  Percentiles,
  StepParts,
  VariantName,
  WorkloadResult,
  WorkloadWinner,
} from '../engine/shapes/result.js';

export type PlanResult = Told<engine.PlanResult>;
export type ModelResult = Told<engine.ModelResult>;
export type OptionResult = Told<engine.OptionResult>;
export type LpxResult = Told<engine.LpxResult>;
export type OptionWorkloadResult = Told<engine.OptionWorkloadResult>;
export type DecodeResult = Told<engine.DecodeResult>;
export type CostResult = Told<engine.CostResult>;
export type BreakEven = Told<engine.BreakEven>;
export type SecondPurchase = Told<engine.SecondPurchase>;
export type MixResult = Told<engine.MixResult>;
export type MixedWorkload = Told<engine.MixedWorkload>;
export type AttachRate = Told<engine.AttachRate>;
export type Uncertainty = Told<engine.Uncertainty>;
