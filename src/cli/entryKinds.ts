/** Kinds of entry that `catalog --check` takes: written here so that help and completion need no schemas. */
export const ENTRY_KINDS = [
  'accelerator',
  'rack',
  'lpx',
  'model',
  'speculator',
  'drafter',
  'acceptance',
  'hosted',
  'saving',
  'gain',
  'attach',
  'fastest',
  'traffic',
  'economics',
  'coefficients',
] as const;

export type EntryKind = (typeof ENTRY_KINDS)[number];
