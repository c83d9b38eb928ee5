import { generationOf } from '../../../catalog/shapes/generations.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';
import table from './coefficients.json' with { type: 'json' };

/** What a server adds to its kernels (request.md 2.2). Fitted to measured servers by `npm run calibrate`. */
export interface PrefillServer {
  /** Seconds to launch the kernels of a layer outside captured graphs. */
  readonly launchSeconds: Readonly<Record<Serving['engine'], number>>;
  /** Time over that of the kernels: of everything, and of routed experts that are spread and balanced over ranks. */
  readonly factors: { readonly kernels: number; readonly spreadExperts: number };
  /** Part of the exchange of tokens between data-parallel groups that no computing hides. */
  readonly exposedExchange: number;
  /** Part of the others' prompts, over half of them, that one waits for in a closed loop whose users ask in waves. */
  readonly waves: number;
}

export const PREFILL_SERVER: PrefillServer = table.servers;

/** Seconds to launch the kernels of a layer, by serving engine; 0 where no engine launches them. */
export function launchSeconds(server: PrefillServer, engine: Serving['engine'], generation: string): number {
  return generationOf(generation).software === 'own' ? 0 : server.launchSeconds[engine];
}

/** How much worse kernels of another generation fit than their own (docs/validation.md), as a factor. */
const CARRIED_MORE = Math.exp(
  table.kernels.carriedErrors.mean -
    (table.kernels.generations.hopper.errors.mean + table.kernels.generations.blackwell.errors.mean) / 2,
);

/** Factor within which four of five rates of series were that a fit had not seen. */
export function prefillBandFactor(carried: boolean): number {
  const factor = Math.exp(table.servers.errors.prefillRate.leftOutMost);
  return carried ? factor * CARRIED_MORE : factor;
}
