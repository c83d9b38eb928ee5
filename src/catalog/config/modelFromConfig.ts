import * as l10n from '../../l10n/l10n.js';
import { closest } from '../../units/closest.js';
import { cacheGroupsOf, isBlockSparse } from './attentionGroups.js';
import {
  architectureTypes,
  isObject,
  modelTypes,
  NEVER_ZERO,
  readFields,
  type ConfigFields,
  type JsonObject,
} from './configFields.js';
import { layerCount, contextLimit } from './layerKinds.js';
import { MODEL_TYPES, type ModelTypeFacts } from './modelTypes.js';
import { whyNotCounted } from './notCounted.js';
import { isMistralParams, mistralParams } from './ownWords.js';
import { cacheFormatAsked } from './quantization.js';
import { familyOf } from '../shapes/families/families.js';
import type { ModelSpec, Source } from '../shapes/types.js';
import { weightClassesOf } from './weightClasses.js';
import { withIndex } from './indexedWeights.js';

/** What is known of a model beside its config. */
export interface ModelHints {
  readonly id: string;
  readonly name: string;
  readonly family?: string;
  readonly publishedParameters?: number | null;
  readonly publishedActiveParameters?: number | null;
  readonly nativeKvFormat?: string;
  readonly nativeIndexFormat?: string;
  readonly sources?: readonly Source[];
  readonly notes?: readonly string[];
  readonly unknown?: readonly string[];
  /** Bytes of all tensors of the checkpoint, where its index says them. */
  readonly checkpointBytes?: number | null;
}

export type ConfigReading =
  | { readonly ok: true; readonly model: ModelSpec }
  | {
      readonly ok: false;
      readonly code:
        'not-an-object' | 'unknown-model-type' | 'unknown-layer-kind' | 'missing-fields' | 'no-count';
      readonly message: string;
    };

/**
 * A model from the fields of a Hugging Face `config.json`: the one way in for catalogue entries, users'
 * files and inline fields. An architecture that is not known is refused by name, never guessed; fields that
 * are not known leave their part of the model empty and are named in `unknown`.
 */
export function modelFromConfig(config: unknown, hints: ModelHints): ConfigReading {
  if (!isObject(config))
    return { ok: false, code: 'not-an-object', message: l10n.t('a config.json is an object of fields') };
  const types = modelTypes(config);
  const modelType =
    [...types, ...(types.length > 0 ? [] : architectureTypes(config))].find((name) =>
      Object.hasOwn(MODEL_TYPES, name),
    ) ?? null;
  if (modelType === null && types[0] !== undefined) return unknownType(types[0]);
  const facts = factsOf(modelType, config);
  const defaults = { ...facts.defaults, ...(isObject(config['text_config']) ? facts.nestedDefaults : {}) };
  const says = facts.says?.(readFields(config, modelType, defaults)) ?? {};
  if (typeof says === 'string') return missingFields([says]);
  const fields = readFields(config, modelType, defaults, says);
  const wrong = wrongCount(fields);
  if (wrong) return wrong;
  const attention = cacheGroupsOf(fields, facts);
  if (!attention.ok && attention.unknownKinds) return unknownKinds(attention.unknownKinds);
  if (!attention.ok && !hints.unknown?.length) return missingFields(attention.missing);
  const groups = attention.ok ? attention.groups : [];
  const counted = weightClassesOf(fields, facts, groups);
  const mtpLayers =
    fields.number('num_nextn_predict_layers', 'mtp_num_hidden_layers', 'num_mtp_modules') ?? 0;
  const indexed = withIndex(counted.classes, hints.checkpointBytes ?? null, mtpLayers);
  const weights = { ...counted, classes: indexed.classes };
  const unknown = [
    ...(hints.unknown ?? []),
    ...(weights.missing.length > 0
      ? [l10n.t('weights: {missing} not known', { missing: weights.missing.join(', ') })]
      : []),
    ...indexed.unknown,
  ];
  const heads = fields.number('num_attention_heads') ?? 0;
  const promptLayers = fields.number('prompt_layers');
  const hidden = fields.number('hidden_size') ?? 0;
  // Index keys beside ordinary keys and values (block-sparse attention) pack nothing.
  const packed = groups.some((group) => familyOf(group).packed) && !isBlockSparse(fields);
  // A packed layout has scales of its own: a checkpoint's one scale a tensor is not meant for it.
  const cacheFormat = packed ? 'bf16' : (cacheFormatAsked(fields.object('quantization_config')) ?? 'bf16');
  return {
    ok: true,
    model: {
      id: hints.id,
      name: hints.name,
      family: hints.family ?? fields.modelType ?? 'own',
      attention: attention.ok ? attention.attention : l10n.t('not known'),
      layers: layerCount(fields) ?? 0,
      hiddenSize: hidden,
      vocabulary: fields.number('vocab_size') ?? 0,
      queryHeads: heads,
      headDim: fields.number('head_dim') ?? (heads > 0 ? hidden / heads : 0),
      maxContextTokens: contextLimit(fields),
      groups,
      weights: weights.classes,
      moe: weights.moe,
      ...(weights.linears === null ? {} : { linears: weights.linears }),
      ...(facts.adaptsVocabulary ? { adaptsVocabulary: true } : {}),
      publishedParameters: hints.publishedParameters ?? null,
      publishedActiveParameters: hints.publishedActiveParameters ?? null,
      nativeKvFormat: hints.nativeKvFormat ?? (packed && compressedNative(fields) ? 'fp8' : cacheFormat),
      nativeIndexFormat: hints.nativeIndexFormat ?? (fields.list('compress_ratios') ? 'nvfp4' : 'fp8'),
      mtpLayers,
      ...(promptLayers === null ? {} : { promptLayers }),
      unknown,
      sources: hints.sources ?? [],
      notes: hints.notes ?? [],
    },
  };
}

