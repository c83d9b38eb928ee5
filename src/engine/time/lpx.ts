import type { Lpx, Serving } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec, WeightClass } from '../../catalog/shapes/types.js';
import { weightFormat } from '../../catalog/shapes/weightFormats.js';
import { FEED_FORWARD_ROLES, idleInDecode, weightClassBytes } from '../../catalog/shapes/weights.js';
import { memo } from '../../units/memo.js';
import { totalSeconds } from './stepTime.js';
import type { Racks, RackSpec } from '../shapes/machineInputs.js';
import type { Reason } from '../shapes/reasons.js';
import type { StepParts } from '../shapes/result.js';

/**
 * Groq 3 LPX racks beside GPUs (lpx.md 2).
 * Capacity in racks is what usually decides, so it comes first; then the time of a step.
 */

/** What nobody has measured of LPX: shares that are reached of what data sheets say, and what stays on the GPUs. */
export interface LpxAssumed {
  /** Of SRAM bandwidth: between that of measured GPU kernels, and what a schedule without caches could reach. */
  readonly sram: number;
  /** Of the FP8 peak: between small and large matrices on GPUs. */
  readonly compute: number;
  /** Of the Ethernet's line rate: from congested all-to-all to long messages. */
  readonly ethernet: number;
  /** Which end of the rack's layer floor. */
  readonly floor: 'low' | 'likely' | 'high';
  /** Share of a GPU layer's launch time that stays with attention (GB200 shares are 0.55). */
  readonly launchStays: number;
}

/** What is counted with, and the slow ends of it: the error of LPX is what lies between. */
export const LIKELY_LPX: LpxAssumed = {
  sram: 0.8,
  compute: 0.5,
  ethernet: 0.8,
  floor: 'likely',
  launchStays: 0.55,
};
export const SLOW_LPX: LpxAssumed = {
  sram: 0.5,
  compute: 0.3,
  ethernet: 0.6,
  floor: 'high',
  launchStays: 0.75,
};
/** LPUs that the matrices of one expert are cut over: what its bytes need at 500 MB each, at least this many. */
const MIN_LPUS_PER_EXPERT = 1;

/** SRAM of one rack that weights and KV may use, in bytes. */
export function usableSramBytes(rack: RackSpec): number {
  return rack.lpus * rack.sramBytesPerLpu * rack.usableSramFraction;
}

/** Bytes that weights take in LPX: LP30 computes in FP8, so anything narrower is held as FP8 unless stored as FP4. */
function lpxWeightBytes(classes: readonly WeightClass[], storage: Lpx['storage']): number {
  return classes.reduce((sum, { parameters, format }) => {
    const narrow = weightFormat(format).bits === 4;
    return sum + parameters * (narrow && storage === 'fp4' ? weightFormat('mxfp4').bytes : 1);
  }, 0);
}

export interface LpxCapacity {
  readonly role: 'ffn' | 'drafter' | 'decode';
  /** Bytes that must be in SRAM whatever the load. */
  readonly residentBytes: number;
  readonly minimumRacks: number;
}

/** Racks that a role cannot do without. */
export function lpxCapacity(
  role: 'ffn' | 'drafter' | 'decode',
  model: ModelSpec,
  serving: Serving,
  lpx: Racks,
  drafterBytes: number,
): LpxCapacity {
  const classes = weightClassBytes(model, serving.weights);
  const residentBytes =
    role === 'drafter'
      ? drafterBytes
      : lpxWeightBytes(
          classes.filter(({ role: r }) => (role === 'ffn' ? FEED_FORWARD_ROLES.has(r) : !idleInDecode(r))),
          lpx.storage,
        );
  return {
    role,
    residentBytes,
    minimumRacks: Math.max(1, Math.ceil(residentBytes / usableSramBytes(lpx.rack))),
  };
}

/** Seconds to reach across `bytes` of SRAM, one way, interpolated on the rack's ladder and carried on beyond it. */
export function reachSeconds(rack: RackSpec, bytes: number): number {
  const ladder = rack.reachLatency;
  const first = ladder[0];
  if (!first) return 0;
  let previous = first;
  for (const step of ladder) {
    if (bytes <= step[0]) return interpolate(previous, step, bytes);
    previous = step;
  }
  const before = ladder.at(-2) ?? first;
  return interpolate(before, previous, bytes);
}

