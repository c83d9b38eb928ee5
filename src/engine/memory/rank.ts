import { familyOf } from '../../catalog/shapes/families/families.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import type { Layout, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec, WeightRole } from '../../catalog/shapes/types.js';
import { adapterBytes } from './server/adapters.js';
import { copiedBytes } from './server/copies.js';
import { hostWeights } from './server/hostWeights.js';
import type { Accelerator } from '../shapes/machineInputs.js';
import { MEMORY_PARTS, type MemoryPart } from '../shapes/parts.js';
import { activationBytes, overheadBytes, startedSequences } from './server/serverMemory.js';
import { visibleBytes } from './server/visibleMemory.js';
import { heldBytes, rankWeights, sequenceBytesPerRank } from './footprint.js';

/** What one accelerator of a replica holds before any sequence arrives. Bytes. */
export interface RankMemory extends Readonly<Record<MemoryPart, number>> {
  readonly capacityBytes: number;
  /** Weights that lie in its host's memory instead. */
  readonly hostWeightsBytes: number;
  /** Kept free by the server's memory fraction. */
  readonly reserveBytes: number;
  /** What is left for KV; negative where the weights alone do not fit. */
  readonly kvPoolBytes: number;
}

/** Who shares a rank with the target model. */
export interface RankTenants {
  /** Weight roles that another machine holds. */
  readonly moved: ReadonlySet<WeightRole>;
  /** Drafter weights on one rank. */
  readonly drafterBytes: number;
}

/** The budget of one rank (memory.md 6): what the server's fraction leaves to KV. */
export function rankMemory(
  model: ModelSpec,
  serving: Serving,
  accelerator: Accelerator,
  layout: Layout,
  tenants: RankTenants,
): RankMemory {
  const capacityBytes = visibleBytes(accelerator);
  const weights = rankWeights(model, serving.weights, layout, tenants.moved);
  const sequences = startedSequences(serving, accelerator);
  const { moved } = tenants;
  const host = hostWeights({ model, serving, layout, moved });
  const held = heldBytes(weights, layout) + copiedBytes({ model, serving, layout, moved });
  const parts: Readonly<Record<MemoryPart, number>> = {
    weightsBytes: held - host.bytes + host.bufferBytes,
    adapterBytes: adapterBytes({ model, serving, layout }),
    drafterBytes: tenants.drafterBytes,
    activationBytes: activationBytes({ serving, model, layout, sequences }),
    overheadBytes: overheadBytes(serving, layout, accelerator),
  };
  const kvPoolBytes = poolBytes(serving, capacityBytes, parts);
  return {
    ...parts,
    capacityBytes,
    hostWeightsBytes: host.bytes,
    reserveBytes: capacityBytes - MEMORY_PARTS.reduce((sum, part) => sum + parts[part], kvPoolBytes),
    kvPoolBytes,
  };
}

/** What a server's fraction of memory leaves to KV, in bytes; negative where it does not even hold the rest. */
function poolBytes(
  { engine, memoryUtilization }: Serving,
  capacity: number,
  parts: Readonly<Record<MemoryPart, number>>,
): number {
  const { weightsBytes, adapterBytes: slots, drafterBytes, activationBytes: peak } = parts;
  const { overheadBytes: buffers } = parts;
  const held = weightsBytes + slots + drafterBytes;
  switch (serverOf(engine).fractionOf) {
    case 'all':
      return capacity * memoryUtilization - held - peak - buffers;
    case 'static':
      return (capacity - buffers) * memoryUtilization - held;
    case 'free':
      return (capacity - held - peak - buffers) * memoryUtilization;
  }
}

/** Tokens in a page where the plan does not say (memory.md 4). */
export function blockSizeOf(serving: Serving, model: ModelSpec): number {
  if (serving.blockSize !== null) return serving.blockSize;
  let tokens = serverOf(serving.engine).pageTokens;
  for (const group of model.groups) tokens = Math.max(tokens, familyOf(group).pageTokens);
  return tokens;
}

/** Bytes one rank needs for a sequence of a given length, drafter's cache included. */
export type SequenceCost = (tokens: number) => number;

/** How a sequence's bytes on one rank follow from its length. */
export function sequenceCost(
  model: ModelSpec,
  serving: Serving,
  layout: Layout,
  drafter: { readonly perSequence: number; readonly perToken: number },
): SequenceCost {
  const blockSize = blockSizeOf(serving, model);
  return (tokens) =>
    sequenceBytesPerRank(model, serving.kvCache, layout, tokens, blockSize) +
    drafter.perSequence +
    drafter.perToken * tokens;
}
