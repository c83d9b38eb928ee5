import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  parseDocument,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import * as l10n from '../l10n/l10n.js';
import { memo, memoWithin } from '../units/memo.js';
import { sectionsOf, type Block, type Section } from './text/blocks.js';
import { mended } from './text/mending.js';
import type { TextProblem, TextRange } from './text/shapes.js';
import { wordsOf } from './text/words.js';

export type { TextRange } from './text/shapes.js';

/** A parsed value with its place. The only shape of a document that the rest of the project sees. */
export type TreeNode = ScalarNode | ListNode | MapNode;

interface AnyNode extends TextRange {
  /** Under an anchor or an alias: other values may change with it. */
  readonly shared: boolean;
}

export interface ScalarNode extends AnyNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly quoted: boolean;
}

export interface ListNode extends AnyNode {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
}

export interface MapNode extends AnyNode {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly TreeEntry[];
}

export interface TreeEntry {
  readonly key: string;
  readonly keyRange: TextRange;
  readonly value: TreeNode;
}

export interface ParsedText {
  readonly root: TreeNode | null;
  /** `plainValue` of the root. What an edit leaves as it is in a long text stays the same objects. */
  readonly value: unknown;
  readonly problems: readonly TextProblem[];
  /** Offsets at which lines start. */
  readonly lineStarts: readonly number[];
}

/** Texts of fewer lines are read whole as fast as in blocks. */
const MANY_LINES = 100;
/** Larger texts are no plan that a person wrote; refusing them keeps an editor responsive. */
const MAX_CHARACTERS = 1_000_000;
/** Values after aliases are expanded. */
const MAX_NODES = 100_000;
const MAX_DEPTH = 100;
/** Names that would reach into the machinery of JavaScript objects. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads YAML 1.2 (and so JSON) into a tree with places. Never throws: what cannot be read is a problem,
 * what can is in the tree. Tags, merge keys and several documents are not part of a plan.
 */
export function parseText(text: string): ParsedText {
  const refusal = refuse(text);
  if (refusal)
    return {
      root: null,
      value: undefined,
      problems: [refusal],
      lineStarts: lineStartsOf(text.slice(0, MAX_CHARACTERS)),
    };
  const lineStarts = lineStartsOf(text);
  const sections = lineStarts.length >= MANY_LINES ? sectionsOf(text, lineStarts) : null;
  const inBlocks = sections && assembled(sections);
  if (inBlocks) return { ...inBlocks, problems: [], lineStarts };
  const { root: read, problems, placeOf } = mended(text, readWhole(text), readWhole);
  const root = read && placeOf ? mapped(read, placeOf) : read;
  return { root, problems, value: root ? plainValue(root) : undefined, lineStarts };
}

/** The tree and value of a text that is no plan, as it stands: what is wrong in it is nobody's to put right. */
export function readAsWritten(text: string): Pick<ParsedText, 'root' | 'value'> {
  const root = refuse(text) ? null : readWhole(text).root;
  return { root, value: root ? plainValue(root) : undefined };
}

/** A text's tree and what is wrong with it, read at once. */
function readWhole(text: string): Pick<ParsedText, 'root' | 'problems'> {
  let document: Document.Parsed;
  // Each fault is an error with a place; where the reader stood is never asked, and costs more than the reading.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    document = parseDocument(text, {
      version: '1.2',
      schema: 'core',
      uniqueKeys: false,
      merge: false,
      prettyErrors: false,
      logLevel: 'error',
    });
  } catch {
    return {
      root: null,
      problems: [tooDeep()],
    };
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
  const problems = [...document.errors, ...document.warnings].map(syntaxProblem);
  const reader = treeReader(document, problems);
  let root: TreeNode | null = null;
  try {
    root = document.contents ? reader(document.contents, 0, false) : null;
  } catch (error) {
    if (!(error instanceof LimitError)) throw error;
    problems.push({ code: error.code, message: error.message, start: 0, end: 1 });
  }
  return { root, problems };
}

