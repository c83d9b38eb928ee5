import type { Provenance, ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { numberAt } from '../../engine/moves/held.js';
import { memberOf } from '../../plan/members.js';
import { keyPath, pathKey, type PathKey } from '../../plan/path.js';
import type { TreeNode } from '../../plan/yaml.js';
import { displayQuantity } from '../../units/display.js';
import { parseQuantity } from '../../units/quantity.js';
import type { Analysis } from './analysis.js';
import { origin } from '../words/assumptions.js';

/** An input that two versions of a plan have differently. */
export interface InputChange {
  /** As in `workloads.chat.context.p95`. */
  readonly path: PathKey;
  /** As the plan writes it; `null` where it does not. */
  readonly before: string | null;
  readonly after: string | null;
  /** What stands in where the plan does not write it, and where that comes from. */
  readonly beforeDefault: string | null;
  readonly afterDefault: string | null;
}

/**
 * What differs in the inputs: members as they are written, and those that neither plan writes but whose
 * catalogue value or default is another. The same value written in another unit is no difference.
 */
export function compareInputs(before: Analysis, after: Analysis): InputChange[] {
  const [old, now] = [membersOf(before), membersOf(after)];
  const written = new Set([...now.keys(), ...old.keys()]);
  const changed = [...written].flatMap((path): InputChange[] => {
    const [a, b] = [old.get(path) ?? null, now.get(path) ?? null];
    if (a !== null && b !== null && sameValue(path, a, b)) return [];
    const change = {
      path,
      before: a,
      after: b,
      beforeDefault: a === null ? standIn(before.plan, path) : null,
      afterDefault: b === null ? standIn(after.plan, path) : null,
    };
    return [change];
  });
  return [...changed, ...silentChanges(before.plan, after.plan, written)];
}

/** Every scalar and list of the text, by path, as written. */
function membersOf({ document }: Analysis): Map<string, string> {
  const members = new Map<string, string>();
  const walk = (node: TreeNode, path: readonly string[]) => {
    if (node.kind === 'map' && (node.entries.length > 0 || path.length === 0)) {
      for (const { key, value } of node.entries) walk(value, [...path, key]);
      return;
    }
    // A YAML list or empty map may end in the next line's indentation.
    members.set(pathKey(path), document.text.slice(node.start, node.end).trim().replace(/\s+/g, ' '));
  };
  if (document.root) walk(document.root, []);
  return members;
}

function sameValue(path: PathKey, a: string, b: string): boolean {
  if (a === b) return true;
  const dimension = memberOf(keyPath(path))?.dimension;
  if (!dimension) return false;
  const [one, other] = [parseQuantity(a, dimension), parseQuantity(b, dimension)];
  if (!one.ok || !other.ok) return false;
  return (['low', 'likely', 'high'] as const).every((end) => one.quantity[end] === other.quantity[end]);
}

function standIn(plan: ResolvedPlan | null, path: PathKey): string | null {
  const origin = plan?.provenance[path];
  if (!plan || !origin || origin.from === 'plan') return null;
  return sourced(valueIn(plan, path), path, origin);
}

function sourced(value: number | null, path: PathKey, { from, detail }: Provenance): string {
  const dimension = memberOf(keyPath(path))?.dimension;
  const shown = value !== null && dimension ? displayQuantity(value, dimension) : '';
  const who = origin(from);
  if (shown === '') return `${who}: ${detail}`;
  return detail === shown ? `${shown} (${who})` : `${shown} (${who}: ${detail})`;
}

/** Members that neither text has and that come out differently, as a catalogue price after a change of type. */
function silentChanges(
  before: ResolvedPlan | null,
  after: ResolvedPlan | null,
  written: ReadonlySet<string>,
): InputChange[] {
  if (!before || !after) return [];
  return Object.entries(after.provenance).flatMap(([path, origin]): InputChange[] => {
    const old = before.provenance[path];
    if (!old || written.has(path)) return [];
    const [a, b] = [valueIn(before, path), valueIn(after, path)];
    if (a === null || b === null || a === b) return [];
    const defaults = { beforeDefault: sourced(a, path, old), afterDefault: sourced(b, path, origin) };
    return [{ path, before: null, after: null, ...defaults }];
  });
}

/** The number at a path of a resolved plan, as the file would count it: prices of GPUs by the rack in racks. */
function valueIn(plan: ResolvedPlan, key: PathKey): number | null {
  const path = keyPath(key);
  const found = numberAt(plan, path);
  if (found === null || path.at(-1) !== 'price' || path.at(-2) !== 'gpus') return found;
  const gpus = path.slice(0, -1);
  const perRack = numberAt(plan, [...gpus, 'racks']) === null ? null : numberAt(plan, [...gpus, 'perRack']);
  return found * (perRack ?? 1);
}
