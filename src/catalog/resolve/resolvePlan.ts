import * as l10n from '../../l10n/l10n.js';
import type { Path } from '../../plan/path.js';
import type { ValueProblem } from '../../plan/problems.js';
import type { OptionInput, PlanInput, WorkloadInput } from '../../plan/schema.js';
import economicsData from '../data/economics.json' with { type: 'json' };
import { memoWithin, perObject } from '../../units/memo.js';
import { NO_BOOK, type Book } from '../entries/book.js';
import { keptPart, type KeptPart } from './keptPart.js';
import { byDefault, newLedger, problemsOnly, type Ledger } from './ledger.js';
import {
  resolveLengths,
  resolveMeasuredPrompts,
  resolveRequest,
  resolveSalePrice,
} from './resolveRequest.js';
import { resolveModel, type ReferencedFiles } from './resolveModel.js';
import { resolveGpus } from './resolveGpus.js';
import { resolveOption, type AskedOption } from './resolveOptions.js';
import { resolveBasis, resolveBuy, resolveOwned, resolveOwnedBasis } from './resolvePurchase.js';
import { resolveServing } from './resolveServing.js';
import type {
  BreakEvenQuestion,
  Calibration,
  Economics,
  Gpus,
  Option,
  Owned,
  PriceBasis,
  ResolvedPlan,
  Workload,
} from '../shapes/resolvedPlan.js';
import type { AcceleratorSpec, ModelSpec } from '../shapes/types.js';
import { JOULES_PER_KWH, SECONDS_PER_YEAR } from '../../units/constants.js';

export interface Resolved {
  /** `null` where the model is not known. */
  readonly plan: ResolvedPlan | null;
  readonly problems: readonly ValueProblem[];
}

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
  return planResolver(files, book, newLedger)(input);
}

/**
 * The same for one plan after another of which most members are the same objects, such as the points of a sweep: what
 * those come to stays the same objects, too.
 */
function planResolver(
  files: ReferencedFiles,
  book: Book,
  ledgerOf: () => Ledger,
): (input: PlanInput) => Resolved {
  const parts = keptParts();
  return (input) => {
    const ledger = ledgerOf();
    const model = parts.model({ model: input.model, files, own: book.models }, ledger);
    if (!model)
      return { plan: null, problems: [...ledger.problems, ...lookUps(withoutModel(input), files, book)] };
    if (book.fault !== null)
      ledger.problem({ code: 'unreadable-file', message: book.fault, path: ['decodeplan'] });
    const basis = resolveBasis(input);
    const gpus = parts.gpus({ input: input.gpus, basis, book }, ledger);
    const owned = parts.owned({ input: input.owned, basis, book }, ledger);
    const calibration = parts.calibration({ input: input.calibration }, ledger);
    const context = { model, gpus: owned.gpus ?? gpus, basis, calibration, book };
    const options = parts.options({ input: input.options, serving: input.serving, ...context }, ledger);
    const plan: ResolvedPlan = {
      title: input.title ?? null,
      model,
      workloads: parts.workloads({ input: input.workloads }, ledger),
      gpus,
      owned,
      buy: parts.buy({ input: input.buy }, ledger),
      serving: parts.serving(
        { input: input.serving, model, card: context.gpus?.accelerator ?? null },
        ledger,
      ),
      options,
      economics: parts.economics({ input: input.economics, owned, gpus, basis }, ledger),
      budget: parts.budget({ input: input.budget }, ledger),
      breakEven: resolveQuestion(input.breakEven, options),
      calibration,
      rates: Object.fromEntries(
        Object.entries(input.currency ?? {}).map(([code, rate]) => [code, rate.likely] as const),
      ),
      ranges: ledger.ranges,
      provenance: ledger.provenance,
    };
    return { plan, problems: ledger.problems };
  };
}

/** The same without ranges, and without where values come from: for who asks for answers only. */
export function valueResolver(files: ReferencedFiles, book: Book): (input: PlanInput) => Resolved {
  return planResolver(files, book, problemsOnly);
}

/** What accelerators take from outside of a plan's member. */
interface OfPlan {
  readonly basis: PriceBasis;
  readonly book: Book;
}

/** An option is kept by its name: an edit of one leaves the others. */
interface AskedOptions extends Omit<AskedOption, 'name' | 'input'> {
  readonly input: PlanInput['options'];
}

const NO_MEMBERS: OptionInput = {};
const AS_IS: NonNullable<PlanInput['options']> = { 'as-is': NO_MEMBERS };

/** The parts of a plan, each with what it follows from, and nothing else. */
function keptParts() {
  const named = new Map<string, KeptPart<AskedOption, Option | null>>();
  const option = (asked: AskedOption, ledger: Ledger): Option | null => {
    let own = named.get(asked.name);
    if (!own) named.set(asked.name, (own = keptPart(resolveOption)));
    return own(asked, ledger);
  };
  return {
    model: keptPart(
      (
        { model, files, own }: Pick<PlanInput, 'model'> & { files: ReferencedFiles; own: Book['models'] },
        ledger,
      ) => resolveModel({ model }, files, own, ledger),
    ),
    gpus: keptPart(({ input, ...ofPlan }: OfPlan & { input: PlanInput['gpus'] }, ledger) =>
      input ? resolveGpus(input, ['gpus'], ledger, { inherited: null, ...ofPlan }) : null,
    ),
    owned: keptPart(({ input, ...ofPlan }: OfPlan & { input: PlanInput['owned'] }, ledger) =>
      resolveOwned(input, { inherited: null, ...ofPlan }, ledger),
    ),
    calibration: keptPart(({ input }: { input: PlanInput['calibration'] }) => resolveCalibration(input)),
    options: keptPart(({ input, ...context }: AskedOptions, ledger) => {
      const entries = Object.entries(input ?? AS_IS).flatMap(([name, written]) => {
        const resolved = option({ name, input: written ?? NO_MEMBERS, ...context }, ledger);
        return resolved ? [[name, resolved] as const] : [];
      });
      return Object.fromEntries(entries);
    }),
    workloads: keptPart(({ input }: { input: PlanInput['workloads'] }, ledger) =>
      resolveWorkloads(input, ledger),
    ),
    buy: keptPart(({ input }: { input: PlanInput['buy'] }, ledger) => resolveBuy(input, ledger)),
    serving: keptPart(({ input, ...on }: AskedServing, ledger) =>
      resolveServing(input, ['serving'], on, ledger),
    ),
    economics: keptPart(({ input, owned, gpus, basis }: AskedEconomics, ledger): Economics => ({
      ...resolveEconomics(input, ledger),
      owned: resolveOwnedBasis(input?.owned, owned, gpus, ledger),
      basis,
    })),
    budget: keptPart(({ input }: { input: PlanInput['budget'] }, ledger) =>
      input
        ? {
            total: ledger.takeOrNull(['budget', 'total'], input.total),
            perToken: ledger.takeOrNull(['budget', 'perToken'], input.perToken),
            power: ledger.takeOrNull(['budget', 'power'], input.power),
          }
        : null,
    ),
  };
}

interface AskedServing {
  readonly input: PlanInput['serving'];
  readonly model: ModelSpec;
  readonly card: AcceleratorSpec | null;
}

interface AskedEconomics {
  readonly input: PlanInput['economics'];
  readonly owned: Owned;
  readonly gpus: Gpus | null;
  readonly basis: PriceBasis;
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