/** Members that stand in one map, at offsets in their text, and their plain values. */
interface Members {
  readonly entries: readonly TreeEntry[];
  readonly plain: readonly (readonly [key: string, value: unknown])[];
  /** The map in which they stand, and the map of the top level. */
  readonly map: TextRange;
  readonly top: TextRange;
  /** How many values they are. */
  readonly size: number;
}

interface ReadBlock {
  /** `null` for a block with errors. */
  readonly members: Members | null;
  /** Its members where the block starts. Those of where it last stood are kept: most edits leave most blocks there. */
  readonly entriesAt: (start: number) => readonly TreeEntry[];
}

/** Blocks of a few long plans. */
const blockRead = memo({ name: 'blocks of text', most: 2048 }, (block: Omit<Block, 'start'>): ReadBlock => {
  const members = readBlock(block);
  return {
    members,
    entriesAt: memoWithin(1, (start: number) =>
      (members?.entries ?? []).map((entry) => movedEntry(entry, start)),
    ),
  };
});

/** The tree of a text from those of its blocks; `null` where one has errors, or they have some together. */
function assembled(sections: readonly Section[]): Pick<ParsedText, 'root' | 'value'> | null {
  const entries: TreeEntry[] = [];
  const plain: (readonly [string, unknown])[] = [];
  let [start, end, size] = [NaN, NaN, 0];
  for (const { name, blocks: own } of sections) {
    const members = membersOf(own);
    if (!members || (name && RESERVED.has(name.text))) return null;
    if (Number.isNaN(start)) start = members.top.start;
    end = members.top.end;
    size += members.size;
    if (!name) {
      entries.push(...members.entries);
      plain.push(...members.plain);
      continue;
    }
    const keyRange = { start: name.start, end: name.start + name.text.length };
    const value: MapNode = {
      kind: 'map',
      flow: false,
      entries: members.entries,
      ...members.map,
      shared: false,
    };
    entries.push({ key: name.text, keyRange, value });
    plain.push([name.text, Object.fromEntries(members.plain)]);
  }
  if (!distinct(entries) || size > MAX_NODES) return null;
  const root: MapNode = { kind: 'map', flow: false, entries, start, end, shared: false };
  return { root, value: Object.fromEntries(plain) };
}

/** The members of all blocks of a section, at offsets in the whole text. */
function membersOf(own: readonly Block[]): Members | null {
  const entries: TreeEntry[] = [];
  const plain: (readonly [string, unknown])[] = [];
  let [map, top, size]: [TextRange | null, TextRange | null, number] = [null, null, 0];
  for (const { start, text, before, after } of own) {
    const { members, entriesAt } = blockRead({ before, text, after });
    if (!members) return null;
    entries.push(...entriesAt(start));
    plain.push(...members.plain);
    map = joined(map, movedRange(members.map, start));
    top = joined(top, movedRange(members.top, start));
    size += members.size;
  }
  return map && top && distinct(entries) ? { entries, plain, map, top, size } : null;
}

/** From where the first starts to where the second ends. */
function joined(first: TextRange | null, second: TextRange): TextRange {
  return { start: first?.start ?? second.start, end: second.end };
}

function distinct(entries: readonly TreeEntry[]): boolean {
  return new Set(entries.map(({ key }) => key)).size === entries.length;
}

/** A block without errors, read among its surroundings, which are then left out. */
function readBlock({ text, before, after }: Omit<Block, 'start'>): Members | null {
  const { root, problems } = readWhole(`${before}${text}${after}`);
  if (problems.length > 0 || root?.kind !== 'map' || root.flow) return null;
  const deep = after.startsWith(' ');
  const top = after !== '' && !deep ? root.entries.slice(0, -1) : root.entries;
  const map = before === '' ? root : top[0]?.value;
  if (map?.kind !== 'map' || map.flow || (before !== '' && top.length !== 1)) return null;
  const members = before === '' ? top : deep ? map.entries.slice(0, -1) : map.entries;
  const by = -before.length;
  return {
    entries: members.map((entry) => movedEntry(entry, by)),
    plain: members.map(({ key, value }) => [key, plainValue(value)] as const),
    map: movedRange(map, by),
    top: movedRange(root, by),
    size: valuesIn(root),
  };
}

