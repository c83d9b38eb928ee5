import * as l10n from '../l10n/l10n.js';
import { membersAt } from './jsonSchema.js';
import { closest } from '../units/closest.js';
import { keyPath, pathKey, type Path, type PathKey } from './path.js';
import { problemsFrom, type RelatedPath, type ValueProblem } from './problems.js';
import { planSchema, type PlanInput, type WorkloadInput } from './schema.js';
import { parseText, type MapNode, type TextRange, type TreeEntry, type TreeNode } from './yaml.js';

export type Severity = 'error' | 'warning' | 'information';

/** A finding at its place in the text. */
export interface Problem {
  readonly severity: Severity;
  /** Stable name of what is wrong, as in `unknown-key`. */
  readonly code: string;
  readonly message: string;
  /** The value concerned; empty for the file. */
  readonly path: PathKey;
  readonly range: TextRange;
  /** A text that would be right at `range`. */
  readonly suggestion?: string;
  /** Other places that have to do with it. */
  readonly related?: readonly RelatedPlace[];
}

/** Another place that a problem has to do with, and what to say of it. */
export interface RelatedPlace {
  readonly message: string;
  readonly range: TextRange;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

/** A plan's text, read: as much of it as is valid, and every place in it. */
export interface PlanDocument {
  readonly text: string;
  readonly root: TreeNode | null;
  readonly problems: readonly Problem[];
  /** The valid parts; `null` if too little is valid to be a plan. */
  readonly input: PlanInput | null;
  /** Parts had to be left out of `input`. */
  readonly partial: boolean;
  readonly positionAt: (offset: number) => Position;
  /** Place of the value at a path or of its nearest parent; `key` for its name. */
  readonly rangeOf: (path: Path | PathKey, part?: 'key' | 'value') => TextRange;
  readonly nodeAt: (path: Path | PathKey) => TreeNode | null;
}

/** Rounds of leaving out what is invalid; each goes at least one level up. */
const MAX_ROUNDS = 8;

/** Reads a plan. Never throws; an empty text is a plan with everything missing. */
export function parsePlan(text: string): PlanDocument {
  const { root, value, problems: textProblems, lineStarts } = parseText(text);
  const places = placesIn(root);
  const problems: Problem[] = textProblems.map(({ code, message, start, end, related }) => ({
    severity: 'error' as const,
    code,
    message,
    path: '',
    range: { start, end: Math.min(Math.max(end, start), text.length) },
    ...(related ? { related: [related] } : {}),
  }));
  const read = readInput(value, text, problems.length > 0);
  for (const problem of read.problems) problems.push(placed(problem, places));
  return {
    text,
    root,
    problems,
    input: read.input,
    partial: problems.length > 0,
    positionAt: (offset) => positionIn(lineStarts, offset),
    rangeOf: places.rangeOf,
    nodeAt: places.nodeAt,
  };
}

interface Read {
  readonly input: PlanInput | null;
  readonly problems: readonly ValueProblem[];
}

function readInput(value: unknown, text: string, broken: boolean): Read {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    if (broken) return { input: null, problems: [] };
    const empty = value === undefined || value === null;
    const message = empty
      ? l10n.t('an empty plan: start with `decodeplan: 1`, a `model` and `workloads`')
      : l10n.t('a plan is made of members such as `model: llama-3.1-70b`');
    return {
      input: null,
      problems: [{ code: text.trim() === '' ? 'empty' : 'not-a-plan', message, path: [] }],
    };
  }
  const first = parseOnce(value);
  if (first.input) return validated(first.input);
  let remaining: unknown = value;
  let problems = first.problems;
  for (let round = 0; round < MAX_ROUNDS && problems.length > 0; round++) {
    // The version decides what everything else means.
    if (problems.some(({ code }) => code === 'unknown-version')) break;
    remaining = without(remaining, problems.map(placeToDrop));
    const next = parseOnce(remaining);
    if (next.input) {
      const { input, problems: crossed } = validated(next.input, true);
      return { input, problems: [...first.problems, ...crossed] };
    }
    problems = next.problems;
  }
  return { input: null, problems: first.problems };
}

