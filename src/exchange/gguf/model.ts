import * as l10n from '../../l10n/l10n.js';
import { closest } from '../../units/closest.js';
import type { WeightFormat, WeightRole } from '../../catalog/shapes/types.js';
import { widened } from '../../catalog/shapes/weightMixtures.js';
import type { GgufHead, Tensor, MetadataValue } from './head.js';
import type { TensorType } from './tensorTypes.js';

/** The config.json that a GGUF file stands for, with the exact bytes of its tensors. */
export type GgufModel =
  | {
      readonly ok: true;
      readonly name: string;
      readonly config: Readonly<Record<string, unknown>>;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly message: string };

/** Architectures of llama.cpp by the `model_type` that says the same; those with experts may have another. */
const ARCHITECTURES: Readonly<Record<string, { readonly dense: string; readonly experts?: string }>> = {
  llama: { dense: 'llama', experts: 'mixtral' },
  mistral3: { dense: 'mistral' },
  qwen2: { dense: 'qwen2' },
  qwen2vl: { dense: 'qwen2' },
  qwen2moe: { dense: 'qwen2_moe' },
  qwen3: { dense: 'qwen3' },
  qwen3vl: { dense: 'qwen3' },
  qwen3moe: { dense: 'qwen3_moe' },
  qwen3vlmoe: { dense: 'qwen3_moe' },
  gemma: { dense: 'gemma' },
  gemma2: { dense: 'gemma2' },
  gemma3: { dense: 'gemma3_text' },
  phi3: { dense: 'phi3' },
  glm4: { dense: 'glm4' },
  glm4moe: { dense: 'glm4_moe' },
  deepseek2: { dense: 'deepseek_v3' },
  'gpt-oss': { dense: 'gpt_oss' },
};

/** What tensors are for, by name; the first that fits. `null`: of drafting layers, which a step does not read. */
const ROLES: readonly (readonly [RegExp, WeightRole | null])[] = [
  [/\.nextn\./, null],
  [/norm|\.bias$|rope_freqs|sinks/, 'other'],
  [/^token_embd/, 'embedding'],
  [/^per_layer_token_embd/, 'lookup'],
  [/^output\./, 'head'],
  [/^(?:v|mm)\./, 'vision'],
  [/indexer/, 'index'],
  [/ssm_/, 'recurrent'],
  [/ffn_.*_exps/, 'experts'],
  [/ffn_.*_shexp/, 'shared-experts'],
  [/ffn_gate_inp|exp_probs/, 'router'],
  [/ffn_/, 'dense-ffn'],
  [/attn/, 'attention'],
];

/** Fields of a config.json by the keys that follow the architecture's name. */
const FIELDS: Readonly<Record<string, string>> = {
  num_hidden_layers: 'block_count',
  hidden_size: 'embedding_length',
  intermediate_size: 'feed_forward_length',
  num_attention_heads: 'attention.head_count',
  num_key_value_heads: 'attention.head_count_kv',
  max_position_embeddings: 'context_length',
  sliding_window: 'attention.sliding_window',
  num_local_experts: 'expert_count',
  num_experts_per_tok: 'expert_used_count',
  moe_intermediate_size: 'expert_feed_forward_length',
  shared_expert_intermediate_size: 'expert_shared_feed_forward_length',
  n_shared_experts: 'expert_shared_count',
  first_k_dense_replace: 'leading_dense_block_count',
  num_nextn_predict_layers: 'nextn_predict_layers',
  kv_lora_rank: 'attention.kv_lora_rank',
  q_lora_rank: 'attention.q_lora_rank',
};

