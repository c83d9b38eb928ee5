import { feedForwardLayers } from './layerKinds.js';
import type { ConfigFields } from './configFields.js';
import type { ModelTypeFacts } from './modelTypes.js';
import type { MoeSpec } from '../shapes/types.js';
import type { RoleCount, Shape } from './weights/groupWeights.js';

/** Routed experts, or `null` for a dense model. */
export function moeOf({ fields, facts, layers, hidden }: Shape): MoeSpec | null {
  const routedExperts = fields.number(
    'n_routed_experts',
    'num_experts',
    'num_local_experts',
    'moe_num_experts',
    'num_routed_experts',
  );
  if (routedExperts === null || routedExperts <= 1) return null;
  const expertsPerToken = fields.number(
    'num_experts_per_tok',
    'num_experts_per_token',
    'moe_topk',
    'moe_k',
    'top_k_experts',
    'num_selected_experts',
  );
  const expertHidden =
    fields.number(
      'moe_intermediate_size',
      'expert_intermediate_size',
      'moe_ffn_hidden_size',
      'expert_ffn_hidden_size',
    ) ?? (facts.expertsUseIntermediateSize ? fields.number('intermediate_size') : null);
  if (expertsPerToken === null || expertHidden === null || hidden === 0) return null;
  return {
    layers: moeLayers(fields, layers),
    routedExperts,
    expertsPerToken,
    sharedExperts: sharedExperts(fields),
    expertHidden,
  };
}

function sharedExperts(fields: ConfigFields): number {
  const count = fields.number(
    'n_shared_experts',
    'num_shared_experts',
    'num_shared_expert',
    'moe_num_shared_experts',
  );
  if (count !== null) return count;
  const sized = fields.number('shared_expert_intermediate_size', 'shared_intermediate_size');
  return sized !== null && sized > 0 ? 1 : fields.modelType?.startsWith('llama4') ? 1 : 0;
}

function moeLayers(fields: ConfigFields, layers: number): number {
  const listedLayers = feedForwardLayers(fields);
  if (listedLayers) return listedLayers.experts;
  const counted = fields.number('num_moe_layers');
  if (counted !== null) return counted;
  const listed = fields.list('moe_layer_freq');
  if (listed) return listed.filter((on) => on === 1).length;
  const kinds = fields.list('mlp_layer_types');
  if (kinds) return kinds.slice(0, layers).filter((kind) => kind === 'sparse').length;
  const step = fields.number('interleave_moe_layer_step', 'decoder_sparse_step') ?? 1;
  const denseOnly = fields.list('mlp_only_layers')?.length ?? 0;
  const first = fields.number('first_k_dense_replace', 'moe_layer_start_index', 'num_dense_layers') ?? 0;
  return Math.floor((layers - first) / Math.max(1, step)) - denseOnly;
}

/** Parameters of one feed-forward part: three matrices, or two where there is no gate. */
function ffn(width: number, inner: number, facts: ModelTypeFacts): number {
  return (facts.ungatedFfn ? 2 : 3) * width * inner;
}

/** Dense feed-forward layers, how many of them count twice, and their inner width. */
export interface DenseLayers {
  readonly layers: number;
  readonly doubled: number;
  readonly inner: number;
}

/** Dense feed-forward layers; `null` where there are some but their size is not given. */
export function denseLayers(
  { fields, facts, hidden, layers }: Shape,
  moe: MoeSpec | null,
): DenseLayers | null {
  const count =
    fields.number('num_mlp_layers') ?? feedForwardLayers(fields)?.dense ?? layers - (moe?.layers ?? 0);
  // Gemma 4's mixture runs beside a dense feed-forward part in the same layer.
  const beside = moe && fields.modelType?.startsWith('gemma4') ? layers : 0;
  const total = count + beside;
  if (total === 0) return { layers: 0, doubled: 0, inner: 0 };
  const inner =
    (facts.denseUsesShared ? fields.number('shared_intermediate_size') : null) ??
    fields.number('intermediate_size_mlp', 'dense_intermediate_size', 'intermediate_size') ??
    (facts.ffnMultiple === undefined ? null : facts.ffnMultiple * hidden);
  // Gemma 4's small models double the layers that read another layer's cache.
  const doubled = fields.flag('use_double_wide_mlp') ? (fields.number('num_kv_shared_layers') ?? 0) : 0;
  return inner === null ? null : { layers: total, doubled, inner };
}

/** Parameters of dense feed-forward layers. */
export function denseParameters({ hidden, facts }: Shape, { layers, doubled, inner }: DenseLayers): number {
  return (layers + doubled) * ffn(hidden, inner, facts);
}

/** Inner width of all shared experts of a layer together. */
export function sharedWidth(fields: ConfigFields, { sharedExperts: shared, expertHidden }: MoeSpec): number {
  return (
    fields.number(
      'shared_expert_intermediate_size',
      'shared_intermediate_size',
      'moe_shared_expert_intermediate_size',
    ) ?? shared * expertHidden
  );
}

export function moeParameters({ fields, facts, hidden }: Shape, moe: MoeSpec | null): RoleCount[] {
  if (!moe) return [];
  const { layers, routedExperts, expertsPerToken, expertHidden, sharedExperts: shared } = moe;
  const latentSize = fields.number('moe_latent_size', 'routed_expert_hidden_size');
  const biases = facts.expertBias ? 2 * expertHidden + hidden : 0;
  const one = ffn(latentSize ?? hidden, expertHidden, facts) + biases;
  const sharedHidden = sharedWidth(fields, moe);
  const gate = fields.number('shared_expert_intermediate_size') === null ? 0 : hidden;
  const latentProjections = latentSize === null ? 0 : 2 * hidden * latentSize;
  const routerBias = facts.expertBias || facts.wideRouter ? routedExperts : 0;
  const router = hidden * routedExperts + routerBias;
  return [
    [
      'experts',
      layers * routedExperts * one,
      layers * expertsPerToken * one,
      layers * expertsPerToken * biases,
    ],
    ['shared-experts', shared > 0 ? layers * (ffn(hidden, sharedHidden, facts) + gate) : 0],
    ['router', layers * (router + latentProjections), undefined, layers * routerBias],
  ];
}
