import * as z from 'zod';
import * as l10n from '../l10n/l10n.js';
import type { Dimension } from '../units/dimensions.js';
import { parseQuantity, type Quantity } from '../units/quantity.js';

/** What a member says about itself beside its type; read by completion, hover and the reference page. */
declare module 'zod' {
  interface GlobalMeta {
    /** The quantity's dimension: decides units. */
    dimension?: Dimension;
    /** Catalogue whose ids are offered. */
    catalogue?:
      'models' | 'accelerators' | 'speculators' | 'acceptance' | 'hosted' | 'kvFormats' | 'weightFormats';
    /** Names of this plan that the value refers to. */
    refersTo?: 'options' | 'workloads';
    /** What holds where the plan says nothing, in words. */
    defaultText?: string;
    /** The title within a sentence; for members that sentences name. */
    inText?: string;
    /** Unit of the values in plans and results, where it is not the dimension's own, as `racks` of a count. */
    unit?: string;
    /** Said for the reader: no number of a result follows from it. */
    informative?: true;
    /** Members a new entry starts with, as a snippet body. */
    snippet?: string;
    /** What each word of an `enum` means, in its order; editors of JSON Schema show it, too. */
    enumDescriptions?: string[];
  }
}

/** Limits of a quantity, in SI units. */
interface Limits {
  readonly zero?: 'allowed';
  readonly most?: readonly [number, string];
  readonly least?: readonly [number, string];
  readonly whole?: true;
  /** Ranges make no sense here. */
  readonly single?: true;
}

// Plans are small: compiling validators costs more than it saves, and code generation is not welcome everywhere.
z.config({ jitless: true });

/** What a member tells its reader. */
export interface About {
  readonly title: string;
  readonly description: string;
  readonly examples?: readonly string[];
  readonly defaultText?: string;
  /** The title within a sentence; for members that sentences name. */
  readonly inText?: string;
  /** Unit of the values in plans and results, where it is not the dimension's own. */
  readonly unit?: string;
  /** No number of a result follows from it. */
  readonly informative?: true;
}

/** What all quantities are written as. One for all: a program that only checks a plan is half done making schemas. */
const WRITTEN = z.union([z.string(), z.number()]);

/** A schema with what it says of itself: `meta` would make it a second time. */
function told<T extends z.ZodType>(schema: T, about: z.GlobalMeta): T {
  z.globalRegistry.add(schema, about);
  return schema;
}

/** A quantity of a dimension within limits: text or number in, SI out. */
export function quantity(dimension: Dimension, about: About, limits: Limits = {}) {
  const read = WRITTEN.transform((value, context): Quantity => {
    const fail = (code: string, message: string, suggestion?: string) => {
      context.issues.push({ code: 'custom', input: value, message, params: { code, suggestion } });
      return z.NEVER;
    };
    const result = parseQuantity(value, dimension);
    if (!result.ok) return fail(result.error.code, result.error.message, result.error.suggestion);
    const wrong = outside(result.quantity, limits);
    return wrong ? fail(...wrong) : result.quantity;
  });
  return told(read, { ...about, examples: [...(about.examples ?? [])], dimension });
}

function outside(q: Quantity, limits: Limits): readonly [string, string, string?] | null {
  if (limits.single && q.isRange) return ['no-range', l10n.t('takes one value, not a range')];
  if (!limits.zero && q.low === 0) return ['zero', l10n.t('must be more than zero')];
  if (limits.whole && ![q.low, q.high].every(Number.isInteger)) {
    return [
      'not-whole',
      l10n.t('`{text}` is not a whole number', { text: q.text }),
      String(Math.round(q.likely)),
    ];
  }
  if (limits.least && q.low < limits.least[0])
    return [
      'too-small',
      l10n.t('`{text}` is below {least}', { text: q.text, least: l10n.marked(limits.least[1]) }),
    ];
  if (limits.most && q.high > limits.most[0]) {
    const over = l10n.t('`{text}` is over {most}', { text: q.text, most: limits.most[1] });
    const percent = (q.high * 100).toLocaleString('en-US');
    // Who writes `share: 60` means 60 %.
    const meansPercent = q.dimension === 'fraction' && q.high <= 100 && !q.text.includes('%');
    return meansPercent
      ? [
          'too-big',
          l10n.t('without a unit `{text}` is a fraction, {percent} %; write `{text}%`', {
            ...{ text: q.text, percent },
          }),
          `${q.text}%`,
        ]
      : ['too-big', over];
  }
  return null;
}

export const HUNDRED_PERCENT = [1, '100 %'] as const;
/** Between nothing and everything. */
export const fraction = (about: About, limits: Limits = {}) =>
  quantity('fraction', about, { most: HUNDRED_PERCENT, ...limits });
/** A whole number of things. */
export const count = (about: About) => quantity('count', about, { whole: true, single: true });
/** Hardware in whole pieces: a bare number counts accelerators or LPX racks, `2 racks` whole racks. */
export const hardware = (about: About) =>
  quantity('hardware', about, { whole: true, single: true, zero: 'allowed' });
/** A hundred times the longest context of any model: what is longer is a slip, and reads as one. */
const LONGEST = [2 ** 30, '1G'] as const;
/** A length in tokens. */
export const length = (about: About) => quantity('tokens', about, { most: LONGEST });

/** What is wrong with an empty list, in the language of the reader. */
export const NEEDS_ONE = { error: () => l10n.t('needs one item at least') };

/** A text that must be one of a few words, each with what it means. */
export const word = <const Word extends string>(
  words: Readonly<Record<Word, { readonly description: string }>>,
  about: About,
) => {
  // The keys of the record are its words.
  const names = Object.keys(words) as Word[];
  return told(z.enum(names), {
    ...about,
    examples: [...(about.examples ?? names)],
    enumDescriptions: names.map((name) => words[name].description),
  });
};
