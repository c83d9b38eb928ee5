import * as l10n from '../../l10n/l10n.js';
import type { PlanDocument, Problem } from '../../plan/document.js';
import { setValue, type TextEdit } from '../../plan/edits.js';
import { alternatives, dimensionOf, schemasAt, type JsonSchema } from '../../plan/jsonSchema.js';
import type { Analysis } from '../../report/answers/analysis.js';
import { keyPath, type Path } from '../../plan/path.js';
import { formatQuantity, parseQuantity, writtenEnds } from '../../units/quantity.js';
import { repairs } from '../../units/repair.js';
import { rewritten } from '../../units/rewrite.js';
import type { Repair } from './repair.js';
import { nameAt, rename } from '../reading/names.js';
import { starterPlanText } from '../starters/newPlan.js';

/** Fixes for members and values that the format does not take. */
export function valueFixes({ document }: Analysis, problem: Problem): Repair[] {
  if (problem.code === 'empty-option') return asPlanned(document, problem);
  if (problem.severity !== 'error') return [];
  switch (problem.code) {
    case 'empty':
      return [started(document)];
    case 'missing-key':
    case 'missing-value':
      return filled(document, problem);
    case 'missing-share':
    case 'shares':
      return [...suggested(document, problem), ...sharesFixes(document, problem)];
    case 'reversed-lengths':
      return exchanged(document, problem);
    case 'no-acceptance':
      return [accepted(document, problem)];
    case 'bad-name':
      return renamed(document, problem);
    case 'wrong-type':
      return retyped(document, problem);
    case 'missing-unit':
      return united(document, problem);
    default:
      return [...suggested(document, problem), ...requantified(document, problem)];
  }
}

/** An option with nothing behind its colon, meant so. */
function asPlanned(document: PlanDocument, { path }: Problem): Repair[] {
  const edit = setValue(document, keyPath(path), '{}');
  const title = l10n.t('Write `{value}`: the plan without options', { value: '{}' });
  return edit ? [{ title, edits: [edit], sure: false }] : [];
}

