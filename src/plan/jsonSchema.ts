import * as z from 'zod';
import type { Dimension } from '../units/dimensions.js';
import { planSchema } from './schema.js';

/** The parts of JSON Schema that ours uses. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly dimension?: Dimension;
  readonly catalogue?: string;
  readonly refersTo?: 'options' | 'workloads';
  readonly defaultText?: string;
  readonly inText?: string;
  readonly unit?: string;
  readonly informative?: boolean;
  readonly snippet?: string;
  /** What each word of `enum` means. */
  readonly enumDescriptions?: readonly string[];
}

let generated: JsonSchema | null = null;

/** The file's JSON Schema (draft 2020-12), generated from the zod schema once. */
export function planJsonSchema(): JsonSchema {
  // zod types its result by the standard; ours names the parts that occur.
  generated ??= z.toJSONSchema(planSchema, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    // zod leaves examples out where a value is transformed, because they could be of either side; ours are
    // of the input.
    override: ({ zodSchema, jsonSchema }) => {
      const examples = z.globalRegistry.get(zodSchema)?.examples;
      if (Array.isArray(examples)) jsonSchema.examples = examples;
    },
  }) as JsonSchema;
  return generated;
}

/** The schemas that may hold at a path: more than one where a value can take several shapes. */
export function schemasAt(path: readonly (string | number)[]): JsonSchema[] {
  return path.reduce<JsonSchema[]>(schemasIn, [planJsonSchema()]);
}

/** The schemas that may hold at a member of what some schemas describe. */
export function schemasIn(schemas: readonly JsonSchema[], part: string | number): JsonSchema[] {
  return schemas.flatMap(alternatives).flatMap((schema) => childOf(schema, part));
}

/** A schema's alternatives, or itself. */
export function alternatives(schema: JsonSchema): JsonSchema[] {
  return schema.anyOf ? schema.anyOf.flatMap(alternatives) : [schema];
}

function childOf(schema: JsonSchema, part: string | number): JsonSchema[] {
  // A place in a list, also where it comes out of a text.
  if (schema.items && /^\d+$/.test(String(part))) return [schema.items];
  const own = schema.properties;
  const member = own && Object.hasOwn(own, part) ? own[part] : undefined;
  if (member) return [member];
  const rest = schema.additionalProperties;
  return typeof rest === 'object' && Object.keys(rest).length > 0 ? [rest] : [];
}

/** The dimension of a value that one of the schemas allows; `null` where none is a quantity. */
export function dimensionOf(schemas: readonly JsonSchema[]): Dimension | null {
  const all = schemas.flatMap((schema) => [schema, ...alternatives(schema)]);
  return all.find(({ dimension }) => dimension)?.dimension ?? null;
}

/** Names of members that a value at a path may have. */
export function memberNamesAt(path: readonly (string | number)[]): string[] {
  return schemasAt(path)
    .flatMap(alternatives)
    .flatMap(({ properties }) => Object.keys(properties ?? {}));
}
