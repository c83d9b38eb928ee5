/** A place in the text, as offsets; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A change of the text that makes YAML read it as it was meant. */
export interface Mend extends TextRange {
  readonly newText: string;
}

/** Something that YAML, or our limits on it, do not allow. */
export interface TextProblem extends TextRange {
  readonly code: string;
  readonly message: string;
  /** Another place that it has to do with. */
  readonly related?: { readonly message: string; readonly range: TextRange };
  /** What would put it right, where there is one way that is likelier than others. */
  readonly mends?: readonly Mend[];
  /** What stood here is left out of what was read: nothing is said of its being missing. */
  readonly lost?: true;
}

/** A text's problem with the change that lets the rest of the text be read. */
export interface Cause extends TextProblem {
  readonly mends: readonly Mend[];
  /** The change only gets the problem out of the way; it is nothing to offer. */
  readonly makeshift?: true;
}
