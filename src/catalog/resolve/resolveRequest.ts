import * as l10n from '../../l10n/l10n.js';
import type { Path } from '../../plan/path.js';
import type { OptionInput, PlanInput, WorkloadInput } from '../../plan/schema.js';
import type { Quantity } from '../../units/quantity.js';
import type { Book } from '../entries/book.js';
import { byDefault, type Ledger } from './ledger.js';
import { resolveGpus } from './resolveGpus.js';
import { resolveServing } from './resolveServing.js';
import type {
  Gpus,
  Lengths,
  MeasuredPrompt,
  Prefill,
  PrefillSite,
  PriceBasis,
  Ttft,
  TurnDelay,
  Workload,
} from '../shapes/resolvedPlan.js';
import { DEFAULT_LINK } from '../shapes/prefillLink.js';
import type { ModelSpec } from '../shapes/types.js';

type RequestMembers = Pick<Workload, 'input' | 'output' | 'cachedInput' | 'ttft' | 'requests' | 'turnDelay'>;

/** What a workload says of its requests, in tokens, seconds and requests per second. */
export function resolveRequest(
  input: WorkloadInput,
  at: (member: string) => Path,
  ledger: Ledger,
): RequestMembers {
  return {
    input: input.input ? resolveLengths(input.input, at('input'), ledger) : null,
    output: input.output ? resolveLengths(input.output, at('output'), ledger) : null,
    cachedInput: ledger.take(at('cachedInput'), input.cachedInput, byDefault(0, 'fraction')),
    ttft: input.ttft ? resolveTtft(input.ttft, at('ttft'), ledger) : null,
    requests: ledger.takeOrNull(at('requests'), input.requests),
    turnDelay: input.turnDelay ? resolveTurnDelay(input.turnDelay, at('turnDelay'), ledger) : null,
  };
}

/** A length, or a distribution of lengths, in whole tokens. */
export function resolveLengths(
  input: NonNullable<WorkloadInput['input']>,
  path: Path,
  ledger: Ledger,
): Lengths {
  if ('dimension' in input) {
    const tokens = Math.round(ledger.takeOrNull(path, input) ?? 0);
    return { p50: tokens, p95: tokens, max: tokens };
  }
  const p50 = ledger.takeOrNull([...path, 'p50'], input.p50) ?? 0;
  const p95 = ledger.take([...path, 'p95'], input.p95, byDefault(p50, 'tokens', l10n.t('the median')));
  const max = ledger.take(
    [...path, 'max'],
    input.max,
    byDefault(p95, 'tokens', l10n.t('the 95th percentile')),
  );
  return { p50: Math.round(p50), p95: Math.round(p95), max: Math.round(max) };
}

function resolveTtft(input: NonNullable<WorkloadInput['ttft']>, path: Path, ledger: Ledger): Ttft {
  if ('dimension' in input) return { ...NO_TARGET, p95: ledger.takeOrNull(path, input) };
  const at = (name: keyof Ttft, quantity: Quantity | undefined) =>
    ledger.takeOrNull([...path, name], quantity);
  return {
    mean: at('mean', input.mean),
    p50: at('p50', input.p50),
    p95: at('p95', input.p95),
    p99: at('p99', input.p99),
  };
}

const NO_TARGET: Ttft = { mean: null, p50: null, p95: null, p99: null };

function resolveTurnDelay(
  input: NonNullable<WorkloadInput['turnDelay']>,
  path: Path,
  ledger: Ledger,
): TurnDelay {
  if ('dimension' in input) {
    const seconds = ledger.takeOrNull(path, input) ?? 0;
    return { p50: seconds, p95: seconds };
  }
  const p50 = ledger.takeOrNull([...path, 'p50'], input.p50) ?? 0;
  const p95 = ledger.take([...path, 'p95'], input.p95, byDefault(p50, 'duration', l10n.t('the median')));
  return { p50, p95 };
}

/** What prefill accelerators take from the rest of the plan. */
interface PrefillContext {
  /** Those that decode. */
  readonly gpus: Gpus | null;
  readonly basis: PriceBasis;
  readonly book: Book;
}

