/** Plain data that reports speak in; apart from what makes it, so that other programs can use the types alone. */

/** A problem with its place, counted from 1. */
export interface ReportedProblem {
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** What a report says about itself; all may be left out. */
export interface ReportOrigin {
  /** Name of the plan's file. */
  readonly file?: string;
  /** Version of Decode Plan. */
  readonly version?: string;
  /** Day it was made, as in `2026-11-23`. */
  readonly date?: string;
  /** How often the plan's ranges are drawn; as often as in the panel where it is left out. */
  readonly draws?: number;
}
