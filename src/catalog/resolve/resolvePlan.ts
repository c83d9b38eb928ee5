import * as l10n from '../../l10n/l10n.js';
import type { Path } from '../../plan/path.js';
import type { ValueProblem } from '../../plan/problems.js';
import type { LpxInput, OptionInput, PlanInput, WorkloadInput } from '../../plan/schema.js';
import economicsData from '../data/economics.json' with { type: 'json' };
import { memoWithin, perObject } from '../../units/memo.js';
import { orOld } from '../entries/age.js';
import { hostedById, hostedServices } from '../entries/hosted.js';
import { lpxRack } from '../entries/hardware.js';
import { NO_BOOK, type Book } from '../entries/book.js';
import { byDefault, citation, newLedger, type Ledger } from './ledger.js';
import {
  resolveLengths,
  resolveMeasuredPrompts,
  resolvePrefill,
  resolveRequest,
  resolveSalePrice,
} from './resolveRequest.js';
import { resolveModel, type ReferencedFiles } from './resolveModel.js';
import { resolveGpus, type GpusContext } from './resolveGpus.js';
import { resolveBasis, resolveBuy, resolveOwned, resolveOwnedBasis } from './resolvePurchase.js';
import { resolveServing } from './resolveServing.js';
import { unknownName } from './unknownName.js';
import { resolveSpeculation } from './resolveSpeculation.js';
import type {
  BreakEvenQuestion,
  Calibration,
  Dynamo,
  Economics,
  Gpus,
  Lpx,
  Option,
  PriceBasis,
  ResolvedPlan,
  Workload,
} from '../shapes/resolvedPlan.js';
import { measuredOf } from '../shapes/measured.js';
import type { HostedSpec, ModelSpec } from '../shapes/types.js';
import { JOULES_PER_KWH, SECONDS_PER_YEAR } from '../../units/constants.js';

export interface Resolved {
  /** `null` where the model is not known. */
  readonly plan: ResolvedPlan | null;
  readonly problems: readonly ValueProblem[];
}

const DEFAULT_OVERLAP = 0.5;

/** Stands in for a model that is not known, so that everything else is looked up all the same. */
const STAND_IN = 'llama-3.1-8b';

/** What cannot be found of what a part of a plan names, whatever else of it is missing or wrong. */
export function lookUps(
  parts: Partial<PlanInput>,
  files: ReferencedFiles = new Map(),
  book: Book = NO_BOOK,
): readonly ValueProblem[] {
  const { model = STAND_IN, workloads = {} } = parts;
  const { problems } = resolvePlan({ ...parts, decodeplan: 1, model, workloads }, files, book);
  return parts.model === undefined ? problems.filter(isOfAnyModel) : problems;
}

function withoutModel({ model: _model, ...parts }: PlanInput): Partial<PlanInput> {
  return parts;
}

/** Whether a problem is there whichever model it is. */
function isOfAnyModel({ code }: ValueProblem): boolean {
  return code !== 'no-acceptance';
}

/**
 * Fills in what a plan leaves open: catalogue entries, defaults, spreads, and where each comes from. What
 * cannot be resolved is left out and named in `problems`; the rest stands.
 */
