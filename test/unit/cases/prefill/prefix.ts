import { bytesLeft, lifeInMemory, workingSetBytes } from '../../../../src/engine/memory/prefixSet.js';
import {
  breakEvenBytesPerSecond,
  cachedPart,
  holdSeconds,
  holdSecondsInMemory,
  reloadSeconds,
} from '../../../../src/engine/time/request/reload.js';
import { exponentialGaps } from '../../engine/memory/exponentialGaps.js';
import { given, givenOr, measured, modelOf, type Answers, type PrefillCase } from './cases.js';
import { flopsOf } from './flops.js';
import { conversationHit, conversationTokens, conversationTurns } from './trace.js';

const HOUR = 3600;
const YEAR = 365.25 * 24 * HOUR;

export function prefixAnswers(one: PrefillCase): Answers {
  if ('trace' in one.input) return traceAnswers(one);
  if ('ttlSeconds' in one.input) return sessions(one);
  if ('kvPoolBytes' in one.input) return poolLeft(one);
  if ('recomputeRate' in one.input) {
    // A token of one byte: what is brought back, and what is computed, one after the other.
    const again = 1 / given(one, 'recomputeRate');
    const tier = { share: given(one, 'hit'), bytesPerSecond: given(one, 'reloadRate') };
    const part = cachedPart(1, again, [tier]);
    const rate = 1 / (part.reloadSeconds + part.recomputedShare * again);
    return { modelTokensPerSecond: rate, measuredTokensPerSecond: rate };
  }
  if ('cached' in one.input) return savings(one);
  return 'tokens' in one.input ? reloaded(one) : keeping(one);
}

function savings(one: PrefillCase): Answers {
  const model = modelOf(one);
  const [input, cached] = [given(one, 'input'), given(one, 'cached')];
  const [cold, warm] = [
    { tokens: input, cached: 0 },
    { tokens: input - cached, cached },
  ].map((prompt) => flopsOf(model, prompt, prompt.tokens).totalFlops) as [number, number];
  return { flopsCold: cold, flopsWarm: warm, savedShare: 1 - warm / cold };
}

function reloaded(one: PrefillCase): Answers {
  const bytes = given(one, 'bytesPerToken') * given(one, 'tokens');
  // Where the case gives no rate it measures one.
  const rate = givenOr(one, 'reloadBytesPerSecond', bytes / measured(one, 'reloadSeconds'));
  const seconds = reloadSeconds(bytes, rate);
  return {
    reloadSeconds: seconds,
    effectiveBytesPerSecond: rate,
    speedup: given(one, 'prefillSeconds') / seconds,
  };
}

function keeping(one: PrefillCase): Answers {
  const token = { bytes: given(one, 'bytesPerToken'), prefillSeconds: given(one, 'prefillSecondsPerToken') };
  if ('acceleratorMemoryBytes' in one.input)
    return { seconds: holdSecondsInMemory(token, given(one, 'acceleratorMemoryBytes')) };
  if (!('tierUsdPerGB' in one.input))
    return { breakEvenBytesPerSecond: breakEvenBytesPerSecond(token.bytes, token.prefillSeconds) };
  const tier = given(one, 'tierUsdPerGB') / 1e9 / (given(one, 'amortizationYears') * YEAR);
  const accelerator = given(one, 'acceleratorUsdPerHour') / HOUR;
  return {
    seconds: holdSeconds(token, { acceleratorUsdPerSecond: accelerator, tierUsdPerByteSecond: tier }),
  };
}

/** Sessions that wait for their next turn: as many as turns that end in the time of a gap. */
function sessions(one: PrefillCase): Answers {
  const gaps = exponentialGaps(given(one, 'meanGapSeconds'));
  const turnsPerSecond = given(one, 'sessions') / gaps.meanSeconds;
  const bytesEach = given(one, 'tokensPerSession') * given(one, 'bytesPerToken');
  const most = given(one, 'ttlSeconds');
  return {
    hitShare: gaps.within(most),
    meanKeptSecondsPerTurn: gaps.keptSeconds(most),
    liveBytes: workingSetBytes({ gaps, turnsPerSecond, bytesEach }),
  };
}

function poolLeft(one: PrefillCase): Answers {
  const each = given(one, 'bytesPerToken');
  const runningBytes = given(one, 'decoding') * given(one, 'contextTokens') * each;
  const cacheBytes = bytesLeft(given(one, 'kvPoolBytes'), runningBytes, 0);
  return { runningBytes, cacheBytes, cacheTokens: Math.floor(cacheBytes / each) };
}

/** A cache of so many tokens finds what one finds that keeps prefixes as long as it does (Che). */
function traceAnswers(one: PrefillCase): Answers {
  if ('lruTokens' in one.input)
    return { hit: conversationHit(lifeInMemory(conversationTurns, given(one, 'lruTokens'))) };
  // What the trace's own times gave is where the check of memory starts.
  const seconds = given(one, 'ttlSeconds');
  return { hit: conversationHit(seconds), meanResidentTokens: conversationTokens(seconds) };
}