function parseOnce(value: unknown): Read {
  const result = planSchema.safeParse(value, { reportInput: true });
  if (result.success) return { input: result.data, problems: [] };
  return { input: null, problems: problemsFrom(result.error.issues, membersAt) };
}

/** A missing member takes its owner with it; anything else goes alone. */
function placeToDrop({ code, path }: ValueProblem): Path {
  return code === 'missing-key' && path.length > 1 ? path.slice(0, -1) : path;
}

function without(value: unknown, paths: readonly Path[]): unknown {
  return paths.reduce<unknown>((rest, path) => dropAt(rest, path), value);
}

function dropAt(value: unknown, path: Path): unknown {
  const [head, ...rest] = path;
  if (head === undefined || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    // Values of a list mean something by their place, so the whole list goes where one of them is wrong.
    return rest.length === 0 ? [] : value.map((item: unknown, i) => (i === head ? dropAt(item, rest) : item));
  }
  const entries = Object.entries(value);
  if (rest.length === 0) return Object.fromEntries(entries.filter(([key]) => key !== head));
  return Object.fromEntries(entries.map(([key, item]) => [key, key === head ? dropAt(item, rest) : item]));
}

/** What holds between members. Problems here leave the plan usable. */
function validated(input: PlanInput, reduced = false): Read {
  const problems = [
    ...nameProblems(input),
    ...shareProblems(input),
    ...contextProblems(input),
    ...questionProblems(input),
    ...promptProblems(input),
  ];
  if (Object.keys(input.workloads).length === 0) {
    const none: ValueProblem = {
      code: 'missing-key',
      message: l10n.t('`workloads` needs at least one workload'),
      path: ['workloads'],
    };
    // Workloads that were left out have said themselves what is wrong with them.
    return { input: null, problems: reduced ? problems : [...problems, none] };
  }
  const bad = new Set(problems.filter(({ code }) => code === 'reversed-lengths').map(({ path }) => path[1]));
  const workloads = Object.fromEntries(Object.entries(input.workloads).filter(([name]) => !bad.has(name)));
  if (Object.keys(workloads).length === 0) return { input: null, problems };
  return { input: { ...input, workloads }, problems };
}

function nameProblems(input: PlanInput): ValueProblem[] {
  const check = (group: 'workloads' | 'options') =>
    Object.keys(input[group] ?? {})
      .filter((name) => name.trim() === '' || name.length > 60)
      .map((name): ValueProblem => ({
        code: 'bad-name',
        message: l10n.t('a name is 1 to 60 characters'),
        path: [group, name],
        atKey: true,
        suggestion: name.slice(0, 60),
      }));
  return [...check('workloads'), ...check('options')];
}

const SHARE_TOLERANCE = 0.005;

function shareProblems({ workloads }: PlanInput): ValueProblem[] {
  const entries = Object.entries(workloads);
  const given = entries.flatMap(([name, { share }]) => (share ? [{ name, value: share.likely }] : []));
  if (given.length === 0) return [];
  const sum = given.reduce((total, { value }) => total + value, 0);
  const missing = entries.find(([, { share }]) => !share);
  if (missing) {
    const rest = Math.max(0, 1 - sum);
    return [
      {
        code: 'missing-share',
        message: l10n.t('`{missing}` has no share; the others leave {rest}', {
          missing: missing[0],
          rest: percent(rest),
        }),
        path: ['workloads', missing[0]],
        atKey: true,
        related: given.map(shareOf),
      },
    ];
  }
  if (Math.abs(sum - 1) <= SHARE_TOLERANCE) return [];
  const last = given.at(-1);
  const wanted = last ? 1 - (sum - last.value) : 0;
  return [
    {
      code: 'shares',
      message: l10n.t('shares add up to {sum}, not 100 %', { sum: percent(sum) }),
      path: ['workloads', last?.name ?? '', 'share'],
      related: given.slice(0, -1).map(shareOf),
      ...(wanted > 0 ? { suggestion: percent(wanted).replace(' ', '') } : {}),
    },
  ];
}

