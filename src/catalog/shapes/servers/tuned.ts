import type { Server } from './server.js';
import { vllm } from './vllm.js';

/** As fast as TileRT was published on eight B200 (step.md 5): its step times are its own, its memory is not known to differ. */
export const tuned: Server = { ...vllm, runsOn: null, pool: 'mean-token', adapters: null, nearest: [] };
