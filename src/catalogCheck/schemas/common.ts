import * as z from 'zod';

/** What members of several kinds of entry are made of. Every object is strict: a misspelt member is refused. */

/** A text that says something. */
export const text = z
  .string()
  .min(1, 'must not be empty')
  .refine((value) => value === value.trim(), 'has space at its beginning or end');

/** An id as plans write it: looked up in lower case. */
export const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'must be of lower-case letters, digits, `.`, `_` and `-`');

/** A number in the unit that its member's name says, within limits that a slip of the unit leaves. */
export function measure(unit: string, low: number, high: number) {
  const message = `must be ${low} to ${high} ${unit}`;
  return z.number().min(low, message).max(high, message);
}

/** A whole number from `low` on. */
export function count(low: number) {
  return z
    .number()
    .min(low, `must be at least ${low}`)
    .refine((value) => Number.isInteger(value), 'must be a whole number');
}

export const fraction = measure('(a fraction)', 0, 1);

/** Lowest and highest of what was found. */
export function spread(value: z.ZodNumber) {
  return z.tuple([value, value]).refine(([low, high]) => low <= high, 'goes from the lowest to the highest');
}

export const confidence = z.enum(['vendor', 'measured', 'analyst', 'press', 'derived', 'assumption']);

/** Confidence in words, where specifications and price are not known equally well. */
export const confidences = text.regex(
  /^(vendor|measured|analyst|press|derived|assumption|recalled)\b/,
  'begins with vendor, measured, analyst, press, derived, assumption or recalled',
);

/** A day, a month or a year. */
export const date = z
  .string()
  .regex(
    /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/,
    'must be a date as 2026-04-03, 2026-04 or 2026',
  );

/** Where a figure comes from: what it is and when it was seen; an address or a repository where there is one. */
export const source = z
  .strictObject({
    title: text,
    url: z.url({ protocol: /^https$/, error: 'must be an https address' }).optional(),
    repo: z
      .string()
      .regex(/^[\w.-]+\/[\w.-]+$/, 'must be `owner/name`')
      .optional(),
    path: text.optional(),
    commit: z
      .string()
      .regex(/^[0-9a-f]{7,40}$/, 'must be the hexadecimal name of a commit')
      .optional(),
    date,
  })
  .refine(({ path, commit, repo }) => repo !== undefined || (path === undefined && commit === undefined), {
    message: 'a path or commit is of a `repo`, which is missing',
  });

export const sources = z.array(source).min(1, 'needs at least one source');

export const notes = z.array(text);

export const method = z.enum([
  'none',
  'mtp',
  'eagle3',
  'eagle3.1',
  'p-eagle',
  'dflash',
  'dflash2',
  'domino',
  'dspark',
  'ngram',
  'draft-model',
]);

/** Refuses a likely value outside of its spread, at the spread. */
export function within<Entry>(member: keyof Entry & string, likely: (entry: Entry) => number | null) {
  return (entry: Entry, context: z.RefinementCtx<Entry>): void => {
    const range: unknown = entry[member];
    const value = likely(entry);
    if (!Array.isArray(range)) return;
    const [low, high] = range.map(Number);
    if (value === null || (value >= (low ?? value) && value <= (high ?? value))) return;
    context.addIssue({ code: 'custom', path: [member], message: `does not hold the likely value ${value}` });
  };
}

/** Refuses figures of money without the day they were found, at the date. */
export function dated<Entry>(
  member: keyof Entry & string,
  figures: (entry: Entry) => readonly (number | null)[],
) {
  return (entry: Entry, context: z.RefinementCtx<Entry>): void => {
    if (entry[member] !== null || figures(entry).every((figure) => figure === null)) return;
    context.addIssue({ code: 'custom', path: [member], message: 'says when the figures were found' });
  };
}
