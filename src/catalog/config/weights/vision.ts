import { countIn, isRatio, type JsonObject } from '../configFields.js';
import type { Shape } from './groupWeights.js';

/** Towers whose feed-forward part is gated: Pixtral's, and Gemma 4's (`Gemma4VisionMLP` of Transformers, 2026-09). */
const GATED = /^(?:pixtral|gemma4_vision)$/;
const GATED_MATRICES = 3;
const PLAIN_MATRICES = 2;

/**
 * Parameters of the vision tower of a multimodal model by its own config: attention and feed-forward in each layer, and
 * what leads from its patches to the text model's width. Patch embeddings, norms and biases are left out.
 */
export function visionParameters({ fields, hidden }: Shape): number {
  const tower = fields.object('vision_config');
  if (!tower) return 0;
  const number = (...names: string[]) =>
    names.map((name) => countIn(tower, name)).find((value) => value !== null) ?? 0;
  const multiple = tower['mlp_ratio'];
  // Qwen2-VL has `embed_dim` for the tower's width, and `hidden_size` for what comes out of it.
  const width = number('embed_dim', 'hidden_size', 'vt_hidden_size', 'width');
  const inner =
    number('intermediate_size', 'vt_intermediate_size') || (isRatio(multiple) ? multiple : 0) * width;
  const layers = number('num_hidden_layers', 'vt_num_hidden_layers', 'depth', 'layers');
  const gated = GATED.test(String(tower['model_type']));
  const matrices = gated ? GATED_MATRICES : PLAIN_MATRICES;
  return (
    layers * width * (4 * width + matrices * inner) +
    mergerParameters(tower, width) +
    adapterParameters(tower, inner, hidden) +
    positionParameters(tower, width)
  );
}

/** Qwen's mergers of neighbouring patches: two matrices each; one at the end, one at every layer that also feeds in. */
function mergerParameters(tower: JsonObject, width: number): number {
  const [merge, out] = [countIn(tower, 'spatial_merge_size'), countIn(tower, 'out_hidden_size')];
  const along = tower['deepstack_visual_indexes'];
  if (merge === null || out === null) return 0;
  const merged = width * merge * merge;
  return (1 + (Array.isArray(along) ? along.length : 0)) * merged * (merged + out);
}

/** Llama 4's adapter of shuffled patches, two matrices, and the projection behind it (`Llama4VisionMLP2`, 2025-04). */
function adapterParameters(tower: JsonObject, inner: number, hidden: number): number {
  const [into, out] = [countIn(tower, 'projector_input_dim'), countIn(tower, 'projector_output_dim')];
  if (into === null || out === null) return 0;
  return inner * into + out * out + (countIn(tower, 'vision_output_dim') ?? out) * hidden;
}

/** Gemma 4's table of positions, one for rows and one for columns. */
function positionParameters(tower: JsonObject, width: number): number {
  return 2 * (countIn(tower, 'position_embedding_size') ?? 0) * width;
}
