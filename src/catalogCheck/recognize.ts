import { isObject } from '../catalog/config/configFields.js';
import { KIND_NAMES, kindOf, type KindName } from './kinds.js';
import { membersAt } from './members.js';

/** The kind that knows most of an entry's members, and of such kinds the one of which it has most; else `null`. */
export function recognized(entry: unknown): KindName | null {
  if (!isObject(entry)) return null;
  const scores = KIND_NAMES.map((name) => [name, likeness(Object.keys(entry), name)] as const);
  const best = Math.max(...scores.map(([, score]) => score));
  return best > 0 ? (scores.find(([, score]) => score === best)?.[0] ?? null) : null;
}

/** Fewer members in common say nothing: many kinds have an id and a name. */
const ENOUGH = 3;

/** The share of the members that the kind knows, then the share of the kind's that are there; 0 for no likeness. */
function likeness(members: readonly string[], name: KindName): number {
  const known = membersAt(kindOf(name).schema, []);
  const common = members.filter((member) => known.includes(member)).length;
  return common < ENOUGH ? 0 : common / members.length + common / known.length / 1000;
}
