import * as l10n from '../l10n/l10n.js';
import type { TextEdit } from '../plan/edits.js';
import { dimensionOf, schemasAt } from '../plan/jsonSchema.js';
import type { ScalarNode } from '../plan/yaml.js';
import type { Analysis } from '../report/answers/analysis.js';
import { inOtherUnits } from '../units/convert.js';
import { placeAt } from './reading/places.js';

/** A change of the text that leaves its meaning. */
export interface Rewrite {
  readonly title: string;
  readonly edit: TextEdit;
}

/** More than these are a list to search through. */
const MOST_REWRITES = 5;

/** The quantity at an offset in other units, of exactly the same value. */
export function rewrites({ document }: Analysis, offset: number): Rewrite[] {
  const place = placeAt(document.root, offset);
  if (place?.entry.value.kind !== 'scalar') return [];
  const dimension = dimensionOf(schemasAt(place.path));
  const edit = dimension && textOf(document.text, place.entry.value);
  if (!dimension || !edit) return [];
  return inOtherUnits(edit.newText, dimension)
    .slice(0, MOST_REWRITES)
    .map((newText) => ({ title: l10n.t('Write as `{newText}`', { newText }), edit: { ...edit, newText } }));
}

/** A value's text and place inside its quotes; `null` where it is written elsewhere, or not as it reads. */
function textOf(text: string, { start, end, quoted, value }: ScalarNode): TextEdit | null {
  const inner = quoted ? { start: start + 1, end: end - 1 } : { start, end };
  const newText = text.slice(inner.start, inner.end);
  // An alias stands for a value that is written elsewhere; an escape or a fold is not the value itself.
  const isValue = newText === value || (typeof value === 'number' && Number(newText) === value);
  return isValue ? { ...inner, newText } : null;
}
