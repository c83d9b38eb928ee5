import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { breakEvens } from '../../engine/questions/breakEven.js';
import { meetsTargets } from '../../engine/questions/passes.js';
import type { BreakEven, OptionWorkloadResult, PlanResult } from '../../engine/shapes/result.js';
import { variableById } from '../../engine/questions/variables.js';
import * as l10n from '../../l10n/l10n.js';
import type { Analysis } from './analysis.js';
import { changeOf as changeOfVerdict } from './changeSteps.js';
import { compareInputs, type InputChange } from './compareInputs.js';
import { isDecodeOnly, leavesPromptsOut, markedDecodeOnly } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { requestRate, seconds, usdPerRequest } from '../words/request/request.js';
import { leadingOption } from '../words/insight.js';
import { worksText } from '../words/fleet/purchase.js';
import { verdict } from '../words/sentences.js';
import { firstReason } from '../words/reasons.js';
import { moneyCode } from '../../units/shownMoney.js';

/** Two versions of a plan held against each other. */
export interface PlanComparison {
  readonly before: PlanVersion;
  readonly after: PlanVersion;
  readonly inputs: readonly InputChange[];
  readonly results: readonly ResultChange[];
}

export interface PlanVersion {
  readonly name: string;
  /** Without an error. */
  readonly valid: boolean;
  /** An option serves everything; `false` where the plan has no answer. */
  readonly meetsTargets: boolean;
  /** What to make of it, in a sentence. */
  readonly verdict: string;
  /** The same as a part of a sentence. */
  readonly claim: string;
  /** What would change it, and whether the plan's ranges leave it open; empty where nothing competes. */
  readonly change: string;
}

/** A result that moved by at least {@link THRESHOLD}. */
export interface ResultChange {
  /** `null` where it is about the plan or a workload as a whole. */
  readonly option: string | null;
  readonly workload: string | null;
  /** Stable name, as in `usdPerMillionTokens`. */
  readonly measure: string;
  readonly label: string;
  /** SI units and USD, as in the result JSON; `null` where there is no value. */
  readonly before: number | string | boolean | null;
  readonly after: number | string | boolean | null;
  /** The same for a reader. */
  readonly shownBefore: string;
  readonly shownAfter: string;
  /** After over before, less one; `null` where either is not a number. */
  readonly change: number | null;
  readonly direction: 'better' | 'worse' | 'changed';
}

/** Changes of a result by less than this fraction are not told. */
export const THRESHOLD = 0.005;

/** What one version of a plan and another have differently, in inputs and in results. */
export function comparePlans(
  before: { readonly name: string; readonly analysis: Analysis },
  after: { readonly name: string; readonly analysis: Analysis },
): PlanComparison {
  return {
    before: versionOf(before.name, before.analysis),
    after: versionOf(after.name, after.analysis),
    inputs: compareInputs(before.analysis, after.analysis),
    results: compareResults(before.analysis, after.analysis),
  };
}

function versionOf(name: string, analysis: Analysis): PlanVersion {
  const { plan, problems, result } = analysis;
  const answer = result();
  const [problem] = problems;
  if (!plan || !answer)
    return {
      name,
      valid: false,
      meetsTargets: false,
      verdict: problem?.message ?? l10n.t('The plan is not valid.'),
      claim: problem?.message ?? l10n.t('the plan is not valid'),
      change: '',
    };
  const { headline, claim } = verdict(plan, answer);
  return {
    name,
    valid: problems.length === 0,
    meetsTargets: meetsTargets(plan, answer.options),
    verdict: headline,
    claim,
    change: changeOfVerdict(analysis),
  };
}

type Value = number | string | boolean | null;

/** Something that an answer says, under a key that is the same in both versions. */
interface Fact {
  readonly option: string | null;
  readonly workload: string | null;
  readonly measure: string;
  readonly label: string;
  readonly value: Value;
  readonly shown: string;
  /** Which way is better; `null` where it is a matter of taste. */
  readonly better: 'lower' | 'higher' | null;
}

function compareResults(before: Analysis, after: Analysis): ResultChange[] {
  const [old, now] = [factsOf(before), factsOf(after)];
  if (old.size === 0 || now.size === 0) return [];
  const toldAlone = tellingAlone([before, after]);
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((key) => {
    const change = changeOf(old.get(key), now.get(key), toldAlone);
    return change ? [change] : [];
  });
}

/**
 * Which facts are told though only one version has them: that an option is there, which says all of it, and results
 * of a workload that the other version does not have, for options of both.
 */
function tellingAlone(versions: readonly Analysis[]): (fact: Fact) => boolean {
  const inAll = (group: 'options' | 'workloads', name: string) =>
    versions.every(({ plan }) => Object.hasOwn(plan?.[group] ?? {}, name));
  return ({ measure, option, workload }) =>
    measure === 'option' ||
    (workload !== null && !inAll('workloads', workload) && (option === null || inAll('options', option)));
}

