import { closedLoop, type ColocatedReplica } from '../../../../src/engine/time/request/colocated.js';
import {
  openLoop,
  requestsWithinBudget,
  saturatingRequestsPerSecond,
} from '../../../../src/engine/time/request/openLoop.js';
import { FIRST_STEPS, ttftOf } from '../../../../src/engine/time/request/ttft.js';
import { given, givenOr, type Answers, type PrefillCase } from './cases.js';

/** Steps that decode and compute prompts. */
export function mixedAnswers(one: PrefillCase): Answers {
  if ('concurrency' in one.input) return { tpotSeconds: closedTpot(one) };
  const step = {
    fixedSeconds: given(one, 'fixedSeconds'),
    secondsPerSequence: given(one, 'secondsPerDecodedToken'),
    secondsPerPromptToken: given(one, 'secondsPerPrefillToken'),
    acceptedLength: givenOr(one, 'acceptedLength', 1),
  };
  const tokens = { input: given(one, 'uncachedInput'), cached: 0, output: given(one, 'output') };
  const rate = given(one, 'requestsPerSecond');
  if ('batchedTokens' in one.input) {
    const room = given(one, 'batchedTokens') - DECODING;
    const most = requestsWithinBudget(step, tokens, DECODING, room);
    const stable = rate < Math.min(most, saturatingRequestsPerSecond(step, tokens));
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

/** The load that the case of the budget names in what it expects. */
const DECODING = 118;

/** A closed loop whose decode step and prompt were measured. */
function closedTpot(one: PrefillCase): number {
  const seconds = given(one, 'decodeOnlyStepSeconds');
  const addedSeconds = given(one, 'prefillStallSeconds');
  const replica: ColocatedReplica = {
    step: () => ({ seconds, acceptedLength: 1, verifiedDrafts: 0 }),
    prompt: () => ({
      seconds: addedSeconds,
      addedSeconds,
      batchedSeconds: addedSeconds,
      chunks: 1,
      flops: 0,
      attentionShare: 0,
      lightSeconds: 0,
      batchedLightSeconds: 0,
      parts: { linear: addedSeconds, attention: 0, index: 0, weights: 0, communication: 0, fixed: 0 },
    }),
    budget: 8192,
    ranks: 1,
    most: Number.POSITIVE_INFINITY,
  };
  const tokens = { input: given(one, 'input'), cached: 0, output: given(one, 'output') };
  return closedLoop(replica, tokens, given(one, 'concurrency')).tpotSeconds;
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
