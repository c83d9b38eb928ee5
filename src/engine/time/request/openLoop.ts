import type { RequestTokens } from './colocated.js';

/** A mixed step as a straight line: seconds whatever is in it, for each decoding sequence, and for each prompt token. */
export interface LinearStep {
  readonly fixedSeconds: number;
  readonly secondsPerSequence: number;
  readonly secondsPerPromptToken: number;
  readonly acceptedLength: number;
}

/** A replica that decodes and computes prompts in the same steps while requests arrive at random. */
export interface OpenLoop {
  readonly stepSeconds: number;
  /** Sequences that decode on average. */
  readonly decoding: number;
  readonly tpotSeconds: number;
  readonly promptTokensPerStep: number;
  /** Part of the time that steps spend on prompts, 0..1. */
  readonly stepShare: number;
  /** Arrivals over those at which steps grow without end; below 1. */
  readonly utilization: number;
}

/** Seconds that one request adds to all steps together, the fixed time of steps left out. */
function secondsPerRequest(step: LinearStep, { input, cached, output }: RequestTokens): number {
  const decoded = (step.secondsPerSequence * output) / step.acceptedLength;
  return step.secondsPerPromptToken * (input - cached) + decoded;
}

/** Requests per second from which steps grow without end (request.md 3). */
export function saturatingRequestsPerSecond(step: LinearStep, tokens: RequestTokens): number {
  return 1 / secondsPerRequest(step, tokens);
}

/** Arrivals at random of one kind of request (request.md 3); `null` from saturation on. */
export function openLoop(
  step: LinearStep,
  tokens: RequestTokens,
  requestsPerSecond: number,
): OpenLoop | null {
  const utilization = requestsPerSecond * secondsPerRequest(step, tokens);
  if (utilization >= 1) return null;
  const stepSeconds = step.fixedSeconds / (1 - utilization);
  const promptTokens = requestsPerSecond * (tokens.input - tokens.cached);
  return {
    stepSeconds,
    decoding: (requestsPerSecond * tokens.output * stepSeconds) / step.acceptedLength,
    tpotSeconds: stepSeconds / step.acceptedLength,
    promptTokensPerStep: promptTokens * stepSeconds,
    stepShare: promptTokens * step.secondsPerPromptToken,
    utilization,
  };
}

/** Requests per second whose prompts fit a token budget: steps that are full of them, one after the other. */
export function requestsWithinBudget(
  step: LinearStep,
  { input, cached }: RequestTokens,
  decoding: number,
  room: number,
): number {
  const full = step.fixedSeconds + step.secondsPerSequence * decoding + step.secondsPerPromptToken * room;
  return room / full / (input - cached);
}