function changeOf(
  old: Fact | undefined,
  now: Fact | undefined,
  toldAlone: (fact: Fact) => boolean,
): ResultChange | null {
  const fact = now ?? old;
  if (!fact || ((!old || !now) && !toldAlone(fact))) return null;
  const [a, b] = [old?.value ?? null, now?.value ?? null];
  const change = typeof a === 'number' && typeof b === 'number' && a !== 0 ? b / a - 1 : null;
  if (a === b || (change !== null && Math.abs(change) < THRESHOLD)) return null;
  const { option, workload, measure, label } = fact;
  return {
    ...{ option, workload, measure, label, before: a, after: b, change },
    shownBefore: old?.shown ?? l10n.t('not there'),
    shownAfter: now?.shown ?? l10n.t('not there'),
    direction: directionOf(a, b, fact.better),
  };
}

function directionOf(a: Value, b: Value, better: Fact['better']): ResultChange['direction'] {
  if (better === null || a === null || b === null) return 'changed';
  return Number(b) > Number(a) === (better === 'higher') ? 'better' : 'worse';
}

function factsOf({ plan, result }: Analysis): Map<string, Fact> {
  const answer = result();
  const facts =
    plan && answer
      ? [...planFacts(answer), ...optionFacts(answer), ...cacheFacts(answer), ...crossings(plan)]
      : [];
  return new Map(facts.map((fact) => [[fact.option, fact.workload, fact.measure].join('\n'), fact]));
}

type Measure<T> = readonly [
  measure: string,
  label: string,
  of: (from: T) => number | null | undefined,
  show: (value: number) => string,
  better: Fact['better'],
  /** What stands beside the value, as that it is of decoding alone. */
  mark?: (from: T, shown: string) => string,
];

const ofPlan = (): readonly Measure<PlanResult>[] => [
  ['attachRate', l10n.t('LPX attach rate, of tokens'), (r) => r.attachRate.ofTokens, format.percent, null],
  [
    'lpxPerGpuRack',
    l10n.t('LPX racks per GPU rack'),
    (r) => r.attachRate.lpxRacksPerGpuRack,
    format.plain,
    null,
  ],
];

const totals = (): readonly Measure<PlanResult['options'][string]>[] => [
  [
    'usdPerMillionTokens',
    l10n.t('{currency} per M tokens', { currency: moneyCode() }),
    (o) => o.total.usdPerMillionTokens,
    format.usdPerMillion,
    'lower',
    (option, shown) => markedDecodeOnly(shown, isDecodeOnly(option)),
  ],
  [
    'stillToSpendUsdPerMillionTokens',
    l10n.t('{currency} per M tokens, still to spend', { currency: moneyCode() }),
    // Where nothing is owned both bases are one, and one is told.
    ({ basis: { priced, sunk } }) =>
      sunk.usdPerMillionTokens === priced.usdPerMillionTokens ? null : sunk.usdPerMillionTokens,
    format.usdPerMillion,
    'lower',
    (option, shown) => markedDecodeOnly(shown, isDecodeOnly(option)),
  ],
  [
    'usdPerHour',
    l10n.t('{currency} per hour', { currency: moneyCode() }),
    (o) => o.total.usdPerHour,
    format.usdPerHour,
    'lower',
    (option, shown) => markedDecodeOnly(shown, isDecodeOnly(option)),
  ],
  ['lpxRacks', l10n.t('LPX racks'), (o) => o.lpx?.racks, format.count, 'lower'],
];

/** What has to be bought, or rented beyond what is there. */
const purchases = (): readonly Measure<PlanResult['options'][string]>[] => [
  [
    'purchase.usd',
    l10n.t('Capital to spend'),
    ({ purchase }) => purchase.usd,
    (usd) => format.quantity(usd, 'money'),
    'lower',
  ],
  [
    'purchase.accelerators',
    l10n.t('Accelerators to buy or rent'),
    ({ purchase }) => purchase.accelerators,
    format.count,
    'lower',
  ],
  [
    'purchase.lpxRacks',
    l10n.t('LPX racks to buy'),
    ({ purchase }) => purchase.lpxRacks,
    format.count,
    'lower',
  ],
];

const markedOf = (from: OptionWorkloadResult, shown: string) =>
  markedDecodeOnly(shown, leavesPromptsOut(from));

