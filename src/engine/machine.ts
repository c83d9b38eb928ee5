import type { Economics, Gpus, Layout, Lpx, Option, ResolvedPlan, Serving, Speculation, Workload } from '../catalog/resolvedPlan.js';
import type { ModelSpec, WeightRole } from '../catalog/types.js';
import { chooseCoefficients, type ChosenCoefficients } from './coefficients.js';
import { contextMix, expectation, type ContextMix } from './contextMix.js';
import { FEED_FORWARD_ROLES, sequenceReadsPerRank } from './footprint.js';
import { devicesOf } from './layouts.js';
import { lpxCapacity, lpxDecodeParts, lpxFeedForward, splitStepParts, usableSramBytes, type LpxFeedForward } from './lpx.js';
import { rankMemory, sequenceCost, sequencesThatFit, type RankMemory, type SequenceCost } from './memory.js';
import { chooseVerification } from './speculation/verification.js';
import { lightSeconds, stepKernel, stepParts, totalSeconds, type StepKernel } from './stepTime.js';
import type { StepParts } from './result.js';
import { weightClassBytes } from '../catalog/weights.js';

/** How an option uses LPX in one evaluation: a role and a number of racks, shared by all replicas. */
export interface LpxUse {
  readonly lpx: Lpx;
  readonly role: 'ffn' | 'drafter' | 'decode';
  readonly racks: number;
  readonly minimumRacks: number;
  /** Replicas that share the racks. */
  readonly replicas: number;
}

/** What serves one workload: a replica in one layout, with everything that does not depend on its load. */
export interface Machine {
  readonly layout: Layout;
  readonly devices: number;
  readonly memory: RankMemory;
  readonly sequenceCost: SequenceCost;
  readonly mix: ContextMix;
  /** Sequences of this workload's mix that one replica holds. */
  readonly fits: number;
  readonly chosen: ChosenCoefficients;
  /** Why it cannot run at all, whatever the load. */
  readonly problems: readonly string[];
  /** One step with so many sequences on the replica. */
  readonly step: (sequences: number) => Step;
}

/** One decode step at a load. */
export interface Step {
  readonly parts: StepParts;
  readonly seconds: number;
  readonly acceptedLength: number;
  readonly verifiedDrafts: number;
  readonly lightSeconds: number;
}

/** Everything that a machine follows from. */
export interface MachineInputs {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly gpus: Gpus;
  readonly layout: Layout;
  readonly context: Workload['context'];
  readonly speculation: Speculation | null;
  readonly dynamo: Option['dynamo'];
  readonly lpx: LpxUse | null;
}

const NOTHING_MOVED: ReadonlySet<WeightRole> = new Set();

/** Serving settings of an option: its own, or the plan's. */
export function servingOf(plan: ResolvedPlan, option: Option): Serving {
  return option.serving ?? plan.serving;
}

/** Accelerators of an option: its own, or the plan's. */
export function gpusOf(plan: ResolvedPlan, option: Option): Gpus | null {
  return option.gpus ?? plan.gpus;
}

/** Builds the replica. */
export function buildMachine(inputs: MachineInputs): Machine {
  const { model, serving, gpus, layout, lpx } = inputs;
  const { accelerator } = gpus;
  const mix = contextMix(inputs.context);
  const moved = lpx?.role === 'ffn' ? FEED_FORWARD_ROLES : NOTHING_MOVED;
  const chosen = chooseCoefficients(serving.engine, accelerator.generation);
  const drafter = drafterOnGpu(inputs);
  const memory = rankMemory(model, serving, accelerator, layout, {
    moved,
    drafterBytes: drafter.weightsBytes / devicesOf(layout),
  });
  const cost = sequenceCost(model, serving, layout, drafter);
  const kernel = stepKernel({ model, serving, accelerator, layout, mix, coefficients: chosen.coefficients, moved });
  const fits = lpx?.role === 'decode' ? lpxSequences(inputs, mix) : sequencesThatFit(memory, cost, layout, mix);
  return {
    layout,
    devices: devicesOf(layout),
    memory,
    sequenceCost: cost,
    mix,
    fits,
    chosen,
    problems: machineProblems(inputs, memory),
    step: stepFunction(inputs, kernel, mix),
  };
}