function factsOf(modelType: string | null, config: JsonObject): ModelTypeFacts {
  if (modelType !== null) return MODEL_TYPES[modelType] ?? {};
  return isMistralParams(config) ? { says: mistralParams } : {};
}

/** DeepSeek V3.2 and V4 are served with 8-bit packed caches; GLM's sparse models in 16 bits unless told otherwise. */
function compressedNative(fields: ConfigFields): boolean {
  return fields.modelType === null || fields.modelType.startsWith('deepseek');
}

/** Layers are listed one by one. */
const MOST_LAYERS = 100_000;

/** A number that can be no count of what it names; `null` where there is none. */
function wrongCount(fields: ConfigFields): ConfigReading | null {
  const layers = layerCount(fields);
  const tooMany = layers !== null && layers > MOST_LAYERS ? layers : null;
  for (const name of NEVER_ZERO) {
    const value = fields.noCount(name) ?? (name === 'num_hidden_layers' ? tooMany : null);
    if (value === null) continue;
    const message = l10n.t("the model's field `{name}` is {value}, which can be no count", { name, value });
    return { ok: false, code: 'no-count', message };
  }
  return null;
}

function missingFields(names: readonly string[]): ConfigReading {
  const missing = names.map((name) => `\`${name}\``).join(', ');
  return {
    ok: false,
    code: 'missing-fields',
    message: l10n.t("the model's fields do not say {missing}", { missing }),
  };
}

function unknownKinds(words: readonly string[]): ConfigReading {
  const kinds = words.map((word) => `\`${word}\``).join(', ');
  return {
    ok: false,
    code: 'unknown-layer-kind',
    message: l10n.t('layers of the kind {kinds} are not known', { kinds }),
  };
}

function unknownType(name: string): ConfigReading {
  const why = whyNotCounted(name);
  const near = closest(name, Object.keys(MODEL_TYPES));
  return {
    ok: false,
    code: 'unknown-model-type',
    message: why
      ? l10n.t('the architecture `{name}` is not counted: {why}', { name, why })
      : near
        ? l10n.t('the architecture `{name}` is not known; the nearest known is `{near}`', { name, near })
        : l10n.t('the architecture `{name}` is not known', { name }),
  };
}
