import type { Layout, Workload } from '../../catalog/shapes/resolvedPlan.js';
import type { WeightRole } from '../../catalog/shapes/types.js';
import { measuredMemory } from '../time/calibration.js';
import { chooseCoefficients, type ChosenCoefficients } from '../time/coefficients.js';
import { serverOf } from '../../catalog/shapes/servers/servers.js';
import { FEED_FORWARD_ROLES } from '../../catalog/shapes/weights.js';
import type { KvPool } from '../memory/kvPool.js';
import { devicesOf, wholeLayout } from '../memory/layouts.js';
import { knowsSlots } from '../memory/server/adapters.js';
import { dealt } from '../memory/server/fixedPools.js';
import { hostRate } from '../memory/server/hostWeights.js';
import { meanTokens } from '../memory/contextMix.js';
import { rankDemand } from '../memory/poolDemand.js';
import { loggedTokens, withPool } from '../memory/loggedPool.js';
import { NOTHING_DRAFTED, poolTokens, type PoolTokens } from '../memory/poolTokens.js';
import { memoWithin } from '../../units/memo.js';
import { lpxCapacity, usableSramBytes } from '../time/lpx.js';
import type { LpxUse, ReplicaInputs } from '../shapes/machineInputs.js';
import type { Reason } from '../shapes/reasons.js';
import { blockSizeOf, rankMemory, sequenceCost, type RankMemory } from '../memory/rank.js';
import { acceleratorUnknowns, modelUnknowns } from '../shapes/unknownInputs.js';
import { sharedPrompts, type PromptKernel } from '../time/prefill/promptKernel.js';
import { calibratedPrompts } from '../time/request/promptCalibration.js';
import { sharedKernel, type ReplicaKernel } from '../time/stepTime.js';

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
  /** What the KV pool holds, as the engine counts it, by the longest length in tokens. */
  readonly poolTokens: (longest: number) => PoolTokens;
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
  const feedForwardMoved = lpx?.role === 'ffn';
  const chosen = chooseCoefficients({ serving, accelerator, model });
  const { coefficients } = chosen;
  const drafter = drafterOnGpu(inputs);
  const devices = devicesOf(layout);
  // Racks take the feed-forward layers of decode steps alone: who computes prompts holds these weights too.
  const moved = feedForwardMoved && !lpx.prompts ? FEED_FORWARD_ROLES : NOTHING_MOVED;
  const tenants = { moved, drafterBytes: drafter.weightsBytes / devices };
  const memory = measuredMemory(
    rankMemory(model, serving, accelerator, layout, tenants),
    withPool({ model, serving, layout, drafter }, inputs.measured.memory),
  );
  return {
    inputs,
    layout,
    devices,
    memory,
    drafter,
    kernel: sharedKernel({
      model,
      engine: serving.engine,
      weights: serving.weights,
      kvCache: serving.kvCache,
      graphTokens: serving.graphTokens,
      lora: serving.lora,
      weightOffload: serving.weightOffload,
      accelerator,
      layout,
      coefficients,
      feedForwardMoved,
    }),
    chosen,
    prompt: calibratedPrompts(
      sharedPrompts({
        model,
        engine: serving.engine,
        weights: serving.weights,
        lora: serving.lora,
        weightOffload: serving.weightOffload,
        accelerator,
        layout,
      }),
      inputs.measured.prefill,
      { devices, budget: serving.maxBatchedTokens },
    ),
    poolTokens: countedTokens(inputs, memory, drafter),
    problems: replicaProblems(inputs, memory),
    kvPool: kvPools(inputs, memory, drafter),
  };
}

/** Lengths that a plan's workloads are longest at. */
const KEPT_LENGTHS = 16;

function countedTokens(
  { model, serving, layout, measured }: ReplicaInputs,
  memory: RankMemory,
  drafter: Drafter,
): Replica['poolTokens'] {
  const owner = { model, serving, layout, drafter };
  const bytes = Math.max(0, memory.kvPoolBytes);
  const logged = measured.memory?.kvTokens ?? null;
  return memoWithin(KEPT_LENGTHS, (longest: number) => {
    const counted = poolTokens(owner, bytes, longest);
    return logged === null ? counted : loggedTokens(counted, logged);
  });
}

/** What of a replica follows from the racks beside it: its room only where they hold the sequences. */
export function roomBeside(
  inputs: ReplicaInputs,
  { inputs: before, memory, drafter, kvPool, problems }: Replica,
): Pick<Replica, 'problems' | 'kvPool'> {
  const same = !lacksRacks(inputs) && !lacksRacks(before);
  return {
    problems: same ? problems : replicaProblems(inputs, memory),
    kvPool: inputs.lpx?.role === 'decode' ? kvPools(inputs, memory, drafter) : kvPool,
  };
}

/** Whether there are fewer racks than its role cannot do without. */
const lacksRacks = ({ lpx }: ReplicaInputs): boolean => lpx !== null && lpx.racks < lpx.minimumRacks;

function kvPools(inputs: ReplicaInputs, memory: RankMemory, drafter: Drafter): Replica['kvPool'] {
  const { model, serving, layout, lpx } = inputs;
  const cached = { model, formats: serving.kvCache, blockSize: blockSizeOf(serving, model) };
  if (lpx?.role !== 'decode') {
    const { perSequence, perToken } = drafter;
    const demand = rankDemand({ ...cached, layout, perSequence, perToken });
    const sequenceBytes = sequenceCost(model, serving, layout, drafter);
    return (context) => ({
      bytes: memory.kvPoolBytes,
      pools: layout.attentionData,
      acceleratorShare: 1,
      demand: dealt(demand(context), { model, serving, layout }, meanTokens(context)),
      sequenceBytes,
    });
  }
  const whole = wholeLayout(layout);
  const demand = rankDemand({ ...cached, layout: whole, perSequence: 0, perToken: 0 });
  const pool = {
    bytes: lpxRoomBytes(inputs, lpx) / lpx.replicas,
    pools: 1,
    acceleratorShare: 1 / devicesOf(layout),
    sequenceBytes: sequenceCost(model, serving, whole, NOTHING_DRAFTED),
  };
  return (context) => ({ ...pool, demand: demand(context) });
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
  const problems = [
    ...modelUnknowns(model),
    ...acceleratorUnknowns(accelerator, devicesOf(layout)),
    ...besideUnknowns(inputs),
  ];
  if (lpx && lacksRacks(inputs))
    problems.push({ code: 'lpx-too-few-racks', minimumRacks: lpx.minimumRacks, racks: lpx.racks });
  if (lpx?.role !== 'decode' && memory.kvPoolBytes <= 0) problems.push({ code: 'no-kv-memory' });
  return [...problems, ...drafterProblems(inputs)];
}

/** What of adapters, and of weights in the host's memory, is not known. */
function besideUnknowns({ model, serving, accelerator, lpx }: ReplicaInputs): Reason[] {
  const reasons: Reason[] = [];
  if (serving.lora && serverOf(serving.engine).adapters === null)
    reasons.push({ code: 'adapters-of-engine-unknown', engine: serving.engine });
  else if (!knowsSlots(model, serving)) reasons.push({ code: 'adapters-unknown', model: model.name });
  if (serving.lora && lpx && lpx.role !== 'drafter') reasons.push({ code: 'adapters-beside-lpx' });
  if (serving.weightOffload && hostRate(serving, accelerator) === null)
    reasons.push({ code: 'host-link-unknown', accelerator: accelerator.name });
  return reasons;
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