function interpolate(a: readonly [number, number], b: readonly [number, number], x: number): number {
  if (b[0] === a[0]) return b[1];
  return Math.max(0, a[1] + ((b[1] - a[1]) * (x - a[0])) / (b[0] - a[0]));
}

/** What the LPX side of a feed-forward split needs to time one layer. */
export interface LpxFeedForward {
  readonly layers: number;
  /** Bytes of one layer in SRAM: always read, and routed experts. */
  readonly denseBytesPerLayer: number;
  readonly expertBytesPerLayer: number;
  readonly expertMiss: number;
  /** FLOPs of one token in one layer. */
  readonly flopsPerTokenLayer: number;
  /** What all racks together reach: SRAM bytes, and FLOPs, per second. */
  readonly sramBytesPerSecond: number;
  readonly flopsPerSecond: number;
  /** Seconds to read one expert where it lies, and what a layer takes whatever it does. */
  readonly oneExpertSeconds: number;
  readonly layerLatencySeconds: number;
  /** Bytes per second from one replica's accelerators to the racks, and one-way latency. */
  readonly linkBytesPerSecond: number;
  readonly linkLatencySeconds: number;
  readonly hiddenSize: number;
  /** Replicas that share the racks. */
  readonly replicas: number;
}

/** What of `LpxFeedForward` follows from the model and a rack alone, whatever their number and whoever shares them. */
interface FeedForwardLayers extends Omit<
  LpxFeedForward,
  'sramBytesPerSecond' | 'flopsPerSecond' | 'linkBytesPerSecond' | 'replicas'
> {
  /** What one LPU reaches: SRAM bytes per second. */
  readonly bandwidth: number;
}

interface Prepared {
  readonly model: ModelSpec;
  readonly weights: Serving['weights'];
  readonly lpx: Racks;
  readonly assumed: LpxAssumed;
}

/** Hundreds of numbers of racks and replicas are tried beside the same layers. */
const feedForwardLayers = memo(
  { name: 'feed-forward layers on racks', most: 64 },
  ({ model, weights, lpx, assumed }: Prepared): FeedForwardLayers => {
    const classes = weightClassBytes(model, weights).filter(({ role }) => FEED_FORWARD_ROLES.has(role));
    const routed = classes.filter(({ role }) => role === 'experts');
    const always = classes.filter(({ role }) => role !== 'experts');
    const expertBytes = lpxWeightBytes(routed, lpx.storage);
    const denseBytes = lpxWeightBytes(always, lpx.storage);
    const active = classes.reduce((sum, { activeParameters }) => sum + activeParameters, 0);
    const experts = model.moe ? model.moe.layers * model.moe.routedExperts : 1;
    const { rack } = lpx;
    const bandwidth = rack.sramBandwidthBytesPerSecondPerLpu * assumed.sram;
    const oneExpertBytes = expertBytes / experts;
    const lpusPerExpert = Math.max(MIN_LPUS_PER_EXPERT, Math.ceil(oneExpertBytes / rack.sramBytesPerLpu));
    const reach = reachSeconds(rack, expertBytes + denseBytes);
    return {
      layers: model.layers,
      denseBytesPerLayer: denseBytes / model.layers,
      expertBytesPerLayer: expertBytes / model.layers,
      expertMiss: model.moe
        ? Math.log(Math.max(1e-12, 1 - model.moe.expertsPerToken / model.moe.routedExperts))
        : 0,
      flopsPerTokenLayer: (2 * active) / model.layers,
      bandwidth,
      oneExpertSeconds: oneExpertBytes / (lpusPerExpert * bandwidth),
      layerLatencySeconds: Math.max(rack.layerFloorSeconds[assumed.floor], 2 * reach),
      linkLatencySeconds: rack.linkLatencySeconds,
      hiddenSize: model.hiddenSize,
    };
  },
);

