/** The one place that composes the spread of a cost: all others ask here. */

/** Where a cost may lie, in the unit of the cost itself. */
export interface CostBand {
  readonly low: number;
  readonly high: number;
}

/** Costs follow step times: a step that takes a tenth longer serves a tenth less. `factor` is 1.1 for that. */
export function bandAround(cost: number, factor: number): CostBand {
  return { low: cost / factor, high: cost * factor };
}

/**
 * The band around a cost that several things may move, each on its own. `factor` is the model's error, and
 * each of `moves` has the logarithms of what an input does at both of its ends. Independent errors add up by
 * the root of their squares.
 */
export function bandOfMoves(cost: number, factor: number, moves: readonly (readonly number[])[]): CostBand {
  const own = Math.log(factor);
  const reach = (side: (move: readonly number[]) => number) => Math.hypot(own, ...moves.map(side));
  return {
    low: cost * Math.exp(-reach((move) => Math.min(0, ...move))),
    high: cost * Math.exp(reach((move) => Math.max(0, ...move))),
  };
}
