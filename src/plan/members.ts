import * as l10n from '../l10n/l10n.js';
import type { Dimension } from '../units/dimensions.js';
import table from './members.json' with { type: 'json' };
import type { Path } from './path.js';

/** A member of the file, as the schema describes it: plain data, for rooms that have no schema. */
export interface Member {
  /** Its one name, in English: see `titleOf`. */
  readonly title: string;
  /** The same within a sentence, where sentences name it. */
  readonly inText?: string;
  /** Of a quantity: decides its units. */
  readonly dimension?: Dimension;
  /** Of a quantity: unit of its values in plans and results. */
  readonly unit?: string;
  readonly examples?: readonly string[];
  /** No number of a result follows from it. */
  readonly informative?: boolean;
}

/** Members by the pattern of their path, names and places being `*`. `npm run members` writes them from the schema. */
// Written from the schema's types, which a file of JSON does not keep; a test holds that it is current.
const MEMBERS = table as unknown as Readonly<Record<string, Member>>;

/** Rooms whose members have names of the plan's own. */
const NAMED = ['workloads', 'options', 'currency'];

/** The member at a path; `null` where the file has none. */
export function memberOf(path: Path): Member | null {
  const pattern = path.map((part, i) => (isOwn(path, i) ? '*' : part)).join('/');
  return Object.hasOwn(MEMBERS, pattern) ? (MEMBERS[pattern] ?? null) : null;
}

/** Whether a part of a path is a name of the plan's own, or a place in a list. */
function isOwn(path: Path, i: number): boolean {
  return i === 1 ? NAMED.includes(String(path[0])) : i > 1 && /^\d+$/.test(String(path[i]));
}

/** The name of a member on screen, in the reader's language; the last part of a path that is no member's. */
export function titleOf(path: Path): string {
  return l10n.marked(memberOf(path)?.title ?? String(path.at(-1) ?? ''));
}

/** The name of a member within a sentence, in the reader's language. */
export function titleInText(path: Path): string {
  const member = memberOf(path);
  return member?.inText === undefined ? titleOf(path) : l10n.marked(member.inText);
}
