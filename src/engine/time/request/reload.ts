/** Seconds to bring cached bytes back from a tier. */
export function reloadSeconds(bytes: number, bytesPerSecond: number): number {
  return bytes > 0 ? bytes / bytesPerSecond : 0;
}

/**
 * Bytes per second from which bringing a token's cache back is faster than computing it again (request.md 5).
 * `prefillSecondsPerToken` is of the accelerators that would compute it.
 */
export function breakEvenBytesPerSecond(bytesPerToken: number, prefillSecondsPerToken: number): number {
  return bytesPerToken / prefillSecondsPerToken;
}

/** What keeping a token's cache in a tier is weighed by. */
export interface KeptToken {
  readonly bytes: number;
  /** Accelerator-seconds to compute it again. */
  readonly prefillSeconds: number;
}

/** Prices of what computes and of what keeps. */
export interface KeepingPrices {
  readonly acceleratorUsdPerSecond: number;
  /** USD for one byte kept for one second. */
  readonly tierUsdPerByteSecond: number;
}

/** Longest expected time to a prefix's next use for which keeping it costs less than computing it again. Seconds. */
export function holdSeconds({ bytes, prefillSeconds }: KeptToken, prices: KeepingPrices): number {
  const again = prefillSeconds * prices.acceleratorUsdPerSecond;
  return again / (bytes * prices.tierUsdPerByteSecond);
}

/** The same in accelerator memory, which is paid for as the whole accelerator: no price matters. */
export function holdSecondsInMemory({ bytes, prefillSeconds }: KeptToken, memoryBytes: number): number {
  return (prefillSeconds * memoryBytes) / bytes;
}

/** Cached tokens of a prompt that a tier holds. */
export interface TierHit {
  /** Part of the prompt's cached tokens that this tier serves, 0..1. */
  readonly share: number;
  /** `null`: accelerator memory, where nothing is moved. */
  readonly bytesPerSecond: number | null;
}

/** How the cached part of a prompt gets ready. */
export interface CachedPart {
  /** Seconds of bringing back what is brought back. */
  readonly reloadSeconds: number;
  /** Part of the cached tokens that is computed again: no tier has it, or its tier is slower. */
  readonly recomputedShare: number;
}

/**
 * What the cached part of a prompt takes on average. A tier that is slower than computing again is not asked, so a hit
 * never makes a prompt slower. `recomputeSeconds`: of the whole cached part.
 */
export function cachedPart(bytes: number, recomputeSeconds: number, tiers: readonly TierHit[]): CachedPart {
  let [seconds, ready] = [0, 0];
  for (const { share, bytesPerSecond } of tiers) {
    const each = bytesPerSecond === null ? 0 : reloadSeconds(bytes, bytesPerSecond);
    if (each > recomputeSeconds) continue;
    seconds += share * each;
    ready += share;
  }
  return { reloadSeconds: seconds, recomputedShare: Math.max(0, 1 - ready) };
}