function valuesIn(node: TreeNode): number {
  if (node.kind === 'scalar') return 1;
  const parts = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  return parts.reduce((sum, part) => sum + valuesIn(part), 1);
}

type PlaceOf = (offset: number) => number;

function movedRange({ start, end }: TextRange, by: number): TextRange {
  return { start: start + by, end: end + by };
}

function movedEntry(entry: TreeEntry, by: number): TreeEntry {
  return mappedEntry(entry, (offset) => offset + by);
}

function mappedEntry({ key, keyRange: { start, end }, value }: TreeEntry, placeOf: PlaceOf): TreeEntry {
  return { key, keyRange: { start: placeOf(start), end: placeOf(end) }, value: mapped(value, placeOf) };
}

/** A tree whose places are elsewhere. */
function mapped(node: TreeNode, placeOf: PlaceOf): TreeNode {
  const range = { start: placeOf(node.start), end: placeOf(node.end), shared: node.shared };
  if (node.kind === 'scalar') return { kind: 'scalar', value: node.value, quoted: node.quoted, ...range };
  if (node.kind === 'list')
    return { kind: 'list', items: node.items.map((item) => mapped(item, placeOf)), ...range };
  const entries = node.entries.map((entry) => mappedEntry(entry, placeOf));
  return { kind: 'map', flow: node.flow, entries, ...range };
}

function refuse(text: string): TextProblem | null {
  if (text.length > MAX_CHARACTERS) {
    return { code: 'too-large', message: l10n.t('larger than 1 MB: not read'), start: 0, end: 1 };
  }
  if (text.includes('\0')) return { code: 'not-text', message: l10n.t('not a text file'), start: 0, end: 1 };
  return opensTooMany(text) ? tooDeep() : null;
}

/** Nesting that the parser's recursion has room for whoever calls it; beyond it the engine ends, and no error can be caught. */
const DEEPEST = 500;

/** Whether brackets, or marks of lists within lists, nest too deeply; what stands in quotes counts as well. */
function opensTooMany(text: string): boolean {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '[' || letter === '{') depth++;
    else if ((letter === ']' || letter === '}') && depth > 0) depth--;
    if (depth > DEEPEST) return true;
  }
  return /(?:[-?] {1,9}){500}/.test(text);
}

function tooDeep(): TextProblem {
  return { code: 'yaml-too-deep', message: l10n.t('nested too deeply to be a plan'), start: 0, end: 1 };
}

function lineStartsOf(text: string): number[] {
  const starts = [0];
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
  return starts;
}

function syntaxProblem({ code, pos: [start, end] }: YAMLError): TextProblem {
  return {
    code: `yaml-${code.toLowerCase().replace(/_/g, '-')}`,
    message: wordsOf(code),
    start,
    end: Math.max(end, start + 1),
  };
}

class LimitError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

type Reader = (node: Node, depth: number, shared: boolean) => TreeNode;

