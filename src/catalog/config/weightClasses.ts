import { isCount, type ConfigFields } from './configFields.js';
import { denseLayers, denseParameters, moeOf, moeParameters } from './feedForward.js';
import { layerCount } from './layerKinds.js';
import { linearModules } from './linearModules.js';
import type { ModelTypeFacts } from './modelTypes.js';
import { weightFormat } from '../shapes/weightFormats.js';
import { ggufTensors, inputScales, mixtureOf, nativeFormats } from './quantization.js';
import type {
  CacheGroup,
  LinearModule,
  MoeSpec,
  WeightClass,
  WeightFormat,
  WeightMixture,
} from '../shapes/types.js';
import { bytesAt, ofRole } from '../shapes/weightMixtures.js';
import { weightsOf } from './weights/families.js';
import type { RoleCount, Shape } from './weights/groupWeights.js';
import { visionParameters } from './weights/vision.js';

/** Counts parameters by role (memory.md 5). */
export interface WeightsResult {
  readonly classes: readonly WeightClass[];
  readonly moe: MoeSpec | null;
  /** Shapes of its matrices; `null` where not all of them are known. */
  readonly linears: readonly LinearModule[] | null;
  /** Fields that would be needed to count what is left out. */
  readonly missing: readonly string[];
}

/** Weight classes of a config; empty with the missing fields' names where they cannot be counted. */
export function weightClassesOf(
  fields: ConfigFields,
  facts: ModelTypeFacts,
  groups: readonly CacheGroup[],
): WeightsResult {
  const layers = layerCount(fields);
  const hidden = fields.number('hidden_size');
  const heads = fields.number('num_attention_heads');
  const missing = [
    ...(layers === null ? ['num_hidden_layers'] : []),
    ...(hidden === null ? ['hidden_size'] : []),
    ...(heads === null ? ['num_attention_heads'] : []),
    ...(fields.number('vocab_size') === null ? ['vocab_size'] : []),
  ];
  if (layers === null || hidden === null || heads === null || missing.length > 0) {
    return { classes: [], moe: null, linears: null, missing };
  }
  const shape: Shape = {
    fields,
    facts,
    hidden,
    layers,
    heads,
    headDim: fields.number('head_dim') ?? hidden / heads,
  };
  const moe = moeOf(shape);
  const dense = denseLayers(shape, moe);
  if (dense === null) return { classes: [], moe, linears: null, missing: ['intermediate_size'] };
  const formats = nativeFormats(fields, facts);
  if (!formats) return { classes: [], moe, linears: null, missing: ['quantization_config'] };
  const scales = inputScales(fields.object('quantization_config'));
  const engram = engramTables(fields);
  const inGroups = (what: 'attention' | 'normsWithin' | 'vectors' | 'index' | 'recurrent') =>
    groups.reduce((total, group) => total + weightsOf(group)[what](shape, group), 0);
  const counts: RoleCount[] = [
    [
      'attention',
      inGroups('attention') + sharedLayersAttention(shape, groups),
      undefined,
      inGroups('normsWithin'),
    ],
    ['recurrent', inGroups('recurrent')],
    ['index', inGroups('index')],
    ['dense-ffn', denseParameters(shape, dense)],
    ...moeParameters(shape, moe),
    ...vocabularyParameters(shape),
    ['lookup', perLayerTable(shape) + engram + (fields.number('ngram_table_elements') ?? 0), 0],
    ['vision', visionParameters(shape), 0],
    ['other', otherParameters(shape) + inGroups('vectors')],
  ];
  const classes = counts
    .filter(([, parameters]) => parameters > 0)
    .map(([role, parameters, active, vectors]): WeightClass => {
      const activeVectors = vectors ? { activeVectors: vectors } : {};
      const format = role === 'lookup' && engram > 0 ? ENGRAM_FORMAT : formats(role);
      const scaled = scales && weightFormat(format).rate === 'fp8' ? { inputScales: scales } : {};
      return {
        role,
        parameters,
        activeParameters: active ?? parameters,
        ...activeVectors,
        format,
        ...scaled,
      };
    });
  return {
    classes: withStored(classes, fields),
    moe,
    linears: linearModules(shape, { groups, moe, dense, classes }),
    missing: [],
  };
}