export function resolvePlan(
  input: PlanInput,
  files: ReferencedFiles = new Map(),
  book: Book = NO_BOOK,
): Resolved {
  const ledger = newLedger();
  const model = resolveModel(input, files, book.models, ledger);
  if (!model)
    return { plan: null, problems: [...ledger.problems, ...lookUps(withoutModel(input), files, book)] };
  if (book.fault !== null)
    ledger.problem({ code: 'unreadable-file', message: book.fault, path: ['decodeplan'] });
  const basis = resolveBasis(input);
  const ofPlan = { inherited: null, basis, book };
  const gpus = input.gpus ? resolveGpus(input.gpus, ['gpus'], ledger, ofPlan) : null;
  const owned = resolveOwned(input.owned, ofPlan, ledger);
  const calibration = resolveCalibration(input.calibration);
  const options = resolveOptions(
    input,
    { model, gpus: owned.gpus ?? gpus, basis, calibration, book },
    ledger,
  );
  const plan: ResolvedPlan = {
    title: input.title ?? null,
    model,
    workloads: resolveWorkloads(input.workloads, ledger),
    gpus,
    owned,
    buy: resolveBuy(input.buy, ledger),
    serving: resolveServing(input.serving, ['serving'], model, ledger),
    options,
    economics: {
      ...resolveEconomics(input.economics, ledger),
      owned: resolveOwnedBasis(input.economics?.owned, owned, gpus, ledger),
      basis,
    },
    budget: input.budget
      ? {
          total: ledger.takeOrNull(['budget', 'total'], input.budget.total),
          perToken: ledger.takeOrNull(['budget', 'perToken'], input.budget.perToken),
          power: ledger.takeOrNull(['budget', 'power'], input.budget.power),
        }
      : null,
    breakEven: resolveQuestion(input.breakEven, options),
    calibration,
    rates: Object.fromEntries(
      Object.entries(input.currency ?? {}).map(([code, rate]) => [code, rate.likely] as const),
    ),
    ranges: ledger.ranges,
    provenance: ledger.provenance,
  };
  return { plan, problems: ledger.problems };
}

function resolveWorkloads(input: PlanInput['workloads'], ledger: Ledger): Record<string, Workload> {
  const shares = sharesOf(input);
  return Object.fromEntries(
    Object.entries(input).map(([name, workload]) => [
      name,
      keptWorkload(name, workload, shares[name] ?? 0, ledger),
    ]),
  );
}

/** A workload, with what it says of where its values come from. */
interface NamedWorkload {
  readonly workload: Workload;
  readonly ledger: Ledger;
}

/** Of a long plan an edit leaves most workloads the same objects, and what they come to with them. */
const namedWorkloads = perObject('resolved workloads', (input: WorkloadInput) =>
  memoWithin(1, ({ name, share }: { readonly name: string; readonly share: number }): NamedWorkload => {
    const ledger = newLedger();
    return { workload: resolveWorkload(name, input, share, ledger), ledger };
  }),
);

function keptWorkload(name: string, input: WorkloadInput, share: number, ledger: Ledger): Workload {
  const own = namedWorkloads(input)({ name, share });
  ledger.add(own.ledger);
  return own.workload;
}

function resolveWorkload(name: string, input: WorkloadInput, share: number, ledger: Ledger): Workload {
  const at = (member: string): Path => ['workloads', name, member];
  return {
    share: ledger.take(
      at('share'),
      input.share,
      byDefault(share, 'fraction', l10n.t('what the others leave, or equal parts')),
    ),
    concurrency: input.concurrency?.likely ?? null,
    context: resolveLengths(input.context, at('context'), ledger),
    ...resolveRequest(input, at, ledger),
    speed: ledger.takeOrNull(at('speed'), input.speed),
    demand: ledger.takeOrNull(at('demand'), input.demand),
    price: resolveSalePrice(input.price, at('price'), ledger),
  };
}

/** Shares as given; where none is, by demand or in equal parts; where some are, the others get the rest. */
function sharesOf(workloads: PlanInput['workloads']): Record<string, number> {
  const entries = Object.entries(workloads);
  const given = entries.reduce((sum, [, { share }]) => sum + (share?.likely ?? 0), 0);
  const without = entries.filter(([, { share }]) => !share);
  const demands = without.map(([, { demand }]) => demand?.likely ?? 0);
  const total = demands.reduce((sum, demand) => sum + demand, 0);
  const byDemand = demands.every((demand) => demand > 0);
  const rest = Math.max(0, 1 - given);
  return Object.fromEntries(
    without.map(([name], i) => [name, byDemand ? (rest * (demands[i] ?? 0)) / total : rest / without.length]),
  );
}

