import type {
  Basis,
  BasisData,
  BudgetLimit,
  Coded,
  MeasuredServers,
  Reason,
  ReasonData,
} from '../../engine/shapes/reasons.js';
import type { OptionResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { SECONDS_PER_MONTH } from '../../units/constants.js';
import { displayQuantity, grouped } from '../../units/display.js';
import * as format from './format.js';

/** The sentence of each code; the compiler asks for one when a code is added. */
type Sentences<Data> = { readonly [C in keyof Data]: (said: Coded<Data, C>) => string };

/** Of layouts. */
const LAYOUTS = {
  'expert-over-stage': ({ expert, stage }) =>
    l10n.t('expert {expert} is more than tensor x attentionData = {stage}', { expert, stage }),
  'expert-divides-no-stage': ({ expert, stage }) =>
    l10n.t('expert {expert} does not divide tensor x attentionData = {stage}', { expert, stage }),
  'no-experts': () => l10n.t('expert parallelism needs a model with experts'),
  'tensor-divides-no-heads': ({ tensor, queryHeads }) =>
    l10n.t('tensor {tensor} does not divide {queryHeads} attention heads', { tensor, queryHeads }),
  'expert-width': ({ slices, expertHidden }) =>
    l10n.t('each expert would be cut in {slices}, which does not divide its width of {expertHidden}', {
      slices,
      expertHidden,
    }),
  'pipeline-over-layers': ({ pipeline, layers }) =>
    l10n.t('pipeline {pipeline} is more than {layers} layers', { pipeline, layers }),
  'context-divides-no-tensor': ({ context, tensor }) =>
    l10n.t('context {context} does not divide tensor {tensor}', { context, tensor }),
  'no-layout': () => l10n.t('no layout of this model fits these accelerators'),
} satisfies Partial<Sentences<ReasonData>>;

/** Of replicas and their load. */
const MACHINES = {
  'model-unknown': ({ what }) => what,
  'attention-unknown': () => l10n.t('the attention of this model is not known'),
  'weights-unknown': () => l10n.t('the weights of this model are not known'),
  'flops-unknown': () => l10n.t('no computing rate of this accelerator is known'),
  'link-unknown': () => l10n.t('the link between these accelerators is not known'),
  'adapters-unknown': ({ model }) =>
    l10n.t(
      'what adapters of {model} take is not known: not all of its matrices are known by the names that adapters change',
      { model },
    ),
  'adapters-of-engine-unknown': ({ engine }) =>
    l10n.t('what adapters take of {engine} is not known: it keeps them in a cache of another kind', {
      engine,
    }),
  'adapters-beside-lpx': () => l10n.t('nobody has said how LPX racks would serve adapters'),
  'host-link-unknown': ({ accelerator }) =>
    l10n.t(
      'how fast {accelerator} reads its host’s memory is not known: give `bandwidth` of `serving.weightOffload`',
      { accelerator },
    ),
  'lpx-too-few-racks': ({ minimumRacks, racks }) =>
    l10n.t('needs {minimumRacks} LPX racks for the weights alone, the plan has {racks}', {
      minimumRacks,
      racks,
    }),
  'no-kv-memory': () => l10n.t('the weights and the server’s own memory leave none for KV cache'),
  'drafter-without-room': ({ bytes, room }) =>
    l10n.t('the drafter’s weights take {bytes}, its accelerators have {room}', {
      bytes: displayQuantity(bytes, 'bytes'),
      room: displayQuantity(room, 'bytes'),
    }),
  'slow-tier-unpublished': () => l10n.t('the KV cache spills into DDR5, whose bandwidth is not published'),
  'no-sequence-fits': () => l10n.t('not one sequence fits in memory'),
  'too-slow': ({ best, asked }) =>
    l10n.t('reaches {best} tok/s per user at best, {speed} asked', {
      best: format.reached(best),
      speed: format.plainSpeed(asked),
    }),
  'sequences-over-memory': ({ fit, asked }) =>
    l10n.t('{fit} of {concurrency} sequences fit', { fit: grouped(fit), concurrency: grouped(asked) }),
  'sequences-over-limit': ({ most, asked }) =>
    l10n.t('`maxSequences` lets {most} of {concurrency} sequences run', {
      most: grouped(most),
      concurrency: grouped(asked),
    }),
  'prompts-over-memory': ({ sequences, prompts }) =>
    l10n.t('{concurrency} sequences and {prompts} prompts in flight do not fit', {
      concurrency: grouped(sequences),
      prompts: grouped(Math.ceil(prompts)),
    }),
  'request-over-memory': ({ tokens }) =>
    l10n.t('not one request of {tokens} tokens fits in memory', {
      tokens: displayQuantity(Math.round(tokens), 'tokens'),
    }),
  'turn-delay-unknown': () => l10n.t('no `turnDelay`: how long prefixes wait is not known'),
  'prompts-too-many': () => l10n.t('prompts arrive faster than they are computed'),
  'first-token-late': ({ at, seconds, target }) =>
    l10n.t('the first token takes {time} at {name}, {target} asked', {
      time: displayQuantity(seconds, 'duration'),
      name: at,
      target: displayQuantity(target, 'duration'),
    }),
} satisfies Partial<Sentences<ReasonData>>;

/** Of options: what they lack and what they cost. */
const OPTIONS = {
  'no-gpus': () => l10n.t('the plan names no GPUs'),
  'drafter-without-speculation': () => l10n.t('a drafter needs speculation in this option'),
  'drafter-without-weights': () =>
    l10n.t('n-grams are looked up on the host: racks as drafter would have nothing to hold or compute'),
  'replica-over-plan': ({ devices, owned }) =>
    l10n.t('one replica takes {devices} accelerators, the option writes {count}', { devices, count: owned }),
  'too-few-accelerators': ({ needed, owned }) =>
    l10n.t('needs {needed} accelerators, the option writes {count}', {
      needed: grouped(needed),
      count: grouped(owned),
    }),
  'lpx-overloaded': ({ racks }) =>
    l10n.t('{racks} LPX racks are too few for what is decoded at peak', { racks: grouped(racks) }),
  'prefill-without-room': ({ owned }) =>
    owned === null
      ? l10n.t('the model does not fit any replica of the accelerators for prompts')
      : l10n.t('the model does not fit the {count} accelerators for prompts', { count: grouped(owned) }),
  'too-few-for-prefill': ({ needed, owned }) =>
    l10n.t('prompts need {needed} prefill accelerators, the plan has {count}', {
      needed: grouped(needed),
      count: grouped(owned),
    }),
  'not-served': () => l10n.t('not served'),
  'workload-not-served': ({ workload }) => l10n.t('{workload} cannot be served', { workload }),
  'no-hardware-price': () => l10n.t('no price or rent is known for these accelerators'),
  'no-hardware-power': () => l10n.t('no power is known for this hardware'),
  'no-own-hardware': () => l10n.t('there is no hardware of its own'),
  'over-budget': ({ limit, cost, most }) => overBudget(limit, cost, most),
  'unknown-in-budget': ({ limit, most }) =>
    limit === 'power'
      ? l10n.t('has no known power, the budget is {most}', { most: spent(limit, most) })
      : l10n.t('has no known cost, the budget is {most}', { most: spent(limit, most) }),
  'price-unpublished': ({ name }) => l10n.t('no price is published for {name}', { name }),
  'input-price-unpublished': ({ name }) =>
    l10n.t('no price for input tokens is published for {name}', { name }),
  'speed-unpublished': ({ name }) => l10n.t('no speed is published for {name}', { name }),
  'hosted-too-slow': ({ speed, asked }) =>
    l10n.t('{speed} tok/s per user, {asked} asked', {
      speed: format.plainSpeed(speed),
      asked: format.plainSpeed(asked),
    }),
  'of-workload': ({ workload, reason }) => ofWorkload(workload, reasonText(reason)),
} satisfies Partial<Sentences<ReasonData>>;

/** Of what has to be bought. */
const PURCHASES = {
  'buy-none': ({ rented, ...added }) =>
    rented
      ? l10n.t('rents {what}, `buy` allows none', { what: pieces(added) })
      : l10n.t('buys {what}, the plan buys nothing', { what: pieces(added) }),
  'buy-kind': ({ rented, ...added }) =>
    rented
      ? l10n.t('rents {what}, which `buy` does not name', { what: pieces(added) })
      : l10n.t('buys {what}, which `buy` does not name', { what: pieces(added) }),
  'buy-count': ({ most, rented, ...added }) => {
    const values = { what: pieces(added), most: grouped(most) };
    return rented
      ? l10n.t('rents {what}, `buy` allows {most}', values)
      : l10n.t('buys {what}, `buy` allows {most}', values);
  },
  'buy-capital': ({ value, most }) => boughtOver(value, most, 'money'),
  'buy-power': ({ value, most }) => boughtOver(value, most, 'power'),
  'no-price-bought': () => l10n.t('no price is known of what is bought'),
  'no-power-bought': () => l10n.t('no power is known of what is bought'),
} satisfies Partial<Sentences<ReasonData>>;

function pieces({ kind, added }: ReasonData['buy-none']): string {
  const count = grouped(added);
  if (kind === 'lpx') return added === 1 ? l10n.t('1 LPX rack') : l10n.t('{count} LPX racks', { count });
  if (kind === 'gpus')
    return added === 1 ? l10n.t('1 accelerator') : l10n.t('{count} accelerators', { count });
  return added === 1
    ? l10n.t('1 accelerator for prompts')
    : l10n.t('{count} accelerators for prompts', { count });
}

function boughtOver(value: number | null, most: number, dimension: 'money' | 'power'): string {
  const limit = displayQuantity(most, dimension);
  return value === null
    ? l10n.t('what is bought has no known figure to hold to `buy`: {limit}', { limit })
    : l10n.t('what is bought comes to {value}, `buy` allows {limit}', {
        value: displayQuantity(value, dimension),
        limit,
      });
}

/** Of questions about several options. */
const QUESTIONS = {
  'no-times-reached': () => l10n.t('no option reaches times to tell it from'),
  'request-unknown': () => l10n.t('the plan does not say what a request is'),
  'no-option-priced': () => l10n.t('no option has a cost'),
  'nothing-sampled': () => l10n.t('nothing was sampled'),
  'no-sample-priced': () => l10n.t('neither option has a cost in any sample'),
  'mix-not-drawn': () =>
    l10n.t('draws are of the option that leads, and the best mix is not that option alone'),
  'no-sample-allowed': () => l10n.t('neither option works in any sample'),
  'not-on-owned': ({ option }) =>
    l10n.t("{unknown} does not run on the plan's accelerators", { unknown: option }),
  'no-more-tokens': () => l10n.t('it serves no more tokens than the baseline'),
  'neither-serves': () => l10n.t('neither option can serve this anywhere in the range'),
  'baseline-never-serves': ({ baseline, why }) => neverServes(baseline, why),
  'challenger-never-serves': ({ challenger, why }) => neverServes(challenger, why),
  'costs-unknown': ({ options, why }) => unknownCosts(options, why),
  'always-cheaper': ({ only, partly }) =>
    partly
      ? l10n.t('{only} is cheaper wherever both serve', { only })
      : l10n.t('{only} is cheaper over the whole range', { only }),
  'never-dearer': ({ only, partly }) =>
    partly
      ? l10n.t('{only} is cheaper or costs the same wherever both serve', { only })
      : l10n.t('{only} is cheaper or costs the same over the whole range', { only }),
  'no-sale-price': () => l10n.t('no workload has a sale price'),
  'no-capital': () => l10n.t('nothing is bought'),
  'never-returns': () => l10n.t('what it earns does not return what is bought at any rate'),
  'price-unknown': () => l10n.t('its price is not known'),
  unsold: ({ workloads }) => l10n.t('{workloads} without a sale price is left out', { workloads }),
  'price-needs-request': ({ workloads }) =>
    l10n.t('the price of {workloads} names prompts, and the plan does not say how long requests are', {
      workloads,
    }),
  'is-baseline': () => l10n.t('it is what others are held against'),
  'no-baseline': () => l10n.t('no option works that buys nothing'),
  'baseline-not-working': ({ baseline }) => l10n.t('{baseline} does not work', { baseline }),
  'saves-nothing': ({ baseline }) => l10n.t('running it costs no less than {baseline}', { baseline }),
  'buys-less': ({ baseline, capitalUsd, runningUsdPerYear }) =>
    l10n.t('it takes {capital} less than {baseline} now, and {running} a year more', {
      baseline,
      capital: displayQuantity(capitalUsd, 'money'),
      running: displayQuantity(runningUsdPerYear, 'money'),
    }),
  'never-much-dearer': ({ only, partly }) =>
    partly
      ? l10n.t('{only} is cheaper or about as dear wherever both serve', { only })
      : l10n.t('{only} is cheaper or about as dear over the whole range', { only }),
  'about-equal': ({ partly }) =>
    partly
      ? l10n.t('both cost about the same wherever both serve, within 2 %')
      : l10n.t('both cost about the same over the whole range, within 2 %'),
  'always-equal': ({ partly }) =>
    partly
      ? l10n.t('both cost the same wherever both serve')
      : l10n.t('both cost the same over the whole range'),
  'cheaper-but-steps': ({ only, partly }) =>
    partly
      ? l10n.t('{only} is cheaper wherever both serve, but for single steps of whole units', { only })
      : l10n.t('{only} is cheaper over the whole range, but for single steps of whole units', { only }),
  'never-both': () => l10n.t('nowhere in the range do both options serve'),
  'cheaper-apart': ({ baseline, challenger }) =>
    l10n.t(
      '{baseline} is cheaper in one part of the range and {challenger} in another, and between them one does not serve',
      { baseline, challenger },
    ),
} satisfies Partial<Sentences<ReasonData>>;

function neverServes(option: string, why: Reason | null): string {
  return why === null
    ? l10n.t('{option} cannot serve this anywhere in the range', { option })
    : l10n.t('{option} cannot serve this anywhere in the range: {reason}', {
        option,
        reason: reasonText(why),
      });
}

function unknownCosts(options: readonly string[], why: Reason | null): string {
  const [only, other] = options;
  const names = { option: only ?? '', other: other ?? '', reason: why === null ? '' : reasonText(why) };
  if (why === null)
    return other === undefined
      ? l10n.t('the cost of {option} is not known', names)
      : l10n.t('the costs of {option} and {other} are not known', names);
  return other === undefined
    ? l10n.t('the cost of {option} is not known: {reason}', names)
    : l10n.t('the costs of {option} and {other} are not known: {reason}', names);
}

const REASONS: Sentences<ReasonData> = { ...LAYOUTS, ...MACHINES, ...OPTIONS, ...PURCHASES, ...QUESTIONS };

/** A class of measured servers with its record, as in `277 measured servers of trtllm on blackwell, …`. */
function measuredServers({ engine, generation, mode, runs, median }: MeasuredServers): string {
  const data = { runs, engine, generation, median: format.percent(median) };
  return mode === 'colocated'
    ? l10n.t('{runs} measured runs of {engine} on {generation}, half of them within {median}', data)
    : l10n.t(
        '{runs} measured runs of {engine} on {generation} with prompts computed apart, half of them within {median}',
        data,
      );
}

const BASES: Sentences<BasisData> = {
  measured: ({ evidence }) => evidence,
  carried: ({ engine, generation }) =>
    l10n.t('carried over from {from}, not measured here', {
      from: l10n.t('{engine} on {generation}', { engine, generation }),
    }),
  calibrated: ({ measurements }) =>
    l10n.t('calibrated by {measurements} measured steps of the plan', { measurements }),
  'lpx-assumed': () => l10n.t('what is assumed of LPX, which nobody has measured'),
  servers: (them) => measuredServers(them),
  'servers-carried': (them) =>
    l10n.t('carried over from {from}, not measured here', { from: measuredServers(them) }),
  // Words of the result JSON, the same in every language.
  'prefill-measured': () => 'measured',
  'prefill-carried': () => 'carried',
};

/** A reason in words, without a capital or a full stop: sentences are made around it. */
export function reasonText<C extends keyof ReasonData>(reason: Coded<ReasonData, C>): string {
  return REASONS[reason.code](reason);
}

/** The first reason why an option does not work, in words; `undefined` where there is none. */
export function firstReason({ reasons: [first] }: OptionResult): string | undefined {
  return first && reasonText(first);
}

/** Why the cost of an option is not known, as the first workload that says so; `undefined` where none does. */
export function costReason({ workloads }: OptionResult): string | undefined {
  const reason = Object.values(workloads).find(({ cost }) => cost.reason)?.cost.reason;
  return reason && reasonText(reason);
}

/** What a spread rests on, in words. */
export function basisText<C extends keyof BasisData>(basis: Coded<BasisData, C>): string {
  return BASES[basis.code](basis);
}

/** That a limit of the budget is passed, by how much where both would read alike. */
function overBudget(limit: BudgetLimit, cost: number, most: number): string {
  const over = displayQuantity(Number((cost / most - 1).toPrecision(2)), 'fraction');
  const values = { cost: spent(limit, cost), most: spent(limit, most), over };
  // Rounded alike, they would not say what is wrong.
  if (values.cost === values.most)
    return limit === 'power'
      ? l10n.t('draws {over} more than the budget of {most}', values)
      : l10n.t('costs {over} more than the budget of {most}', values);
  return limit === 'power'
    ? l10n.t('draws {cost}, the budget is {most}', values)
    : l10n.t('costs {cost}, the budget is {most}', values);
}

/** A limit of the budget: money is spoken of by the month. */
function spent(limit: BudgetLimit, value: number): string {
  if (limit === 'power') return displayQuantity(value, 'power');
  return limit === 'total'
    ? l10n.t('{value} a month', { value: displayQuantity(value * SECONDS_PER_MONTH, 'money') })
    : displayQuantity(value, 'tokenPrice');
}

/** A reason under the names of who has it. */
const ofWorkload = (names: string, reason: string) => `${names}: ${reason}`;

/** Whether data is a reason. */
export function isReason(value: object): value is Reason {
  return hasCode(value, REASONS);
}

/** Whether data says what a spread rests on. */
export function isBasis(value: object): value is Basis {
  return hasCode(value, BASES);
}

function hasCode(value: object, codes: object): boolean {
  return 'code' in value && typeof value.code === 'string' && Object.hasOwn(codes, value.code);
}

/**
 * Why an option does not work, in its order and in words. What several workloads say in the same words comes once,
 * under their names, or under their number where there are many.
 */
export function optionReasons({ reasons }: OptionResult): string[] {
  const shared = new Map<string, string[]>();
  for (const said of reasons) {
    const [reason, names] = said.code === 'of-workload' ? [said.reason, [said.workload]] : [said, []];
    const text = reasonText(reason);
    shared.set(text, [...(shared.get(text) ?? []), ...names]);
  }
  return [...shared].map(([text, names]) => {
    if (names.length === 0) return text;
    const who = names.length > 2 ? l10n.t('{count} workloads', { count: names.length }) : names.join(', ');
    return ofWorkload(who, text);
  });
}
