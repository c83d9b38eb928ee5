import * as z from 'zod';
import { crossProblems, isMap } from '../checks.js';
import { planSchema, type PlanInput } from '../schema.js';
import { readPlanValue, type ReadValues } from './read.js';
import { fieldsOf, leadsInto, withValue } from './tree.js';

type Fields = Readonly<Record<string, unknown>>;

/** A member of a plan whose values are tried one after the other. */
type MemberPath = readonly string[];

/**
 * Reads a plan that takes other texts at a few paths, again and again: for each it says what `readPlanValue` says of the
 * whole. Of a plan that is valid with the texts before, only the members that change are held against their schemas, and
 * what must hold between members is asked of all. All else is read whole, for what is wrong with it.
 */
export function pointReader(
  base: unknown,
  paths: readonly MemberPath[],
): (texts: readonly string[]) => Pick<ReadValues, 'input' | 'problems'> {
  const apart = paths.every((path, i) => !paths.some((other, j) => i !== j && leadsInto(other, path)));
  // A rate turns prices anywhere into others.
  const alone =
    apart && fieldsOf(base)['currency'] === undefined && !paths.some(([top]) => top === 'currency');
  let last: Point | null = null;
  return (texts) => {
    const next = last && changed(last, paths, texts);
    if (next) {
      last = next;
      return { input: next.input, problems: [] };
    }
    const value = paths.reduce<unknown>((all, path, i) => withValue(all, path, texts[i]), base);
    const { input, problems } = readPlanValue(value);
    last = alone && input && problems.length === 0 ? pointOf(value, input, paths, texts) : null;
    return { input, problems };
  };
}

/** A valid plan, and the texts that it has at the paths. */
interface Point {
  readonly value: Fields;
  readonly input: PlanInput;
  readonly texts: readonly string[];
  /** What holds at each path as the plan is written around it. */
  readonly schemas: readonly z.core.$ZodType[];
}

/** `null` where more of a plan than a member may follow from its text. */
function pointOf(
  value: unknown,
  input: PlanInput,
  paths: readonly MemberPath[],
  texts: readonly string[],
): Point | null {
  const schemas = paths.flatMap((path) => memberSchema(planSchema, path) ?? []);
  const all = isMap(value) && schemas.length === paths.length && paths.every((path) => isThere(input, path));
  return all ? { value, input, texts, schemas } : null;
}

/** The same plan with other texts; `null` where it is not valid with them. */
function changed(point: Point, paths: readonly MemberPath[], texts: readonly string[]): Point | null {
  let value: unknown = point.value;
  let input: unknown = point.input;
  for (const [i, path] of paths.entries()) {
    const [text, schema] = [texts[i], point.schemas[i]];
    if (text === point.texts[i] || !schema) continue;
    const read = z.safeParse(schema, text);
    if (!read.success) return null;
    value = withValue(value, path, text);
    input = withValue(input, path, read.data);
  }
  // Each member holds what its schema makes of a text, as in a plan that is read whole.
  const read = input as PlanInput;
  if (!isMap(value) || crossProblems(read, value).length > 0) return null;
  return { ...point, value, input: read, texts };
}

/** Whether all groups on the way to a member are groups of members, and it is there. */
function isThere(value: unknown, path: MemberPath): boolean {
  let group = value;
  for (const part of path) {
    if (!isMap(group) || !Object.hasOwn(group, part)) return false;
    group = group[part];
  }
  return true;
}

/** The schema of a member, if what it says is all that depends on its text; else `null`. */
function memberSchema(schema: z.core.$ZodType, path: MemberPath): z.core.$ZodType | null {
  const [head, ...rest] = path;
  if (head === undefined) return schema;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return memberSchema(schema.def.innerType, path);
  if (schema instanceof z.ZodUnion) {
    // Beside groups of members only one may take what is written as one.
    const [group, ...others] = schema.def.options.filter((one) => !takesOneValue(one));
    return group && others.length === 0 ? memberSchema(group, path) : null;
  }
  if (schema instanceof z.ZodRecord && isUnchecked(schema)) return memberSchema(schema.def.valueType, rest);
  if (!(schema instanceof z.ZodObject) || !isUnchecked(schema)) return null;
  const members: Readonly<Record<string, z.core.$ZodType>> = schema.def.shape;
  const member = Object.hasOwn(members, head) ? members[head] : undefined;
  return member ? memberSchema(member, rest) : null;
}

const isUnchecked = ({ def }: { readonly def: z.core.$ZodTypeDef }): boolean =>
  (def.checks ?? []).length === 0;

/** Whether a schema takes only texts, numbers and the like. */
function takesOneValue(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodPipe) return takesOneValue(schema.def.in);
  if (schema instanceof z.ZodUnion) return schema.def.options.every(takesOneValue);
  return (
    schema instanceof z.ZodString ||
    schema instanceof z.ZodNumber ||
    schema instanceof z.ZodEnum ||
    schema instanceof z.ZodLiteral
  );
}
