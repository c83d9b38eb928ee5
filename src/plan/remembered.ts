import type * as z from 'zod';
import { registered } from '../units/cacheRegistry.js';
import { weakStore } from '../units/weakStore.js';

/**
 * A schema that gives an object it has found valid before the same answer without looking at it again: of a long
 * plan, an edit leaves most members the same objects. What is invalid is always read anew, for its problems.
 * Applied last: `meta` and the like make schemas of their own.
 */
export function remembered<T extends z.ZodType>(schema: T): T {
  const valid = weakStore<object, { readonly value: unknown }>();
  registered({ name: 'valid members of plans', size: valid.size, clear: valid.clear });
  const internals = schema._zod;
  const run = internals.run.bind(internals);
  internals.run = (payload, context) => {
    const input: unknown = payload.value;
    if (typeof input !== 'object' || input === null) return run(payload, context);
    const known = valid.get(input);
    if (known) {
      payload.value = known.value;
      return payload;
    }
    const result = run(payload, context);
    if (!(result instanceof Promise) && result.issues.length === 0) valid.set(input, { value: result.value });
    return result;
  };
  return schema;
}
