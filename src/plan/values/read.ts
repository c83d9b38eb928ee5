import * as z from 'zod';
import * as l10n from '../../l10n/l10n.js';
import { asksFor, crossProblems, isMap } from '../checks.js';
import { withoutConsequences } from '../consequences.js';
import { inDollars } from '../currency.js';
import { memberNamesAt } from '../jsonSchema.js';
import { lenientSchema, type PlanParts } from '../lenient.js';
import type { Path } from '../path.js';
import { problemsFrom, type ValueProblem } from '../problems.js';
import { planSchema, type OptionInput, type PlanInput } from '../schema.js';

/** Rounds of leaving out what is invalid; each goes at least one level up. */
const MAX_ROUNDS = 8;

/** As much of a plan as its values say, and what is wrong with them. */
export interface ReadValues {
  readonly input: PlanInput | null;
  readonly parts: Partial<PlanInput>;
  readonly problems: readonly ValueProblem[];
}

/** `text`: of which the values are; `broken`: more of it is wrong than its values. */
export function readInput(value: unknown, text: string, broken: boolean): ReadValues {
  if (!isMap(value)) {
    if (broken) return { input: null, parts: {}, problems: [] };
    const empty = value === undefined || value === null;
    const message = empty
      ? l10n.t('an empty plan: start with `decodeplan: 1`, a `model` and `workloads`')
      : l10n.t('a plan is made of members such as `model: llama-3.1-70b`');
    const code = text.trim() === '' ? 'empty' : 'not-a-plan';
    return { input: null, parts: {}, problems: [{ code, message, path: [] }] };
  }
  const whole = planSchema.safeParse(value, { reportInput: true });
  if (whole.success) return validated(whole.data, crossProblems(whole.data, value));
  const problems = problemsFrom(whole.error.issues, memberNamesAt);
  const crossed = crossProblems(readable<PlanParts>(lenientSchema(), value), value);
  const read = validated(readable<Partial<PlanInput>>(partialSchema(), value), crossed);
  return { ...read, problems: withoutConsequences([...problems, ...crossed], problems) };
}

let partial: z.core.$ZodType | null = null;

/** Plans that may lack any member; made when first needed. */
function partialSchema(): z.core.$ZodType {
  return (partial ??= planSchema.partial());
}

/** What is left of a plan once all that a schema does not take is left out: a value of that schema. */
function readable<T>(schema: z.core.$ZodType, value: unknown): Partial<T> {
  let remaining = value;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const result = z.safeParse(schema, remaining, { reportInput: true });
    // Who calls this names the schema's own type.
    if (result.success) return result.data as Partial<T>;
    remaining = without(remaining, problemsFrom(result.error.issues, memberNamesAt).map(placeToDrop));
  }
  return {};
}

/** A missing member takes its owner with it; anything else goes alone. */
function placeToDrop({ code, path }: ValueProblem): Path {
  const place = code === 'missing-key' && path.length > 1 ? path.slice(0, -1) : path;
  // Without the service, the racks or the drafts that it is about an option is another one, whose answer must not stand under its name.
  const [of, , member] = place;
  return of === 'options' && place.length === 3 && MAKE_AN_OPTION.has(String(member))
    ? place.slice(0, 2)
    : place;
}

const MAKE_AN_OPTION: ReadonlySet<string> = new Set([
  'speculation',
  'lpx',
  'dynamo',
  'prefill',
  'hosted',
  'gpus',
  'serving',
] satisfies (keyof OptionInput)[]);

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

/** The plan that can be evaluated, if all that it cannot do without is there. */
function validated(parts: Partial<PlanInput>, crossed: readonly ValueProblem[]): ReadValues {
  const { decodeplan, model, workloads: all } = parts;
  const bad = new Set(crossed.filter(({ code }) => code === 'reversed-lengths').map(({ path }) => path[1]));
  const workloads = Object.fromEntries(
    Object.entries(all ?? {}).filter(([name, workload]) => !bad.has(name) && asksFor(workload)),
  );
  // The version decides what everything else means.
  const complete = decodeplan !== undefined && model !== undefined && Object.keys(workloads).length > 0;
  const input = complete ? { ...parts, decodeplan, model, workloads } : null;
  return { input, parts: { ...parts, workloads }, problems: crossed };
}

/** Reads a plan's values as `parsePlan` reads a text of just them, without places. */
export function readPlanValue(value: unknown): ReadValues {
  // No text of values is empty.
  return readInput(inDollars(value), 'values', false);
}
