import type { Layout, Workload } from '../../catalog/shapes/resolvedPlan.js';
import type { WeightRole } from '../../catalog/shapes/types.js';
import { measuredMemory } from '../time/calibration.js';
import { chooseCoefficients, type ChosenCoefficients } from '../time/coefficients.js';
import type { ContextMix } from '../memory/contextMix.js';
import { FEED_FORWARD_ROLES } from '../../catalog/shapes/weights.js';
import { sequenceMeans, type SequenceMeans } from '../memory/footprint.js';
import type { KvPool } from '../memory/kvPool.js';
import { devicesOf } from '../memory/layouts.js';
import { rankDemand } from '../memory/poolDemand.js';
import { withPool } from '../memory/loggedPool.js';
import { NOTHING_DRAFTED } from '../memory/poolTokens.js';
import { lpxCapacity, usableSramBytes } from '../time/lpx.js';
import type { LpxUse, ReplicaInputs } from '../shapes/machineInputs.js';
import type { Reason } from '../shapes/reasons.js';
import { blockSizeOf, rankMemory, sequenceCost, type RankMemory } from '../memory/rank.js';
import { acceleratorUnknowns, modelUnknowns } from '../shapes/unknownInputs.js';
import { promptKernel, type PromptKernel } from '../time/prefill/promptKernel.js';
import { calibratedPrompts } from '../time/request/promptCalibration.js';
import { replicaKernel, type ReplicaKernel } from '../time/stepTime.js';

/** A replica in one layout, with everything that depends neither on its load nor on the context that it serves. */
export interface Replica {
  readonly inputs: ReplicaInputs;
  readonly layout: Layout;
  readonly devices: number;
  readonly memory: RankMemory;
  readonly drafter: Drafter;
  readonly kernel: ReplicaKernel;
  readonly chosen: ChosenCoefficients;
  /** How it computes prompts. */
  readonly prompt: PromptKernel;
  /** Why it cannot run at all, whatever the load. */
  readonly problems: readonly Reason[];
  /** A sequence of a mix on one rank, and on one device that holds all of it. */
  readonly onRank: (mix: ContextMix) => SequenceMeans;
  readonly whole: (mix: ContextMix) => SequenceMeans;
  /** Where it holds sequences of a context: on its ranks, or in the racks where LPX decodes alone. */
  readonly kvPool: (context: Workload['context']) => KvPool;
}

/** What a drafter takes of the GPUs, in bytes. */
interface Drafter {
  readonly weightsBytes: number;
  readonly perSequence: number;
  readonly perToken: number;
  readonly draftTokens: number;
}

const NOTHING_MOVED: ReadonlySet<WeightRole> = new Set();

/** The replica for these inputs. */
export function replicaOf(inputs: ReplicaInputs): Replica {
  const { model, serving, accelerator, layout, lpx } = inputs;
  const moved = lpx?.role === 'ffn' ? FEED_FORWARD_ROLES : NOTHING_MOVED;
  const chosen = chooseCoefficients({ serving, accelerator, model });
  const { coefficients } = chosen;
  const drafter = drafterOnGpu(inputs);
  const devices = devicesOf(layout);
  // Racks take the feed-forward layers of decode steps alone: who computes prompts holds these weights too.
  const held = lpx?.prompts ? NOTHING_MOVED : moved;
  const tenants = { moved: held, drafterBytes: drafter.weightsBytes / devices };
  const memory = measuredMemory(
    rankMemory(model, serving, accelerator, layout, tenants),
    withPool({ model, serving, layout, drafter }, inputs.measured.memory),
  );
  const block = blockSizeOf(serving, model);
  return {
    inputs,
    layout,
    devices,
    memory,
    drafter,
    kernel: replicaKernel({ model, serving, accelerator, layout, coefficients, moved }),
    chosen,
    prompt: calibratedPrompts(
      promptKernel({ model, serving, accelerator, layout }),
      inputs.measured.prefill,
      { devices, budget: serving.maxBatchedTokens },
    ),
    onRank: sequenceMeans(model, serving.kvCache, layout, block),
    whole: sequenceMeans(model, serving.kvCache, wholeLayout(layout), block),
    ...roomBeside(inputs, memory, drafter),
  };
}