/** A GGUF file, or the parts of one, as a config.json. An architecture that is not known is refused by name. */
export function modelOfGguf(parts: readonly GgufHead[]): GgufModel {
  const metadata = new Map(parts.flatMap((part) => [...part.metadata]).reverse());
  const tensors = parts.flatMap((part) => part.tensors);
  const architecture = metadata.get('general.architecture');
  if (typeof architecture !== 'string')
    return { ok: false, message: l10n.t('the file does not say its architecture') };
  const known = Object.hasOwn(ARCHITECTURES, architecture) ? ARCHITECTURES[architecture] : undefined;
  if (!known) {
    const near = closest(architecture, Object.keys(ARCHITECTURES));
    return {
      ok: false,
      message: near
        ? l10n.t('the architecture `{name}` is not known; the nearest known is `{near}`', {
            name: architecture,
            near,
          })
        : l10n.t('the architecture `{name}` is not known', { name: architecture }),
    };
  }
  const at = (key: string) => metadata.get(`${architecture}.${key}`);
  const experts = numberOf(at('expert_count')) ?? 0;
  const wanted = numberOf(metadata.get('split.count')) ?? 1;
  const name = metadata.get('general.name');
  return {
    ok: true,
    name: typeof name === 'string' ? name.slice(0, 100) : architecture,
    config: {
      model_type: experts > 0 ? (known.experts ?? known.dense) : known.dense,
      ...Object.fromEntries(
        Object.entries(FIELDS).flatMap(([field, key]) => {
          const value = numberOf(at(key));
          return value === null ? [] : [[field, value] as const];
        }),
      ),
      ...(known.experts && experts > 0 ? { intermediate_size: numberOf(at('feed_forward_length')) } : {}),
      ...headSizes(at),
      ...vocabulary(metadata, tensors, architecture),
      tie_word_embeddings: !tensors.some((tensor) => tensor.name.startsWith('output.')),
      ...(parts.length < wanted ? {} : { quantization_config: stored(tensors) }),
    },
    notes:
      parts.length < wanted
        ? [
            l10n.t('{there} of {all} parts are there: weights are counted by the dimensions', {
              there: parts.length,
              all: wanted,
            }),
          ]
        : [],
  };
}

type At = (key: string) => MetadataValue | undefined;

function headSizes(at: At): Readonly<Record<string, number>> {
  const key = numberOf(at('attention.key_length_mla')) ?? numberOf(at('attention.key_length'));
  const value = numberOf(at('attention.value_length_mla')) ?? numberOf(at('attention.value_length'));
  const rope = numberOf(at('rope.dimension_count'));
  if (numberOf(at('attention.kv_lora_rank')) === null) return key === null ? {} : { head_dim: key };
  return {
    ...(rope === null ? {} : { qk_rope_head_dim: rope }),
    ...(key === null || rope === null ? {} : { qk_nope_head_dim: key - rope }),
    ...(value === null ? {} : { v_head_dim: value }),
  };
}

function vocabulary(
  metadata: ReadonlyMap<string, MetadataValue>,
  tensors: readonly Tensor[],
  architecture: string,
): Readonly<Record<string, number>> {
  const table = tensors.find(({ name }) => name === 'token_embd.weight')?.dimensions[1];
  const listed = metadata.get('tokenizer.ggml.tokens');
  const size =
    table ??
    numberOf(metadata.get(`${architecture}.vocab_size`)) ??
    (typeof listed === 'object' ? listed.length : null);
  return size === null ? {} : { vocab_size: size };
}

/** One number, also where it is listed for every layer and the same, or the most for layers that have any. */
function numberOf(value: MetadataValue | undefined): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value !== 'object') return null;
  const first = value.numbers.find((number) => number !== 0);
  return first !== undefined && value.numbers.every((number) => number === first) ? first : null;
}

/** The format whose arithmetic a type has: what is below 16 bits is widened before it is multiplied. */
function formatOf({ name, bytes, weights }: TensorType): WeightFormat {
  const bits = (8 * bytes) / weights;
  if (name === 'F32') return 'fp32';
  if (name === 'BF16' || name === 'F16') return name === 'F16' ? 'fp16' : 'bf16';
  if (name === 'MXFP4') return 'mxfp4';
  return widened(bits);
}

/** Bytes of the tensors by what they are for, and the format that most of their bytes have. */
function stored(tensors: readonly Tensor[]): Readonly<Record<string, unknown>> {
  const roles = new Map<WeightRole, { bytes: number; types: Map<string, number> }>();
  for (const { name, bytes, type } of tensors) {
    const role = (ROLES.find(([pattern]) => pattern.test(name)) ?? ([null, 'other'] as const))[1];
    if (role === null) continue;
    const own = roles.get(role) ?? { bytes: 0, types: new Map<string, number>() };
    own.bytes += bytes;
    const format = formatOf(type);
    own.types.set(format, (own.types.get(format) ?? 0) + bytes);
    roles.set(role, own);
  }
  return {
    quant_method: 'gguf',
    tensors: Object.fromEntries(
      [...roles].map(([role, { bytes, types }]) => [
        role,
        { bytes, format: [...types].sort(([, a], [, b]) => b - a)[0]?.[0] ?? 'bf16' },
      ]),
    ),
  };
}