function machineProblems({ model, lpx }: MachineInputs, memory: RankMemory): string[] {
  const problems: string[] = [];
  if (model.groups.length === 0) problems.push(model.unknown[0] ?? 'the attention of this model is not known');
  if (lpx && lpx.racks < lpx.minimumRacks) {
    problems.push(`needs ${lpx.minimumRacks} LPX racks for the weights alone, the plan has ${lpx.racks}`);
  }
  if (lpx?.role !== 'decode' && memory.kvPoolBytes <= 0) problems.push('the weights leave no memory for KV cache');
  return problems;
}

/** What the drafter takes of the GPUs: nothing where it runs on LPX. */
function drafterOnGpu({ speculation, lpx }: MachineInputs) {
  if (!speculation || lpx?.role === 'drafter') return { weightsBytes: 0, perSequence: 0, perToken: 0 };
  return {
    weightsBytes: speculation.drafterBytes,
    perSequence: speculation.drafterKvBytesPerSequence,
    perToken: speculation.drafterKvBytesPerToken,
  };
}

/** Sequences that fit beside the weights when LPX decodes alone: SRAM first, then the slow tier. */
function lpxSequences({ model, serving, lpx, layout }: MachineInputs, mix: ContextMix): number {
  if (!lpx) return 0;
  const { rack } = lpx.lpx;
  const { residentBytes } = lpxCapacity('decode', model, serving, lpx.lpx, 0);
  const tier = rack.slowTierBandwidthBytesPerSecond === null ? 0 : rack.slowTierBytes * lpx.racks;
  const room = usableSramBytes(rack) * lpx.racks - residentBytes + tier;
  const one = { ...layout, tensor: 1, attentionData: 1, pipeline: 1, context: 1 };
  const each = expectation(mix, sequenceCost(model, serving, one, { perSequence: 0, perToken: 0 }));
  return Math.max(0, Math.floor(room / each / lpx.replicas));
}

/** Seconds of a step before drafting, for a number of sequences and verified drafts of each. */
type Verify = (sequences: number, drafts: number) => StepParts | null;

function stepFunction(inputs: MachineInputs, kernel: StepKernel, mix: ContextMix): (sequences: number) => Step {
  const verify = verifyFunction(inputs, kernel, mix);
  const { speculation } = inputs;
  return (sequences) => {
    const plain = (drafts: number): StepParts => verify(sequences, drafts) ?? IMPOSSIBLE;
    if (!speculation || speculation.draftTokens === 0) {
      return finish(plain(0), 1, 0, lightSeconds(kernel, sequences, 0));
    }
    const draft = draftParts(inputs, speculation, sequences, verify, plain);
    const chosen = chooseVerification({
      method: speculation.verification,
      draftTokens: speculation.draftTokens,
      acceptance: speculation.acceptance.acceptedLength,
      betaMixture: speculation.acceptance.betaMixture,
      stepSeconds: (tokensPerRequest) => totalSeconds(withDraft(plain(tokensPerRequest - 1), draft)),
    });
    const parts = withDraft(plain(chosen.verifiedDrafts), draft);
    const light = lightSeconds(kernel, sequences, chosen.verifiedDrafts);
    return finish(parts, chosen.acceptedLength, chosen.verifiedDrafts, light);
  };
}

const IMPOSSIBLE: StepParts = {
  weights: Number.POSITIVE_INFINITY,
  kv: 0,
  compute: 0,
  communication: 0,
  fixed: 0,
  draft: 0,
  link: 0,
};

function finish(parts: StepParts, acceptedLength: number, verifiedDrafts: number, light: number): Step {
  return { parts, seconds: totalSeconds(parts), acceptedLength, verifiedDrafts, lightSeconds: light };
}

/** Seconds a step spends on drafting and on the link to whoever drafts. */
interface Draft {
  readonly seconds: number;
  readonly linkSeconds: number;
  /** Share of both that hides behind verification. */
  readonly overlap: number;
}

function withDraft(verify: StepParts, draft: Draft): StepParts {
  const hidden = draft.overlap * totalSeconds(verify);
  const seen = Math.max(0, draft.seconds + draft.linkSeconds - hidden);
  const total = draft.seconds + draft.linkSeconds;
  const share = total > 0 ? seen / total : 0;
  return { ...verify, draft: draft.seconds * share, link: verify.link + draft.linkSeconds * share };
}

