import * as z from 'zod';
import type { Book } from '../catalog/entries/book.js';
import { catalogueItem, catalogueItems, CATALOGUES } from '../report/writers/catalogue.js';
import { name, noSuchName } from './inputs.js';
import { tool, ToolError } from './tool.js';

/** More entries than this are told by number: a search narrows them down. */
const MOST_LISTED = 60;

export const catalogue = tool({
  name: 'catalogue',
  title: 'Look up the catalogue',
  description:
    'Looks up what decode plans can name: models with their KV cache, accelerators and racks with prices, power and memory, ways to draft (speculators) with acceptance, hosted offers with prices; each with sources and dates. Give id for one entry with all its facts, or search and catalogue for a list of ids. Use it before writing an id or a price into a plan. Reads only; runs offline in milliseconds.',
  input: z.strictObject({
    id: name('An id or a Hugging Face name, as in deepseek-v4-pro: one entry with all its facts.').optional(),
    catalogue: z.enum(CATALOGUES).describe('Only entries of this kind.').optional(),
    search: name('Words that ids or names must hold, as in llama 70b.').optional(),
  }),
  output: z.object({
    entry: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('The entry that was asked for, in SI units and USD, with sources.'),
    entries: z
      .array(z.object({ catalogue: z.enum(CATALOGUES), id: z.string(), name: z.string() }))
      .optional()
      .describe('Entries that were found, without their facts.'),
    total: z.int().optional().describe('How many there are.'),
  }),
  slow: false,
  run: async ({ id, catalogue, search }, host) => {
    const wanted = catalogue === undefined ? CATALOGUES : [catalogue];
    const book = await host.book();
    return id === undefined ? listed(wanted, search ?? '', book) : entryOf(id, wanted, book);
  },
});

type Wanted = readonly (typeof CATALOGUES)[number][];

function entryOf(id: string, wanted: Wanted, book: Book) {
  const entry = catalogueItem(id, wanted, book);
  if (!entry) {
    const ids = wanted.flatMap((one) => catalogueItems(one, book).map((item) => item.id));
    throw new ToolError(noSuchName('entry', id, ids));
  }
  return { text: JSON.stringify(entry, null, 1), data: { entry } };
}

function listed(wanted: Wanted, search: string, book: Book) {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const all = wanted.flatMap((one) =>
    catalogueItems(one, book).map((item) => ({ catalogue: one, id: item.id, name: item.name })),
  );
  const found = all.filter((entry) => {
    const text = `${entry.id} ${entry.name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const entries = found.slice(0, MOST_LISTED);
  const lines = entries.map((entry) => `${entry.catalogue}: ${entry.id} (${entry.name})`);
  const left = found.length - entries.length;
  const more = left > 0 ? [`${left} more: narrow them down with search or catalogue.`] : [];
  const faulty = book.fault === null ? [] : [`The price book is at fault: ${book.fault}.`];
  const none = found.length === 0 ? ['Nothing in the catalogue goes by these words.'] : [];
  return { text: [...lines, ...more, ...none, ...faulty].join('\n'), data: { entries, total: found.length } };
}
