import prettier from 'prettier';
import { alternatives, planJsonSchema, type JsonSchema } from '../../src/plan/jsonSchema.js';
import type { Member } from '../../src/plan/members.js';
import { DIMENSIONS } from '../../src/units/dimensions.js';

/** Where the table is stored. */
export const MEMBERS_FILE = 'src/plan/members.json';

/** The table of members as the schema describes them, by pattern, in the schema's order. */
export function memberTable(): Record<string, Member> {
  const table: Record<string, Member> = {};
  collect(planJsonSchema(), [], table);
  return table;
}

function collect(schema: JsonSchema, path: readonly string[], table: Record<string, Member>): void {
  const pattern = path.join('/');
  const member = memberFrom(schema);
  // Where a value can take several shapes, what stands first names the member.
  if (member && path.length > 0) table[pattern] ??= member;
  for (const shape of alternatives(schema)) {
    for (const [name, inner] of Object.entries(shape.properties ?? {}))
      collect(inner, [...path, name], table);
    const named = shape.additionalProperties;
    if (typeof named === 'object') collect(named, [...path, '*'], table);
    if (shape.items) collect(shape.items, [...path, '*'], table);
  }
}

function memberFrom(schema: JsonSchema): Member | null {
  const { title, inText, examples, informative } = schema;
  if (title === undefined) return null;
  const quantity = [schema, ...alternatives(schema)].find(({ dimension }) => dimension);
  const dimension = quantity?.dimension;
  return {
    title,
    ...(inText === undefined ? {} : { inText }),
    ...(dimension ? { dimension, unit: schema.unit ?? DIMENSIONS[dimension].si } : {}),
    ...(examples && examples.length > 0 ? { examples } : {}),
    ...(informative ? { informative } : {}),
  };
}

/** The file of the table, as it is stored. */
export async function membersText(): Promise<string> {
  return prettier.format(JSON.stringify(memberTable()), { parser: 'json', printWidth: 110 });
}
