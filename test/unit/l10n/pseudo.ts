import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { texts } from '../../harness/words.mjs';

/** A language in which every text stands in brackets, so that one that escapes translation is seen. */
export const PSEUDO = Object.fromEntries(texts().map((text) => [text, `«${text}»`]));

/** What is the same in every language: words of the catalogue's data and of its sources, and units. */
const DATA = ['src/catalog/data', 'src/engine']
  .flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)))
  .filter((file) => file.endsWith('.json'))
  .flatMap((file) => [...stringsIn(JSON.parse(readFileSync(file, 'utf8')))])
  .filter((text) => text.length > 2)
  .sort((a, b) => b.length - a.length);
const UNITS =
  /\b(tok|req|Mtok|tokens|step|min|kWh|day|days|year|years|SRAM|DDR|HBM\w*|GQA|MLA|MQA|MHA|LPX|llama\.cpp)\b/g;

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) yield* stringsIn(one);
}

/** Words of a text that stand in no brackets, other than data, units, code, and `names` of the plan. */
export function untranslated(text: string, names: string): string[] {
  const own = new Set(names.match(/\p{L}+/gu));
  const bare = outside(text).replace(/`[^`]*`|\]\([^)]*\)|\$\([a-z-]+\)/g, ' ');
  const strange = (rest: string) =>
    (rest.replace(UNITS, ' ').match(/\p{L}{3,}/gu) ?? []).filter((word) => !own.has(word));
  // Looking through the data takes long, and few texts quote it.
  if (strange(bare).length === 0) return [];
  return strange(DATA.reduce((rest, known) => rest.replaceAll(known, ' '), bare));
}

/** What stands outside of all brackets. */
function outside(text: string): string {
  let depth = 0;
  let found = '';
  for (const letter of text) {
    if (letter === '«') depth++;
    if (depth === 0) found += letter;
    if (letter === '»') depth--;
  }
  return found;
}
