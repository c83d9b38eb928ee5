/** What a step verifies and what comes of it, per sequence. */
export interface Verification {
  readonly verifiedDrafts: number;
  /** Tokens emitted, bonus included. */
  readonly acceptedLength: number;
}
