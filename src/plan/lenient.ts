import * as z from 'zod';
import type { Quantity } from '../units/quantity.js';
import { planSchema, type PlanInput } from './schema.js';

/** What can be read of a value: any member may be missing, at any depth. */
export type Parts<T> = T extends Quantity
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Parts<Item>[]
    : T extends object
      ? { readonly [K in keyof T]?: Parts<T[K]> | undefined }
      : T;

/** The plan as far as it can be read: what is wrong with one member leaves those beside it. */
export type PlanParts = Parts<PlanInput>;

let built: z.core.$ZodType | null = null;

/** The schema of a plan that lacks whatever it likes. Its values are `PlanParts`. */
export function lenientSchema(): z.core.$ZodType {
  built ??= lenient(planSchema);
  return built;
}

/** The same schema with every member of every object optional; other limits stay. */
function lenient(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodObject) {
    const members: Readonly<Record<string, z.core.$ZodType>> = schema.def.shape;
    const shape = Object.entries(members).map(
      ([name, member]) => [name, z.optional(lenient(member))] as const,
    );
    return z.clone(schema, { ...schema.def, shape: Object.fromEntries(shape) });
  }
  if (schema instanceof z.ZodOptional) return z.optional(lenient(schema.def.innerType));
  if (schema instanceof z.ZodNullable) return z.nullable(lenient(schema.def.innerType));
  if (schema instanceof z.ZodArray)
    return z.clone(schema, { ...schema.def, element: lenient(schema.def.element) });
  if (schema instanceof z.ZodRecord)
    return z.clone(schema, { ...schema.def, valueType: lenient(schema.def.valueType) });
  if (schema instanceof z.ZodUnion)
    return z.clone(schema, { ...schema.def, options: schema.def.options.map(lenient) });
  return schema;
}
