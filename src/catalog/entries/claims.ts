import claimData from '../data/claims.json' with { type: 'json' };
import type { Lpx } from '../shapes/resolvedPlan.js';
import type { Source } from '../shapes/types.js';
import { written } from './written.js';

/** What vendors and papers claim, with what they compare with: shown beside the computed figures, never an input. */

/** A cache of one sequence: a model's, or (`variant`) what it would be with another attention. */
export interface ClaimedCache {
  readonly model: string;
  readonly kvCache: string;
  /** Format of the index keys, where it is not the cache's own. */
  readonly index?: string;
  readonly variant?: 'mha' | 'gqa8' | 'mqa' | 'mla';
  /** As `kvBytesPerSequence` says, state not counted; a test holds the two together. */
  readonly bytes: number;
}

/** One reading of a claim: what is compared with what. */
export interface SavingFrame {
  readonly what: string;
  /** The reading that the publisher means. */
  readonly claimed: boolean;
  /** Length of the sequence. */
  readonly tokens: number;
  readonly kept: ClaimedCache;
  readonly against: ClaimedCache;
}

/** A published saving of KV cache: fraction 0..1. */
export interface SavingClaim {
  readonly id: string;
  readonly by: string;
  readonly published: number;
  readonly sources: readonly Source[];
  readonly frames: readonly SavingFrame[];
}

/**
 * What a purchase or a method is said to multiply: the highest speed per user (`speed`), tokens per joule at
 * the asked speed (`energy`), or tokens per accelerator at the asked speed (`throughput`).
 */
export type ClaimMeasure = 'speed' | 'energy' | 'throughput';

/** A published gain: a factor, or the lowest and highest of several. */
export interface PerformanceClaim {
  readonly id: string;
  readonly by: string;
  readonly of: 'lpx' | 'speculation';
  /** Role of the racks; `null` for any. */
  readonly role: Exclude<Lpx['role'], 'auto'> | null;
  readonly measure: ClaimMeasure;
  readonly factor: readonly [number, number];
  /** What the publisher compares with. */
  readonly against: string;
  /** A sentence that holds (docs/claims.md). */
  readonly fair: string;
  readonly sources: readonly Source[];
}

/** What others say of how many LPX racks go with how many racks of GPUs. */
export interface AttachMark {
  readonly id: string;
  readonly by: string;
  readonly what: string;
  /** LPX racks for each NVL72 rack (72 GPUs), or the part of systems that have any. */
  readonly measure: 'racks' | 'systems';
  /** The lowest and the highest that is said. */
  readonly value: readonly [number, number];
  readonly sources: readonly Source[];
}

/** The fastest users of a model on an accelerator that were published. */
export interface FastestUsers {
  readonly id: string;
  /** Catalogue ids: of an accelerator, or of the rack that it comes in. */
  readonly model: string;
  readonly accelerator: string;
  /** The same as people call it. */
  readonly hardware: string;
  /** Decoded tokens per second of each user. */
  readonly tokensPerSecond: number;
  /** On how much, in a few words. */
  readonly how: string;
  /** Engine, formats, drafts and lengths. */
  readonly setup: string;
  readonly sources: readonly Source[];
}

export const FASTEST_USERS = written<readonly FastestUsers[]>(claimData.fastest);
export const ATTACH_MARKS = written<readonly AttachMark[]>(claimData.attach);
export const PERFORMANCE_CLAIMS = written<readonly PerformanceClaim[]>(claimData.performance);
export const SAVING_CLAIMS = written<readonly SavingClaim[]>(claimData.savings);

/** Fraction that the kept cache saves, 0..1. */
export function savingOf({ kept, against }: SavingFrame): number {
  return 1 - kept.bytes / against.bytes;
}
