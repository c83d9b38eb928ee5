import { displayQuantity } from '../../units/display.js';
import type { Quantity } from '../../units/quantity.js';
import type { Dimension } from '../../units/dimensions.js';
import { pathKey, type Path, type PathKey } from '../../plan/path.js';
import type { ValueProblem } from '../../plan/problems.js';
import type { Provenance, Range } from '../shapes/resolvedPlan.js';
import type { Source } from '../shapes/types.js';

/** A value that stands in where the plan says nothing. */
export interface Fallback {
  readonly value: number;
  readonly from: 'catalogue' | 'default';
  readonly detail: string;
  readonly url?: string;
  readonly spread?: readonly [number, number];
}

/** Collects, while a plan is resolved, where each input comes from, how far it spreads, and what is wrong. */
export interface Ledger {
  readonly problems: ValueProblem[];
  readonly ranges: Record<PathKey, Range>;
  readonly provenance: Record<PathKey, Provenance>;
  /** The quantity's likely value, or the fallback's. */
  readonly take: (path: Path, quantity: Quantity | undefined, fallback: Fallback) => number;
  /** The quantity's likely value, or `null`. */
  readonly takeOrNull: (path: Path, quantity: Quantity | undefined) => number | null;
  readonly note: (path: Path, provenance: Provenance) => void;
  /** How far a value spreads that no single quantity says. */
  readonly spread: (path: Path, range: Range) => void;
  readonly problem: (problem: ValueProblem) => void;
  /** Takes over what another ledger collected. */
  readonly add: (other: Ledger) => void;
}

export function newLedger(): Ledger {
  const problems: ValueProblem[] = [];
  const ranges: Record<PathKey, Range> = {};
  const provenance: Record<PathKey, Provenance> = {};
  const takeOrNull = (path: Path, quantity: Quantity | undefined): number | null => {
    if (!quantity) return null;
    const key = pathKey(path);
    const { low, likely, high } = quantity;
    if (quantity.isRange) ranges[key] = { low, likely, high };
    provenance[key] = { from: 'plan', detail: quantity.text };
    return likely;
  };
  return {
    problems,
    ranges,
    provenance,
    takeOrNull,
    take: (path, quantity, { value, from, detail, url, spread }) => {
      const own = takeOrNull(path, quantity);
      if (own !== null) return own;
      const key = pathKey(path);
      if (spread) ranges[key] = { low: spread[0], likely: value, high: spread[1] };
      provenance[key] = { from, detail, ...(url === undefined ? {} : { url }) };
      return value;
    },
    spread: (path, range) => (ranges[pathKey(path)] = range),
    note: (path, entry) => (provenance[pathKey(path)] = entry),
    problem: (problem) => problems.push(problem),
    add: (other) => {
      problems.push(...other.problems);
      Object.assign(ranges, other.ranges);
      Object.assign(provenance, other.provenance);
    },
  };
}

/** A ledger for who asks for values only: of parts that are kept it takes over what is wrong, and nothing else. */
export function problemsOnly(): Ledger {
  const own = newLedger();
  return {
    ...own,
    add: ({ problems }) => {
      for (const problem of problems) own.problems.push(problem);
    },
  };
}

/** A constant of the format itself, as its own detail. */
export function byDefault(value: number, dimension: Dimension, why?: string): Fallback {
  return { value, from: 'default', detail: why ?? displayQuantity(value, dimension) };
}

/** A source in words: its title, date and how far it can be trusted. */
export function citation(source: Source | undefined, name: string, confidence?: string): Provenance {
  const parts = [source?.title ?? name, source?.date ?? ''].filter((part) => part !== '').join(', ');
  const detail = confidence ? `${parts} (${confidence})` : parts;
  return { from: 'catalogue', detail, ...(source?.url ? { url: source.url } : {}) };
}
