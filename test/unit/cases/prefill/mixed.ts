import {
  closedLoop,
  loopOf,
  type ColocatedReplica,
  type RequestTokens,
} from '../../../../src/engine/time/request/colocated.js';
import { FIRST_STEPS, ttftOf } from '../../../../src/engine/time/request/ttft.js';
import { given, givenOr, type Answers, type PrefillCase } from './cases.js';

/** Steps that decode and compute prompts. */
export function mixedAnswers(one: PrefillCase): Answers {
  if ('concurrency' in one.input) return { tpotSeconds: closedTpot(one) };
  const { step, tokens, rate } = arrivalsOf(one);
  if ('batchedTokens' in one.input) {
    const room = given(one, 'batchedTokens') - DECODING;
    const most = requestsWithinBudget(step, tokens, DECODING, room);
    const stable = rate < Math.min(most, 1 / secondsPerRequest(step, tokens));
    return { stable, maxRequestsPerSecondByBudget_at_R118: most };
  }
  const loop = openLoop(step, tokens, rate);
  if (!loop) return {};
  return {
    stepShare: loop.stepShare,
    utilisation: loop.utilization,
    stepSeconds: loop.stepSeconds,
    decoding: loop.decoding,
    tpotSeconds: loop.tpotSeconds,
    prefillTokensPerStep: loop.promptTokensPerStep,
    simulatedTpotSeconds: loop.tpotSeconds,
  };
}

/** Steps that are a straight line, and requests that arrive at random. */
function arrivalsOf(one: PrefillCase) {
  const step: LinearStep = {
    fixedSeconds: given(one, 'fixedSeconds'),
    secondsPerSequence: given(one, 'secondsPerDecodedToken'),
    secondsPerPromptToken: given(one, 'secondsPerPrefillToken'),
    acceptedLength: givenOr(one, 'acceptedLength', 1),
  };
  const tokens = { input: given(one, 'uncachedInput'), cached: 0, output: given(one, 'output') };
  return { step, tokens, rate: given(one, 'requestsPerSecond') };
}

/** The load that the case of the budget names in what it expects. */
const DECODING = 118;

/** A closed loop whose decode step and prompt were measured. */
function closedTpot(one: PrefillCase): number {
  const seconds = given(one, 'decodeOnlyStepSeconds');
  const addedSeconds = given(one, 'prefillStallSeconds');
  const replica = replicaOf(() => ({ seconds, acceptedLength: 1 }), addedSeconds);
  const tokens = { input: given(one, 'input'), cached: 0, output: given(one, 'output') };
  return closedLoop(replica, tokens, given(one, 'concurrency')).tpotSeconds;
}

/** A replica with steps of so many sequences, to whose steps each prompt adds some time. */
function replicaOf(
  step: (sequences: number) => { readonly seconds: number; readonly acceptedLength: number },
  addedSeconds: number,
): ColocatedReplica {
  return {
    step: (sequences) => ({ ...step(sequences), verifiedDrafts: 0 }),
    prompt: () => ({
      seconds: addedSeconds,
      addedSeconds,
      batchedSeconds: addedSeconds,
      chunks: 1,
      flops: 0,
      attentionShare: 0,
      lightSeconds: 0,
      quantizingSeconds: 0,
      batchedLightSeconds: 0,
      parts: {
        linear: addedSeconds,
        attention: 0,
        index: 0,
        weights: 0,
        host: 0,
        communication: 0,
        fixed: 0,
      },
    }),
    budget: 8192,
    ranks: 1,
    most: Number.POSITIVE_INFINITY,
  };
}

/** A mixed step as a straight line: seconds whatever is in it, for each decoding sequence, and for each prompt token. */
interface LinearStep {
  readonly fixedSeconds: number;
  readonly secondsPerSequence: number;
  readonly secondsPerPromptToken: number;
  readonly acceptedLength: number;
}

/** Seconds that one request adds to all steps together, the fixed time of steps left out. */
function secondsPerRequest(step: LinearStep, { input, cached, output }: RequestTokens): number {
  const decoded = (step.secondsPerSequence * output) / step.acceptedLength;
  return step.secondsPerPromptToken * (input - cached) + decoded;
}

/** The law of docs/method/request.md 3 for such steps where requests arrive at random; `null` from saturation on. */
function openLoop(step: LinearStep, tokens: RequestTokens, requestsPerSecond: number) {
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

/** What the engine says of the same arrivals: as many users on a replica as they make at the pace that these see. */
export function settledTpot(one: PrefillCase): number {
  const { step, tokens, rate } = arrivalsOf(one);
  const { fixedSeconds, secondsPerSequence, acceptedLength } = step;
  const promptSeconds = step.secondsPerPromptToken * tokens.input;
  const replica = replicaOf(
    (sequences) => ({ seconds: fixedSeconds + secondsPerSequence * sequences, acceptedLength }),
    promptSeconds,
  );
  let users = 1;
  for (let turn = 0; turn < 1000; turn++)
    users = rate * (promptSeconds + tokens.output * loopOf(replica, tokens, users).tpotSeconds);
  return loopOf(replica, tokens, users).tpotSeconds;
}

/** Requests per second whose prompts fit a token budget: steps that are full of them, one after the other. */
function requestsWithinBudget(
  step: LinearStep,
  { input, cached }: RequestTokens,
  decoding: number,
  room: number,
): number {
  const full = step.fixedSeconds + step.secondsPerSequence * decoding + step.secondsPerPromptToken * room;
  return room / full / (input - cached);
}

/** The median time to the first token of a closed loop without a queue. */
export function medianAnswers(one: PrefillCase): Answers {
  const { p50 } = ttftOf(
    {
      overhead: given(one, 'requestOverheadSeconds'),
      prefill: given(one, 'prefillStallSeconds'),
      reload: 0,
      transfer: 0,
      firstStep: FIRST_STEPS * given(one, 'decodeOnlyStepSeconds'),
    },
    { meanSeconds: 0, chance: 0 },
  );
  return { predictedSeconds: p50, measuredMedianSeconds: p50 };
}
