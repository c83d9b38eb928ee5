import { kvCacheFormat } from '../shapes/formats.js';
import { fixedBytes, kvBytesPerToken } from '../shapes/cacheGroups.js';
import type { KvCacheFormat } from '../shapes/resolvedPlan.js';
import { familyOf } from '../shapes/families/families.js';
import type { CacheGroup, ModelSpec, SpeculatorSpec } from '../shapes/types.js';
import { weightFormat } from '../shapes/weightFormats.js';

/** What a drafter holds that nobody published. */
export interface DefaultDrafter {
  readonly weightsBytes: number;
  readonly kvBytesPerToken: number;
  readonly kvBytesPerSequence: number;
  /** KV heads that tensor ranks split; 1 where every rank holds all. */
  readonly kvHeads: number;
}

/** Released heads keep 8 KV heads of 128, keys and values in 16 bits (SpecForge's recipes, 2026-08). */
const HEADS = 8;
const HEAD_TOKEN_BYTES = HEADS * 128 * 2 * 2;
const HEAD_WEIGHT_BYTES = 2;
/** A head that writes its own drafts has a vocabulary of its own. */
const DRAFT_VOCABULARY = 32_000;

/** A drafter of a method on a model: layers that ship with the model are like its own, other heads are small dense ones. */
export function defaultDrafter(method: SpeculatorSpec, model: ModelSpec): DefaultDrafter {
  return method.id === 'mtp' ? ownLayers(method.draftLayers, model) : denseHead(method, model);
}

/**
 * Weights of a dense head by the model's width, within a quarter of seven published ones: EAGLE-3's one layer with an inner
 * width of six times that, and layers of block drafters, which share embedding and head (speculation.md).
 */
function denseHead(
  { draftLayers: layers, parallelDraft }: SpeculatorSpec,
  { hiddenSize: h }: ModelSpec,
): DefaultDrafter {
  const parameters = parallelDraft ? (9 * layers + 5) * h * h : layers * (24 * h * h + DRAFT_VOCABULARY * h);
  return {
    weightsBytes: layers === 0 ? 0 : parameters * HEAD_WEIGHT_BYTES,
    kvBytesPerToken: layers * HEAD_TOKEN_BYTES,
    kvBytesPerSequence: 0,
    kvHeads: HEADS,
  };
}

function ownLayers(layers: number, model: ModelSpec): DefaultDrafter {
  const inLayers = model.weights.filter(({ role }) => role !== 'embedding' && role !== 'head');
  const bytes = inLayers.reduce(
    (sum, { parameters, format }) => sum + parameters * weightFormat(format).bytes,
    0,
  );
  const format = kvCacheFormat(model, null);
  const kinds = model.groups
    .filter((group) => familyOf(group).promptAttention(group) !== null)
    .map((group) => keptByOne(group, model, format));
  // Layers that are added to draft are of the kind that keeps the least.
  const [least] = kinds.sort((a, b) => a.kvBytesPerToken - b.kvBytesPerToken);
  return {
    weightsBytes: (bytes / Math.max(1, model.layers)) * layers,
    kvBytesPerToken: layers * (least?.kvBytesPerToken ?? 0),
    kvBytesPerSequence: layers * (least?.kvBytesPerSequence ?? 0),
    kvHeads: least?.kvHeads ?? 1,
  };
}

/** The cache of a model that drafts by itself, all layers. */
export function wholeCache(model: ModelSpec): Omit<DefaultDrafter, 'weightsBytes'> {
  const format = kvCacheFormat(model, null);
  return {
    kvBytesPerToken: kvBytesPerToken(model, format, FAR),
    kvBytesPerSequence: fixedBytes(model, format, FAR),
    kvHeads: Math.max(
      1,
      ...model.groups.map((group) => Math.round(1 / familyOf(group).tensorShare(group, MANY_RANKS))),
    ),
  };
}

/** A length at which windows are full. */
const FAR = 2 ** 20;
const MANY_RANKS = 2 ** 10;

/** What one layer of a group keeps. */
function keptByOne(
  group: CacheGroup,
  model: ModelSpec,
  format: KvCacheFormat,
): Omit<DefaultDrafter, 'weightsBytes'> {
  const alone = { ...model, groups: [group] };
  return {
    kvBytesPerToken: kvBytesPerToken(alone, format, FAR) / group.layers,
    kvBytesPerSequence: fixedBytes(alone, format, FAR) / group.layers,
    kvHeads: Math.round(1 / familyOf(group).tensorShare(group, MANY_RANKS)),
  };
}
