/**
 * The product's words in the reader's language. English is the key and the fallback, as in the bundles of
 * VS Code (`bundle.l10n.LANGUAGE.json`), so a bundle of the editor's can be given as it is.
 *
 * `@vscode/l10n` does the same and can load bundles from files and addresses beside; nothing of that may ship
 * here, where no bundle of ours can reach a network.
 */

/** Translations by their English text. Places stand in braces, as in `{count} plans`. */
export type Bundle = Readonly<Record<string, string>>;

type Value = string | number | boolean;

/** The names in braces of a text; braces around anything but a word are text. */
type Places<Text extends string> = Text extends `${string}{${infer Place}}${infer Rest}`
  ? (Place extends `${string}${' ' | '{'}${string}` ? never : Place) | Places<Rest>
  : never;

/** What fills the places of a text: nothing where it has none. */
type Values<Text extends string> = [Places<Text>] extends [never]
  ? []
  : [values: Readonly<Record<Places<Text>, Value>>];

let translations: Bundle | null = null;

/** Takes the bundle of the reader's language, before anything is written; `null` for English. */
export function config(bundle: Bundle | null): void {
  translations = bundle;
}

/**
 * A text in the reader's language, its places filled. The text is written in place, so that `npm run l10n` finds
 * it, and inside a function, so that it is read after the language is known.
 */
export function t<const Text extends string>(
  text: string extends Text ? never : Text,
  ...[values]: Values<Text>
): string {
  const found = marked(text);
  return values ? fill(found, values) : found;
}

function fill(text: string, values: Readonly<Record<string, Value>>): string {
  let pieces = taken.get(text);
  if (!pieces) taken.set(text, (pieces = text.split(/\{(\w+)\}/)));
  // Text and names take turns.
  return pieces.reduce((filled, piece, i) => {
    if (i % 2 === 0) return filled + piece;
    return filled + (Object.hasOwn(values, piece) ? filling(piece, values[piece]) : `{${piece}}`);
  }, '');
}

/** Places for names that the writer of a plan gave. */
const GIVEN = new Set([
  'workload',
  'option',
  'baseline',
  'challenger',
  'winner',
  'lead',
  'cheapest',
  'cheaper',
  'dearer',
]);

/** Given names that a reader would take for a word of the sentence, as in “all of any fits”. */
const WORDS = new Set(
  'a all alone an any both each either every it most neither no none nothing one other some that the this'.split(
    ' ',
  ),
);

/** What stands in a place: a given name that reads as a word is set off. */
function filling(place: string, value: Value | undefined): string {
  const text = String(value);
  return GIVEN.has(place) && WORDS.has(text.toLowerCase()) ? `“${text}”` : text;
}

/** The texts of the product, taken apart at their places: they are few, and filled again and again. */
const taken = new Map<string, readonly string[]>();

/** The translation of a text that stands elsewhere: the schema's own words, collected by `npm run l10n`. */
export function marked(text: string): string {
  return translations?.[text] ?? text;
}

/** A value as a bundle, if it is one. */
export function readBundle(value: unknown): Bundle | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  return Object.values(value).every((text) => typeof text === 'string')
    ? // Every value was just seen to be a text.
      (value as Bundle)
    : null;
}