/** Turns the library's nodes into ours; aliases are expanded within the limits. */
function treeReader(document: Document.Parsed, problems: TextProblem[]): Reader {
  let count = 0;
  const read: Reader = (node, depth, above) => {
    if (++count > MAX_NODES)
      throw new LimitError(
        'too-many-values',
        l10n.t('holds more than {most} values, aliases expanded', {
          most: MAX_NODES.toLocaleString('en-US'),
        }),
      );
    if (depth > MAX_DEPTH) throw new LimitError('yaml-too-deep', l10n.t('nested too deeply to be a plan'));
    const shared =
      above || isAlias(node) || ((isScalar(node) || isCollection(node)) && node.anchor !== undefined);
    const range = { ...rangeOf(node), shared };
    if (isAlias(node)) {
      const target = node.resolve(document);
      return target
        ? { ...read(target, depth + 1, shared), ...range }
        : { kind: 'scalar', value: null, quoted: false, ...range };
    }
    if (isSeq(node)) {
      const items = node.items.filter(
        (item): item is Node => item !== null && typeof item === 'object' && 'range' in item,
      );
      return { kind: 'list', items: items.map((item) => read(item, depth + 1, shared)), ...range };
    }
    if (isMap(node)) return readMap(node, range, depth, read, problems);
    return readScalar(node, range);
  };
  return read;
}

function readScalar(node: Node, range: AnyNode): ScalarNode {
  if (!isScalar(node)) return { kind: 'scalar', value: null, quoted: false, ...range };
  return {
    kind: 'scalar',
    value: plainScalar(node.value, node.source),
    quoted: node.type?.startsWith('QUOTE') ?? false,
    ...range,
  };
}

function plainScalar(value: unknown, source: string | undefined): ScalarNode['value'] {
  // `.nan` and `1e999` stay as they are written, for whoever reads them to refuse.
  if (typeof value === 'number') return Number.isFinite(value) ? value : (source ?? String(value));
  return typeof value === 'string' || typeof value === 'boolean' ? value : null;
}

function readMap(node: Node, range: AnyNode, depth: number, read: Reader, problems: TextProblem[]): MapNode {
  const entries: TreeEntry[] = [];
  const seen = new Set<string>();
  if (!isMap(node)) return { kind: 'map', flow: false, entries, ...range };
  for (const { key: keyNode, value } of node.items) {
    // `parseDocument` gives nodes on both sides of a pair, never bare values.
    const key = keyNode as Node | null;
    const keyRange = key ? rangeOf(key) : { start: range.start, end: range.start + 1 };
    const name =
      key && isScalar(key) && key.value !== null
        ? (key.source ?? String(plainScalar(key.value, undefined)))
        : null;
    const wrong = name === null ? ['yaml-key', l10n.t('a key is a plain word')] : keyProblem(name, seen);
    if (wrong || name === null) {
      const [code = '', message = ''] = wrong ?? [];
      const first = code === 'duplicate-key' ? entries.find((entry) => entry.key === name) : undefined;
      problems.push({
        code,
        message,
        start: keyRange.start,
        end: Math.max(keyRange.end, keyRange.start + 1),
        ...(first ? { related: { message: l10n.t('first given here'), range: first.keyRange } } : {}),
      });
      continue;
    }
    seen.add(name);
    const empty: ScalarNode = {
      kind: 'scalar',
      value: null,
      quoted: false,
      start: keyRange.end,
      end: keyRange.end,
      shared: range.shared,
    };
    entries.push({
      key: name,
      keyRange,
      value: value ? read(value as Node, depth + 1, range.shared) : empty,
    });
  }
  return { kind: 'map', flow: node.flow === true, entries, ...range };
}

function keyProblem(name: string, seen: ReadonlySet<string>): readonly [string, string] | null {
  if (RESERVED.has(name)) return ['reserved-name', l10n.t('`{name}` cannot be used as a name', { name })];
  if (name === '<<') return ['yaml-merge', l10n.t('merge keys (`<<`) are not used in a plan')];
  if (seen.has(name)) return ['duplicate-key', l10n.t('`{name}` is given twice', { name })];
  return null;
}

function rangeOf(node: Node): TextRange {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

/** The comments of a text, in order. */
export function commentsOf(text: string): string[] {
  if (!text.includes('#')) return [];
  return [...new Lexer().lex(text)].filter((token) => token.startsWith('#'));
}

/** The plain value of a node, as JSON would hold it. */
export function plainValue(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
}
