import type { CostResult } from '../shapes/result.js';
import { DECODE_ONLY } from './requestBill.js';

/** What is said of pools and requests where there is nothing to say. */
export const NO_REQUEST = { pool: null, prefill: null, request: null, prefixCache: null } as const;

const UNKNOWN = { usdPerHour: null, usdPerMillionTokens: null, reason: { code: 'not-served' } } as const;

/** The cost of what is not served, or not by machines of the plan. */
export const NO_COST: CostResult = {
  ...DECODE_ONLY,
  basis: { priced: UNKNOWN, sunk: UNKNOWN },
  band: null,
  usdPerHour: null,
  usdPerMillionTokens: null,
  joulesPerToken: null,
  acceleratorsNeeded: null,
  lpxRacks: null,
  meetsSpeed: false,
  margin: null,
};
