import type { Server, ServerName } from './server.js';
import { sglang } from './sglang.js';
import { trtllm } from './trtllm.js';
import { tuned } from './tuned.js';
import { vllm } from './vllm.js';

/** One object for each serving engine: a new one in the file's schema is an error here until it has its answers. */
const SERVERS: Readonly<Record<ServerName, Server>> = { vllm, sglang, trtllm, tuned };

/** Every serving engine by name, the best measured first. */
// Every key of the table is a server, which `Object.keys` does not say.
export const SERVER_NAMES = Object.keys(SERVERS) as readonly ServerName[];

/** What is known of a serving engine. */
export function serverOf(name: ServerName): Server {
  return SERVERS[name];
}
