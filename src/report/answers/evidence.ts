/** What measured servers say of an answer, as types alone: in the result JSON under `evidence`, by option and workload. */
export interface EvidenceTold {
  /** `null` where no server of its class was measured, with the reason. */
  readonly record: RecordTold | null;
  /** Measured runs of the same model on the same accelerator, the nearest first. */
  readonly nearest: readonly RunTold[];
  readonly reason?: string;
}

/** A class of measured servers. Fractions. */
export interface RecordTold {
  readonly engine: string;
  readonly generation: string;
  readonly mode: 'colocated' | 'disaggregated';
  /** Whether it is the class itself; else the nearest that was measured. */
  readonly own: boolean;
  readonly runs: number;
  readonly medianError: number;
  readonly bandHolds: number | null;
}

/** A measured run. Tokens per second of each user. */
export interface RunTold {
  readonly source: string;
  readonly date: string;
  readonly engine: string;
  readonly engineVersion: string | null;
  readonly users: number;
  readonly input: number;
  readonly output: number;
  readonly measured: number;
  readonly predicted: number;
  /** Whether it is the plan's server at about its load. */
  readonly close: boolean;
  /** What of it is not the plan's, by name. */
  readonly differs: readonly string[];
}

/** By option and workload. */
export type EvidenceByOption = Readonly<Record<string, Readonly<Record<string, EvidenceTold>>>>;