const ofWorkload = (): readonly Measure<OptionWorkloadResult>[] => [
  ['pressure', l10n.t('KV memory pressure'), ({ memory }) => memory?.pressure, format.fill, 'lower'],
  ['users', l10n.t('Users that fit'), ({ memory }) => memory?.fleetConcurrency, format.count, 'higher'],
  [
    'tokensPerSecondPerUser',
    l10n.t('Speed per user'),
    ({ decode }) => decode?.tokensPerSecondPerUser,
    format.tokenRate,
    'higher',
    markedOf,
  ],
  [
    'usdPerMillionTokens',
    l10n.t('{currency} per M tokens', { currency: moneyCode() }),
    ({ cost }) => cost.usdPerMillionTokens,
    format.usdPerMillion,
    'lower',
    markedOf,
  ],
  ['ttftSeconds', l10n.t('TTFT at p95'), ({ request }) => request?.ttftSeconds?.p95, seconds, 'lower'],
  ['tpotSeconds', l10n.t('TPOT'), ({ request }) => request?.tpotSeconds, seconds, 'lower'],
  [
    'maxRequestsPerSecond',
    l10n.t('Requests at which targets hold'),
    ({ request }) => request?.maxRequestsPerSecond,
    requestRate,
    'higher',
  ],
  [
    'prefillAccelerators',
    l10n.t('Accelerators busy with prompts'),
    ({ prefill }) => prefill?.acceleratorsNeeded,
    format.plain,
    'lower',
  ],
  [
    'acceleratorsNeeded',
    l10n.t('Accelerators'),
    ({ cost }) => cost.acceleratorsNeeded,
    format.count,
    'lower',
  ],
  ['margin', l10n.t('Margin'), ({ cost }) => cost.margin, format.signedPercent, 'higher'],
  [
    'endToEndSeconds',
    l10n.t('Time to the last token'),
    ({ request }) => request?.endToEndSeconds,
    seconds,
    'lower',
  ],
  [
    'usdPerRequest',
    l10n.t('{currency} per request', { currency: moneyCode() }),
    ({ cost }) => cost.usdPerRequest,
    usdPerRequest,
    'lower',
  ],
];

function measured<T>(
  from: T,
  measures: readonly Measure<T>[],
  option: string | null,
  workload: string | null,
): Fact[] {
  return measures.map(([measure, label, of, show, better, mark]) => {
    const value = of(from) ?? null;
    const plain = format.orUnknown(value, show);
    const shown = value === null || !mark ? plain : mark(from, plain);
    return { option, workload, measure, label, value, shown, better };
  });
}

/** The option that wins: the cheapest that works. */
function winnerOf({ options, ...result }: PlanResult): string | null {
  const lead = leadingOption({ options, ...result });
  return lead !== null && options[lead]?.feasible ? lead : null;
}

function planFacts(result: PlanResult): Fact[] {
  const winner = winnerOf(result);
  const leader: Fact = {
    ...{ option: null, workload: null, measure: 'winner', label: l10n.t('Who wins'), better: null },
    value: winner,
    shown: winner ?? l10n.t('none works'),
  };
  const winners = Object.entries(result.attachRate.perWorkload).map(([workload, { winner }]): Fact => ({
    ...{ option: null, workload, measure: 'winner', label: l10n.t('Option in the best mix'), better: null },
    value: winner,
    shown: winner ?? l10n.t('none works'),
  }));
  return [leader, ...winners, ...measured(result, ofPlan(), null, null)];
}

function optionFacts({ options }: PlanResult): Fact[] {
  return Object.entries(options).flatMap(([name, option]) => {
    const base = { option: name, workload: null };
    const there: Fact = {
      ...{
        ...base,
        measure: 'option',
        label: l10n.t('Option'),
        value: name,
        shown: l10n.t('there'),
        better: null,
      },
    };
    const works: Fact = {
      ...{ ...base, measure: 'feasible', label: l10n.t('Works'), value: option.feasible, better: 'higher' },
      shown: option.feasible
        ? worksText(option)
        : l10n.t('no: {reason}', { reason: firstReason(option) ?? l10n.t('not known') }),
    };
    // Only of an option that works in both versions: else that it does says it all.
    const how: Fact = {
      ...{ ...base, measure: 'works', label: l10n.t('On what it works'), value: option.works, better: null },
      shown: option.works === 'owned' ? l10n.t('what is there') : worksText(option),
    };
    const ofWorkloads = Object.entries(option.workloads).flatMap(([workload, found]) =>
      measured(found, ofWorkload(), name, workload),
    );
    return [
      there,
      works,
      ...(option.feasible ? [how] : []),
      ...measured(option, purchases(), name, null),
      ...measured(option, totals(), name, null),
      ...ofWorkloads,
    ];
  });
}

function cacheFacts({ workloads }: PlanResult): Fact[] {
  return Object.entries(workloads).flatMap(([workload, { kvCache }]) => {
    if (!kvCache) return [];
    const atP95 = kvCache.bytesPerSequence.p95;
    const name = l10n.t('KV cache of one sequence at p95');
    return measured(atP95, [['kvBytes', name, (bytes) => bytes, format.bytes, 'lower']], null, workload);
  });
}

function crossings(plan: ResolvedPlan): Fact[] {
  return breakEvens(plan).map((found) => {
    const variable = variableById(found.variable);
    const show = (value: number) => (variable ? format.quantity(value, variable.dimension) : String(value));
    return {
      ...{ option: null, workload: found.workload, value: found.value, better: null },
      measure: `breakEven.${found.variable}.${found.baseline}.${found.challenger}`,
      label: crossingLabel(found, variable?.label ?? found.variable),
      shown: found.value === null ? l10n.t('none') : show(found.value),
    };
  });
}

function crossingLabel({ baseline, challenger }: BreakEven, label: string): string {
  return l10n.t('Break-even of {challenger} against {baseline}: {label}', { challenger, baseline, label });
}
