/**
 * Prompt tokens that a prefix cache serves (request.md 5): whole pages, and never the last token, whose logits start the
 * answer. `share` is of the prompt's tokens, 0..1.
 */
export function cachedTokens(input: number, share: number, blockSize: number): number {
  const most = Math.max(0, Math.min(share * input, input - 1));
  return Math.floor(most / blockSize) * blockSize;
}

/** What a prompt costs with and without its cached part. */
export interface HitSavings {
  readonly cold: number;
  readonly warm: number;
  /** Part of the cold cost that is saved: less than the hit, since new tokens attend to cached ones. */
  readonly savedShare: number;
}

/** FLOP, or seconds, that a hit saves. `costOf` is that of new tokens after cached ones. */
export function hitSavings(
  input: number,
  cached: number,
  costOf: (prompt: { readonly tokens: number; readonly cached: number }) => number,
): HitSavings {
  const cold = costOf({ tokens: input, cached: 0 });
  const warm = costOf({ tokens: input - cached, cached });
  return { cold, warm, savedShare: cold > 0 ? 1 - warm / cold : 0 };
}
