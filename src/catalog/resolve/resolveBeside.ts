import type { Path } from '../../plan/path.js';
import type { ServingInput } from '../../plan/schema.js';
import * as l10n from '../../l10n/l10n.js';
import type { Serving } from '../shapes/resolvedPlan.js';
import type { ModelSpec } from '../shapes/types.js';
import type { Ledger } from './ledger.js';
import { unknownName } from './unknownName.js';

/** What a plan calls all routed experts of a model among its modules. */
const EXPERTS = 'experts';

/** Slots for adapters. */
export function resolveLora(
  input: ServingInput['lora'] | undefined,
  path: Path,
  { linears }: ModelSpec,
  ledger: Ledger,
): Serving['lora'] {
  if (!input) return null;
  const known: readonly string[] = [...new Set(linears?.map(({ name }) => name) ?? [])];
  const hasExperts = linears?.some(({ experts }) => experts !== undefined) === true;
  input.modules?.forEach((name, i) => {
    if (linears === undefined || known.includes(name) || (hasExperts && name === EXPERTS)) return;
    const names = hasExperts ? [...known, EXPERTS] : known;
    unknownName(l10n.t('module'), name, names, [...path, 'modules', i], ledger);
  });
  return {
    maxLoras: ledger.takeOrNull([...path, 'maxLoras'], input.maxLoras) ?? 0,
    maxRank: ledger.takeOrNull([...path, 'maxRank'], input.maxRank) ?? 0,
    modules: input.modules ?? null,
    fullySharded: input.fullySharded ?? false,
  };
}

/** Weights in the host's memory. */
export function resolveWeightOffload(
  input: ServingInput['weightOffload'] | undefined,
  path: Path,
  ledger: Ledger,
): Serving['weightOffload'] {
  if (!input) return null;
  return {
    capacity: ledger.takeOrNull([...path, 'capacity'], input.capacity) ?? 0,
    bandwidth: ledger.takeOrNull([...path, 'bandwidth'], input.bandwidth),
    prefetch: input.prefetch ?? false,
  };
}