/** Prepares the LPX side for `racks` racks shared by `replicas` replicas of `devices` accelerators. */
export function lpxFeedForward(
  model: ModelSpec,
  { weights }: Pick<Serving, 'weights'>,
  lpx: Racks,
  racks: number,
  replicas: number,
  devices: number,
  assumed: LpxAssumed = LIKELY_LPX,
): LpxFeedForward {
  const own = feedForwardLayers({ model, weights, lpx, assumed });
  const { rack } = lpx;
  const lpus = racks * rack.lpus;
  return {
    // One by one: made for each number of racks and replicas that is tried.
    layers: own.layers,
    denseBytesPerLayer: own.denseBytesPerLayer,
    expertBytesPerLayer: own.expertBytesPerLayer,
    expertMiss: own.expertMiss,
    flopsPerTokenLayer: own.flopsPerTokenLayer,
    sramBytesPerSecond: lpus * own.bandwidth,
    flopsPerSecond: lpus * rack.fp8FlopsPerSecondPerLpu * assumed.compute,
    oneExpertSeconds: own.oneExpertSeconds,
    layerLatencySeconds: own.layerLatencySeconds,
    linkBytesPerSecond: lpxLinkBytesPerSecond(rack, racks, replicas, devices) * assumed.ethernet,
    linkLatencySeconds: own.linkLatencySeconds,
    hiddenSize: own.hiddenSize,
    replicas,
  };
}

/** ConnectX-9, 1.6 Tb/s for each accelerator (lpx.md 4). */
const NIC_BYTES_PER_SECOND = 0.2e12;

/** Bytes per second from so many accelerators into their replica's part of the racks, at the data sheets (lpx.md 4). */
export function lpxLinkBytesPerSecond(
  rack: Racks['rack'],
  racks: number,
  replicas: number,
  devices: number,
): number {
  return Math.min(devices * NIC_BYTES_PER_SECOND, (rack.linkBytesPerSecond * racks) / replicas);
}

/** Seconds that one layer's feed-forward part takes on LPX for `tokens` tokens of one replica. */
export function lpxLayerSeconds(ffn: LpxFeedForward, tokens: number): number {
  const touched = ffn.denseBytesPerLayer + ffn.expertBytesPerLayer * (1 - Math.exp(ffn.expertMiss * tokens));
  const spread = touched / ffn.sramBytesPerSecond;
  const compute = (tokens * ffn.flopsPerTokenLayer) / ffn.flopsPerSecond;
  const work = Math.max(spread, ffn.oneExpertSeconds, compute);
  // Replicas take turns on the racks: their work queues, the latency of each does not.
  return Math.max(ffn.layerLatencySeconds + work, ffn.replicas * Math.max(spread, compute));
}

/** Micro-batches tried: one for the lowest latency, two and three for throughput. */
const MICRO_BATCHES = [1, 2, 3] as const;

/**
 * A step with attention on GPUs and the feed-forward part on LPX. `gpu(sequences)` is what the GPUs alone
 * take for that many sequences with the feed-forward weights gone. NVIDIA's own cycle equations
 * (AIConfigurator `inference_session.py`): TPOT = t_a + t_c + t_f + t_cycle (M L - 1).
 */
export function splitStepParts(
  ffn: LpxFeedForward,
  gpu: SplitGpu,
  sequences: number,
  drafts: number,
): StepParts {
  const best = bestSplit(ffn, gpu.seconds, sequences, drafts).microBatches;
  const n = sequences / best;
  return microBatched(ffn, gpu.parts(n), n * (1 + drafts), best);
}

/** What the GPUs alone take for so many sequences. */
export interface SplitGpu {
  readonly parts: (sequences: number) => StepParts;
  /** Their sum, with the saved launch time taken off. */
  readonly seconds: (sequences: number) => number;
}

/** Seconds of a layer's way to the racks and back for so many tokens. */
function linkSeconds({ linkLatencySeconds, hiddenSize, linkBytesPerSecond }: LpxFeedForward, tokens: number) {
  return {
    there: linkLatencySeconds + (tokens * hiddenSize) / linkBytesPerSecond,
    back: linkLatencySeconds + (tokens * hiddenSize * 2) / linkBytesPerSecond,
  };
}

/** Seconds of the whole step, each of whose micro-batches takes the GPUs so long and has so many tokens. */
function cycleSeconds(ffn: LpxFeedForward, gpuSeconds: number, tokens: number, microBatches: number): number {
  const attention = gpuSeconds / ffn.layers;
  const feedForward = lpxLayerSeconds(ffn, tokens);
  const { there, back } = linkSeconds(ffn, tokens);
  const serial = attention + there + feedForward + back;
  const each =
    microBatches === 1
      ? serial
      : microBatches === 2
        ? Math.max(attention + there, feedForward + back)
        : Math.max(attention, feedForward, there + back);
  return serial + each * (microBatches * ffn.layers - 1);
}

