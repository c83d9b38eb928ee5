import type { Speculation } from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';
import { kvCacheFormat } from '../../catalog/shapes/formats.js';
import { perObject, perObjectWithin } from '../../units/memo.js';
import type { ContextMix } from '../memory/contextMix.js';
import type { ReplicaInputs } from '../shapes/machineInputs.js';
import type { StepParts } from '../shapes/result.js';
import {
  verificationChooser,
  type StepSeconds,
  type VerificationChooser,
} from './speculation/verification.js';
import type { Verification } from './speculation/verified.js';
import { chooseCoefficients } from './coefficients.js';
import {
  lightSeconds,
  quantizingSeconds,
  sharedKernel,
  stepKernel,
  stepSeconds,
  totalSeconds,
  type StepKernel,
} from './stepTime.js';
import type { Verify } from './verify.js';

/** One decode step at a load. */
export interface Step {
  readonly parts: StepParts;
  readonly seconds: number;
  readonly acceptedLength: number;
  readonly verifiedDrafts: number;
  readonly lightSeconds: number;
  /** Of computing, what kernels take that only quantize inputs. */
  readonly quantizingSeconds: number;
}

/** Tokens per second that one sequence sees. */
export function userSpeed(step: Step): number {
  return step.acceptedLength / step.seconds;
}

/** Decode steps of one replica, by how long its sequences are and how many. */
export interface Stepper {
  readonly step: (kernel: StepKernel, sequences: number) => Step;
  /** `userSpeed` of that step, without making it: what searches ask for thousands of times. */
  readonly speed: (kernel: StepKernel, sequences: number) => number;
}

/** Steps with what the replica's option drafts. */
export function stepper(inputs: ReplicaInputs, verify: Verify): Stepper {
  const { speculation } = inputs;
  if (!speculation || speculation.draftTokens === 0) {
    return {
      step: (kernel, sequences) =>
        finish(verify.parts(kernel, sequences, 0), NOTHING_DRAFTED, besideParts(kernel, sequences, 0)),
      speed: (kernel, sequences) => 1 / verify.seconds(kernel, sequences, 0),
    };
  }
  const { choose, speed } = chooserOf(speculation);
  const draftOf = drafting(inputs, speculation, verify);
  const secondsWith = (draft: Draft, kernel: StepKernel, sequences: number): StepSeconds => {
    return (tokensPerRequest) => {
      const drafts = tokensPerRequest - 1;
      const verified =
        drafts === draft.like?.drafts ? draft.like.seconds : verify.seconds(kernel, sequences, drafts);
      return verified + seenSeconds(draft, verified);
    };
  };
  return {
    step: (kernel, sequences) => {
      const draft = draftOf(kernel, sequences);
      const chosen = choose(secondsWith(draft, kernel, sequences));
      const parts = withDraft(verify.parts(kernel, sequences, chosen.verifiedDrafts), draft);
      return finish(parts, chosen, besideParts(kernel, sequences, chosen.verifiedDrafts));
    },
    speed: (kernel, sequences) => speed(secondsWith(draftOf(kernel, sequences), kernel, sequences)),
  };
}

/** Made once for all replicas of an option. */
const chooserOf = perObject(
  'choosers of drafts',
  ({ verification, draftTokens, acceptance }: Speculation): VerificationChooser =>
    verificationChooser({
      method: verification,
      draftTokens,
      acceptance: acceptance.acceptedLength,
      betaMixture: acceptance.betaMixture,
    }),
);

const NOTHING_DRAFTED: Verification = { verifiedDrafts: 0, acceptedLength: 1 };

type BesideParts = Pick<Step, 'lightSeconds' | 'quantizingSeconds'>;

function besideParts(kernel: StepKernel, sequences: number, drafts: number): BesideParts {
  return {
    lightSeconds: lightSeconds(kernel, sequences, drafts),
    quantizingSeconds: quantizingSeconds(kernel, sequences, drafts),
  };
}

