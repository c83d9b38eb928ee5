import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import type { ModelSpec, WeightRole } from '../../catalog/shapes/types.js';
import { rankWeights } from '../memory/footprint.js';
import { slotBytes } from '../memory/server/adapters.js';
import { hostRate, hostWeights } from '../memory/server/hostWeights.js';
import type { Accelerator } from '../shapes/machineInputs.js';
import { distinctExperts, expertMiss } from './rates.js';

/** What a step reads beside the model's own weights in accelerator memory: adapters, and weights that lie with the host. */

/** Reads of adapters, in seconds at the data sheet's bandwidth. */
export interface AdapterReads {
  readonly slots: number;
  /** One adapter, without its routed experts. */
  readonly denseSeconds: number;
  /** All routed experts of one adapter. */
  readonly expertSeconds: number;
  readonly expertMiss: number;
}

/** Reads over the link to the host, in seconds of one step at its bandwidth. */
export interface HostReads {
  readonly denseSeconds: number;
  readonly expertSeconds: number;
  readonly expertMiss: number;
  /**
   * Part of the rest of a step behind which reading hides: all of it where layers are copied ahead, none where they are
   * copied when they are needed; else that of the same layers, whose kernels would have read accelerator memory meanwhile.
   */
  readonly hiddenShare: number;
}

/** What the reads of a replica follow from. */
interface BesideInputs {
  readonly model: ModelSpec;
  readonly serving: Pick<Serving, 'engine' | 'weights' | 'lora' | 'weightOffload'>;
  readonly accelerator: Accelerator;
  readonly layout: Layout;
  readonly moved: ReadonlySet<WeightRole>;
}

const BY_CHANCE = { expertAgreement: 1 };

/** Reads of adapters in a step (step.md 7); `null` where none are served. */
export function adapterReads({ model, serving, accelerator, layout }: BesideInputs): AdapterReads | null {
  const { lora } = serving;
  if (!lora) return null;
  const { dense, experts } = slotBytes({ model, serving, layout });
  // A pipeline's stages work one after the other on one step.
  const perByte = layout.pipeline / accelerator.memoryBandwidthBytesPerSecond;
  return {
    slots: lora.maxLoras,
    denseSeconds: dense * perByte,
    expertSeconds: experts * perByte,
    expertMiss: expertMiss(model, BY_CHANCE),
  };
}

/**
 * Seconds in which a step with so many sequences and tokens reads adapters, at least: as many as the sequences use, who
 * choose among all slots alike, and of routed experts one adapter’s for each expert that is touched.
 */
export function adapterSeconds(reads: AdapterReads | null, sequences: number, tokens: number): number {
  if (!reads) return 0;
  const { slots, denseSeconds, expertSeconds, expertMiss: miss } = reads;
  const used = slots * (1 - (1 - 1 / slots) ** Math.max(1, sequences));
  return used * denseSeconds + expertSeconds * distinctExperts(miss, tokens);
}

/** Reads over the link to the host; `null` where all weights lie in accelerator memory, or nobody says how fast it is. */
export function hostReads({ model, serving, accelerator, layout, moved }: BesideInputs): HostReads | null {
  const { share } = hostWeights({ model, serving, layout, moved });
  const rate = hostRate(serving, accelerator);
  if (share === 0 || rate === null) return null;
  const prefetch = serving.weightOffload?.prefetch === true;
  const whole = prefetch || serverOf(serving.engine).copiesOffloaded;
  const { dense, experts } = rankWeights(model, serving.weights, layout, moved);
  // Stages copy ahead side by side; they read in place one after the other.
  const perByte = (share * (prefetch ? 1 : layout.pipeline)) / rate;
  return {
    // Whole layers are copied, whatever of their experts is chosen.
    denseSeconds: (dense + (whole ? experts : 0)) * perByte,
    expertSeconds: whole ? 0 : experts * perByte,
    expertMiss: expertMiss(model, BY_CHANCE),
    hiddenShare: prefetch ? 1 : whole ? 0 : share,
  };
}

/** Seconds that a step with so many tokens reads over the link to the host, hidden or not. */
export function linkSeconds(
  { denseSeconds, expertSeconds, expertMiss: miss }: HostReads,
  tokens: number,
): number {
  return denseSeconds + expertSeconds * distinctExperts(miss, tokens);
}

/** Seconds that reading from the host adds to a step whose rest takes `rest`, of which `hideable` can hide it. */
export function hostSeconds(reads: HostReads | null, tokens: number, hideable: number): number {
  return reads ? Math.max(0, linkSeconds(reads, tokens) - reads.hiddenShare * hideable) : 0;
}
