import { lengthsFromOne, ownProfile } from '../../catalog/entries/acceptance.js';
import { ownedGpus, ownedGpusPath } from '../../catalog/shapes/owned.js';
import type { Option, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { pathKey, type Path } from '../../plan/path.js';
import { numberAt, withNumber } from './held.js';

/**
 * The plan as it would be with another value written at a path of its file, in SI units: what the file leaves to
 * follow, follows. The plan itself where it has no such place.
 */
export function moved(plan: ResolvedPlan, path: Path, value: number): ResolvedPlan {
  const [room, name = '', member] = path;
  if (room === 'workloads' && LENGTHY.has(member ?? '')) return withLength(plan, path, Math.round(value));
  // One time is the 95th percentile.
  if (room === 'workloads' && member === 'ttft' && path.length === 3)
    return withNumber(plan, [...path, 'p95'], value);
  if (room === 'options' && member === 'speculation' && path[3] === 'acceptance')
    return withAcceptance(plan, String(name), value);
  if (pathKey(path.slice(0, -1)) === pathKey(ownedGpusPath(plan))) return withOwned(plan, path, value);
  return withHardware(plan, path, value);
}

/** What options take from the plan's own accelerators follows them: how many there are, and what those for prompts cost. */
function withOwned(plan: ResolvedPlan, path: Path, value: number): ResolvedPlan {
  const changed = withHardware(plan, path, value);
  const own = ownedGpus(changed);
  if (!own || changed === plan) return changed;
  const counts = path.at(-1) === 'racks' || path.at(-1) === 'count';
  const options = Object.entries(changed.options).map(([name, option]): readonly [string, Option] => {
    const { gpus, prefill } = option;
    if (counts)
      return [name, gpus && !gpus.limited ? { ...option, gpus: { ...gpus, count: own.count } } : option];
    const apart = ['options', name, 'prefill'];
    const takes = typeof prefill !== 'string' && !isGiven(plan, [...apart, 'type']) && !gpus;
    const given = ['price', 'rent'].some((member) => isGiven(plan, [...apart, member]));
    if (!takes || given) return [name, option];
    const { price, rent } = own;
    return [name, { ...option, prefill: { ...prefill, gpus: { ...prefill.gpus, price, rent } } }];
  });
  return { ...changed, options: Object.fromEntries(options) };
}

/** Accelerators are counted by their racks where the file does. */
function withHardware(plan: ResolvedPlan, path: Path, value: number): ResolvedPlan {
  const owner = path.slice(0, -1);
  const each = path.at(-1) === 'racks' ? numberAt(plan, [...owner, 'perRack']) : null;
  const changed = withNumber(plan, path, value);
  return each === null ? changed : withNumber(changed, [...owner, 'count'], Math.round(value * each));
}

/** Members of a workload that are one length, or three. */
const LENGTHY: ReadonlySet<string | number> = new Set(['context', 'input', 'output']);

const LENGTHS = ['p50', 'p95', 'max'] as const;

/** One length stands for all three; of several, those behind it that the file leaves out are as long. */
function withLength(plan: ResolvedPlan, path: Path, tokens: number): ResolvedPlan {
  const context = path.slice(0, 3);
  const first = LENGTHS.findIndex((length) => length === path[3]);
  const behind = LENGTHS.slice(first + 1);
  const end = path[3] === undefined ? -1 : behind.findIndex((length) => isGiven(plan, [...context, length]));
  const following = end === -1 ? behind : behind.slice(0, end);
  return [...LENGTHS.slice(first, first + 1), ...following].reduce(
    (changed, length) => withNumber(changed, [...context, length], tokens),
    plan,
  );
}

/** Whether the file itself says what stands at a path. */
export function isGiven(plan: ResolvedPlan, path: Path): boolean {
  return plan.provenance[pathKey(path)]?.from === 'plan';
}

/** A profile from one accepted length, as the file's single number makes one. */
function withAcceptance(plan: ResolvedPlan, name: string, length: number): ResolvedPlan {
  const option = plan.options[name];
  const speculation = option?.speculation;
  if (!option || !speculation) return plan;
  const lengths = lengthsFromOne(length, Math.max(1, speculation.draftTokens));
  const acceptance = ownProfile(speculation.method.id, plan.model.id, lengths);
  return {
    ...plan,
    options: { ...plan.options, [name]: { ...option, speculation: { ...speculation, acceptance } } },
  };
}
