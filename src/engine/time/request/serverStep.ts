import { generationOf, nearestGenerations } from '../../../catalog/shapes/generations.js';
import type { Serving } from '../../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec, WeightFormat } from '../../../catalog/shapes/types.js';
import { weightFormat } from '../../../catalog/shapes/weightFormats.js';
import { idleInDecode, weightClassBytes } from '../../../catalog/shapes/weights.js';
import { written } from '../../../catalog/entries/written.js';
import table from '../coefficients.json' with { type: 'json' };
import type { StepKind } from '../kernels/kind.js';
import { compareReleases } from '../release.js';
import type { Step } from '../step.js';
import { totalSeconds } from '../stepTime.js';

/** Time of each part of a server's step over that of its kernels. */
export interface PartFactors {
  readonly weights: number;
  readonly kv: number;
  readonly compute: number;
  readonly communication: number;
  readonly fixed: number;
}

/** Formats of weights that servers were measured with, each of which has kernels of its own. */
const NARROW = ['eight', 'nvfp4', 'mxfp4', 'int4'] as const;

/**
 * Of weights, and products with them, below 16 bits: tables time their quantizing apart, which servers fuse. All servers
 * that were measured have such weights; those of 16 bits stand for themselves.
 */
export type ByFormat = Readonly<Record<(typeof NARROW)[number], number>>;

/** By kind of model; `any` for kinds of which no server was measured. */
type ByKind = Readonly<Partial<Record<StepKind, number>>> & { readonly any: number };

/** What ties the kernels of one engine's decode steps to the steps of its servers (step.md 5). */
export interface EngineServer {
  readonly factors: {
    readonly kv: number;
    readonly communication: number;
    readonly weights: ByFormat;
    readonly compute: ByFormat;
  };
  /** Of launches. */
  readonly fixed: ByKind;
  /** Seconds of scheduler, sampler and host in a step that nothing hides, by hardware generation and kind of model. */
  readonly hostSeconds: Readonly<Record<string, ByKind>>;
  /** Seconds of its scheduler for each sequence of a data-parallel rank. */
  readonly sequenceSeconds: number;
  /** What a prompt adds to the steps it is mixed into, over what it would take alone. */
  readonly promptFactor: number;
  /** Part of a step that releases before the first whose kernels were timed take more, by generation and kind of model. */
  readonly older: Readonly<Record<string, Readonly<Partial<Record<StepKind, number>>>>>;
}

/** What ties kernels to servers, of all engines. */
export interface ServerStep {
  readonly engines: Readonly<Record<string, EngineServer>>;
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
  /** Shares of the weights, by bytes, that are stored in formats below 16 bits. */
  readonly narrow: ByFormat;
  readonly kind: StepKind;
  /** The release came before the first whose kernels were timed. */
  readonly older: boolean;
}

/** What a server does to the steps of one place: factors of their parts, and seconds beside them. */
export interface StepHost {
  readonly factors: PartFactors;
  readonly seconds: number;
  readonly secondsPerSequence: number;
  readonly promptFactor: number;
}

/** No weights below 16 bits. */
export const WIDE_ONLY: ByFormat = { eight: 0, nvfp4: 0, mxfp4: 0, int4: 0 };

/** Shares of a model's weights that decoding reads, by bytes, in formats below 16 bits. */
export function narrowShares(model: ModelSpec, format: Serving['weights']): ByFormat {
  const bytesOf = { ...WIDE_ONLY };
  let all = 0;
  for (const { role, format: stored, bytes } of weightClassBytes(model, format)) {
    if (idleInDecode(role)) continue;
    all += bytes;
    const name = narrowFormat(stored);
    if (name) bytesOf[name] += bytes;
  }
  if (all <= 0) return WIDE_ONLY;
  for (const name of NARROW) bytesOf[name] /= all;
  return bytesOf;
}

/** Which of the measured formats one is, or is multiplied like; `null` for those of 16 bits. */
function narrowFormat(format: WeightFormat): keyof ByFormat | null {
  const { bits, rate } = weightFormat(format);
  if (bits > 8) return null;
  if (format === 'nvfp4' || format === 'mxfp4') return format;
  // Integers that are widened before the product are so at any width.
  return rate === 'bf16' ? 'int4' : 'eight';
}

/** The server of a place; `null` where steps are as servers' already: published ones, and those of a vendor's own software. */
export function stepHost(
  { engine, generation, ranks, narrow, kind, older }: StepPlace,
  { engines, generationFactors }: ServerStep = SERVER,
): StepHost | null {
  const server = engines[engine];
  if (!server || generationOf(generation).software === 'own') return null;
  const { factors, fixed, hostSeconds, sequenceSeconds, promptFactor } = server;
  const kin = nearestGenerations(generation);
  const slower = kin.find((name) => generationFactors[name] !== undefined || hostSeconds[name] !== undefined);
  const all = (slower === undefined ? undefined : generationFactors[slower]) ?? 1;
  const more = older ? all * (server.older[generation]?.[kind] ?? 0) : 0;
  const near = kin.find((name) => hostSeconds[name] !== undefined);
  const host = near === undefined ? undefined : hostSeconds[near];
  return {
    factors: {
      weights: more + all * mixed(factors.weights, narrow),
      kv: more + all * factors.kv,
      compute: more + all * mixed(factors.compute, narrow),
      communication: more + all * factors.communication,
      fixed: more + all * (fixed[kind] ?? fixed.any),
    },
    seconds: host?.[kind] ?? host?.any ?? 0,
    secondsPerSequence: sequenceSeconds / ranks,
    promptFactor,
  };
}

/**
 * Whether a plan's release came before that of the coefficients that stand for it: no older ones were measured. Of other
 * major releases nothing is known.
 */
export function predates(asked: string | null, measured: string | null): boolean {
  if (asked === null || measured === null || majorOf(asked) !== majorOf(measured)) return false;
  return (compareReleases(asked, measured) ?? 0) < 0;
}

const majorOf = (release: string): string | undefined => /^v?(\d+)\./.exec(release)?.[1];

/** The factor of weights of which shares are narrow. */
const mixed = (factor: ByFormat, narrow: ByFormat): number =>
  NARROW.reduce((sum, name) => sum + narrow[name] * (factor[name] - 1), 1);

/** A decode step as a server runs it, with so many sequences. Never faster than light. */
export function serverStep(step: Step, sequences: number, host: StepHost | null): Step {
  if (!host) return step;
  const { factors } = host;
  const { parts } = step;
  const quantizing = Math.min(step.quantizingSeconds, parts.compute);
  // What a server was not measured to change stays as its kernels have it, whichever parts there are.
  const seconds =
    totalSeconds(parts) +
    (factors.weights - 1) * parts.weights +
    (factors.kv - 1) * parts.kv +
    // Servers fuse quantizing into the kernels before: nothing of it is seen.
    (factors.compute - 1) * parts.compute -
    factors.compute * quantizing +
    (factors.communication - 1) * parts.communication +
    (factors.fixed - 1) * parts.fixed +
    host.seconds +
    sequences * host.secondsPerSequence;
  const { acceptedLength, verifiedDrafts, lightSeconds, quantizingSeconds } = step;
  return {
    // One by one: searches ask for thousands of steps.
    parts,
    seconds: Math.max(seconds, lightSeconds),
    acceptedLength,
    verifiedDrafts,
    lightSeconds,
    quantizingSeconds,
  };
}
