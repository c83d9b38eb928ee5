import type { ConfigFields } from './configFields.js';
import type { ModelTypeFacts } from './modelTypes.js';

/** What a layer does with the past: `parallel` layers attend and keep a state at once. */
export type LayerKind = 'full' | 'windowed' | 'recurrent' | 'parallel' | 'none';

/** The kinds of all layers, or the words for layers that nobody knows: those are refused, never guessed. */
export type LayerKinds =
  | { readonly ok: true; readonly kinds: readonly LayerKind[] }
  | { readonly ok: false; readonly unknown: readonly string[] };

/** Layers of the model, from its count or from the list of what they are; `null` if neither is given. */
export function layerCount(fields: ConfigFields): number | null {
  const stated = fields.number('num_hidden_layers');
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
export function layerKinds(fields: ConfigFields, facts: ModelTypeFacts, layers: number): LayerKinds {
  const listed = fields.list('layer_types') ?? fields.list('layers_block_type');
  if (listed && listed.length >= layers) return allKnown(listed.slice(0, layers), kindOfWord, fields);
  const letters = facts.parallelState ? null : fields.text('hybrid_override_pattern');
  if (letters) return allKnown(Array.from(letters.replace(/\s/g, '')).slice(0, layers), kindOfLetter, fields);
  return { ok: true, kinds: kindsOf(fields, facts, layers).map((kind) => everSeen(kind, fields)) };
}

function allKnown(
  words: readonly unknown[],
  kindOf: (word: unknown) => LayerKind | null,
  fields: ConfigFields,
): LayerKinds {
  const kinds = words.map(kindOf);
  const unknown = [...new Set(words.filter((_, i) => kinds[i] === null).map(String))];
  if (unknown.length > 0) return { ok: false, unknown };
  return { ok: true, kinds: kinds.flatMap((kind) => (kind === null ? [] : [everSeen(kind, fields)])) };
}

/** A window as long as the longest context never leaves a token out: the layer keeps its whole past. */
function everSeen(kind: LayerKind, fields: ConfigFields): LayerKind {
  if (kind !== 'windowed' || fields.number('attention_chunk_size') !== null) return kind;
  const [window, longest] = [windowTokens(fields), contextLimit(fields)];
  return window !== null && longest !== null && window >= longest ? 'full' : kind;
}

/** Tokens of context that the model is made for; `null` where its config does not say. */
export function contextLimit(fields: ConfigFields): number | null {
  return fields.number('max_position_embeddings');
}

function kindsOf(fields: ConfigFields, facts: ModelTypeFacts, layers: number): LayerKind[] {
  if (facts.parallelState) return new Array<LayerKind>(layers).fill('parallel');
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
  // Layers between full ones keep a state where they have no window, whether its dimensions are said or not.
  const between = interval !== null && interval > 1 && windowTokens(fields) === null;
  const recurrent = between || fields.number('linear_num_value_heads') !== null;
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

/** Kind of a layer by its name in a config; `null` for a name that is not known. */
function kindOfWord(word: unknown): LayerKind | null {
  switch (word) {
    case 'full_attention':
    case 'attention':
    case 'full':
    // Which tokens are read is the indexer's choice; all of them are kept.
    case 'deepseek_sparse_attention':
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
    case 'moe':
    case 'mlp':
      return 'none';
    default:
      return null;
  }
}

/** Nemotron-H: `*` attends, `M` is Mamba, `E` experts and `-` a feed-forward part. */
const LETTERS: Readonly<Record<string, LayerKind>> = { '*': 'full', M: 'recurrent', E: 'none', '-': 'none' };

function kindOfLetter(letter: unknown): LayerKind | null {
  return LETTERS[String(letter)] ?? null;
}
