import * as l10n from '../../l10n/l10n.js';
import type { Path } from '../../plan/path.js';
import type { LpxInput, OptionInput, PlanInput } from '../../plan/schema.js';
import { orOld } from '../entries/age.js';
import { hostedById, hostedServices, OWN_SERVICE } from '../entries/hosted.js';
import { lpxRack } from '../entries/hardware.js';
import type { Book } from '../entries/book.js';
import { byDefault, citation, type Ledger } from './ledger.js';
import { resolvePrefill } from './resolveRequest.js';
import { resolveGpus, type GpusContext } from './resolveGpus.js';
import { resolveServing, servingOnCard } from './resolveServing.js';
import { unknownName } from './unknownName.js';
import { resolveSpeculation } from './resolveSpeculation.js';
import type { Calibration, Dynamo, Gpus, Lpx, Option, PriceBasis } from '../shapes/resolvedPlan.js';
import { measuredOf } from '../shapes/measured.js';
import type { HostedSpec, ModelSpec } from '../shapes/types.js';

const DEFAULT_OVERLAP = 0.5;

/** An option as it is written, and what it takes from the rest of the plan. */
export interface AskedOption {
  readonly name: string;
  readonly input: OptionInput;
  /** The plan's, as it is written. */
  readonly serving: PlanInput['serving'];
  readonly model: ModelSpec;
  /** What is owned. */
  readonly gpus: Gpus | null;
  readonly basis: PriceBasis;
  readonly calibration: Calibration | null;
  readonly book: Book;
}

/** An option; `null` where something that it names is not known. */
export function resolveOption(asked: AskedOption, ledger: Ledger): Option | null {
  const resolved = resolveParts(asked, ledger);
  return resolved && { ...resolved, measured: measuredOf(asked.calibration, asked.name, resolved) };
}

function resolveParts(
  { name, input, serving, model, gpus: planGpus, basis, book }: AskedOption,
  ledger: Ledger,
): Omit<Option, 'measured'> | null {
  const path = ['options', name];
  const speculation = input.speculation
    ? resolveSpeculation(input.speculation, [...path, 'speculation'], { model, book }, ledger)
    : null;
  const hosted =
    input.hosted === undefined ? null : resolveHosted(input.hosted, [...path, 'hosted'], book, ledger);
  const gpus = input.gpus
    ? resolveGpus(input.gpus, [...path, 'gpus'], ledger, { inherited: planGpus, basis, book })
    : null;
  if (speculation === undefined || (input.hosted !== undefined && !hosted) || (input.gpus && !gpus))
    return null;
  const card = (gpus ?? planGpus)?.accelerator ?? null;
  const [servingPath, plans] = [[...path, 'serving'], planGpus?.accelerator ?? null];
  return {
    speculation,
    lpx: input.lpx ? resolveLpx(input.lpx, [...path, 'lpx'], book, ledger) : null,
    dynamo: input.dynamo
      ? resolveDynamo(input.dynamo, [...path, 'dynamo'], { inherited: null, basis, book }, ledger)
      : null,
    prefill: resolvePrefill(
      input.prefill,
      [...path, 'prefill'],
      serving,
      model,
      { gpus: gpus ?? planGpus, basis, book },
      ledger,
    ),
    hosted,
    gpus,
    serving: input.serving
      ? resolveServing({ ...serving, ...input.serving }, servingPath, { model, card }, ledger)
      : servingOnCard(serving, servingPath, { model, card, plans }, ledger),
  };
}

function resolveDynamo(
  input: NonNullable<OptionInput['dynamo']>,
  path: Path,
  context: GpusContext,
  ledger: Ledger,
): Dynamo {
  const drafter = input.drafter ? resolveGpus(input.drafter, [...path, 'drafter'], ledger, context) : null;
  if (drafter && !drafter.limited)
    ledger.problem({
      code: 'missing-key',
      message: l10n.t('say how many accelerators draft: `count`'),
      path: [...path, 'drafter', 'count'],
    });
  const own = drafter?.limited ? drafter : null;
  return {
    // Without accelerators of its own a drafter drafts on those that verify, whatever is written: none is free.
    remoteDrafter: own !== null && (input.remoteDrafter ?? true),
    drafter: own,
    overlap: ledger.take(
      [...path, 'overlap'],
      input.overlap,
      byDefault(DEFAULT_OVERLAP, 'fraction', l10n.t('assumed: half is hidden')),
    ),
  };
}

function resolveLpx(input: LpxInput, path: Path, book: Book, ledger: Ledger): Lpx {
  const rack = lpxRack(book);
  const own = (member: keyof typeof rack) =>
    book.lpx?.written.includes(member)
      ? orOld(citation(book.lpx.source, '').detail, book.lpx.source.date)
      : null;
  const price = {
    value: rack.priceUsd,
    from: 'catalogue' as const,
    detail: own('priceUsd') ?? l10n.t('assumption: NVIDIA publishes no price'),
    spread: rack.priceRangeUsd,
  };
  const power = {
    value: rack.powerWatts,
    from: 'catalogue' as const,
    detail: own('powerWatts') ?? l10n.t('assumption: NVIDIA publishes no power'),
    spread: rack.powerRangeWatts,
  };
  return {
    rack,
    racks: input.racks === undefined || input.racks === 'auto' ? 'auto' : input.racks.likely,
    role: input.role ?? 'auto',
    price: ledger.take([...path, 'price'], input.price, price),
    power: ledger.take([...path, 'power'], input.power, power),
    rent: ledger.takeOrNull([...path, 'rent'], input.rent),
    storage: input.storage ?? 'fp8',
  };
}

function resolveHosted(
  input: NonNullable<OptionInput['hosted']>,
  path: readonly string[],
  book: Book,
  ledger: Ledger,
): HostedSpec | null {
  if (typeof input === 'string') {
    const known = hostedById(input, book.hosted);
    if (!known)
      unknownName(
        l10n.t('hosted service'),
        input,
        hostedServices(book.hosted).map(({ id }) => id),
        path,
        ledger,
      );
    else {
      const cited = citation(known.sources[0], known.name, known.confidence);
      ledger.note(path, { ...cited, detail: orOld(cited.detail, known.sources[0]?.date) });
    }
    return known;
  }
  const at = (name: string): Path => [...path, name];
  return {
    id: OWN_SERVICE,
    name: input.name ?? l10n.t('hosted service'),
    inputUsdPerToken: ledger.takeOrNull(at('input'), input.input),
    cachedInputUsdPerToken: ledger.takeOrNull(at('cachedInput'), input.cachedInput),
    outputUsdPerToken: ledger.takeOrNull(at('output'), input.output),
    speedTokensPerSecond: ledger.takeOrNull(at('speed'), input.speed),
    sources: [],
    confidence: 'assumption',
    notes: [],
  };
}
