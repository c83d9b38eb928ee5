import { generationOf } from '../../../catalog/shapes/generations.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { StepKind } from '../kernels/kind.js';
import table from './coefficients.json' with { type: 'json' };

/** What a server adds to its kernels (request.md 2.2). Fitted to measured servers by `npm run calibrate`. */
export interface PrefillServer {
  /** Seconds to launch the kernels of a layer outside captured graphs. */
  readonly launchSeconds: Readonly<Record<Serving['engine'], LaunchSeconds>>;
  /**
   * Time over that of the kernels: of everything, of routed experts that are spread and balanced over data-parallel groups, and
   * of those that are spread over the ranks of one tensor group.
   */
  readonly factors: {
    readonly kernels: number;
    readonly spreadExperts: number;
    readonly localExperts: number;
  };
  /** Part of the exchange of tokens between data-parallel groups that no computing hides. */
  readonly exposedExchange: number;
  /** Part of the requests of a closed loop that are asked at once, at its start: each waits for half of the others. */
  readonly waves: number;
}

/** By kind of model; `any` for kinds of which no server of the engine was measured. */
export type LaunchSeconds = Readonly<Partial<Record<StepKind, number>>> & { readonly any: number };

export const PREFILL_SERVER: PrefillServer = table.servers;

/** Seconds to launch the kernels of a layer of a kind of model; 0 where no engine launches them. */
export function launchSeconds(server: PrefillServer, { engine, generation, kind }: LaunchPlace): number {
  const of = server.launchSeconds[engine];
  return generationOf(generation).software === 'own' ? 0 : (of[kind] ?? of.any);
}

/** Whose kernels are launched, and where. */
export interface LaunchPlace {
  readonly engine: Serving['engine'];
  readonly generation: string;
  readonly kind: StepKind;
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
