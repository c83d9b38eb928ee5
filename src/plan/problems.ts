import type * as z from 'zod';
import * as l10n from '../l10n/l10n.js';
import { closest } from '../units/closest.js';
import { memberMeant, notCounted, serverNotKnown } from './otherWords.js';
import { pathKey, type Path } from './path.js';

/** What is wrong with a value, not yet at its place in the text. */
export interface ValueProblem {
  readonly code: string;
  readonly message: string;
  readonly path: Path;
  /** The key is wrong, not its value. */
  readonly atKey?: true;
  /** A text to put in place of the key or value. */
  readonly suggestion?: string;
  /** Other places that have to do with it. */
  readonly related?: readonly RelatedPath[];
}

/** Another member that a problem has to do with, and what to say of it. */
export interface RelatedPath {
  readonly path: Path;
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** Turns the schema's issues into problems in plain words. `membersAt` lists the names known at a path. */
export function problemsFrom(
  issues: readonly Issue[],
  membersAt: (path: Path) => readonly string[],
): ValueProblem[] {
  const problems = issues.flatMap((issue) => problemsOf(issue, [], membersAt));
  // A member whose name is only misspelt is not missing as well.
  const meant = new Set(
    problems.flatMap(({ code, path, suggestion }) =>
      code === 'unknown-key' && suggestion ? [pathKey([...path.slice(0, -1), suggestion])] : [],
    ),
  );
  return problems.filter(({ code, path }) => code !== 'missing-key' || !meant.has(pathKey(path)));
}

function problemsOf(issue: Issue, outer: Path, membersAt: (path: Path) => readonly string[]): ValueProblem[] {
  const path: Path = [...outer, ...issue.path.filter((part) => typeof part !== 'symbol')];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(key, path, membersAt(path)));
  if (issue.code === 'invalid_union') return ofUnion(issue, path, membersAt);
  if (issue.code === 'invalid_value') return [notOneOf(issue, path)];
  if (issue.code === 'custom') return [custom(issue, path)];
  if (issue.code === 'invalid_type') return [wrongType(issue, path)];
  return [{ code: issue.code.replace(/_/g, '-'), message: issue.message, path }];
}

function unknownKey(key: string, path: Path, known: readonly string[]): ValueProblem {
  const where = path.length === 0 ? l10n.t('a plan') : `\`${String(path.at(-1))}\``;
  const why = notCounted(key);
  if (why !== null && !known.includes(key)) {
    const message = l10n.t('{where} has no `{key}`: {why}', { where, key, why });
    return { code: 'unknown-key', message, path: [...path, key], atKey: true };
  }
  const near = memberMeant(key, known) ?? closest(key, known);
  const message = near
    ? l10n.t('{where} has no `{key}`; did you mean `{near}`?', { where, key, near })
    : l10n.t('{where} has no `{key}`', { where, key });
  return {
    code: 'unknown-key',
    message,
    path: [...path, key],
    atKey: true,
    ...(near ? { suggestion: near } : {}),
  };
}

/** Of the branches of a union, the one that the value was meant for says best what is wrong. */
function ofUnion(
  issue: Issue & { code: 'invalid_union' },
  path: Path,
  membersAt: (path: Path) => readonly string[],
): ValueProblem[] {
  const meant = issue.errors.filter((branch) => !branch.some(isOtherKind));
  const best = meant.find((branch) => branch.every(({ code }) => code !== 'invalid_value')) ?? meant[0];
  const words = meant.flat().flatMap((inner) => (inner.code === 'invalid_value' ? inner.values : []));
  const [first] = best ?? [];
  // Words of several branches are all possible.
  if (best?.length === 1 && first?.code === 'invalid_value' && first.path.length === 0)
    return [notOneOf({ ...first, input: issue.input, values: words }, path)];
  if (best) return best.flatMap((inner) => problemsOf(inner, path, membersAt));
  const absent = absence(issue.input, path);
  return [absent ?? { code: 'wrong-type', message: l10n.t('this kind of value does not belong here'), path }];
}

/** Whether an issue says that the whole value is of another kind than a branch takes. */
function isOtherKind(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  if (issue.code === 'invalid_union') return issue.errors.every((branch) => branch.some(isOtherKind));
  return issue.code === 'invalid_type';
}

/** What to say where there is no value at all. */
function absence(input: unknown, path: Path): ValueProblem | null {
  const name = String(path.at(-1) ?? l10n.t('the plan'));
  if (input === undefined && path.length > 0)
    return { code: 'missing-key', message: l10n.t('`{name}` is missing', { name }), path };
  return input === null
    ? { code: 'missing-value', message: l10n.t('`{name}` needs a value', { name }), path }
    : null;
}

function notOneOf(issue: Issue & { code: 'invalid_value' }, path: Path): ValueProblem {
  const words = issue.values.map(String);
  const absent = absence(issue.input, path);
  if (absent) return absent;
  if (words.length === 1 && words[0] === '1')
    return issue.input === '1'
      ? {
          code: 'unknown-version',
          message: l10n.t('the version is a number: write `1` without quotes'),
          path,
          suggestion: '1',
        }
      : { code: 'unknown-version', message: issue.message, path };
  const near = typeof issue.input === 'string' ? closest(issue.input, words) : null;
  const shown = words.map((w) => `\`${w}\``).join(', ');
  const server =
    path.at(-1) === 'engine' && typeof issue.input === 'string' ? serverNotKnown(issue.input) : null;
  return {
    code: 'unknown-value',
    message: server ?? l10n.t('must be one of {shown}', { shown }),
    path,
    ...(near ? { suggestion: near } : {}),
  };
}

function custom(issue: Issue & { code: 'custom' }, path: Path): ValueProblem {
  const { code, suggestion } = issue.params ?? {};
  return {
    code: typeof code === 'string' ? code : 'invalid',
    message: issue.message,
    path,
    ...(typeof suggestion === 'string' ? { suggestion } : {}),
  };
}

const KINDS: Readonly<Record<string, string>> = {
  get object() {
    return l10n.t('a group of members');
  },
  get record() {
    return l10n.t('a group of members');
  },
  get array() {
    return l10n.t('a list');
  },
  get string() {
    return l10n.t('text');
  },
  get boolean() {
    return l10n.t('`true` or `false`');
  },
  get number() {
    return l10n.t('a number');
  },
};

function wrongType(issue: Issue & { code: 'invalid_type' }, path: Path): ValueProblem {
  const name = String(path.at(-1) ?? l10n.t('the plan'));
  const wanted = KINDS[issue.expected] ?? issue.expected;
  return (
    absence(issue.input, path) ?? {
      code: 'wrong-type',
      message:
        name === 'gpus' && Array.isArray(issue.input)
          ? l10n.t(
              '`gpus` is one type of accelerator: write other types as options, each with its own `gpus`, or under `prefill`',
            )
          : l10n.t('`{name}` must be {wanted}', { name, wanted }),
      path,
    }
  );
}
