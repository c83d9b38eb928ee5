import { generationOf } from '../../../catalog/shapes/generations.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../../catalog/shapes/types.js';
import { weightFormat } from '../../../catalog/shapes/weightFormats.js';
import { idleInDecode, weightClassBytes } from '../../../catalog/shapes/weights.js';
import table from '../coefficients.json' with { type: 'json' };
import type { Step } from '../step.js';

/** What ties the kernels of a decode step to the steps of a server (step.md 5). */
export interface ServerStep {
  /**
   * Time of each part over that of its kernels. Of weights and products this is for those below 16 bits: tables time
   * their quantizing apart, which servers fuse. All servers that were measured have such weights.
   */
  readonly factors: {
    readonly weights: number;
    readonly kv: number;
    readonly compute: number;
    readonly communication: number;
    readonly fixed: number;
  };
  /** Seconds of scheduler and host in a step that nothing hides, by serving engine. */
  readonly hostSeconds: Readonly<Record<Serving['engine'], number>>;
  /** Seconds for each sequence of a data-parallel rank. */
  readonly sequenceSeconds: number;
}

const SERVER: ServerStep = table.server;

/** Where a step runs. */
export interface StepHost {
  readonly engine: Serving['engine'];
  readonly generation: string;
  /** Data-parallel ranks, each with a scheduler of its own. */
  readonly ranks: number;
  /** Share of the weights, by bytes, that is stored in fewer than 16 bits. */
  readonly narrow: number;
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

/** A decode step as a server runs it, with so many sequences. Never faster than light. */
export function serverStep(
  step: Step,
  sequences: number,
  { engine, generation, ranks, narrow }: StepHost,
): Step {
  if (generationOf(generation).software === 'own') return step;
  const { factors, hostSeconds, sequenceSeconds } = SERVER;
  const { parts } = step;
  const seconds =
    (1 + narrow * (factors.weights - 1)) * parts.weights +
    factors.kv * parts.kv +
    (1 + narrow * (factors.compute - 1)) * parts.compute +
    factors.communication * parts.communication +
    factors.fixed * parts.fixed +
    parts.draft +
    parts.link +
    hostSeconds[engine] +
    (sequences / ranks) * sequenceSeconds;
  return { ...step, seconds: Math.max(seconds, step.lightSeconds) };
}
