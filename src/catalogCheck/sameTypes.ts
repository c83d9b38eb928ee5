import type * as z from 'zod';
import type { PerformanceClaim, SavingClaim } from '../catalog/entries/claims.js';
import type { AcceleratorEntry, LpxEntry, RackEntry } from '../catalog/entries/hardware.js';
import type { HostedEntry } from '../catalog/entries/hosted.js';
import type { ModelEntry } from '../catalog/entries/models.js';
import type { DrafterEntry, SpeculatorEntry } from '../catalog/entries/speculators.js';
import type { TrafficEntry } from '../catalog/entries/traffic.js';
import type { AcceptanceProfile } from '../catalog/shapes/types.js';
import type { StepCoefficients } from '../engine/time/coefficients.js';
import type { ServerName } from '../catalog/shapes/servers/server.js';
import type { serving } from '../plan/servingSchema.js';
import type { KINDS, KindName } from './kinds.js';

/** A type to its last member, without the differences between a schema's types and written ones. */
type Plain<T> = unknown extends T
  ? unknown
  : T extends object
    ? { readonly [K in keyof T]: Plain<Exclude<T[K], undefined>> }
    : T;

/** Fails to compile where two types differ, in either direction. */
type Same<A, B> = [Plain<A>] extends [Plain<B>] ? ([Plain<B>] extends [Plain<A>] ? true : false) : false;

/** What the code takes the entries of each kind for; economics are read by their literal types. */
interface Taken {
  readonly accelerator: AcceleratorEntry;
  readonly rack: RackEntry;
  readonly lpx: LpxEntry;
  readonly model: ModelEntry;
  readonly speculator: SpeculatorEntry;
  readonly drafter: DrafterEntry;
  readonly acceptance: AcceptanceProfile;
  readonly hosted: HostedEntry;
  readonly saving: SavingClaim;
  readonly gain: PerformanceClaim;
  readonly traffic: TrafficEntry;
  readonly coefficients: StepCoefficients;
}

type Checked = { readonly [K in KindName]: z.infer<(typeof KINDS)[K]['schema']> };

/** `true` for each kind whose schema and type agree: the compiler refuses this file if one does not. */
export const SAME: { readonly [K in keyof Taken]: Same<Taken[K], Checked[K]> } = {
  accelerator: true,
  rack: true,
  lpx: true,
  model: true,
  speculator: true,
  drafter: true,
  acceptance: true,
  hosted: true,
  saving: true,
  gain: true,
  traffic: true,
  coefficients: true,
};

/** The same for serving engines: a plan may name each of `ServerName`, and no other, in `src/plan/servingSchema.ts`. */
export const SAME_ENGINES: Same<ServerName, NonNullable<z.infer<typeof serving>['engine']>> = true;
