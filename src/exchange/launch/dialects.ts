import type { ServerName } from '../../catalog/shapes/servers/server.js';
import type { LaunchDialect } from './dialect.js';
import { sglangDialect } from './sglang.js';
import { trtllmDialect } from './trtllm.js';
import { vllmDialect } from './vllm.js';

/** The launch command of each serving engine, `null` for those that none is written or read for. */
export const DIALECTS: Readonly<Record<ServerName, LaunchDialect | null>> = {
  vllm: vllmDialect,
  sglang: sglangDialect,
  trtllm: trtllmDialect,
  tuned: null,
};

/** Those that have one, in the order that a text is searched for them. */
export function dialects(): readonly (readonly [ServerName, LaunchDialect])[] {
  // Every key of the table is a server, which `Object.entries` does not say.
  return (Object.entries(DIALECTS) as [ServerName, LaunchDialect | null][]).flatMap(([name, dialect]) =>
    dialect ? [[name, dialect] as const] : [],
  );
}
