import type { OptionResult } from '../../engine/shapes/result.js';
import { leadingOption } from '../words/insight.js';
import { isDecodeOnly } from '../words/decodeOnly.js';
import { purchaseInShort } from '../words/fleet/purchase.js';
import { verdict, type Verdict } from '../words/sentences.js';
import type { Analysis } from './analysis.js';
import { changeOf } from './changeSteps.js';

/** A version of a plan's file. */
export interface Revision {
  /** As it is told apart from others. */
  readonly id: string;
  /** ISO, by day; empty where not known. */
  readonly date: string;
  readonly author: string;
  /** What its author says of it, in a line. */
  readonly subject: string;
}

/** What a version of a plan comes to. */
export interface HistoryEntry extends Revision {
  /** `invalid` where the version has no answer. */
  readonly tone: Verdict['tone'] | 'invalid';
  readonly headline: string;
  /** What would change it; of the newest version alone, for it takes a search. */
  readonly change: string;
  /** The option that the headline is about. */
  readonly lead: string | null;
  /** USD per million tokens of each option, on the basis that decides; `null` where it is not known. */
  readonly usdPerMillionTokens: Readonly<Record<string, number | null>>;
  /** The cost of the leading option leaves prompts out. */
  readonly decodeOnly: boolean;
  /** USD of what the leading option has to buy. */
  readonly purchaseUsd: number | null;
  /** The same in words; `null` for nothing. */
  readonly purchase: string | null;
  /** Something that is told here differs from the version before. */
  readonly changed: boolean;
}

/** What versions of a plan come to, oldest first, whatever order they were given in by `analyses`: oldest first too. */
export function planHistory(
  versions: readonly { readonly revision: Revision; readonly analysis: Analysis }[],
): HistoryEntry[] {
  const entries: HistoryEntry[] = [];
  for (const [i, { revision, analysis }] of versions.entries()) {
    const change = i === versions.length - 1 ? changeOf(analysis) : '';
    const entry = { ...revision, ...answered(analysis), change };
    const before = entries.at(-1);
    entries.push({ ...entry, changed: before === undefined || told(entry) !== told(before) });
  }
  return entries;
}

type Answered = Omit<HistoryEntry, keyof Revision | 'changed' | 'change'>;

function answered({ plan, problems, result }: Analysis): Answered {
  const answer = result();
  if (!plan || !answer)
    return {
      tone: 'invalid',
      headline: problems[0]?.message ?? '',
      lead: null,
      usdPerMillionTokens: {},
      decodeOnly: false,
      purchaseUsd: null,
      purchase: null,
    };
  const lead = leadingOption(answer);
  const leading: OptionResult | undefined = lead === null ? undefined : answer.options[lead];
  const { tone, headline } = verdict(plan, answer);
  return {
    ...{ tone, headline, lead },
    usdPerMillionTokens: Object.fromEntries(
      Object.entries(answer.options).map(([name, { basis }]) => [
        name,
        basis[answer.basis].usdPerMillionTokens,
      ]),
    ),
    decodeOnly: leading !== undefined && isDecodeOnly(leading),
    purchaseUsd: leading?.purchase.usd ?? null,
    purchase: leading ? purchaseInShort({ option: leading }) : null,
  };
}

const told = ({ tone, headline, usdPerMillionTokens, purchase }: Answered): string =>
  JSON.stringify([tone, headline, usdPerMillionTokens, purchase]);