/** What of a replica follows from the racks beside it. */
export function roomBeside(
  inputs: ReplicaInputs,
  memory: RankMemory,
  drafter: Drafter,
): Pick<Replica, 'problems' | 'kvPool'> {
  return {
    problems: replicaProblems(inputs, memory),
    kvPool: kvPools(inputs, memory, drafter),
  };
}

function kvPools(inputs: ReplicaInputs, memory: RankMemory, drafter: Drafter): Replica['kvPool'] {
  const { model, serving, layout, lpx } = inputs;
  const block = blockSizeOf(serving, model);
  if (lpx?.role !== 'decode') {
    const demand = rankDemand(model, serving.kvCache, layout, block, drafter);
    const sequenceBytes = sequenceCost(model, serving, layout, drafter);
    return (context) => ({
      bytes: memory.kvPoolBytes,
      pools: layout.attentionData,
      acceleratorShare: 1,
      demand: demand(context),
      sequenceBytes,
    });
  }
  const whole = wholeLayout(layout);
  const demand = rankDemand(model, serving.kvCache, whole, block, NOTHING_DRAFTED);
  const pool = {
    bytes: lpxRoomBytes(inputs, lpx) / lpx.replicas,
    pools: 1,
    acceleratorShare: 1 / devicesOf(layout),
    sequenceBytes: sequenceCost(model, serving, whole, NOTHING_DRAFTED),
  };
  return (context) => ({ ...pool, demand: demand(context) });
}

/** As if one device held all of a sequence. */
function wholeLayout(layout: Layout): Layout {
  return { ...layout, tensor: 1, attentionData: 1, pipeline: 1, context: 1 };
}

/** Bytes beside the weights when LPX decodes alone: SRAM first, then the slow tier. */
function lpxRoomBytes({ model, serving }: ReplicaInputs, { lpx, racks }: LpxUse): number {
  const { rack } = lpx;
  const { residentBytes } = lpxCapacity('decode', model, serving, lpx, 0);
  const tier = rack.slowTierBandwidthBytesPerSecond === null ? 0 : rack.slowTierBytes * racks;
  return usableSramBytes(rack) * racks - residentBytes + tier;
}

function replicaProblems(inputs: ReplicaInputs, memory: RankMemory): Reason[] {
  const { model, accelerator, layout, lpx } = inputs;
  const problems = [...modelUnknowns(model), ...acceleratorUnknowns(accelerator, devicesOf(layout))];
  if (lpx && lpx.racks < lpx.minimumRacks)
    problems.push({ code: 'lpx-too-few-racks', minimumRacks: lpx.minimumRacks, racks: lpx.racks });
  if (lpx?.role !== 'decode' && memory.kvPoolBytes <= 0) problems.push({ code: 'no-kv-memory' });
  return [...problems, ...drafterProblems(inputs)];
}

/** Accelerators that draft hold the drafter's weights. */
function drafterProblems({ dynamo, speculation, serving }: ReplicaInputs): Reason[] {
  if (!dynamo?.drafter || !speculation) return [];
  const { accelerator, count } = dynamo.drafter;
  const room = count * accelerator.memoryBytes * serving.memoryUtilization;
  const bytes = speculation.drafterBytes;
  return bytes <= room ? [] : [{ code: 'drafter-without-room', bytes, room }];
}

/** What the drafter takes of the GPUs: nothing where it runs on LPX, or on accelerators of its own. */
function drafterOnGpu({ speculation, lpx, dynamo, layout: { tensor } }: ReplicaInputs): Drafter {
  if (!speculation || lpx?.role === 'drafter' || dynamo?.drafter)
    return { weightsBytes: 0, ...NOTHING_DRAFTED };
  return {
    weightsBytes: speculation.drafterBytes,
    perSequence: speculation.drafterKvBytesPerSequence,
    perToken: speculation.drafterKvBytesPerToken / Math.min(tensor, speculation.drafterKvHeads),
    draftTokens: speculation.draftTokens,
  };
}