function finish(
  parts: StepParts,
  { acceptedLength, verifiedDrafts }: Verification,
  beside: BesideParts,
): Step {
  const { lightSeconds: light, quantizingSeconds: quantizing } = beside;
  return {
    parts,
    seconds: totalSeconds(parts),
    acceptedLength,
    verifiedDrafts,
    lightSeconds: light,
    quantizingSeconds: quantizing,
  };
}

/** Seconds a step spends on drafting and on the link to whoever drafts. */
interface Draft {
  readonly seconds: number;
  readonly linkSeconds: number;
  /** Share of both that hides behind verification. */
  readonly overlap: number;
  /** The verification whose time drafting is a fraction of: it need not be worked out again. */
  readonly like: { readonly drafts: number; readonly seconds: number } | null;
}

/** Drafting and link time that verification of so many seconds does not hide. */
function seenSeconds({ seconds, linkSeconds, overlap }: Draft, verifySeconds: number): number {
  return Math.max(0, seconds + linkSeconds - overlap * verifySeconds);
}

function withDraft(verify: StepParts, draft: Draft): StepParts {
  const total = draft.seconds + draft.linkSeconds;
  const share = total > 0 ? seenSeconds(draft, totalSeconds(verify)) / total : 0;
  const { weights, adapters, host, kv, compute, communication, fixed, link } = verify;
  return {
    weights,
    adapters,
    host,
    kv,
    compute,
    communication,
    fixed,
    draft: draft.seconds * share,
    link: link + draft.linkSeconds * share,
  };
}

/** Draft time (speculation.md 2): a fraction of a target step, or on LPX its serial latency. */
function drafting(
  inputs: ReplicaInputs,
  speculation: Speculation,
  verify: Verify,
): (kernel: StepKernel, sequences: number) => Draft {
  const { lpx, dynamo } = inputs;
  const { draftTokens, method, drafter } = speculation;
  // A lookup whose time nobody knows is said not to be counted, by a finding.
  const draftCostFraction = speculation.draftCostFraction ?? 0;
  const overlap = dynamo?.remoteDrafter === true || lpx?.role === 'drafter' ? (dynamo?.overlap ?? 0) : 0;
  if (lpx?.role === 'drafter') {
    const { rack } = lpx.lpx;
    const passes = method.parallelDraft ? 1 : draftTokens;
    const seconds = passes * (drafter?.layers ?? method.draftLayers) * rack.layerFloorSeconds.likely;
    const draft = { seconds, linkSeconds: 2 * rack.linkLatencySeconds, overlap, like: null };
    return () => draft;
  }
  if (drafter && speculation.draftCostFraction === null) {
    const kernelOf = draftKernel(inputs, drafter);
    return (kernel, sequences) => ({
      seconds: draftTokens * stepSeconds(kernelOf(kernel.mix), sequences, 0),
      linkSeconds: 0,
      overlap,
      like: null,
    });
  }
  const drafts = method.parallelDraft ? draftTokens - 1 : 0;
  const times = method.parallelDraft ? draftCostFraction : draftCostFraction * draftTokens;
  return (kernel, sequences) => {
    const seconds = verify.seconds(kernel, sequences, drafts);
    return { seconds: times * seconds, linkSeconds: 0, overlap, like: { drafts, seconds } };
  };
}

/** Steps of a model that drafts on the accelerators which verify, split by tensor as the other is (speculation.md 2). */
function draftKernel(inputs: ReplicaInputs, model: ModelSpec): (mix: ContextMix) => StepKernel {
  const { accelerator } = inputs;
  const layout = { ...inputs.layout, expert: 1, pipeline: 1, context: 1 };
  const { serving } = inputs;
  const { coefficients } = chooseCoefficients({ serving, accelerator, model });
  const replica = sharedKernel({
    model,
    engine: serving.engine,
    weights: 'native',
    kvCache: kvCacheFormat(model, null),
    graphTokens: serving.graphTokens,
    // Adapters are of the model that verifies, and the drafter stays where it computes.
    lora: null,
    weightOffload: null,
    accelerator,
    layout,
    coefficients,
    feedForwardMoved: false,
  });
  return perObjectWithin((mix: ContextMix) => stepKernel(replica, mix));
}
