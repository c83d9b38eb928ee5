import { isObject } from '../catalog/config/configFields.js';
import { KIND_NAMES, kindOf, type KindName } from './kinds.js';
import { membersAt } from './members.js';

/** The kind of which an entry has most members for each it lacks or has too many; `null` where that is not one. */
export function recognized(entry: unknown): KindName | null {
  if (!isObject(entry)) return null;
  const scores = KIND_NAMES.map((name) => [name, likeness(Object.keys(entry), name)] as const);
  const best = Math.max(...scores.map(([, score]) => score));
  const first = scores.filter(([, score]) => score === best);
  return best >= LIKE_ENOUGH && first.length === 1 ? (first[0]?.[0] ?? null) : null;
}

/** Less than half of the members in common is no likeness. */
const LIKE_ENOUGH = 0.5;

/** Members in common over members of either, 0..1. */
function likeness(members: readonly string[], name: KindName): number {
  const known = membersAt(kindOf(name).schema, []);
  const common = members.filter((member) => known.includes(member)).length;
  return common / new Set([...members, ...known]).size;
}
