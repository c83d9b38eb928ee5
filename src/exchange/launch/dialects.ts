import type { ServerName } from '../../catalog/shapes/servers/server.js';
import type { LaunchDialect } from './dialect.js';
import { sglang } from './sglang.js';
import { trtllm } from './trtllm.js';
import { vllm } from './vllm.js';

/** The launch command of each serving engine, `null` for those that none is written or read for. */
export const DIALECTS: Readonly<Record<ServerName, LaunchDialect | null>> = {
  vllm,
  sglang,
  trtllm,
  tuned: null,
};

/** Those that have one, in the order that a text is searched for them. */
export function dialects(): readonly (readonly [ServerName, LaunchDialect])[] {
  // Every key of the table is a server, which `Object.entries` does not say.
  return (Object.entries(DIALECTS) as [ServerName, LaunchDialect | null][]).flatMap(([name, dialect]) =>
    dialect ? [[name, dialect] as const] : [],
  );
}
