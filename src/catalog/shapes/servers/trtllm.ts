import * as l10n from '../../../l10n/l10n.js';
import type { Server } from './server.js';
import { vllm } from './vllm.js';

/** TensorRT-LLM: memory and defaults not measured, so vLLM's stand for them. */
export const trtllm: Server = {
  ...vllm,
  pool: 'mean-token',
  /** NVIDIA's stack keeps the cache in 8 bits where the linear layers are (AIConfigurator's defaults). */
  get eightBitCache() {
    return l10n.t('TensorRT-LLM with 8-bit weights: fp8');
  },
  nearest: ['vllm'],
};
