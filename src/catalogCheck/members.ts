import * as z from 'zod';
import type { Path } from '../plan/path.js';

/** Names of the members that a schema knows at a path; none where there is no object. */
export function membersAt(schema: z.core.$ZodType, path: Path): string[] {
  const [first, ...rest] = path;
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional)
    return membersAt(schema.unwrap(), path);
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
    if (first === undefined) return Object.keys(shape);
    const member = shape[String(first)];
    return member ? membersAt(member, rest) : [];
  }
  return schema instanceof z.ZodArray && first !== undefined ? membersAt(schema.element, rest) : [];
}
