import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import { DEFAULT_DRAWS, type DrawnOrder } from '../../shapes/draws.js';
import { triangular } from '../../shapes/sampling.js';
import { drawnLevel, uncertainInputs } from '../uncertainInputs.js';
import { competing, costsInDraws, DECIDED, DEFAULT_SEED } from '../uncertainty.js';
import type { Rivals } from './standing.js';

/** Whether the option that is ahead at the plan's values stays so over the draws that the plan's ranges leave open. */

/** Draws before any are judged, so many that all of one order are clear. */
const FEWEST = 32;
/** Standard errors that a share must keep off what it is held against: 95 % sure. */
const SURE = 2;

/**
 * The order of the option that is ahead and each of its rivals, over the draws of the plan's uncertainty. A rival is
 * drawn no further than until its order is clear, and never oftener than the uncertainty is; one that no draw decides is
 * left out. Where the plan's limits forbid an option it loses the draw, as it loses the verdict. Each step makes one draw,
 * so that who has to stay reachable can take them in turns.
 */
export function* orderSteps({ plan, lead, rivals }: Asked): Generator<void, readonly DrawnOrder[]> {
  const costs = costsInDraws(plan)(DEFAULT_SEED);
  const found: DrawnOrder[] = [];
  for (const rival of rivals) {
    const won: Won[] = [];
    const levels: (readonly number[])[] = [];
    let [index, forbidden] = [0, 0];
    for (; index < DEFAULT_DRAWS; index++) {
      if (index >= FEWEST && standsOf(won) !== null) break;
      const [own, other] = [costs(lead, index), costs(rival, index)];
      yield;
      const [first, second] = [competing(own), competing(other)];
      if (first === null && second === null) continue;
      if (!own.allowed) forbidden++;
      won.push(winnerOf(first ?? Infinity, second ?? Infinity));
      levels.push(own.levels);
    }
    if (won.length > 0) found.push(orderOf(plan, { rival, samples: index, won, levels, forbidden }));
  }
  return found;
}

/** The same at once. */
export function ordersOf(asked: Asked): readonly DrawnOrder[] {
  const steps = orderSteps(asked);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Who is cheaper in a draw. */
type Won = 'lead' | 'rival' | 'neither';

const winnerOf = (lead: number, rival: number): Won =>
  rival < lead ? 'rival' : lead < rival ? 'lead' : 'neither';

type Asked = Rivals & { readonly plan: ResolvedPlan };

interface Drawn {
  readonly rival: string;
  readonly samples: number;
  /** Of each draw that either serves in within the plan's limits. */
  readonly won: readonly Won[];
  readonly levels: readonly (readonly number[])[];
  /** Draws among them in which limits forbid the lead. */
  readonly forbidden: number;
}

function orderOf(plan: ResolvedPlan, drawn: Drawn): DrawnOrder {
  const { rival, samples, won } = drawn;
  const [own, other] = [shareOf(won, 'lead'), shareOf(won, 'rival')];
  const decided = own >= DECIDED ? 'firm' : other >= DECIDED ? 'behind' : 'tie';
  const stands = standsOf(won) ?? decided;
  const mostly = stands === 'firm' ? null : mostlyAt(plan, drawn);
  const order = { rival, samples, rivalCheaper: other, same: shareOf(won, 'neither'), stands, mostly };
  return drawn.forbidden === 0 ? order : { ...order, leadForbidden: drawn.forbidden / won.length };
}

const shareOf = (won: readonly Won[], by: Won): number => won.filter((one) => one === by).length / won.length;

/** What so many draws say of an order; `null` where more are needed. */
function standsOf(won: readonly Won[]): DrawnOrder['stands'] | null {
  const [own, other] = [reachOf(won, 'lead'), reachOf(won, 'rival')];
  if (own.low >= DECIDED) return 'firm';
  if (other.low >= DECIDED) return 'behind';
  return own.high < DECIDED && other.high < DECIDED ? 'tie' : null;
}

/** Within which a share is, as surely as it is told. */
function reachOf(won: readonly Won[], by: Won) {
  // Agresti and Coull: the error stays above 0 where all agree.
  const share = (won.length * shareOf(won, by) + 2) / (won.length + 4);
  const error = SURE * Math.sqrt((share * (1 - share)) / (won.length + 4));
  return { low: share - error, high: share + error };
}

/** A half of an input's range that holds this share of the draws that the lead does not win is told. */
const MOST = 0.75;

function mostlyAt(plan: ResolvedPlan, { won, levels }: Drawn): DrawnOrder['mostly'] {
  const wins = levels.filter((_, i) => won[i] !== 'lead');
  const halves = uncertainInputs(plan).flatMap((input, j) => {
    const above = wins.filter((at) => (at[j] ?? 0) >= 0.5).length / wins.length;
    const share = Math.max(above, 1 - above);
    const value = triangular(input.range, drawnLevel(input, 0.5));
    return share < MOST ? [] : [{ share, told: { path: input.path, above: above >= 0.5, value } }];
  });
  const [most] = halves.toSorted((a, b) => b.share - a.share);
  return wins.length === 0 || !most ? null : most.told;
}