/** Launch time that leaves the GPUs with the feed-forward part. */
export function launchSaved(fixedSeconds: number, { launchStays } = LIKELY_LPX): number {
  return fixedSeconds * (1 - launchStays);
}

/** Seconds of `splitStepParts`, without making the parts. `gpuSeconds(n)` has the saved launch time taken off. */
export function splitStepSeconds(
  ffn: LpxFeedForward,
  gpuSeconds: (sequences: number) => number,
  sequences: number,
  drafts: number,
): number {
  return bestSplit(ffn, gpuSeconds, sequences, drafts).seconds;
}

/** The fastest number of micro-batches; of equals the fewest. */
function bestSplit(
  ffn: LpxFeedForward,
  gpuSeconds: (sequences: number) => number,
  sequences: number,
  drafts: number,
): { readonly microBatches: number; readonly seconds: number } {
  let best = 1;
  let fewest = Number.POSITIVE_INFINITY;
  for (const microBatches of MICRO_BATCHES) {
    if (microBatches > 1 && microBatches > sequences) continue;
    const n = sequences / microBatches;
    const seconds = cycleSeconds(ffn, gpuSeconds(n), n * (1 + drafts), microBatches);
    if (seconds < fewest) [best, fewest] = [microBatches, seconds];
  }
  return { microBatches: best, seconds: fewest };
}

function microBatched(ffn: LpxFeedForward, gpu: StepParts, tokens: number, microBatches: number): StepParts {
  const fixed = gpu.fixed - launchSaved(gpu.fixed);
  const gpuSeconds = totalSeconds(gpu, fixed);
  const step = cycleSeconds(ffn, gpuSeconds, tokens, microBatches);
  const feedForward = lpxLayerSeconds(ffn, tokens);
  const { there, back } = linkSeconds(ffn, tokens);
  // What the GPUs do stays named; the rest of the step is LPX and the way there and back.
  const onGpu = Math.min(step, (gpuSeconds / ffn.layers) * ffn.layers * microBatches);
  const scale = onGpu / Math.max(Number.MIN_VALUE, gpuSeconds);
  const rest = step - onGpu;
  const lpxShare = feedForward / (feedForward + (there + back));
  return {
    weights: gpu.weights * scale + rest * lpxShare,
    adapters: gpu.adapters * scale,
    host: gpu.host * scale,
    kv: gpu.kv * scale,
    compute: gpu.compute * scale,
    communication: gpu.communication * scale,
    fixed: fixed * scale,
    draft: 0,
    link: rest * (1 - lpxShare),
  };
}

/**
 * A step with the whole decode on LPX: every layer pays the serial floor and reads its share of weights and
 * KV out of SRAM; KV that does not fit waits in the slow tier. `null` where that tier's speed is not known.
 */
export function lpxDecodeParts(
  ffn: LpxFeedForward,
  rack: RackSpec,
  attentionBytes: number,
  kvBytesRead: number,
  kvBytesHeld: number,
  sramForKv: number,
  tokens: number,
): { readonly parts: StepParts; readonly reason: null } | { readonly parts: null; readonly reason: Reason } {
  const bandwidth = ffn.sramBytesPerSecond;
  const slowShare = kvBytesHeld > sramForKv ? 1 - sramForKv / kvBytesHeld : 0;
  if (slowShare > 0 && rack.slowTierBandwidthBytesPerSecond === null) {
    return { parts: null, reason: { code: 'slow-tier-unpublished' } };
  }
  const slow = slowShare > 0 ? (kvBytesRead * slowShare) / (rack.slowTierBandwidthBytesPerSecond ?? 1) : 0;
  const floor = ffn.layerLatencySeconds * ffn.layers;
  const layers = lpxLayerSeconds(ffn, tokens) * ffn.layers - floor;
  return {
    parts: {
      weights: Math.max(0, layers) + attentionBytes / bandwidth,
      adapters: 0,
      host: 0,
      kv: (kvBytesRead * (1 - slowShare)) / bandwidth + slow,
      compute: 0,
      communication: 0,
      fixed: floor,
      draft: 0,
      link: 0,
    },
    reason: null,
  };
}
