import type { Path } from './path.js';

interface Placed {
  readonly code: string;
  readonly path: Path;
}

/** Members of which one stands for the other: what one says wrongly, the other does not lack. */
const ALTERNATIVES = [
  ['count', 'racks'],
  ['seconds', 'tokensPerSecond'],
] as const;

/**
 * Problems without those that only follow from others: a member that is missing because it could not be read, or
 * because what would have given it could not.
 */
export function withoutConsequences<T extends Placed>(
  problems: readonly T[],
  others: readonly Placed[],
): T[] {
  return problems.filter((problem) => !others.some((other) => followsFrom(problem, other)));
}

function followsFrom(problem: Placed, other: Placed): boolean {
  if (other === problem) return false;
  const [first, , third] = problem.path;
  // A model that was left out in part lacks that part.
  if (problem.path.length === 1 && first === 'model')
    return other.path.length > 1 && other.path[0] === 'model';
  if (problem.code !== 'missing-key') return false;
  // An option takes from the plan's own accelerators what it does not say.
  if (first === 'options' && (third === 'gpus' || third === 'prefill') && other.path[0] === 'gpus')
    return true;
  return stoodFor(problem.path).some((path) => same(path, other.path) && other.code !== 'missing-key');
}

/** The paths of a member and of its alternative. */
function stoodFor(path: Path): Path[] {
  const name = path.at(-1);
  const names = ALTERNATIVES.find((pair) => pair.some((each) => each === name)) ?? [];
  return [path, ...names.map((each) => [...path.slice(0, -1), each])];
}

function same(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((part, i) => String(part) === String(b[i]));
}
