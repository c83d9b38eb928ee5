import type { PrefixSet } from '../../../../src/engine/memory/prefixSet.js';

/**
 * Mooncake's conversation trace (FAST25 release, 12,031 requests) with prefixes kept for so many seconds: the part of the
 * prompt tokens that is found, and tokens that are kept on average. Counted on the trace, blocks of 512 tokens.
 */
const KEPT = [
  { seconds: 10, hit: 0.044, tokens: 0.43e6 },
  { seconds: 30, hit: 0.06, tokens: 1.24e6 },
  { seconds: 60, hit: 0.105, tokens: 2.38e6 },
  { seconds: 120, hit: 0.195, tokens: 4.45e6 },
  { seconds: 300, hit: 0.293, tokens: 9.75e6 },
  { seconds: 600, hit: 0.35, tokens: 17.2e6 },
  { seconds: 1800, hit: 0.371, tokens: 38.6e6 },
] as const;

type Scale = (seconds: number) => number;

/** Between two rows in proportion to what `scale` makes of the time; the last row holds beyond it. */
function between(seconds: number, member: 'hit' | 'tokens', scale: Scale): number {
  const above = KEPT.findIndex((row) => row.seconds >= seconds);
  const [low, high] = [KEPT[above - 1], KEPT[above]];
  if (!high) return KEPT[KEPT.length - 1]?.[member] ?? 0;
  if (!low) return (high[member] * seconds) / high.seconds;
  const part = (scale(seconds) - scale(low.seconds)) / (scale(high.seconds) - scale(low.seconds));
  return low[member] + part * (high[member] - low[member]);
}

/** Part of the prompt tokens that is found where prefixes are kept for so many seconds. */
export const conversationHit = (seconds: number): number => between(seconds, 'hit', Math.log);

/** Tokens that are kept on average. They grow with each second by those that are not found yet. */
export const conversationTokens = (seconds: number): number => between(seconds, 'tokens', (s) => s);

/** 12,031 prompts of 12,035 tokens on average in 3,537 s. */
const TOKENS_PER_SECOND = (12_031 * 12_035) / 3537;

/** Each token of a prompt as a prefix of its own. */
export const conversationTurns: PrefixSet = {
  gaps: {
    meanSeconds: conversationTokens(Number.POSITIVE_INFINITY) / TOKENS_PER_SECOND,
    within: conversationHit,
    keptSeconds: (seconds) => conversationTokens(seconds) / TOKENS_PER_SECOND,
  },
  turnsPerSecond: TOKENS_PER_SECOND,
  bytesEach: 1,
};
