import type { Speculation } from '../catalog/resolvedPlan.js';
import type { MachineInputs } from './machineInputs.js';
import type { StepParts } from './result.js';
import {
  verificationChooser,
  type StepSeconds,
  type Verification,
  type VerificationChooser,
} from './speculation/verification.js';
import { lightSeconds, totalSeconds, type StepKernel } from './stepTime.js';
import type { Verify } from './verify.js';

/** One decode step at a load. */
export interface Step {
  readonly parts: StepParts;
  readonly seconds: number;
  readonly acceptedLength: number;
  readonly verifiedDrafts: number;
  readonly lightSeconds: number;
}

/** Tokens per second that one sequence sees. */
export function userSpeed(step: Step): number {
  return step.acceptedLength / step.seconds;
}

/** Decode steps of one machine, by the sequences on it. */
export interface Stepper {
  readonly step: (sequences: number) => Step;
  /** `userSpeed` of that step, without making it: what searches ask for thousands of times. */
  readonly speed: (sequences: number) => number;
}

/** Steps with what the machine's option drafts. */
export function stepper(inputs: MachineInputs, kernel: StepKernel, verify: Verify): Stepper {
  const { speculation } = inputs;
  if (!speculation || speculation.draftTokens === 0) {
    return {
      step: (sequences) =>
        finish(verify.parts(sequences, 0), NOTHING_DRAFTED, lightSeconds(kernel, sequences, 0)),
      speed: (sequences) => 1 / verify.seconds(sequences, 0),
    };
  }
  const { choose, speed } = chooserOf(speculation);
  const at = (sequences: number) => {
    const draft = draftParts(inputs, speculation, sequences, verify);
    const seconds: StepSeconds = (tokensPerRequest) => {
      const verified = verify.seconds(sequences, tokensPerRequest - 1);
      return verified + seenSeconds(draft, verified);
    };
    return { draft, seconds };
  };
  return {
    step: (sequences) => {
      const { draft, seconds } = at(sequences);
      const chosen = choose(seconds);
      const parts = withDraft(verify.parts(sequences, chosen.verifiedDrafts), draft);
      return finish(parts, chosen, lightSeconds(kernel, sequences, chosen.verifiedDrafts));
    },
    speed: (sequences) => speed(at(sequences).seconds),
  };
}

/** Made once for all machines of an option. */
const choosers = new WeakMap<Speculation, VerificationChooser>();

function chooserOf(speculation: Speculation): VerificationChooser {
  const known = choosers.get(speculation);
  if (known) return known;
  const { verification, draftTokens, acceptance } = speculation;
  const { acceptedLength, betaMixture } = acceptance;
  const made = verificationChooser({
    method: verification,
    draftTokens,
    acceptance: acceptedLength,
    betaMixture,
  });
  choosers.set(speculation, made);
  return made;
}

const NOTHING_DRAFTED: Verification = { verifiedDrafts: 0, acceptedLength: 1 };

function finish(parts: StepParts, { acceptedLength, verifiedDrafts }: Verification, light: number): Step {
  return { parts, seconds: totalSeconds(parts), acceptedLength, verifiedDrafts, lightSeconds: light };
}

/** Seconds a step spends on drafting and on the link to whoever drafts. */
interface Draft {
  readonly seconds: number;
  readonly linkSeconds: number;
  /** Share of both that hides behind verification. */
  readonly overlap: number;
}

/** Drafting and link time that verification of so many seconds does not hide. */
function seenSeconds({ seconds, linkSeconds, overlap }: Draft, verifySeconds: number): number {
  return Math.max(0, seconds + linkSeconds - overlap * verifySeconds);
}

function withDraft(verify: StepParts, draft: Draft): StepParts {
  const total = draft.seconds + draft.linkSeconds;
  const share = total > 0 ? seenSeconds(draft, totalSeconds(verify)) / total : 0;
  return { ...verify, draft: draft.seconds * share, link: verify.link + draft.linkSeconds * share };
}

/** Draft time (speculation.md 3.2 and 3.8): a fraction of a target step, or on LPX its serial latency. */
function draftParts(
  { lpx, dynamo }: MachineInputs,
  speculation: Speculation,
  sequences: number,
  verify: Verify,
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
    ? draftCostFraction * verify.seconds(sequences, draftTokens - 1)
    : draftCostFraction * draftTokens * verify.seconds(sequences, 0);
  return { seconds, linkSeconds: 0, overlap };
}
