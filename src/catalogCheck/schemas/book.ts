import * as z from 'zod';
import { date, text } from './common.js';
import { accelerator, lpx, rack } from './hardware.js';
import { hosted } from './hosted.js';
import { model } from './models.js';
import { acceptance, drafter } from './speculation.js';

/** An entry as a book writes it: what names it, and any of its other members. */
function written(schema: z.ZodObject, ...names: readonly string[]) {
  const members = Object.entries(z.strictObject(schema.shape).partial().shape);
  return z.strictObject(
    Object.fromEntries(
      members.map(([name, member]) => [name, names.includes(name) ? schema.shape[name] : member]),
    ),
  );
}

/** The lists of a book, by the kind of their entries. */
const lists = {
  accelerators: z.array(written(accelerator, 'id')).optional(),
  racks: z.array(written(rack, 'id')).optional(),
  models: z.array(written(model, 'id')).optional(),
  drafters: z.array(written(drafter, 'model', 'method')).optional(),
  acceptance: z.array(written(acceptance, 'id')).optional(),
  hosted: z.array(written(hosted, 'id')).optional(),
};

/**
 * `decodeplan.catalog.yaml`. Entries are those of the catalogue; of one that is there already, only what differs needs to
 * be written.
 */
export const book = z
  .strictObject({
    catalog: z.literal(1).meta({ title: 'Version of the format' }),
    title: text.optional().meta({ title: 'What the figures are, as in "prices of our purchasing"' }),
    date: date.meta({ title: 'When the figures were found: of all entries that say none themselves' }),
    ...lists,
    lpx: written(lpx).optional(),
  })
  .meta({ title: 'A price book of Decode Plan' });

/** The JSON Schema of a book, for editors (draft 2020-12). */
export function bookJsonSchema(): unknown {
  return z.toJSONSchema(book, { io: 'input', unrepresentable: 'any', reused: 'inline' });
}