/** Where an option computes its prompts; `colocated` where the block cannot be resolved, with a problem noted. */
export function resolvePrefill(
  input: NonNullable<OptionInput>['prefill'],
  path: Path,
  serving: PlanInput['serving'],
  model: ModelSpec,
  context: PrefillContext,
  ledger: Ledger,
): Prefill {
  if (input === undefined || input === 'auto') return 'auto';
  if (input === 'colocated') return 'colocated';
  const { count, racks } = input;
  const own = {
    ...(count && count !== 'auto' ? { count } : {}),
    ...(racks && racks !== 'auto' ? { racks } : {}),
  };
  const hardware = prefillGpus(input, own, path, context, ledger);
  if (!hardware) return 'colocated';
  const on = { model, card: hardware.accelerator };
  const site: PrefillSite = {
    gpus: hardware,
    count: Object.keys(own).length > 0 ? hardware.count : 'auto',
    link: ledger.take([...path, 'link'], input.link, byDefault(DEFAULT_LINK, 'byteRate')),
    serving: input.serving
      ? resolveServing({ ...serving, ...input.serving }, [...path, 'serving'], on, ledger)
      : null,
  };
  return site;
}

type PrefillInput = Exclude<NonNullable<NonNullable<OptionInput>['prefill']>, string>;

/** The type of prefill accelerators: named here, else the one that decodes. */
function prefillGpus(
  { type, price, rent, power }: PrefillInput,
  own: Pick<Parameters<typeof resolveGpus>[0], 'count' | 'racks'>,
  path: Path,
  { gpus, basis, book }: PrefillContext,
  ledger: Ledger,
): Gpus | null {
  if (type !== undefined) {
    const costs = { ...(price ? { price } : {}), ...(rent ? { rent } : {}), ...(power ? { power } : {}) };
    return resolveGpus({ type, ...own, ...costs }, path, ledger, {
      inherited: { count: 1 },
      basis,
      book,
    });
  }
  if (!gpus) {
    ledger.problem({
      code: 'missing-key',
      message: l10n.t('say which accelerators compute the prompts: `type`'),
      path: [...path, 'type'],
    });
    return null;
  }
  const at = (name: string) => [...path, name];
  return {
    ...gpus,
    limited: Object.keys(own).length > 0,
    allInPower: gpus.allInPower && !power,
    count:
      ledger.takeOrNull(at('count'), own.count) ??
      (ledger.takeOrNull(at('racks'), own.racks) ?? 1) * (own.racks ? (gpus.perRack ?? 1) : 1),
    price: ledger.takeOrNull(at('price'), price) ?? gpus.price,
    rent: ledger.takeOrNull(at('rent'), rent) ?? gpus.rent,
    accelerator: power
      ? { ...gpus.accelerator, powerWatts: ledger.takeOrNull(at('power'), power) }
      : gpus.accelerator,
  };
}

/** What a workload's tokens sell for, in USD per token; `null` where the plan does not say. */
export function resolveSalePrice(
  input: WorkloadInput['price'],
  path: Path,
  ledger: Ledger,
): Workload['price'] {
  if (!input || 'dimension' in input) return ledger.takeOrNull(path, input);
  const at = (name: string): Path => [...path, name];
  return {
    input: ledger.takeOrNull(at('input'), input.input),
    cachedInput: ledger.takeOrNull(at('cachedInput'), input.cachedInput),
    output: ledger.takeOrNull(at('output'), input.output) ?? 0,
  };
}

/** Prompts that were measured, in tokens and seconds. */
export function resolveMeasuredPrompts(
  input: NonNullable<PlanInput['calibration']>['prefill'],
): MeasuredPrompt[] {
  return (input ?? []).map((measured) => ({
    input: measured.input.likely,
    seconds: measured.seconds?.likely ?? null,
    tokensPerSecond: measured.tokensPerSecond?.likely ?? null,
    option: measured.option ?? null,
  }));
}