const shareOf = ({ name, value }: { readonly name: string; readonly value: number }): RelatedPath => ({
  path: ['workloads', name, 'share'],
  message: l10n.t('`{name}` has {value}', { name, value: percent(value) }),
});

function percent(fraction: number): string {
  return `${Number((fraction * 100).toPrecision(4))} %`;
}

/** Members of a workload that may be distributions. */
const DISTRIBUTIONS = ['context', 'input', 'output', 'turnDelay'] as const;

function contextProblems({ workloads }: PlanInput): ValueProblem[] {
  return Object.entries(workloads).flatMap(([name, workload]) =>
    DISTRIBUTIONS.flatMap((member) => reversedIn(workload[member], ['workloads', name, member])),
  );
}

type Distribution = WorkloadInput[(typeof DISTRIBUTIONS)[number]];

function reversedIn(distribution: Distribution, path: Path): ValueProblem[] {
  if (!distribution || 'dimension' in distribution) return [];
  const { p50, p95 } = distribution;
  const max = 'max' in distribution ? distribution.max : undefined;
  if (p95 && p95.likely < p50.likely)
    return [
      {
        code: 'reversed-lengths',
        message: l10n.t('p95 `{p95}` is below p50 `{p50}`', { p95: p95.text, p50: p50.text }),
        path: [...path, 'p95'],
        related: [
          {
            path: [...path, 'p50'],
            message: l10n.t('{name} is `{text}`', { name: 'p50', text: p50.text }),
          },
        ],
      },
    ];
  const highest = p95 ?? p50;
  if (max && max.likely < highest.likely)
    return [
      {
        code: 'reversed-lengths',
        message: l10n.t('max `{max}` is below `{highest}`', { max: max.text, highest: highest.text }),
        path: [...path, 'max'],
        related: [
          {
            path: [...path, p95 ? 'p95' : 'p50'],
            message: l10n.t('{name} is `{text}`', { name: p95 ? 'p95' : 'p50', text: highest.text }),
          },
        ],
      },
    ];
  return [];
}

function questionProblems({ breakEven, options, calibration }: PlanInput): ValueProblem[] {
  const known = Object.keys(options ?? { 'as-is': {} });
  const asked = (['baseline', 'challenger'] as const).flatMap((role) =>
    breakEven ? [{ name: breakEven[role], path: ['breakEven', role] as Path }] : [],
  );
  const measured = (['steps', 'prefill'] as const).flatMap((kind) =>
    (calibration?.[kind] ?? []).flatMap(({ option }, i) =>
      option === undefined ? [] : [{ name: option, path: ['calibration', kind, i, 'option'] as Path }],
    ),
  );
  return [...asked, ...measured]
    .filter(({ name }) => !known.includes(name))
    .map(({ name, path }): ValueProblem => {
      const near = closest(name, known);
      return {
        code: 'unknown-option',
        message: l10n.t('there is no option `{name}`; there are {known}', {
          name,
          known: known.map((n) => `\`${n}\``).join(', '),
        }),
        path,
        ...(near ? { suggestion: near } : {}),
        related: [{ path: ['options'], message: l10n.t('options are defined here') }],
      };
    });
}

/** A measured prompt says how long it took or how fast it was, one of the two. */
function promptProblems({ calibration }: PlanInput): ValueProblem[] {
  return (calibration?.prefill ?? []).flatMap(({ seconds, tokensPerSecond }, i): ValueProblem[] => {
    const path = ['calibration', 'prefill', i];
    if (!seconds && !tokensPerSecond)
      return [
        {
          code: 'missing-key',
          message: l10n.t('say how long it took: `seconds`, or how fast it was: `tokensPerSecond`'),
          path: [...path, 'seconds'],
        },
      ];
    if (!seconds || !tokensPerSecond) return [];
    const message = l10n.t('say `seconds` or `tokensPerSecond`, not both');
    return [{ code: 'both-given', message, path: [...path, 'tokensPerSecond'], atKey: true }];
  });
}

