import { markdownTable } from '../../src/report/words/table.js';

/** A claim as the page tells it: what was said, and what the engine answers to the same comparison. */
export interface Claim {
  readonly title: string;
  /** Who said it, when, where. */
  readonly said: string;
  /** What it is held against. */
  readonly against: string;
  readonly published: string;
  readonly notPublished: string;
  /** Plans of examples/claims, by name. */
  readonly plans: readonly string[];
  /** Markdown of what the engine gets. */
  readonly answer: string;
  /** A sentence that holds. */
  readonly fair: string;
}

/** Three significant digits, thousands apart. */
export const number = (value: number): string =>
  Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });

/** A factor to two digits, as in `2.9×`. */
export const times = (value: number): string =>
  `${value >= 100 ? number(value) : String(Number(value.toPrecision(2)))}×`;

/** A factor with the ends that errors leave, each given as a factor. */
export function ratio(value: number, errors: readonly number[]): string {
  const reach = Math.exp(Math.hypot(...errors.map(Math.log)));
  if (reach < 1.005) return times(value);
  return `${times(value)} (${times(value / reach)} to ${times(value * reach)})`;
}

export const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

export const dollars = (usd: number | null | undefined): string =>
  usd == null ? 'not known' : `$${usd >= 100 ? number(usd) : usd.toFixed(2)}`;

export const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  markdownTable({ columns: [...columns], rows: rows.map((row) => [...row]) });
