import { requestTokens } from '../../../engine/fleet/prompts.js';
import { servingOf } from '../../../engine/fleet/optionCase.js';
import type { ResolvedPlan } from '../../../catalog/shapes/resolvedPlan.js';
import type { PlanResult } from '../../../engine/shapes/result.js';
import * as l10n from '../../../l10n/l10n.js';
import { MILLION } from '../../../units/constants.js';
import * as format from '../../words/format.js';
import { usdPerRequest } from '../../words/request/request.js';
import { mattering, withFewerRows } from '../drawn/fewerRows.js';
import { tableOf, type BarFigure } from '../figure.js';
import { answering, type Answering, type RequestChoice } from './choice.js';
import { noRequest } from './timeLine.js';
import { moneyCode } from '../../../units/shownMoney.js';

/** How accelerators and cost are split between prompts and answers. */

type Given = { readonly plan: ResolvedPlan; readonly result: PlanResult };

interface Busy extends Answering {
  /** Accelerators that decode: where prompts share their steps, the part of the time that is left to decoding. */
  readonly decode: number;
  readonly prompts: number;
  readonly separate: boolean;
}

function busyOf(all: readonly Answering[]): Busy[] {
  return all.flatMap((one): Busy[] => {
    const { prefill, cost } = one.found;
    const needed = cost.acceleratorsNeeded;
    if (!prefill || needed === null || prefill.acceleratorsNeeded === null) return [];
    const separate = prefill.mode === 'disaggregated';
    const shared = needed * (prefill.stepShare ?? 0);
    return [
      {
        ...one,
        separate,
        decode: separate ? needed : needed - shared,
        prompts: separate ? prefill.acceleratorsNeeded : shared,
      },
    ];
  });
}

/** Accelerators that prompts and answers of a workload keep busy. */
export function acceleratorSplit(given: Given, choice: RequestChoice): BarFigure {
  const { plan, result } = given;
  const { workload, lead } = choice;
  const all = busyOf(answering({ result }, workload));
  const own = all.find(({ option }) => option === lead) ?? all[0];
  const finding = own
    ? l10n.t(
        'Prompts of {workload} keep {prompts} accelerators busy beside {decode} that decode on {option}',
        {
          workload,
          option: own.option,
          prompts: format.plain(own.prompts),
          decode: format.plain(own.decode),
        },
      )
    : l10n.t('How many accelerators prompts of {workload} take is not known', { workload });
  const figure: BarFigure = {
    id: 'request-accelerators',
    kind: 'bars',
    finding,
    subtitle: l10n.t(
      'Accelerators for {workload} at peak: those that decode, and those that prompts keep busy, in the same steps or on their own',
      { workload },
    ),
    summary: `${finding}. ${all.map((one) => `${one.option}: ${busyNote(one)}`).join('; ')}.`,
    missing:
      all.length === 0 ? noRequest({ plan, result }, answering({ result }, workload), choice.lead) : null,
    pending: false,
    axis: { title: l10n.t('accelerators'), logarithmic: false, unit: 'plain' },
    max: Math.max(1e-9, ...all.map(({ decode, prompts }) => decode + prompts)) * 1.02,
    rows: all.map((one) => ({ label: one.option, note: busyNote(one), limit: null, path: one.path })),
    parts: [
      { label: l10n.t('Decode'), colour: 2, texture: 'solid', values: all.map(({ decode }) => decode) },
      { label: l10n.t('Prompts'), colour: 0, texture: 'hatch', values: all.map(({ prompts }) => prompts) },
    ],
    table: tableOf(
      finding,
      [l10n.t('Option'), l10n.t('Prompts are computed'), l10n.t('Decode'), l10n.t('Prompts')],
      all.map(({ option, separate, decode, prompts }) => [
        option,
        separate ? l10n.t('on their own') : l10n.t('in the same steps'),
        format.plain(decode),
        format.plain(prompts),
      ]),
    ),
  };
  return withFewerRows(figure, [lead, ...mattering(given)]);
}

function busyNote({ prompts, separate }: Busy): string {
  const values = { prompts: format.plain(prompts) };
  return separate
    ? l10n.t('{prompts} for prompts, on their own', values)
    : l10n.t('{prompts} for prompts, in the same steps', values);
}

/** USD that a request pays for each kind of its tokens; the three add up to what it costs. */
export interface RequestBill {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
}

