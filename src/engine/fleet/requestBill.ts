import { MILLION } from '../../units/constants.js';
import type { CostResult } from '../shapes/result.js';
import type { Operation } from './fleet.js';
import { colocatedBill, requestCost, type PhaseBill } from './requestCost.js';
import type { WholeRequest } from './wholeRequest.js';

/** What of a cost is about requests. */
export type RequestCosts = Pick<
  CostResult,
  | 'decodeOnly'
  | 'usdPerMillionInputTokens'
  | 'usdPerMillionCachedInputTokens'
  | 'usdPerMillionOutputTokens'
  | 'usdPerRequest'
>;

/** Costs where the plan does not say what a request is. */
export const DECODE_ONLY: RequestCosts = {
  decodeOnly: true,
  usdPerMillionInputTokens: null,
  usdPerMillionCachedInputTokens: null,
  usdPerMillionOutputTokens: null,
  usdPerRequest: null,
};

/** A workload's part of the bill, spread over its requests and their tokens so that it adds up again. */
export function requestCosts(operation: Operation, whole: WholeRequest | null): RequestCosts {
  if (!whole) return DECODE_ONLY;
  const none = { ...DECODE_ONLY, decodeOnly: false };
  const { served } = operation;
  if (served === null || served <= 0) return none;
  const bill = billOf(operation, whole);
  if (!bill) return none;
  const cost = requestCost(bill, served / whole.tokens.output, whole.tokens);
  const million = (usd: number | null) => (usd === null ? null : usd * MILLION);
  return {
    decodeOnly: false,
    usdPerMillionInputTokens: million(cost.perInputToken),
    usdPerMillionCachedInputTokens: million(cost.perCachedToken),
    usdPerMillionOutputTokens: million(cost.perOutputToken),
    usdPerRequest: cost.perRequest,
  };
}

/** A workload's bill by phase; `null` where it is not known. */
function billOf({ bill }: Operation, whole: WholeRequest): PhaseBill | null {
  const { prefill } = whole;
  const { usdPerSecond, prefillUsdPerSecond: prompts, keepingUsdPerSecond: keeping } = bill;
  if (usdPerSecond === null) return null;
  if (prefill.mode === 'colocated') return colocatedBill(usdPerSecond - keeping, promptShare(whole), keeping);
  return prompts === null ? null : { prefill: prompts - keeping, decode: usdPerSecond - prompts, keeping };
}

/**
 * Part of the accelerators' time that goes to prompts, 0..1. A user's tokens wait for the prompts of the others; who pays
 * for the time pays for the user's own prompt, too, once an answer (docs/method/request.md 7).
 */
function promptShare({ prefill, prompt, request, tokens }: WholeRequest): number {
  const answer = tokens.output * request.tpotSeconds;
  const others = answer * (prefill.stepShare ?? 0);
  return (others + prompt.addedSeconds) / (answer + prompt.addedSeconds);
}
