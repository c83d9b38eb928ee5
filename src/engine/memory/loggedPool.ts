import type { MeasuredMemory } from '../../catalog/shapes/resolvedPlan.js';
import { poolTokens, type PoolOwner, type PoolTokens } from './poolTokens.js';

/** Tokens of the longest sequence where neither the plan nor the model says. */
const USUAL_LENGTH = 131_072;

/** Length that the engine was started for when it logged: what it counts its tokens by, where requests are counted. */
function loggedLength({ serving, model }: PoolOwner): number {
  return serving.maxModelLength ?? model.maxContextTokens ?? USUAL_LENGTH;
}

/** What was logged, with the pool in bytes where only its tokens were: as many as hold them, as the engine counts. */
export function withPool(owner: PoolOwner, measured: MeasuredMemory | null): MeasuredMemory | null {
  if (!measured || measured.kvTokens === null || measured.kvPoolBytes !== null) return measured;
  const { bytesPerToken } = poolTokens(owner, 0, loggedLength(owner));
  const onRank = measured.kvTokens / owner.layout.attentionData;
  return { ...measured, kvPoolBytes: onRank * bytesPerToken };
}

/** What a pool holds, told by the tokens that were logged of it: other lengths follow in proportion. */
export function loggedTokens(counted: PoolTokens, logged: number): PoolTokens {
  if (counted.tokens === 0) return { ...counted, tokens: logged };
  const factor = logged / counted.tokens;
  return {
    tokens: logged,
    bytesPerToken: counted.bytesPerToken / factor,
    sequences: (length) => Math.floor(counted.sequences(length) * factor + ROUNDING),
  };
}

/** What division leaves of a whole number. */
const ROUNDING = 1e-9;
