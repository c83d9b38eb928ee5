/** Part of its own rate that each side keeps when paired (NVIDIA AIConfigurator, `picking.py`, commit 095f58a, 2026-08-21). */
export const PREFILL_KEPT = 0.9;
export const DECODE_KEPT = 0.92;

/** What a request asks of the two sides, in tokens: the prompt without its cached part, and the output. */
export interface PooledRequest {
  readonly uncachedInput: number;
  readonly output: number;
}

/** Tokens per second of one accelerator of each side, alone. */
export interface PoolRates {
  /** Prompt tokens that are computed. */
  readonly prefill: number;
  /** Tokens that are decoded. */
  readonly decode: number;
}

/** Accelerators of each side. */
export interface Pools {
  readonly prefill: number;
  readonly decode: number;
}

/** Accelerators that prefill for one that decodes, where both are busy (request.md 4). */
export function prefillPerDecode({ uncachedInput, output }: PooledRequest, rates: PoolRates): number {
  return uncachedInput / rates.prefill / (output / rates.decode);
}

/** Accelerators that compute so many prompt tokens per second; not rounded, nothing kept back. */
export function prefillAccelerators(promptTokensPerSecond: number, prefillRate: number): number {
  return promptTokensPerSecond / prefillRate;
}

/** Requests per second of a pair of pools that could each do so many alone: the slower, and what pairing takes off. */
export function pairedRequestsPerSecond(prefillAlone: number, decodeAlone: number): number {
  return Math.min(PREFILL_KEPT * prefillAlone, DECODE_KEPT * decodeAlone);
}

/** Requests per second of two pools. No prompt tokens to compute leave the bound to decode. */
export function pooledRequestsPerSecond(
  pools: Pools,
  rates: PoolRates,
  { uncachedInput, output }: PooledRequest,
): number {
  const prefill =
    uncachedInput > 0 ? (pools.prefill * rates.prefill) / uncachedInput : Number.POSITIVE_INFINITY;
  return pairedRequestsPerSecond(prefill, (pools.decode * rates.decode) / output);
}

/** Pools that carry so many requests per second, not rounded: each as large as pairing makes it. */
export function poolsFor(
  requestsPerSecond: number,
  rates: PoolRates,
  { uncachedInput, output }: PooledRequest,
): Pools {
  return {
    prefill: prefillAccelerators(requestsPerSecond * uncachedInput, rates.prefill) / PREFILL_KEPT,
    decode: (requestsPerSecond * output) / rates.decode / DECODE_KEPT,
  };
}

/** Part of the time that the prefill side is busy, over what pairing leaves it: 1 is full. */
export function prefillUtilization(
  requestsPerSecond: number,
  prefillCount: number,
  prefillRate: number,
  uncachedInput: number,
): number {
  if (uncachedInput <= 0) return 0;
  return (requestsPerSecond * uncachedInput) / (PREFILL_KEPT * prefillCount * prefillRate);
}
