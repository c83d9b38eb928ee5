import type {
  Calibration,
  Layout,
  Lpx,
  Option,
  Serving,
  Speculation,
  Workload,
} from '../../catalog/shapes/resolvedPlan.js';
import type { AcceleratorSpec, LpxRackSpec, ModelSpec } from '../../catalog/shapes/types.js';

/** An accelerator as machines are made of it: what it costs and draws does not bear on its speed. */
export type Accelerator = Omit<AcceleratorSpec, 'priceUsd' | 'rentUsdPerSecond' | 'powerWatts'>;

/** Racks as machines are made of them. */
export interface Racks {
  readonly rack: RackSpec;
  readonly storage: Lpx['storage'];
}
export type RackSpec = Omit<LpxRackSpec, 'priceUsd' | 'powerWatts'>;

export type LpxRole = 'ffn' | 'drafter' | 'decode';

/** How an option uses LPX in one evaluation: a role and a number of racks, shared by all replicas. */
export interface LpxUse {
  readonly lpx: Racks;
  readonly role: LpxRole;
  readonly racks: number;
  readonly minimumRacks: number;
  /** Replicas that share the racks. */
  readonly replicas: number;
  /** The accelerators beside the racks also compute prompts, for which they hold every weight. */
  readonly prompts: boolean;
}

/** How measurements change the step times of a machine. */
export interface StepCalibration {
  /** Measured over predicted, as a geometric mean; never so low that light would be beaten. */
  readonly factor: number;
  /** Relative error that remains. */
  readonly error: number;
  readonly measurements: number;
}

/** Everything that a replica follows from, whatever it serves, in any layout. */
export interface SystemInputs {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly accelerator: Accelerator;
  readonly speculation: Speculation | null;
  readonly dynamo: Option['dynamo'];
  /** What was measured on such a machine; nothing for most. */
  readonly measured: Calibration;
  /** Found on a like machine, and used instead of the measured steps; `null` for most. */
  readonly scale: StepCalibration | null;
}

/** Everything that a replica follows from, whatever it serves. */
export interface ReplicaInputs extends SystemInputs {
  readonly layout: Layout;
  readonly lpx: LpxUse | null;
}

/** Everything that a machine follows from. */
export interface MachineInputs extends ReplicaInputs {
  readonly context: Workload['context'];
}
