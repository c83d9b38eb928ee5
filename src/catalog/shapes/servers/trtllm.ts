import * as l10n from '../../../l10n/l10n.js';
import type { Server } from './server.js';
import { vllm } from './vllm.js';

const GiB = 2 ** 30;
const [newest] = vllm.memory;

/**
 * TensorRT-LLM: the fraction is of what is free once the model is there and its largest step was tried. Two starts say
 * what that leaves beside weights: 1.8 GiB (0.6B parameters on H100) and 0.9 GiB (7B, int8, A100). Buffers of ranks were
 * not measured, so vLLM's stand for them.
 */
export const trtllm: Server = {
  ...vllm,
  runsOn: 'nvidia',
  memory: [
    { ...newest, since: [0, 0], samplerBytesPerVocabularyEntry: 4, aloneBytes: 0.6 * GiB, graphBytes: 0 },
  ],
  fractionOf: 'free',
  copiesCompressedModels: false,
  pool: 'mean-token',
  /** Its default policy, GUARANTEED_NO_EVICT; closed loops of Llama-3.1-70B on one B200 show it (InferenceX, 2025-10). */
  reservesRequests: true,
  /** NVIDIA's stack keeps the cache in 8 bits where the linear layers are (AIConfigurator's defaults). */
  get eightBitCache() {
    return l10n.t('TensorRT-LLM with 8-bit weights: fp8');
  },
  memoryUtilization: {
    value: 0.9,
    get detail() {
      return l10n.t("TensorRT-LLM's default");
    },
  },
  /** Pages of a cache of 2 % of free memory, or as many as `max_loras` take of its widest module (`PeftCacheConfig`). */
  adapters: null,
  batchedTokens: () => ({ value: 8192, detail: l10n.t("TensorRT-LLM's default") }),
  nearest: ['vllm'],
};
