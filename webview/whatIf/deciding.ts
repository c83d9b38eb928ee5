import type { Lever } from '../../src/report/figures/levers.js';
import { keyPath } from '../../src/plan/path.js';

/** Two rows of sliders where a panel stands beside its text: the answer below them stays in sight. */
const FEW = 6;

/** What turns the answers of most plans, first: members of workloads, options and hardware. */
const FIRST: readonly (readonly string[])[] = [
  ['concurrency', 'demand', 'requests'],
  ['context'],
  ['speed'],
  ['lpx'],
  ['racks', 'count'],
  ['speculation'],
  ['price', 'rent'],
  ['input', 'cachedInput', 'ttft'],
];
/** Of one thing, these are asked after later. */
const LATER: ReadonlySet<string> = new Set(['p95', 'prefill', 'output']);

/**
 * The levers that a reader is shown first, in the order that they stand in; all of them where they are hardly more.
 * `isMoved` tells of those that are moved, which are always shown.
 */
export function decidingLevers(levers: readonly Lever[], isMoved: (lever: Lever) => boolean): Lever[] {
  if (levers.length <= FEW + 1) return [...levers];
  const first = new Set(levers.toSorted((a, b) => rankOf(a) - rankOf(b)).slice(0, FEW));
  return levers.filter((lever) => first.has(lever) || isMoved(lever));
}

function rankOf({ path }: Lever): number {
  const parts = keyPath(path).map(String);
  // Racks of LPX follow their price.
  if (parts.includes('lpx') && parts.at(-1) === 'racks') return FIRST.length;
  if (parts.some((part) => LATER.has(part))) return FIRST.length + 1;
  // A sale price is the workload's last.
  const own = parts[0] === 'workloads' ? [parts[2] ?? ''] : parts;
  if (own[0] === 'price') return FIRST.length + 1;
  const at = FIRST.findIndex((names) => own.some((part) => names.includes(part)));
  return at === -1 ? FIRST.length + 2 : at;
}
