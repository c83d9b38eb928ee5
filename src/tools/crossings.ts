import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { breakEvenParts, breakEvensOf, type BreakEvenPart } from '../engine/questions/breakEven.js';
import { variableById } from '../engine/questions/variables.js';
import type { BreakEven } from '../engine/shapes/result.js';
import * as format from '../report/words/format.js';
import { breakEvenSentence, movedSentence } from '../report/words/fleet/breakEven.js';
import { turn, type Control } from './tool.js';

/**
 * Break-evens, one search after another, so that a long answer can be followed and given up. What the plan asks for is
 * remembered: whoever asks for all of them next has them.
 */
export async function searchedCrossings(
  plan: ResolvedPlan,
  control: Control,
  parts: readonly BreakEvenPart[] = breakEvenParts(plan),
  search: (part: BreakEvenPart) => readonly BreakEven[] = (part) => breakEvensOf(plan, part),
): Promise<readonly BreakEven[]> {
  const found: BreakEven[] = [];
  for (const [i, part] of parts.entries()) {
    control.progress(i, parts.length, `break-even: ${part.variable}`);
    await turn(control);
    found.push(...search(part));
  }
  return found;
}

/** A break-even in words, with what the plan's limits leave of it; `among` those that are told with it. */
export function crossingSentence(
  plan: ResolvedPlan,
  found: BreakEven,
  among: readonly BreakEven[] = [found],
): string {
  const variable = variableById(found.variable);
  if (!variable) return '';
  const owner = found.workload ?? Object.keys(plan.workloads)[0] ?? '';
  const said = breakEvenSentence(
    found,
    variable.label,
    (value) => format.quantity(value, variable.dimension),
    variable.current(plan, owner),
    among,
  );
  return format.joined(said, movedSentence(plan, found));
}
