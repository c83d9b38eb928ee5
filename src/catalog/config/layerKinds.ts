import type { ConfigFields } from './configFields.js';
import type { ModelTypeFacts } from './modelTypes.js';

/** What a layer does with the past: `parallel` layers attend and keep a state at once. */
export type LayerKind = 'full' | 'windowed' | 'recurrent' | 'parallel' | 'none';

/** Layers of the model, from its count or from the list of what they are; `null` if neither is given. */
export function layerCount(fields: ConfigFields): number | null {
  const stated = fields.number('num_hidden_layers', 'n_layer', 'num_layers', 'n_layers');
  return stated ?? fields.list('layers_block_type')?.length ?? null;
}

/** How many of the layers are of one of these kinds. */
export function countOf(kinds: readonly LayerKind[], ...wanted: readonly LayerKind[]): number {
  return kinds.filter((kind) => wanted.includes(kind)).length;
}

/**
 * Feed-forward layers of models whose layers do one thing each (Nemotron-H); `null` where every layer has a
 * feed-forward part beside its attention or state.
 */
export function feedForwardLayers(fields: ConfigFields): { experts: number; dense: number } | null {
  const letters = fields.text('hybrid_override_pattern');
  const parts = letters ? Array.from(letters) : (fields.list('layers_block_type') ?? []);
  const count = (...names: readonly string[]) =>
    parts.filter((part) => typeof part === 'string' && names.includes(part)).length;
  const [experts, dense] = [count('E', 'moe'), count('-', 'mlp')];
  return letters !== null || experts + dense > 0 ? { experts, dense } : null;
}

/** Kind of each layer, from the most explicit field that says so. */
export function layerKinds(fields: ConfigFields, facts: ModelTypeFacts, layers: number): LayerKind[] {
  const listed = fields.list('layer_types') ?? fields.list('layers_block_type');
  if (listed && listed.length >= layers) return listed.slice(0, layers).map(kindOfWord);
  if (facts.parallelState) return new Array<LayerKind>(layers).fill('parallel');
  const letters = fields.text('hybrid_override_pattern');
  if (letters) return Array.from(letters.replace(/\s/g, '')).slice(0, layers).map(kindOfLetter);
  // Lists of numbers: MiniMax-M1 has 1 for full attention, MiMo-V2 has 1 for a sliding window.
  const types = fields.list('attn_type_list');
  if (types) return types.slice(0, layers).map((type) => (type === 1 ? 'full' : 'recurrent'));
  const hybrid = fields.list('hybrid_layer_pattern');
  if (hybrid) return hybrid.slice(0, layers).map((type) => (type === 1 ? 'windowed' : 'full'));
  const attending = fields.list('attn_layer_indices');
  if (attending) {
    return Array.from({ length: layers }, (_, i) => (attending.includes(i) ? 'full' : 'recurrent'));
  }
  const linear = fields.object('linear_attn_config');
  const fullLayers = linear?.['full_attn_layers'];
  if (Array.isArray(fullLayers)) {
    // Kimi counts layers from 1.
    return Array.from({ length: layers }, (_, i) => (fullLayers.includes(i + 1) ? 'full' : 'recurrent'));
  }
  return patternKinds(fields, facts, layers);
}

function patternKinds(fields: ConfigFields, facts: ModelTypeFacts, layers: number): LayerKind[] {
  const interval = fields.number('full_attention_interval');
  const recurrent = fields.number('linear_num_value_heads') !== null;
  const every =
    interval ?? fields.number('sliding_window_pattern', '_sliding_window_pattern') ?? facts.fullEvery ?? null;
  const windowed = !recurrent && windowTokens(fields) !== null;
  const firstWindowed = fields.flag('use_sliding_window') ? fields.number('max_window_layers') : null;
  if (windowed && firstWindowed !== null)
    return Array.from({ length: layers }, (_, i) => (i < firstWindowed ? 'full' : 'windowed'));
  if (every === null || (!windowed && !recurrent)) {
    return new Array<LayerKind>(layers).fill(windowed && usesWindowEverywhere(fields) ? 'windowed' : 'full');
  }
  const other: LayerKind = recurrent ? 'recurrent' : 'windowed';
  return Array.from({ length: layers }, (_, i) => ((i + 1) % every === 0 ? 'full' : other));
}

/** Qwen2 configs name a window that `use_sliding_window: false` switches off; Mistral's applies to every layer. */
function usesWindowEverywhere(fields: ConfigFields): boolean {
  return fields.raw['use_sliding_window'] === undefined
    ? fields.modelType !== null && ['mistral', 'mixtral', 'phi3', 'starcoder2'].includes(fields.modelType)
    : fields.flag('use_sliding_window');
}

/** Tokens that a windowed layer looks back on. */
export function windowTokens(fields: ConfigFields): number | null {
  return fields.number('sliding_window', 'attention_chunk_size');
}

function kindOfWord(word: unknown): LayerKind {
  switch (word) {
    case 'full_attention':
    case 'attention':
    case 'full':
      return 'full';
    case 'hybrid':
      return 'parallel';
    case 'sliding_attention':
    case 'chunked_attention':
    case 'sliding':
      return 'windowed';
    case 'linear_attention':
    case 'mamba':
    case 'recurrent':
    case 'conv':
      return 'recurrent';
    default:
      return 'none';
  }
}

function kindOfLetter(letter: string): LayerKind {
  if (letter === '*') return 'full';
  return letter === 'M' ? 'recurrent' : 'none';
}
