import assert from 'node:assert/strict';
import { resolvePlan } from '../../src/catalog/resolve/resolvePlan.js';
import { evaluate } from '../../src/engine/questions/evaluate.js';
import { parsePlan } from '../../src/plan/document.js';
import { readCases } from '../unit/cases/caseFiles.js';

export interface MemoryCase {
  readonly id: string;
  readonly input: {
    readonly model: string;
    readonly vllm?: string;
    readonly tp?: number;
    readonly pp?: number;
    readonly max_model_len?: number;
    readonly quantization?: string | null;
    readonly kv_cache_dtype?: string | null;
    readonly gpu_memory_utilization?: number;
  };
  readonly expected: Readonly<Record<string, number>>;
  readonly tolerance: {
    readonly kv_tokens_rel?: number;
    readonly weights_rel?: number;
    readonly kv_pool_rel?: number;
    readonly rel?: number;
  };
}

const PIXTRAL = { model_type: 'pixtral', hidden_size: 1024, intermediate_size: 4096, num_hidden_layers: 24 };
const MOONVIT = { model_type: 'moonvit', hidden_size: 1152, intermediate_size: 4304, num_hidden_layers: 27 };

export const memoryCases = () =>
  readCases<MemoryCase>('vllm-memory').filter(({ input }) => input.tp !== undefined);

/** Fields of the config.json of models that the catalogue does not have. */
const CONFIGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'Qwen2.5-7B': {
    model_type: 'qwen2',
    num_hidden_layers: 28,
    num_attention_heads: 28,
    num_key_value_heads: 4,
    hidden_size: 3584,
    intermediate_size: 18944,
    vocab_size: 152064,
  },
  'granite-3.1-2b': {
    model_type: 'granite',
    num_hidden_layers: 40,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    hidden_size: 2048,
    intermediate_size: 8192,
    vocab_size: 49155,
    tie_word_embeddings: true,
  },
  'granite-3.1-8b': {
    model_type: 'granite',
    num_hidden_layers: 40,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    hidden_size: 4096,
    intermediate_size: 12800,
    vocab_size: 49155,
    tie_word_embeddings: true,
  },
  'phi-4': {
    model_type: 'phi3',
    num_hidden_layers: 40,
    num_attention_heads: 40,
    num_key_value_heads: 10,
    hidden_size: 5120,
    intermediate_size: 17920,
    vocab_size: 100352,
  },
  'Mistral-Small-3.1-24B': {
    model_type: 'mistral',
    num_hidden_layers: 40,
    num_attention_heads: 32,
    num_key_value_heads: 8,
    head_dim: 128,
    hidden_size: 5120,
    intermediate_size: 32768,
    vocab_size: 131072,
    vision_config: PIXTRAL,
  },
  'Kimi-Dev-72B': {
    model_type: 'qwen2',
    num_hidden_layers: 80,
    num_attention_heads: 64,
    num_key_value_heads: 8,
    hidden_size: 8192,
    intermediate_size: 29568,
    vocab_size: 152064,
  },
  'Kimi-VL-A3B': {
    model_type: 'kimi_vl',
    vision_config: MOONVIT,
    text_config: {
      model_type: 'deepseek_v3',
      num_hidden_layers: 27,
      num_attention_heads: 16,
      hidden_size: 2048,
      intermediate_size: 11264,
      moe_intermediate_size: 1408,
      n_routed_experts: 64,
      num_experts_per_tok: 6,
      n_shared_experts: 2,
      first_k_dense_replace: 1,
      kv_lora_rank: 512,
      qk_rope_head_dim: 64,
      qk_nope_head_dim: 128,
      v_head_dim: 128,
      vocab_size: 163840,
    },
  },
};
const CATALOGUED: Readonly<Record<string, string>> = {
  'Llama-3.1-8B': 'llama-3.1-8b',
  'Llama-3.3-70B': 'llama-3.1-70b',
  'gemma-2-27b': 'gemma-2-27b',
  'gemma-2-9b': 'gemma-2-9b',
  'gemma-3-27b': 'gemma-3-27b',
  'gemma-3-4b': 'gemma-3-4b',
  'Qwen3-30B-A3B': 'qwen3-30b-a3b',
  'gpt-oss-120b': 'gpt-oss-120b',
  'Qwen3-32B': 'qwen3-32b',
};

function modelOf(name: string): unknown {
  const alike = name.replace('granite-3.3', 'granite-3.1');
  const known = Object.keys(CATALOGUED).find((part) => alike.includes(part));
  if (known) return CATALOGUED[known];
  const own = Object.keys(CONFIGS).find((part) => alike.includes(part));
  assert.ok(own, name);
  return { name: own, ...CONFIGS[own] };
}

/** Parts of a start that add up to more than the case's own fraction were started with a larger one. */
function utilizationOf({ input, expected: e }: MemoryCase): number {
  const given = input.gpu_memory_utilization ?? 0.9;
  const parts = ['weights_gib_per_gpu', 'activation_gib', 'non_torch_gib', 'kv_pool_gib_per_gpu'].map(
    (name) => e[name] ?? 0,
  );
  const used = parts.reduce((sum, part) => sum + part, 0) / CAPACITY_GIB;
  return used > given + 0.02 ? Number(used.toFixed(2)) : given;
}

/** What software sees of an H100. */
const CAPACITY_GIB = 79.19;

/** The case as a plan: one request of the longest length, so that pages are counted for that length. */
export function memoryOf(c: MemoryCase) {
  const { input } = c;
  const quantized = /w8a8/.test(input.model) ? 'int8' : /fp8/.test(input.model) ? 'fp8' : undefined;
  const tensor = input.tp ?? 1;
  const pipeline = input.pp ?? 1;
  const plan = {
    decodeplan: 1,
    model: modelOf(input.model),
    workloads: { one: { concurrency: 1, context: input.max_model_len ?? 8192 } },
    gpus: { type: 'h100-sxm', count: tensor * pipeline },
    serving: {
      engine: 'vllm',
      engineVersion: (input.vllm ?? '0.19.0').replace(' era', ''),
      ...(quantized ? { weights: quantized } : {}),
      kvCache: input.kv_cache_dtype === 'fp8' ? 'fp8' : 'bf16',
      memoryUtilization: utilizationOf(c),
      layout: { tensor, pipeline },
    },
  };
  const { input: read, problems } = parsePlan(JSON.stringify(plan));
  assert.deepEqual(problems, []);
  assert.ok(read);
  const { plan: resolved, problems: unresolved } = resolvePlan(read);
  assert.deepEqual(unresolved, []);
  assert.ok(resolved);
  const memory = evaluate(resolved, { breakEven: false }).options['as-is']?.workloads['one']?.memory;
  assert.ok(memory);
  return memory;
}
