import * as z from 'zod';

/** Members of results as the schema describes them: each with what it means and its unit. */

/** A number, or `null` with a `reason` beside it. */
export const value = (description: string) => z.number().nullable().meta({ description });

/** A whole number that is always there. */
export const counted = (description: string) => z.int().meta({ description });

export const flag = (description: string) => z.boolean().meta({ description });

export const text = (description: string) => z.string().meta({ description });

export const textOrNull = (description: string) => z.string().nullable().meta({ description });

/** Why a number beside it is `null`; left out where none has to be explained. */
export const reason = z
  .string()
  .exactOptional()
  .meta({ description: 'Why a value beside this one is null, or what it leaves out, in words.' });

/** Members by a name of the plan. */
export const byName = <T extends z.ZodType>(member: T, description: string) =>
  z.record(z.string(), member).meta({ description });

/** A value at the three context lengths of a workload. */
export const atLengths = (description: string) =>
  z
    .strictObject({
      p50: value('At the median context.'),
      p95: value('At the 95th percentile of the context.'),
      max: value('At the longest context.'),
      reason,
    })
    .meta({ description });

/** The spread of a number. */
export const band = {
  low: value('Lower end of the spread.'),
  high: value('Upper end of the spread.'),
};
