import { OWN_PROFILE } from '../../catalog/entries/acceptance.js';
import type { Range, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { keyPath, type Path, type PathKey } from '../../plan/path.js';
import { caseOf } from '../fleet/optionCase.js';
import { numberAt } from '../moves/held.js';
import { moved } from '../moves/moves.js';
import { knownResult } from './kept/known.js';
import { acceptedLengthAt, withAcceptedLength } from '../moves/stretches.js';

/** An input that is not known exactly: every place of the plan that holds it, moved together. SI units. */
export interface UncertainInput {
  /** The first of its places: names it, and is where it is edited. */
  readonly path: PathKey;
  readonly paths: readonly PathKey[];
  readonly range: Range;
}

/**
 * Inputs with a spread. Options that hold the same range of the same thing (an LPX price, say) hold one
 * input: they are uncertain together. Ranges on inputs that no single number stands for are left out.
 */
export function uncertainInputs(plan: ResolvedPlan): UncertainInput[] {
  const groups = new Map<string, { paths: PathKey[]; range: Range }>();
  for (const [path, range] of Object.entries(plan.ranges)) {
    const parts = keyPath(path);
    if (range.high <= range.low || likelyAt(plan, parts) === null) continue;
    const key = JSON.stringify([inOption(parts), range]);
    const group = groups.get(key);
    if (group) group.paths.push(path);
    else groups.set(key, { paths: [path], range });
  }
  return [...groups.values()].map(({ paths, range }) => ({ path: paths[0] ?? '', paths, range }));
}

/** The number that a path moves: its own, the accepted length of a profile, or the one length that its three follow. */
function likelyAt(plan: ResolvedPlan, path: Path): number | null {
  const own = numberAt(plan, path) ?? acceptedAt(plan, path);
  if (own !== null) return own;
  const [p50, max] = [numberAt(plan, [...path, 'p50']), numberAt(plan, [...path, 'max'])];
  return p50 === max ? p50 : null;
}

/** The option whose acceptance a path holds; `null` for other paths. */
const acceptanceOf = ([room, option = '', member, part]: Path): string | null =>
  room === 'options' && member === 'speculation' && part === 'acceptance' ? String(option) : null;

/** Tokens that a step emits with the drafts of an option; `null` where the path is not of its acceptance. */
function acceptedAt(plan: ResolvedPlan, path: Path): number | null {
  const speculation = plan.options[acceptanceOf(path) ?? '']?.speculation;
  return speculation ? acceptedLengthAt(speculation.acceptance, speculation.draftTokens) : null;
}

/** What a path names within whichever option it is in; paths outside options stay themselves. */
function inOption(path: readonly string[]): readonly string[] {
  return path[0] === 'options' ? ['options', '*', ...path.slice(2)] : path;
}

/** The plan with an input at another value. */
export function withInput(plan: ResolvedPlan, { paths }: UncertainInput, value: number): ResolvedPlan {
  return paths.reduce((changed, key) => {
    const path = keyPath(key);
    const option = acceptanceOf(path);
    const profile = plan.options[option ?? '']?.speculation?.acceptance;
    // A measured profile keeps its shape: its range is of how much is accepted.
    return profile && profile.id !== OWN_PROFILE
      ? withAcceptedLength(changed, value, (name) => name === option)
      : moved(changed, path, value);
  }, plan);
}

/** Values of an accepted length that draws tell apart: every one has steps of its own, which take long to work out. */
const ACCEPTANCE_LEVELS = 16;

/** Whether an input is how much of an option's drafts is accepted: all of its steps follow from that. */
export function isAcceptance({ path }: UncertainInput): boolean {
  return acceptanceOf(keyPath(path)) !== null;
}

/** Where within its range an input is drawn, 0..1: what steps follow from, at the middles of even parts. */
export function drawnLevel(input: UncertainInput, u: number): number {
  if (!isAcceptance(input)) return u;
  return (Math.min(ACCEPTANCE_LEVELS - 1, Math.floor(u * ACCEPTANCE_LEVELS)) + 0.5) / ACCEPTANCE_LEVELS;
}

/**
 * Relative error of the model's step times for an option, which its costs share; 0 for a hosted one, whose
 * price is given. The largest of its workloads.
 */
export function modelError(plan: ResolvedPlan, option: string): number {
  return errorsOf(plan, option).error;
}

/** The same, with the part that what is assumed of LPX leaves by itself. */
export function errorsOf(
  plan: ResolvedPlan,
  option: string,
): { readonly error: number; readonly assumed: number } {
  const chosen = plan.options[option];
  if (!chosen) return { error: 0, assumed: 0 };
  const workloads = Object.values(knownResult(caseOf(plan, chosen)).workloads);
  const errors = workloads.map(({ cost }) =>
    cost.band && cost.usdPerMillionTokens ? cost.band.high / cost.usdPerMillionTokens - 1 : 0,
  );
  const assumed = workloads.map(({ decode }) => decode?.band.assumed ?? 0);
  return { error: Math.max(0, ...errors), assumed: Math.max(0, ...assumed) };
}