interface Places {
  readonly rangeOf: PlanDocument['rangeOf'];
  readonly nodeAt: PlanDocument['nodeAt'];
}

/** As far as a path leads: the node, its entry, and whether that is the whole way. */
interface Walked {
  readonly node: TreeNode | null;
  readonly entry: TreeEntry | null;
  readonly whole: boolean;
}

/** Maps with more members have them looked up in an index. */
const MANY_MEMBERS = 16;

function placesIn(root: TreeNode | null): Places {
  const indexes = new Map<MapNode, ReadonlyMap<string, TreeEntry>>();
  const memberOf = (map: MapNode, key: string): TreeEntry | undefined => {
    if (map.entries.length <= MANY_MEMBERS) return map.entries.find((entry) => entry.key === key);
    let index = indexes.get(map);
    if (!index) indexes.set(map, (index = new Map(map.entries.map((entry) => [entry.key, entry]))));
    return index.get(key);
  };
  let last: { readonly path: PathKey; readonly found: Walked } | null = null;
  /** What is placed is mostly asked for twice in a row: its node, then its range. */
  const walk = (path: Path | PathKey): Walked => {
    if (typeof path !== 'string') return walkAnew(path);
    if (last?.path !== path) last = { path, found: walkAnew(path) };
    return last.found;
  };
  const walkAnew = (path: Path | PathKey): Walked => {
    const parts = typeof path === 'string' ? keyPath(path) : path;
    let node = root;
    let entry: TreeEntry | null = null;
    let depth = 0;
    for (const part of parts) {
      const next = step(node, part, memberOf);
      if (!next) break;
      [node, entry] = next;
      depth++;
    }
    return { node, entry, whole: depth === parts.length };
  };
  return {
    nodeAt: (path) => {
      const { node, whole } = walk(path);
      return whole ? node : null;
    },
    rangeOf: (path, part = 'value') => {
      const { node, entry, whole } = walk(path);
      if (entry && (part === 'key' || !whole)) return entry.keyRange;
      if (!node || !entry) return node && whole && part === 'value' ? firstPlace(node) : { start: 0, end: 0 };
      return node.end > node.start ? { start: node.start, end: node.end } : entry.keyRange;
    },
  };
}

/** A whole list or map of the top level would mark the file; its first key is enough. */
function firstPlace(node: TreeNode): TextRange {
  const entry = node.kind === 'map' ? node.entries[0] : undefined;
  return entry ? entry.keyRange : node;
}

function step(
  node: TreeNode | null,
  part: string | number,
  memberOf: (map: MapNode, key: string) => TreeEntry | undefined,
): readonly [TreeNode, TreeEntry | null] | null {
  if (node?.kind === 'map') {
    const entry = memberOf(node, String(part));
    return entry ? [entry.value, entry] : null;
  }
  if (node?.kind === 'list') {
    const item = node.items[Number(part)];
    // Items have no key of their own: their place is the value.
    return item ? [item, { key: String(part), keyRange: item, value: item }] : null;
  }
  return null;
}

/** A value's problem at its place in the text. */
export function placed(
  problem: ValueProblem,
  places: Pick<PlanDocument, 'rangeOf'>,
  severity: Severity = 'error',
): Problem {
  const { code, message, path, suggestion, atKey, related } = problem;
  const owner = code === 'missing-key' ? path.slice(0, -1) : path;
  const range = places.rangeOf(owner, atKey || code === 'missing-key' ? 'key' : 'value');
  return {
    severity,
    code,
    message,
    path: pathKey(path),
    range,
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(related ? { related: relatedPlaces(related, places) } : {}),
  };
}

/** Related members at their places; those that are not in the text are left out. */
export function relatedPlaces(
  related: readonly RelatedPath[],
  places: Pick<PlanDocument, 'rangeOf'>,
): RelatedPlace[] {
  return related
    .map(({ path, message }) => ({ message, range: places.rangeOf(path) }))
    .filter(({ range }) => range.end > range.start);
}

function positionIn(lineStarts: readonly number[], offset: number): Position {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lineStarts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lineStarts[low] ?? 0) + 1 };
}
