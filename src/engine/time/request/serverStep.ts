import { generationOf, nearestGenerations } from '../../../catalog/shapes/generations.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import { weightFormat } from '../../../catalog/shapes/weightFormats.js';
import { idleInDecode, weightClassBytes } from '../../../catalog/shapes/weights.js';
import { written } from '../../../catalog/entries/written.js';
import table from '../coefficients.json' with { type: 'json' };
import type { StepKind } from '../kernels/kind.js';
import type { Step } from '../step.js';

/** Time of each part of a server's step over that of its kernels. */
export interface PartFactors {
  readonly weights: number;
  readonly kv: number;
  readonly compute: number;
  readonly communication: number;
  readonly fixed: number;
}

/** What ties the kernels of one engine's decode steps to the steps of its servers (step.md 5). */
export interface EngineServer {
  /**
   * Of weights and products this is for those below 16 bits: tables time their quantizing apart, which servers fuse.
   * All servers that were measured have such weights.
   */
  readonly factors: Omit<PartFactors, 'fixed'>;
  /** Of launches, by kind of model; `any` for kinds of which no server was measured. */
  readonly fixed: Readonly<Partial<Record<StepKind, number>>> & { readonly any: number };
  /** Seconds of scheduler and host in a step that nothing hides, by hardware generation. */
  readonly hostSeconds: Readonly<Record<string, number>>;
  /** What a prompt adds to the steps it is mixed into, over what it would take alone. */
  readonly promptFactor: number;
}

/** What ties kernels to servers, of all engines. */
export interface ServerStep {
  readonly engines: Readonly<Record<string, EngineServer>>;
  /** Seconds for each sequence of a data-parallel rank. */
  readonly sequenceSeconds: number;
  /** Time of servers over that of kernels which another generation's rows stand in for, by generation. */
  readonly generationFactors: Readonly<Record<string, number>>;
}

const SERVER = written<ServerStep>(table.server);

/** Where a step runs. */
export interface StepPlace {
  readonly engine: Serving['engine'];
  readonly generation: string;
  /** Data-parallel ranks, each with a scheduler of its own. */
  readonly ranks: number;
  /** Share of the weights, by bytes, that is stored in fewer than 16 bits. */
  readonly narrow: number;
  readonly kind: StepKind;
}

/** What a server does to the steps of one place: factors of their parts, and seconds beside them. */
export interface StepHost {
  readonly factors: PartFactors;
  readonly seconds: number;
  readonly secondsPerSequence: number;
  readonly promptFactor: number;
}

/** Share of a model's weights that decoding reads, by bytes, in fewer than 16 bits. */
export function narrowShare(model: ModelSpec, format: Serving['weights']): number {
  let [narrow, all] = [0, 0];
  for (const { role, format: stored, bytes } of weightClassBytes(model, format)) {
    if (idleInDecode(role)) continue;
    all += bytes;
    if (weightFormat(stored).bits < 16) narrow += bytes;
  }
  return all > 0 ? narrow / all : 0;
}

/** The server of a place; `null` where steps are as servers' already: published ones, and those of a vendor's own software. */
export function stepHost(
  { engine, generation, ranks, narrow, kind }: StepPlace,
  { engines, sequenceSeconds, generationFactors }: ServerStep = SERVER,
): StepHost | null {
  const server = engines[engine];
  if (!server || generationOf(generation).software === 'own') return null;
  const { factors, fixed, hostSeconds, promptFactor } = server;
  const all = generationFactors[generation] ?? 1;
  const measured = nearestGenerations(generation).find((near) => hostSeconds[near] !== undefined);
  return {
    factors: {
      weights: all * (1 + narrow * (factors.weights - 1)),
      kv: all * factors.kv,
      compute: all * (1 + narrow * (factors.compute - 1)),
      communication: all * factors.communication,
      fixed: all * (fixed[kind] ?? fixed.any),
    },
    seconds: measured === undefined ? 0 : (hostSeconds[measured] ?? 0),
    secondsPerSequence: sequenceSeconds / ranks,
    promptFactor,
  };
}

/** A decode step as a server runs it, with so many sequences. Never faster than light. */
export function serverStep(step: Step, sequences: number, host: StepHost | null): Step {
  if (!host) return step;
  const { factors } = host;
  const { parts } = step;
  const seconds =
    factors.weights * parts.weights +
    factors.kv * parts.kv +
    factors.compute * parts.compute +
    factors.communication * parts.communication +
    factors.fixed * parts.fixed +
    parts.draft +
    parts.link +
    host.seconds +
    sequences * host.secondsPerSequence;
  return { ...step, seconds: Math.max(seconds, step.lightSeconds) };
}
