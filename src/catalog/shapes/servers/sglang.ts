import type { Server } from './server.js';
import { vllm } from './vllm.js';

/** SGLang: pools of its own for windows and states; memory and defaults not measured, so vLLM's stand for them. */
export const sglang: Server = { ...vllm, pool: 'full-tokens', nearest: ['vllm'] };
