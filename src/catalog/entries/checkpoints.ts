import type { JsonObject } from '../config/configFields.js';

/**
 * Modules that NVIDIA's NVFP4 checkpoints keep in 16 bits, by name: the patterns of their own `hf_quant_config.json`, which
 * lists them layer by layer (16 checkpoints, 2025-12 to 2026-08). Those that list no part of a layer are not here.
 */
const KEPT_WIDE: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^deepseek-v3\.[12]-nvfp4$/, ['*.self_attn.q_*_proj', '*.self_attn.kv_*_proj', '*.self_attn.indexer*']],
  [/^glm-5-nvfp4$/, ['*.self_attn*']],
  [/^glm-5\.[12]-nvfp4$/, ['*.self_attn*', '*.mlp.shared_experts*']],
  [/^kimi-k2\.5-nvfp4$/, ['*.self_attn*']],
  [/^kimi-k2\.(?:6|7-code)-nvfp4$/, ['*.self_attn*', '*.mlp.shared_experts*']],
  [/^minimax-m2\.[57]-nvfp4$/, ['*.self_attn*']],
  [/^gemma-4-26b-a4b(?:-it)?-nvfp4$/, ['*.self_attn*', '*.mlp*']],
  [/^gemma-4-31b-it-nvfp4$/, ['*.self_attn*']],
  [/^qwen3\.5-(?:122b-a10b|397b-a17b)-nvfp4$/, ['*.self_attn*', '*.linear_attn*', '*.mlp.shared_expert*']],
];

/** How a checkpoint of that name, without its owner, is stored beside what the format's word says; `null`: as the word says. */
export function keptWideIn(name: string): JsonObject | null {
  const ignore = KEPT_WIDE.find(([names]) => names.test(name))?.[1];
  return ignore ? { ignore } : null;
}
