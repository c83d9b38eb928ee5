/**
 * Prompt tokens that a prefix cache serves (request.md 5): whole pages, and never the last token, whose logits start the
 * answer. `share` is of the prompt's tokens, 0..1.
 */
export function cachedTokens(input: number, share: number, blockSize: number): number {
  const most = Math.max(0, Math.min(share * input, input - 1));
  return Math.floor(most / blockSize) * blockSize;
}
