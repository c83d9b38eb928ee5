import { costForms } from '../../../../src/engine/memory/costForms.js';
import { lengthNodes } from '../../../../src/engine/memory/lengthNodes.js';
import { demandOf, type PoolDemand } from '../../../../src/engine/memory/poolDemand.js';

/** The demand of sequences whose bytes follow from their length in one way; what it costs must not fall with length. */
export function demandAt(
  context: Parameters<typeof lengthNodes>[0],
  cost: (tokens: number) => number,
): PoolDemand {
  return demandOf(costForms(lengthNodes(context), [cost]), [1], 0);
}
