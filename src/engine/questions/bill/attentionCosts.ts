import { withAttention, type AttentionVariant } from '../../../catalog/shapes/cacheGroups.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { Reason } from '../../shapes/reasons.js';
import { costsOf, whyOf } from '../comparison.js';

/** What an option costs with a kind of attention. */
export interface AttentionCost {
  readonly variant: AttentionVariant;
  /** USD per million tokens, all-in, of all that it takes, whatever may be bought; `null` where it cannot serve. */
  readonly usdPerMillionTokens: number | null;
  /** Why there is no cost. */
  readonly reason: Reason | null;
}

const VARIANTS: readonly AttentionVariant[] = ['native', 'mla', 'mqa', 'gqa8', 'mha'];

/**
 * What an option would cost if the model kept its past in another way (memory.md 2), its weights, drafts and the rest of the
 * plan as they are: fewer sequences find room, and a step reads more of them. What a saving of bytes comes to in the bill.
 */
export function attentionCosts(plan: ResolvedPlan, option: string): AttentionCost[] {
  return VARIANTS.map((variant) => {
    const there = { ...plan, model: withAttention(plan.model, variant) };
    const usdPerMillionTokens = costsOf(there, option, null).priced;
    return {
      variant,
      usdPerMillionTokens,
      reason: usdPerMillionTokens === null ? whyOf(there, option) : null,
    };
  });
}
