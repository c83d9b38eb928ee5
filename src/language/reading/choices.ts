import { NO_BOOK, type Book } from '../../catalog/entries/book.js';
import { gpuTypes } from '../../catalog/entries/hardware.js';
import { hostedServices } from '../../catalog/entries/hosted.js';
import { kvFormatNames } from '../../catalog/shapes/formats.js';
import { modelById, modelEntries } from '../../catalog/entries/models.js';
import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { acceptanceProfiles, speculators } from '../../catalog/entries/speculators.js';
import type { HostedSpec, ModelSpec } from '../../catalog/shapes/types.js';
import { weightFormat, WEIGHT_FORMAT_NAMES } from '../../catalog/shapes/weightFormats.js';
import { mixtureMeaning, WEIGHT_MIXTURE_NAMES } from '../../catalog/shapes/weightMixtures.js';
import { weightBytes } from '../../catalog/shapes/weights.js';
import * as l10n from '../../l10n/l10n.js';
import type { JsonSchema } from '../../plan/jsonSchema.js';
import { displayQuantity } from '../../units/display.js';

/** A value to offer, with a line of facts. */
export interface ValueChoice {
  readonly value: string;
  readonly detail: string;
}

/** Ids that a catalogue offers for this plan. */
export function catalogueChoices(
  catalogue: string,
  plan: ResolvedPlan | null,
  book: Book = NO_BOOK,
): ValueChoice[] {
  switch (catalogue) {
    case 'models':
      return modelEntries(book.models).map(({ id }) => ({ value: id, detail: modelFacts(id, book) }));
    case 'accelerators':
      return gpuTypes(book).map(({ id, detail }) => ({ value: id, detail }));
    case 'speculators':
      return speculators().map(({ id, name }) => ({ value: id, detail: name }));
    case 'acceptance':
      return acceptanceChoices(plan, book);
    case 'hosted':
      return hostedServices(book.hosted).map((service) => ({
        value: service.id,
        detail: hostedFacts(service),
      }));
    case 'kvFormats':
      return [
        { value: 'auto', detail: l10n.t('as the model ships') },
        ...kvFormatNames().map(({ name, meaning }) => ({ value: name, detail: meaning })),
      ];
    case 'weightFormats':
      return [
        { value: 'native', detail: l10n.t('as the checkpoint is stored') },
        ...WEIGHT_FORMAT_NAMES.map((value) => ({ value, detail: weightFormat(value).meaning })),
        ...WEIGHT_MIXTURE_NAMES.map((value) => ({ value, detail: mixtureMeaning(value) })),
      ];
    default:
      return [];
  }
}

function hostedFacts({ name, outputUsdPerToken: price, speedTokensPerSecond: speed }: HostedSpec): string {
  return [
    name,
    price === null ? l10n.t('price not known') : displayQuantity(price, 'tokenPrice'),
    ...(speed === null ? [] : [displayQuantity(speed, 'tokenRate')]),
  ].join(', ');
}

function acceptanceChoices(plan: ResolvedPlan | null, book: Book): ValueChoice[] {
  const own = acceptanceProfiles(book.acceptance).filter(({ model }) => !plan || model === plan.model.id);
  return [
    { value: 'golden', detail: l10n.t('measured on coding prompts at temperature 1') },
    { value: 'production', detail: l10n.t('live traffic, where published') },
    ...own.map(({ id, conditions }) => ({ value: id, detail: conditions })),
  ];
}

/** A model of the catalogue in one line. */
export function modelFacts(id: string, book: Book = NO_BOOK): string {
  const model = modelById(id, book.models);
  return model ? modelFactsOf(model) : '';
}

/** A model in one line: parameters, attention, bytes. */
export function modelFactsOf(model: ModelSpec): string {
  const parameters = model.publishedParameters ?? model.weights.reduce((sum, w) => sum + w.parameters, 0);
  const weights = model.weights.length > 0 ? [displayQuantity(weightBytes(model, 'native'), 'bytes')] : [];
  const size =
    parameters > 0
      ? [l10n.t('{count}B parameters', { count: Number((parameters / 1e9).toPrecision(3)) })]
      : [];
  return [...size, model.attention, ...weights].join(', ');
}

/** Fixed words and examples that a schema offers. */
export function schemaChoices(schema: JsonSchema): ValueChoice[] {
  const words = schema.enum ?? (schema.const === undefined ? [] : [schema.const]);
  const flags = schema.type === 'boolean' ? ['true', 'false'] : [];
  return [...words.map(String), ...flags].map((value, i) => ({
    value,
    detail: l10n.marked(schema.enumDescriptions?.[i] ?? schema.title ?? ''),
  }));
}
