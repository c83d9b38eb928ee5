import type { HostedSpec } from '../../catalog/shapes/types.js';

/** Tokens of a request on average: all of the prompt, the part of it that a cache serves, and the output. */
export interface BilledTokens {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** A bill by what it pays for, in USD per second. */
export interface PhaseBill {
  /** Computing prompts. */
  readonly prefill: number;
  readonly decode: number;
  /** Tiers that keep prefixes. */
  readonly keeping: number;
}

/** What requests and their tokens cost, in USD. `null`: there are no such tokens. */
export interface RequestCost {
  readonly perRequest: number;
  /** A prompt token that is computed. */
  readonly perInputToken: number | null;
  /** A prompt token that a cache serves. */
  readonly perCachedToken: number | null;
  readonly perOutputToken: number;
  /** The prompt's part of the bill over all its tokens, cached or not. */
  readonly perPromptToken: number | null;
}

/** The bill of a fleet that decodes and computes prompts in the same steps: by the share of step time (request.md 7). */
export function colocatedBill(usdPerSecond: number, stepShare: number, keeping = 0): PhaseBill {
  const prefill = usdPerSecond * stepShare;
  return { prefill, decode: usdPerSecond - prefill, keeping };
}

/**
 * Spreads a bill over requests so that it adds up again: computed input pays for prefill, cached input for the tiers that
 * keep it, output for decode (request.md 7). The rate is the average that the bill is about, above 0.
 */
export function requestCost(
  bill: PhaseBill,
  requestsPerSecond: number,
  { input, cached, output }: BilledTokens,
): RequestCost {
  const each = (usdPerSecond: number, tokens: number) =>
    tokens > 0 ? usdPerSecond / requestsPerSecond / tokens : null;
  // What is kept and never found is a cost of computing.
  const computing = cached > 0 ? bill.prefill : bill.prefill + bill.keeping;
  return {
    perRequest: (bill.prefill + bill.decode + bill.keeping) / requestsPerSecond,
    perInputToken: each(computing, input - cached),
    perCachedToken: each(bill.keeping, cached),
    perOutputToken: bill.decode / requestsPerSecond / output,
    perPromptToken: each(bill.prefill + bill.keeping, input),
  };
}

/**
 * What a hosted service charges for requests; `null` where a price that is needed is not known. Cached input without a
 * price of its own is charged as input.
 */
export function hostedRequestCost(hosted: HostedSpec, tokens: BilledTokens): RequestCost | null {
  const { inputUsdPerToken: fresh, outputUsdPerToken: perOutputToken } = hosted;
  if (perOutputToken === null || fresh === null) return null;
  const perCachedToken = hosted.cachedInputUsdPerToken ?? fresh;
  const { input, cached, output } = tokens;
  const prompt = (input - cached) * fresh + cached * perCachedToken;
  return {
    perRequest: prompt + output * perOutputToken,
    perInputToken: fresh,
    perCachedToken,
    perOutputToken,
    perPromptToken: input > 0 ? prompt / input : null,
  };
}

/** The whole bill over the decoded tokens: what `usdPerMillionTokens` is a million of. USD. */
export function perDecodedToken({ perRequest }: RequestCost, output: number): number {
  return perRequest / output;
}