/** Draft time (speculation.md 3.2 and 3.8): a fraction of a target step, or on LPX its serial latency. */
function draftParts(
  { lpx, dynamo }: MachineInputs,
  speculation: Speculation,
  sequences: number,
  verify: Verify,
  plain: (drafts: number) => StepParts,
): Draft {
  const { draftTokens, method, draftCostFraction } = speculation;
  const overlap = dynamo?.remoteDrafter === true || lpx?.role === 'drafter' ? (dynamo?.overlap ?? 0) : 0;
  if (lpx?.role === 'drafter') {
    const { rack } = lpx.lpx;
    const passes = method.parallelDraft ? 1 : draftTokens;
    const seconds = passes * method.draftLayers * rack.layerFloorSeconds.likely;
    return { seconds, linkSeconds: 2 * rack.linkLatencySeconds, overlap };
  }
  const seconds = method.parallelDraft
    ? draftCostFraction * totalSeconds(plain(draftTokens - 1))
    : draftCostFraction * draftTokens * totalSeconds(verify(sequences, 0) ?? IMPOSSIBLE);
  return { seconds, linkSeconds: 0, overlap };
}

function verifyFunction(inputs: MachineInputs, kernel: StepKernel, mix: ContextMix): Verify {
  const { model, serving, lpx, layout } = inputs;
  if (!lpx || lpx.role === 'drafter') return (sequences, drafts) => stepParts(kernel, sequences, drafts);
  const ffn = lpxFeedForward(model, serving, lpx.lpx, lpx.racks, lpx.replicas, devicesOf(layout));
  if (lpx.role === 'ffn') {
    return (sequences, drafts) => splitStepParts(ffn, (n) => stepParts(kernel, n, drafts), sequences, drafts);
  }
  return lpxVerify(inputs, ffn, mix, lpx);
}

function lpxVerify({ model, serving, layout }: MachineInputs, ffn: LpxFeedForward, mix: ContextMix, use: LpxUse): Verify {
  const one = { ...layout, tensor: 1, attentionData: 1, pipeline: 1, context: 1 };
  const held = expectation(mix, sequenceCost(model, serving, one, { perSequence: 0, perToken: 0 }));
  const reads = expectation(mix, (t) => sequenceReadsPerRank(model, serving.kvCache, one, t).shared);
  const perQuery = expectation(mix, (t) => sequenceReadsPerRank(model, serving.kvCache, one, t).perQuery);
  const attention = weightClassBytes(model, serving.weights)
    .filter(({ role }) => !FEED_FORWARD_ROLES.has(role) && role !== 'embedding')
    .reduce((sum, { parameters }) => sum + parameters, 0);
  const { residentBytes } = lpxCapacity('decode', model, serving, use.lpx, 0);
  const sramForKv = Math.max(0, usableSramBytes(use.lpx.rack) * use.racks - residentBytes);
  return (sequences, drafts) => {
    const all = sequences * use.replicas;
    const read = sequences * (reads + perQuery * (1 + drafts));
    const { parts } = lpxDecodeParts(ffn, model, attention, read, all * held, sramForKv, sequences * (1 + drafts));
    return parts;
  };
}

/** What one accelerator, and one LPX rack, cost and draw. */
export interface UnitCosts {
  /** USD per second; `null` where neither price nor rent is known. */
  readonly usdPerSecond: number | null;
  readonly watts: number | null;
}

const SECONDS_PER_YEAR = 8760 * 3600;

/** Capital recovery: yearly share of a price that pays it back with interest (engine.md section 6). */
export function annuityPerYear(capitalCost: number, amortizationSeconds: number): number {
  const years = amortizationSeconds / SECONDS_PER_YEAR;
  return capitalCost === 0 ? 1 / years : capitalCost / (1 - (1 + capitalCost) ** -years);
}

/** Cost of owning something with a price and a power draw. */
export function owned(price: number, watts: number | null, economics: Economics): number {
  const capital = (price * (annuityPerYear(economics.capitalCost, economics.amortization) + economics.operations)) / SECONDS_PER_YEAR;
  const power = (watts ?? 0) * (economics.pue * economics.electricity + economics.hosting);
  return capital + power;
}

/** Cost of one accelerator: rented where the plan says so or no price is known. */
export function gpuCosts(gpus: Gpus, economics: Economics): UnitCosts {
  const watts = gpus.accelerator.powerWatts;
  if (gpus.rent !== null) return { usdPerSecond: gpus.rent, watts };
  if (gpus.price === null) return { usdPerSecond: null, watts };
  return { usdPerSecond: owned(gpus.price, watts, economics), watts };
}

/** Cost of one LPX rack. */
export function lpxCosts(lpx: Lpx, economics: Economics): UnitCosts {
  return { usdPerSecond: owned(lpx.price, lpx.power, economics), watts: lpx.power };
}
