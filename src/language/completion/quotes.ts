/** The quotes that a word under the cursor stands in, or should. */
export interface Quotes {
  /** Written before the word already. */
  readonly open: '"' | "'" | '';
  /** Written behind the word already. */
  readonly closed: boolean;
  /** What is put in needs quotes: some were begun, or the text is JSON. */
  readonly asked: boolean;
}

/** Quotes around a word that ends at `wordEnd`. */
export function quotesAt(text: string, word: string, wordEnd: number): Quotes {
  const first = word[0];
  const open = first === '"' || first === "'" ? first : '';
  const closed = open !== '' && text[wordEnd] === open;
  return { open, closed, asked: open !== '' || /^\s*\{\s*"/.test(text) };
}

/** A snippet with the quotes that its place asks for and that are not there yet. */
export function quoted(snippet: string, { quotes }: { readonly quotes: Quotes }): string {
  if (!quotes.asked) return snippet;
  const mark = quotes.open === '' ? '"' : quotes.open;
  return `${quotes.open === '' ? mark : ''}${snippet}${mark}`;
}

/** A text that a snippet puts in as it is. */
export function escapeSnippet(text: string): string {
  return text.replace(/[$}\\]/g, '\\$&');
}
