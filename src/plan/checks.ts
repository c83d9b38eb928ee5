import * as l10n from '../l10n/l10n.js';
import { closest } from '../units/closest.js';
import type { Quantity } from '../units/quantity.js';
import type { Parts, PlanParts } from './lenient.js';
import type { Path } from './path.js';
import type { RelatedPath, ValueProblem } from './problems.js';
import type { WorkloadInput } from './schema.js';

/** A plan's members as they were written, whether they can be read or not. */
export type Raw = Readonly<Record<string, unknown>>;

/**
 * What does not hold between members. Looks at what can be read of the plan, so that an error elsewhere hides none of
 * these; says nothing of members that cannot be read, which have said themselves what is wrong.
 */
export function crossProblems(parts: PlanParts, raw: Raw): ValueProblem[] {
  return [
    ...nameProblems(raw),
    ...shareProblems(parts, raw),
    ...contextProblems(parts),
    ...questionProblems(parts, raw),
    ...promptProblems(parts),
    ...ownedTwice(parts, raw),
    ...noWorkloads(raw),
    ...noLoad(raw),
  ];
}

/** Whether a value is a group of members. */
export function isMap(value: unknown): value is Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function membersOf(value: unknown): Raw {
  return isMap(value) ? value : {};
}

function noWorkloads({ workloads }: Raw): ValueProblem[] {
  if (!isMap(workloads) || Object.keys(workloads).length > 0) return [];
  const message = l10n.t('`workloads` needs at least one workload');
  return [{ code: 'missing-key', message, path: ['workloads'] }];
}

/** A workload says how many users it has or how much they ask for. */
function noLoad({ workloads }: Raw): ValueProblem[] {
  return Object.entries(membersOf(workloads))
    .filter(([, workload]) => isMap(workload) && !asksFor(workload))
    .map(([name]): ValueProblem => ({
      code: 'missing-key',
      message: l10n.t('`{name}` needs `concurrency` or `demand`, or `requests` with `output`', { name }),
      path: ['workloads', name, 'concurrency'],
    }));
}

/** Whether a workload says how much it asks for. Requests alone do not: nobody knows how long they last. */
export function asksFor(workload: Raw): boolean {
  const says = (member: string) => (workload[member] ?? null) !== null;
  return says('concurrency') || says('demand') || (says('requests') && says('output'));
}

function nameProblems(raw: Raw): ValueProblem[] {
  const check = (group: 'workloads' | 'options') =>
    Object.keys(membersOf(raw[group]))
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

function shareProblems({ workloads }: PlanParts, raw: Raw): ValueProblem[] {
  const names = Object.entries(membersOf(raw['workloads']));
  const entries = names.map(([name]) => [name, workloads?.[name] ?? {}] as const);
  // What a share that cannot be read was meant to be, nobody knows.
  const unread = names.some(
    ([name, written]) => !isMap(written) || ('share' in written && !workloads?.[name]?.share),
  );
  if (unread) return [];
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
const DISTRIBUTIONS = ['context', 'input', 'output', 'turnDelay', 'ttft'] as const;
/** What of a distribution may be written, in rising order. */
const ENDS = ['p50', 'p95', 'p99', 'max'] as const;

function contextProblems({ workloads }: PlanParts): ValueProblem[] {
  return Object.entries(workloads ?? {}).flatMap(([name, workload]) =>
    DISTRIBUTIONS.flatMap((member) => reversedIn(workload?.[member], ['workloads', name, member])),
  );
}

type Distribution = Parts<WorkloadInput[(typeof DISTRIBUTIONS)[number]]>;

function reversedIn(distribution: Distribution, path: Path): ValueProblem[] {
  if (!distribution || 'dimension' in distribution) return [];
  const parts: Partial<Record<(typeof ENDS)[number], Quantity | undefined>> = distribution;
  const written = ENDS.flatMap((name) => {
    const value = parts[name];
    return value ? [{ name, value }] : [];
  });
  for (const [i, { name, value }] of written.entries()) {
    const lower = written[i - 1];
    if (!lower || value.likely >= lower.value.likely) continue;
    const below = { name: lower.name, text: lower.value.text };
    return [
      {
        code: 'reversed-lengths',
        message: l10n.t('{name} `{value}` is below {lower} `{least}`', {
          ...{ name, value: value.text, lower: below.name, least: below.text },
        }),
        path: [...path, name],
        related: [{ path: [...path, lower.name], message: l10n.t('{name} is `{text}`', below) }],
      },
    ];
  }
  return [];
}

function questionProblems({ breakEven, calibration }: PlanParts, raw: Raw): ValueProblem[] {
  const options = raw['options'] === undefined ? { 'as-is': {} } : raw['options'];
  // Of options that are no group of members, no name is known.
  if (!isMap(options)) return [];
  const known = Object.keys(options);
  const asked = (['baseline', 'challenger'] as const).flatMap((role) => {
    const name = breakEven?.[role];
    return name === undefined ? [] : [{ name, path: ['breakEven', role] as Path }];
  });
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
function promptProblems({ calibration }: PlanParts): ValueProblem[] {
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

/** Members of accelerators whose values two ways of writing them are compared by. */
const GPU_MEMBERS = ['type', 'count', 'racks', 'price', 'rent', 'power'] as const;

/** What is owned may be said at the top level or under `owned`, or twice the same. */
function ownedTwice({ gpus, owned }: PlanParts, raw: Raw): ValueProblem[] {
  if (!isMap(raw['gpus']) || !isMap(raw['owned']) || !isMap(raw['owned']['gpus'])) return [];
  const [a, b] = [gpus ?? {}, owned?.gpus ?? {}];
  if (
    GPU_MEMBERS.every(
      (member) => JSON.stringify(withoutText(a[member])) === JSON.stringify(withoutText(b[member])),
    )
  )
    return [];
  return [
    {
      code: 'both-given',
      message: l10n.t('`gpus` and `owned.gpus` say what is owned in two ways; keep one'),
      path: ['gpus'],
      atKey: true,
      related: [{ path: ['owned', 'gpus'], message: l10n.t('and here') }],
    },
  ];
}

/** A value as far as it means something: `4M USD` and `4,000,000 USD` are one price. */
function withoutText(value: unknown): unknown {
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => (name === 'text' ? [] : [[name, withoutText(inner)]])),
  );
}