/** Classes with the bytes that a GGUF file stores; what it has beside them is of none of their kinds. */
function withStored(classes: readonly WeightClass[], fields: ConfigFields): readonly WeightClass[] {
  const config = fields.object('quantization_config') ?? {};
  const mixture = mixtureOf(config);
  if (mixture) return inMixture(classes, mixture);
  const stored = ggufTensors(config);
  if (!stored) return classes;
  const sum = (roles: readonly { readonly bytes: number }[]) =>
    roles.reduce((total, { bytes }) => total + bytes, 0);
  const all = sum(Object.values(stored).flatMap((one) => one ?? []));
  const named = sum(classes.flatMap(({ role }) => (role === 'other' ? [] : (stored[role] ?? []))));
  return classes.map((one) => {
    const bytes = one.role === 'other' ? all - named : stored[one.role]?.bytes;
    return bytes === undefined ? one : { ...one, storedBytes: bytes };
  });
}

/** Classes with the bytes that a GGUF file of a mixture stores; what it keeps as wide as it is stays as it is. */
function inMixture(classes: readonly WeightClass[], mixture: WeightMixture): readonly WeightClass[] {
  const tied = !classes.some(({ role }) => role === 'head');
  return classes.map((one) => {
    const mixed = ofRole(mixture, one.role, tied);
    return mixed ? { ...one, storedBytes: bytesAt(one.parameters, mixed) } : one;
  });
}

/** Layers that read another layer's cache still project queries and outputs. */
function sharedLayersAttention(
  { hidden, heads, headDim, fields }: Shape,
  groups: readonly CacheGroup[],
): number {
  const shared = fields.number('num_kv_shared_layers') ?? 0;
  if (shared === 0 || !groups.some((group) => weightsOf(group).readByOtherLayers)) return 0;
  return shared * 2 * hidden * heads * headDim;
}

function vocabularyParameters({ fields, facts, hidden }: Shape): RoleCount[] {
  const table = (fields.number('vocab_size') ?? 0) * hidden;
  const stated = fields.raw['tie_word_embeddings'] ?? nestedTie(fields);
  const tied = typeof stated === 'boolean' ? stated : facts.tied === true;
  // A tied table is read in full as the output head; an untied one only looked up.
  return tied
    ? [['embedding', table, table]]
    : [
        ['embedding', table, 0],
        ['head', table],
      ];
}

function nestedTie(fields: ConfigFields): unknown {
  const nested = fields.object('text_config');
  return nested?.['tie_word_embeddings'];
}

const NORMS_PER_LAYER = 2;
const NORM_IN_OTHER_TOWER = 1;

/** The table of embeddings for each layer (Gemma 3n and 4): a row is looked up for each token. */
function perLayerTable({ fields, layers }: Shape): number {
  const width = fields.number('hidden_size_per_layer_input') ?? 0;
  return (fields.number('vocab_size_per_layer_input') ?? 0) * width * layers;
}

/** Tables of n-grams beside the model (DeepSeek V4.1): a few rows are looked up for each token. */
function engramTables(fields: ConfigFields): number {
  const rows = (fields.list('engram_num_embeddings') ?? []).filter(isCount);
  return rows.reduce((sum, count) => sum + count, 0) * (fields.number('engram_head_dim') ?? 0);
}

/** Engram tables are published in 8 bits; their scales are a thirtieth more, which is not counted. */
const ENGRAM_FORMAT: WeightFormat = 'fp8';

/** Norms, projections of per-layer embeddings and connections between residual streams. */
function otherParameters({ fields, facts, hidden, layers }: Shape): number {
  const norms = (facts.normsPerLayer ?? NORMS_PER_LAYER) * layers * hidden + NORM_IN_OTHER_TOWER * hidden;
  const perLayer = 3 * layers * hidden * (fields.number('hidden_size_per_layer_input') ?? 0);
  // Gemma 3n: a low-rank residual in each layer, and maps between its parallel residual streams.
  const residual = 2 * layers * hidden * (fields.number('laurel_rank') ?? 0);
  const altStreams = 2 * Math.max(0, (fields.number('altup_num_inputs') ?? 1) - 1) * hidden * hidden;
  const streams = fields.number('hc_mult') ?? 0;
  // Hyper-connections: two small maps a layer over all residual streams (mix of 2 n + n^2 outputs).
  const hyper = 2 * layers * streams * hidden * (2 * streams + streams * streams);
  return norms + perLayer + residual + altStreams + hyper;
}
