import type { ResolvedPlan } from '../catalog/shapes/resolvedPlan.js';
import { parsePlan, type PlanDocument } from '../plan/document.js';
import { applyEdits, type TextEdit } from '../plan/edits.js';
import { keyPath, pathKey, type PathKey } from '../plan/path.js';
import type { ScalarNode } from '../plan/yaml.js';

/** One price written once: places of the same price of the same thing that an anchor ties, and nothing else with them. */
export interface AnchoredGroup {
  /** Where the value itself stands, without its quotes. */
  readonly anchor: ScalarNode;
  readonly paths: readonly PathKey[];
}

/** The places of an option that state what one of its LPX racks costs. */
const pricePaths = (plan: ResolvedPlan): PathKey[] =>
  Object.entries(plan.options).flatMap(([name, { lpx }]) =>
    lpx ? [pathKey(['options', name, 'lpx', 'price'])] : [],
  );

/**
 * Groups of prices that one anchor ties. An anchor whose value is used anywhere else ties more than a price, and is
 * changed in the text only.
 */
export function anchoredGroups(document: PlanDocument, plan: ResolvedPlan): AnchoredGroup[] {
  const places = pricePaths(plan).flatMap((path) => {
    const node = ownNode(document, path);
    return node ? [{ path, node, text: document.text.slice(node.start, node.end) }] : [];
  });
  return places.flatMap(({ path, node }) => {
    const name = /&([\w-]+)\s+$/.exec(document.text.slice(0, node.start))?.[1];
    if (name === undefined) return [];
    const aliases = places.filter(({ text }) => text === `*${name}`);
    // Comments that name it count too: where that is not clear, nothing is moved.
    const uses = document.text.split(`*${name}`).length - 1;
    if (aliases.length === 0 || uses !== aliases.length) return [];
    const things = new Set([path, ...aliases.map((one) => one.path)].map((one) => rackOf(plan, one)));
    return things.size === 1 ? [{ anchor: node, paths: [path, ...aliases.map((one) => one.path)] }] : [];
  });
}

const rackOf = (plan: ResolvedPlan, path: PathKey) => plan.options[keyPath(path)[1] ?? '']?.lpx?.rack.id;

/** The scalar at a path that is shared by itself, and not for what it stands in. */
function ownNode(document: PlanDocument, path: PathKey): ScalarNode | null {
  const parts = keyPath(path);
  const above = parts.slice(0, -1).map((_, i) => document.nodeAt(parts.slice(0, i + 1)));
  const node = document.nodeAt(path);
  if (node?.kind !== 'scalar' || !node.shared || above.some((one) => one?.shared === true)) return null;
  return node;
}

/**
 * Edits that have one anchor hold a value which the file writes at several places; `null` where they do not write the
 * same, or the plan is JSON, which has no anchors.
 */
export function shareByAnchor(document: PlanDocument, paths: readonly PathKey[]): TextEdit[] | null {
  const nodes = paths
    .map((path) => document.nodeAt(path))
    .filter((node) => node?.kind === 'scalar')
    .toSorted((a, b) => a.start - b.start);
  const texts = new Set(nodes.map(({ start, end }) => document.text.slice(start, end)));
  const [first, ...others] = nodes;
  if (!first || others.length === 0 || nodes.length !== paths.length || texts.size !== 1) return null;
  if (nodes.some(({ shared, value }) => shared || value === null)) return null;
  const name = freeName(document.text);
  const edits = [
    { start: first.start, end: first.start, newText: `&${name} ` },
    ...others.map(({ start, end }) => ({ start, end, newText: `*${name}` })),
  ];
  const after = parsePlan(applyEdits(document.text, edits));
  return after.problems.length > document.problems.length || isJson(document) ? null : edits;
}

const isJson = ({ root, text }: PlanDocument) =>
  root?.kind === 'map' && root.flow && root.entries.every(({ keyRange }) => text[keyRange.start] === '"');

/** A name that no anchor of a text has. */
function freeName(text: string): string {
  const names = ['lpx-price', ...Array.from({ length: 99 }, (_, i) => `lpx-price-${i + 2}`)];
  return names.find((name) => !new RegExp(`[&*]${name}(?![\\w-])`).test(text)) ?? 'lpx-price';
}
