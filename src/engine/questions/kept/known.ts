import { memo } from '../../../units/memo.js';
import type { OptionCase } from '../../fleet/optionCase.js';
import { evaluateOption, optionCosts, type CostOfBasis } from '../../fleet/optionResult.js';

/**
 * The answer of an option. An edit of what its case does not hold leaves it as it is, and so do a curve that is drawn
 * once more with its spread, and a question that looks again where another has. A few edits back of a plan with many
 * options.
 */
export const knownResult = memo({ name: 'results of options', most: 128 }, evaluateOption);

/** What is asked of an option: for one workload or (`null`) the whole plan. */
interface AskedCosts {
  readonly asked: OptionCase;
  readonly workload: string | null;
}

/**
 * What an option costs on both bases. Many questions look at the same places: each input at the ends of its range, most
 * of which bear on some options only, and break-evens for one rival after another.
 */
export const knownCosts = memo(
  { name: 'costs of options', most: 2048 },
  ({ asked, workload }: AskedCosts): CostOfBasis => optionCosts(asked, workload),
);