/** What options take from the rest of the plan. */
interface OptionContext {
  readonly model: ModelSpec;
  /** What is owned. */
  readonly gpus: Gpus | null;
  readonly basis: PriceBasis;
  readonly calibration: Calibration | null;
  readonly book: Book;
}

function resolveOptions(input: PlanInput, context: OptionContext, ledger: Ledger): Record<string, Option> {
  const entries = Object.entries(input.options ?? { 'as-is': {} });
  const options = entries.flatMap(([name, option]) => {
    const resolved = resolveOption(name, option ?? {}, input, context, ledger);
    return resolved
      ? [[name, { ...resolved, measured: measuredOf(context.calibration, name, resolved) }] as const]
      : [];
  });
  return Object.fromEntries(options);
}

function resolveOption(
  name: string,
  input: OptionInput,
  plan: PlanInput,
  { model, gpus: planGpus, basis, book }: OptionContext,
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
  return {
    speculation,
    lpx: input.lpx ? resolveLpx(input.lpx, [...path, 'lpx'], book, ledger) : null,
    dynamo: input.dynamo
      ? resolveDynamo(input.dynamo, [...path, 'dynamo'], { inherited: null, basis, book }, ledger)
      : null,
    prefill: resolvePrefill(
      input.prefill,
      [...path, 'prefill'],
      plan,
      model,
      { gpus: gpus ?? planGpus, basis, book },
      ledger,
    ),
    hosted,
    gpus,
    serving: input.serving
      ? resolveServing({ ...plan.serving, ...input.serving }, [...path, 'serving'], model, ledger)
      : null,
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
    id: 'own',
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

/** What units of the data are in SI units; the others are already. */
const SI: Readonly<Record<string, number>> = { 'USD/kWh': 1 / JOULES_PER_KWH, years: SECONDS_PER_YEAR };

function resolveEconomics(input: PlanInput['economics'], ledger: Ledger): Omit<Economics, 'owned' | 'basis'> {
  const take = (
    name: 'electricity' | 'pue' | 'amortization' | 'capitalCost' | 'utilization' | 'operations',
  ) => {
    const { likely, low, high, unit, detail } = economicsData[name];
    const si = SI[unit] ?? 1;
    const spread = [low * si, high * si] as const;
    return ledger.take(['economics', name], input?.[name], {
      value: likely * si,
      from: 'default',
      detail,
      spread,
    });
  };
  return {
    electricity: take('electricity'),
    pue: take('pue'),
    amortization: take('amortization'),
    capitalCost: take('capitalCost'),
    utilization: take('utilization'),
    operations: take('operations'),
    residual: ledger.take(['economics', 'residual'], input?.residual, byDefault(0, 'fraction')),
    hosting: ledger.takeOrNull(['economics', 'hosting'], input?.hosting) ?? 0,
  };
}

/** A question about options that are not there is no question. */
function resolveQuestion(
  input: PlanInput['breakEven'],
  options: Readonly<Record<string, Option>>,
): BreakEvenQuestion | null {
  if (!input || !options[input.baseline] || !options[input.challenger]) return null;
  return { baseline: input.baseline, challenger: input.challenger, variables: input.variables ?? [] };
}

function resolveCalibration(input: PlanInput['calibration']): Calibration | null {
  if (!input) return null;
  const { memory } = input;
  return {
    steps: (input.steps ?? []).map(({ batch, context, step, option }) => ({
      batch: batch.likely,
      context: context.likely,
      step: step.likely,
      option: option ?? null,
    })),
    prefill: resolveMeasuredPrompts(input.prefill),
    memory: memory
      ? {
          weightsBytes: memory.weights?.likely ?? null,
          kvPoolBytes: memory.kvPool?.likely ?? null,
          kvTokens: memory.kvTokens?.likely ?? null,
        }
      : null,
  };
}