/** Replaces what stands at a problem's place, in the quotes that are there. */
function replacement({ text }: PlanDocument, { range }: Problem, newText: string): TextEdit[] {
  if (range.end <= range.start) return [];
  const now = text.slice(range.start, range.end).trimEnd();
  const quote = /^["']/.exec(now)?.[0] ?? (text.trimStart().startsWith('{"') ? '"' : '');
  return [{ start: range.start, end: range.start + now.length, newText: `${quote}${newText}${quote}` }];
}

/** Codes whose suggestion is what was meant; elsewhere the nearest is only a guess. */
const SURE = ['unknown-key', 'unknown-value'];

function suggested(document: PlanDocument, problem: Problem): Repair[] {
  const { suggestion, code, range } = problem;
  if (suggestion === undefined) return [];
  const now = document.text.slice(range.start, range.end);
  const sure =
    SURE.includes(code) || suggestion.toLowerCase() === now.toLowerCase() || suggestion === `${now}%`;
  return [
    {
      title: l10n.t('Change to `{suggestion}`', { suggestion }),
      edits:
        code === 'unknown-version'
          ? [{ ...range, newText: suggestion }]
          : replacement(document, problem, suggestion),
      sure: sure || code === 'unknown-version',
    },
  ];
}

/** The unit that the member is usually written in; watts and kilowatts are as usual as each other. */
function united(document: PlanDocument, problem: Problem): Repair[] {
  const { path, range, suggestion = '' } = problem;
  const schemas = schemasAt(keyPath(path));
  const dimension = dimensionOf(schemas);
  const [example = ''] = schemas.flatMap(({ examples = [] }) => examples);
  const unit = dimension && writtenEnds(example, dimension)?.at(-1)?.unit;
  const now = document.text
    .slice(range.start, range.end)
    .trim()
    .replace(/^["']|["']$/g, '');
  const texts = [unit ? `${now} ${unit}` : suggestion, ...(dimension === 'power' ? [`${now} W`] : [])];
  return texts.map((text) => ({
    title: l10n.t('Change to `{text}`', { text }),
    edits: replacement(document, problem, text),
    sure: texts.length === 1,
  }));
}

function requantified(document: PlanDocument, problem: Problem): Repair[] {
  const dimension = dimensionOf(schemasAt(keyPath(problem.path)));
  const node = document.nodeAt(problem.path);
  if (!dimension || node?.kind !== 'scalar' || problem.suggestion !== undefined) return [];
  if (problem.code === 'too-large') return [];
  return repairs(String(node.value), dimension).map((text) => ({
    title: l10n.t('Change to `{text}`', { text }),
    edits: replacement(document, problem, text),
    sure: problem.code === 'reversed-range',
  }));
}

function started({ text }: PlanDocument): Repair {
  return {
    title: l10n.t('Start with a small plan'),
    edits: [{ start: 0, end: text.length, newText: starterPlanText() }],
    sure: false,
  };
}

/** Adds a member with what its schema gives as an example. */
function filled(document: PlanDocument, { path }: Problem): Repair[] {
  const parts = keyPath(path);
  const schemas = schemasAt(parts).flatMap((schema) => [schema, ...alternatives(schema)]);
  const value = heldContext(document, parts) ?? schemas.map(exampleOf).find((example) => example !== null);
  if (value == null) return [];
  const name = parts.at(-1) ?? '';
  const shown = value.startsWith('\n') ? '' : `: ${value}`;
  const edit =
    path === 'decodeplan' && !document.text.trimStart().startsWith('{')
      ? { start: 0, end: 0, newText: 'decodeplan: 1\n' }
      : setValue(document, parts, value);
  return edit
    ? [
        {
          title: l10n.t('Add `{member}`', { member: `${name}${shown}` }),
          edits: [edit],
          sure: path === 'decodeplan',
        },
      ]
    : [];
}

/**
 * The context of a workload that says what a request is: its prompt and half of its answer, which is what it holds on
 * average while it decodes; the long ones with all of the answer. `null` elsewhere.
 */
function heldContext(document: PlanDocument, parts: Path): string | null {
  const [table, workload = '', member] = parts;
  if (table !== 'workloads' || member !== 'context' || parts.length !== 3) return null;
  const at = (...path: string[]) => {
    const node = document.nodeAt([table, workload, ...path]);
    const text = node?.kind === 'scalar' ? String(node.value) : '';
    const read = parseQuantity(text, 'tokens');
    return read.ok ? { tokens: read.quantity.likely, text } : null;
  };
  const lengths = (name: string) => {
    const median = at(name) ?? at(name, 'p50');
    const long = at(name, 'p95') ?? median;
    return median && long && { median, long, longest: at(name, 'max') ?? long };
  };
  const [input, output] = [lengths('input'), lengths('output')];
  if (!input || !output) return null;
  const written = (tokens: number) => rewritten(input.median.text, 'tokens', Math.round(tokens));
  const p50 = written(input.median.tokens + output.median.tokens / 2);
  const p95 = written(input.long.tokens + output.long.tokens);
  const max = written(input.longest.tokens + output.longest.tokens);
  return `{ p50: ${p50}, p95: ${p95}${max === p95 ? '' : `, max: ${max}`} }`;
}

/** What a value could be: its snippet with the placeholders filled in, or its first example. */
function exampleOf({ snippet, examples, enum: words }: JsonSchema): string | null {
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- snippets are the schema's own
  if (snippet) return snippet.replace(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1').replace(/\$\{\d+:([^}]*)\}/g, '$1');
  return examples?.[0] ?? (words?.[0] === undefined ? null : String(words[0]));
}

/** A share for the workload that has none, or all of them scaled to add up. */
function sharesFixes(document: PlanDocument, { code, path }: Problem): Repair[] {
  const workloads = document.nodeAt(['workloads']);
  if (workloads?.kind !== 'map') return [];
  const given = workloads.entries.flatMap(({ key }) => {
    const node = document.nodeAt(['workloads', key, 'share']);
    const read = node?.kind === 'scalar' ? parseQuantity(String(node.value), 'fraction') : null;
    return node && read?.ok ? [{ node, value: read.quantity.likely }] : [];
  });
  const sum = given.reduce((total, { value }) => total + value, 0);
  if (code === 'missing-share') {
    const edit = sum < 1 ? setValue(document, [...keyPath(path), 'share'], percent(1 - sum)) : null;
    return edit
      ? [
          {
            title: l10n.t('Add the missing share of {share}', { share: percent(1 - sum) }),
            edits: [edit],
            sure: true,
          },
        ]
      : [];
  }
  if (!(sum > 0)) return [];
  const edits = given.map(({ node: { start, end }, value }) => ({
    start,
    end,
    newText: percent(value / sum),
  }));
  return [{ title: l10n.t('Scale all shares to 100 %'), edits, sure: false }];
}

const percent = (fraction: number): string => formatQuantity(Number(fraction.toFixed(4)), 'fraction', '1%');

/** Two lengths change places. */
function exchanged({ text }: PlanDocument, { range, related }: Problem): Repair[] {
  const other = related?.[0]?.range;
  if (!other) return [];
  const edits = [
    { ...range, newText: text.slice(other.start, other.end) },
    { ...other, newText: text.slice(range.start, range.end) },
  ];
  return [{ title: l10n.t('Exchange the two'), edits, sure: false }];
}

const CAUTIOUS_LENGTH = '2';

function accepted(document: PlanDocument, { path }: Problem): Repair {
  const at = keyPath(path);
  const own = at.at(-1) === 'acceptance' ? at : [...at, 'acceptance'];
  const edit = setValue(document, own, CAUTIOUS_LENGTH);
  const title = l10n.t('Assume {length} accepted tokens a step, until measured', {
    length: CAUTIOUS_LENGTH,
  });
  return { title, edits: edit ? [edit] : [], sure: false };
}

function renamed(document: PlanDocument, { suggestion, range }: Problem): Repair[] {
  const thing = nameAt(document, range.start);
  const renaming = thing && suggestion ? rename(document, thing, suggestion) : null;
  if (!renaming?.ok) return [];
  return [
    {
      title: l10n.t('Rename to `{suggestion}`', { suggestion: suggestion ?? '' }),
      edits: renaming.edits,
      sure: true,
    },
  ];
}

/** A text that reads as a number goes into quotes, a lone value into a list. */
function retyped(document: PlanDocument, problem: Problem): Repair[] {
  const node = document.nodeAt(problem.path);
  const schemas = schemasAt(keyPath(problem.path)).flatMap(alternatives);
  if (node?.kind !== 'scalar' || node.end <= node.start) return [];
  const source = document.text.slice(node.start, node.end).trimEnd();
  const edits = (newText: string) => [{ start: node.start, end: node.start + source.length, newText }];
  if (schemas.some(({ items }) => items))
    return [
      { title: l10n.t('Make it a list: `[{source}]`', { source }), edits: edits(`[${source}]`), sure: true },
    ];
  if (typeof node.value !== 'string' && schemas.some(({ type }) => type === 'string'))
    return [{ title: l10n.t('Put the value in quotes'), edits: edits(JSON.stringify(source)), sure: true }];
  return [];
}
