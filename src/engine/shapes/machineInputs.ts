import type {
  Calibration,
  Gpus,
  Layout,
  Lpx,
  Option,
  Serving,
  Speculation,
  Workload,
} from '../../catalog/shapes/resolvedPlan.js';
import type { ModelSpec } from '../../catalog/shapes/types.js';

/** How an option uses LPX in one evaluation: a role and a number of racks, shared by all replicas. */
export interface LpxUse {
  readonly lpx: Lpx;
  readonly role: 'ffn' | 'drafter' | 'decode';
  readonly racks: number;
  readonly minimumRacks: number;
  /** Replicas that share the racks. */
  readonly replicas: number;
}

/** Everything that a replica follows from, whatever it serves. */
export interface ReplicaInputs {
  readonly model: ModelSpec;
  readonly serving: Serving;
  readonly gpus: Gpus;
  readonly layout: Layout;
  readonly speculation: Speculation | null;
  readonly dynamo: Option['dynamo'];
  readonly lpx: LpxUse | null;
  /** What was measured on such a machine; nothing for most. */
  readonly calibration: Calibration;
}

/** Everything that a machine follows from. */
export interface MachineInputs extends ReplicaInputs {
  readonly context: Workload['context'];
}