/** What a request of a workload pays for; `null` where its cost is not known. USD. */
export function billOf(
  plan: ResolvedPlan,
  workload: string,
  { option, found }: Answering,
): RequestBill | null {
  const [asked, chosen] = [plan.workloads[workload], plan.options[option]];
  const {
    usdPerMillionInputTokens: fresh,
    usdPerMillionCachedInputTokens: kept,
    usdPerMillionOutputTokens: out,
  } = found.cost;
  if (!asked || !chosen || out === null) return null;
  const tokens = requestTokens({ model: plan.model, serving: servingOf(plan, chosen) }, asked);
  if (!tokens) return null;
  const usd = (perMillion: number | null, count: number) => ((perMillion ?? 0) * count) / MILLION;
  return {
    input: usd(fresh, tokens.input - tokens.cached),
    cached: usd(kept, tokens.cached),
    output: usd(out, tokens.output),
  };
}

const shareTold = (part: number, sum: number): string =>
  format.percent(Number((sum > 0 ? part / sum : 0).toPrecision(2)));

interface Billed {
  readonly option: string;
  readonly bill: NonNullable<ReturnType<typeof billOf>>;
  /** USD. */
  readonly sum: number;
}

function costTold({ option, bill, sum }: Billed, workload: string): string {
  return l10n.t(
    'A request of {workload} costs {sum} on {option}: {prompt} of it is its prompt, {answer} its answer',
    {
      workload,
      option,
      sum: usdPerRequest(sum),
      prompt: shareTold(bill.input + bill.cached, sum),
      answer: shareTold(bill.output, sum),
    },
  );
}

/** What one request costs by the tokens that it pays for. */
export function costSplit(given: Given, choice: RequestChoice): BarFigure {
  const { plan, result } = given;
  const { workload, lead } = choice;
  const every = answering({ result }, workload);
  const all = every.flatMap((one) => {
    const bill = billOf(plan, workload, one);
    return bill ? [{ ...one, bill, sum: bill.input + bill.cached + bill.output }] : [];
  });
  const own = all.find(({ option }) => option === lead) ?? all[0];
  const finding = own
    ? costTold(own, workload)
    : l10n.t('What a request of {workload} costs is not known', { workload });
  const figure: BarFigure = {
    id: 'request-cost',
    kind: 'bars',
    finding,
    subtitle: l10n.t('{currency} for one request of {workload} by the tokens that it pays for', {
      currency: moneyCode(),
      workload,
    }),
    summary: `${finding}. ${all.map(({ option, sum }) => `${option}: ${usdPerRequest(sum)}`).join('; ')}.`,
    missing: all.length === 0 ? noRequest({ plan, result }, every, lead) : null,
    pending: false,
    axis: {
      title: l10n.t('{currency} per request', { currency: moneyCode() }),
      logarithmic: false,
      unit: 'smallUsd',
    },
    max: Math.max(1e-12, ...all.map(({ sum }) => sum)) * 1.02,
    rows: all.map(({ option, path, sum, bill }) => ({
      label: option,
      note: l10n.t('{sum}, {prompt} prompt', {
        sum: usdPerRequest(sum),
        prompt: shareTold(bill.input + bill.cached, sum),
      }),
      limit: null,
      path,
    })),
    parts: [
      {
        label: l10n.t('Input, computed'),
        colour: 0,
        texture: 'hatch',
        values: all.map(({ bill }) => bill.input),
      },
      {
        label: l10n.t('Input, cached'),
        colour: 3,
        texture: 'backHatch',
        values: all.map(({ bill }) => bill.cached),
      },
      { label: l10n.t('Output'), colour: 2, texture: 'solid', values: all.map(({ bill }) => bill.output) },
    ],
    table: tableOf(
      finding,
      [
        l10n.t('Option'),
        l10n.t('{currency} per request', { currency: moneyCode() }),
        l10n.t('{currency} / M input', { currency: moneyCode() }),
        l10n.t('{currency} / M cached input', { currency: moneyCode() }),
        l10n.t('{currency} / M output', { currency: moneyCode() }),
        l10n.t('{currency} / M tokens', { currency: moneyCode() }),
      ],
      all.map(({ option, sum, found: { cost } }) => [
        option,
        usdPerRequest(sum),
        ...[
          cost.usdPerMillionInputTokens,
          cost.usdPerMillionCachedInputTokens,
          cost.usdPerMillionOutputTokens,
          cost.usdPerMillionTokens,
        ].map((usd) => format.orUnknown(usd, format.usdPerMillion)),
      ]),
    ),
  };
  return withFewerRows(figure, [lead, ...mattering(given)]);
}
