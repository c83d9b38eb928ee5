import type * as z from 'zod';
import type { Path } from '../plan/path.js';
import { problemsFrom } from '../plan/problems.js';
import { closest } from '../units/closest.js';
import { membersAt } from './members.js';

/** What is wrong with data, at a path from the root of its file. */
export interface Fault {
  readonly path: Path;
  readonly message: string;
  /** The fault is of the member's name, or of a member that is not there. */
  readonly atKey?: true;
}

/** What a schema finds wrong with a value that stands at `base`. */
export function schemaFaults(schema: z.ZodObject, value: unknown, base: Path): Fault[] {
  const { error } = schema.safeParse(value, { reportInput: true });
  if (!error) return [];
  return problemsFrom(error.issues, (path) => membersAt(schema, path)).map(
    ({ path, code, message, atKey }) => {
      const own =
        code === 'unknown-key' ? unknown(String(path.at(-1)), membersAt(schema, path.slice(0, -1))) : null;
      return {
        path: [...base, ...path],
        message: own ?? (path.length === 0 ? `an entry is an object: ${message}` : message),
        ...(atKey || code === 'missing-key' ? { atKey: true as const } : {}),
      };
    },
  );
}

function unknown(name: string, known: readonly string[]): string {
  const near = closest(name, known);
  return near ? `no member \`${name}\`; did you mean \`${near}\`?` : `no member \`${name}\``;
}
