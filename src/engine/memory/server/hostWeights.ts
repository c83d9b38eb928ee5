import type { Layout, Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec, WeightRole } from '../../../catalog/shapes/types.js';
import type { Accelerator } from '../../shapes/machineInputs.js';
import { rankWeights } from '../footprint.js';

/** Weights that lie in the host's memory follow from this. */
interface Offloaded {
  readonly model: ModelSpec;
  readonly serving: Pick<Serving, 'weights' | 'weightOffload'>;
  readonly layout: Layout;
  readonly moved: ReadonlySet<WeightRole>;
}

/** Weights of one rank that lie in its host's memory. Bytes. */
interface HostWeights {
  /** Of its layers: embeddings and head stay. */
  readonly bytes: number;
  /** Part of the layers that they are, 0..1. */
  readonly share: number;
  /** What a buffer for copying ahead takes back: one layer. */
  readonly bufferBytes: number;
}

const ALL_ON_ACCELERATOR: HostWeights = { bytes: 0, share: 0, bufferBytes: 0 };

/**
 * What of a rank's weights lies with the host (memory.md 10): whole layers' parameters until the asked bytes are reached,
 * embeddings and head never (`make_layers` of vLLM, 2026-08).
 */
export function hostWeights({ model, serving, layout, moved }: Offloaded): HostWeights {
  const offload = serving.weightOffload;
  if (!offload) return ALL_ON_ACCELERATOR;
  const { dense, experts } = rankWeights(model, serving.weights, layout, moved);
  const all = dense + experts;
  if (!(all > 0)) return ALL_ON_ACCELERATOR;
  const bytes = Math.min(offload.capacity, all);
  const layer = (all * layout.pipeline) / Math.max(1, model.layers);
  return { bytes, share: bytes / all, bufferBytes: offload.prefetch ? Math.min(layer, bytes) : 0 };
}

/** Bytes of the layers that one rank of a layout holds: what can lie with its host. */
export function layerBytes(model: ModelSpec, weights: Serving['weights'], layout: Layout): number {
  const { dense, experts } = rankWeights(model, weights, layout, NOTHING_MOVED);
  return dense + experts;
}
const NOTHING_MOVED: ReadonlySet<WeightRole> = new Set();

/** Bytes per second from the host; `null` where neither the plan nor the accelerator's data sheet says it. */
export function hostRate(
  { weightOffload }: Pick<Serving, 'weightOffload'>,
  { hostLinkBytesPerSecond }: Accelerator,
): number | null {
  return weightOffload?.bandwidth ?? hostLinkBytesPerSecond;
}
