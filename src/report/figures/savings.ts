import type { ResolvedPlan, Workload } from '../../catalog/shapes/resolvedPlan.js';
import { kvOverContext, latentPerRank } from '../../engine/questions/charts.js';
import type { AttentionCost } from '../../engine/questions/bill/attentionCosts.js';
import type { Reason } from '../../engine/shapes/reasons.js';
import type { KvCacheResult, VariantName } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { moneyCode } from '../../units/shownMoney.js';
import { isDecodeOnly, markedDecodeOnly, markedUsd } from '../words/decodeOnly.js';
import * as format from '../words/format.js';
import { leadingOption } from '../words/insight.js';
import { reasonText } from '../words/reasons.js';
import { rankFinding, savingsFinding, sequenceFinding, VARIANT_NAMES } from '../words/sentences.js';
import { bytesAxis, contextAxis } from './axes.js';
import { tableOf, type BarFigure, type LineFigure, type Rule } from './figure.js';
import type { Subject } from './questions.js';

/** What the model's attention saves against the same model with other attention. */

/** Kinds of attention that are compared: the model's own first. */
export const VARIANTS: readonly VariantName[] = ['native', 'mla', 'mqa', 'gqa8', 'mha'];

const pathOf = (name: VariantName) => (name === 'native' ? 'model' : 'serving.kvCache');

/** A workload's cache and its contexts. */
interface Sequence {
  readonly plan: ResolvedPlan;
  readonly workload: string;
  readonly cache: KvCacheResult;
  readonly context: Workload['context'];
}

/** The cache of a workload; `null` where there is none. */
export function sequenceOf(
  { plan, result }: Pick<Subject, 'plan' | 'result'>,
  workload: string,
): Sequence | null {
  const cache = result.workloads[workload]?.kvCache;
  const context = plan.workloads[workload]?.context;
  return cache && context ? { plan, workload, cache, context } : null;
}

/** Bytes that one more token adds. */
export function savingsPerToken({ plan, cache, context: { p50 } }: Sequence): BarFigure {
  const bytesOf = (name: VariantName) => cache.variants[name].bytesPerToken;
  const names = VARIANTS.toSorted((a, b) => bytesOf(a) - bytesOf(b));
  const values = names.map(bytesOf);
  const own = cache.variants.native.bytesPerToken;
  const compared = (value: number) => (own > 0 && value !== own ? ` · ${format.times(value / own)}` : '');
  const title = l10n.t('KV bytes per token');
  return {
    id: 'mla-token',
    kind: 'bars',
    finding: savingsFinding(plan.model.name, cache, p50),
    subtitle: l10n.t(
      'KV bytes that one more token adds at {tokens} context, whole model; the same model with other attention for comparison',
      { tokens: format.tokens(p50) },
    ),
    summary: l10n.t('Bars of KV bytes per token. {values}.', {
      values: names.map((name, i) => `${VARIANT_NAMES[name]}: ${format.bytes(values[i] ?? 0)}`).join('; '),
    }),
    missing: null,
    pending: false,
    axis: { title, logarithmic: false, unit: 'bytes' },
    max: Math.max(...values) || 1,
    rows: names.map((name, i) => ({
      label: VARIANT_NAMES[name],
      note: `${format.bytes(values[i] ?? 0)}${compared(values[i] ?? 0)}`,
      limit: null,
      path: pathOf(name),
    })),
    parts: [{ label: title, colour: 0, texture: 'solid', values }],
    table: tableOf(
      l10n.t('KV cache by attention'),
      [
        l10n.t('Attention'),
        l10n.t('Per token'),
        l10n.t('Sequence at p50'),
        l10n.t('at p95'),
        l10n.t('at max'),
      ],
      names.map((name) => {
        const { bytesPerToken, bytesPerSequence } = cache.variants[name];
        const sizes = [bytesPerToken, bytesPerSequence.p50, bytesPerSequence.p95, bytesPerSequence.max];
        return [VARIANT_NAMES[name], ...sizes.map(format.bytes)];
      }),
    ),
  };
}

/** Bars much longer than the model's own would hide it. */
const CUT = 5;

/**
 * What the option that the verdict is about would cost with other attention; `null` where it runs on no accelerators of its own, or
 * its cost is not known.
 */
export function savingsInCost({ plan, result, ask }: Subject): BarFigure | null {
  const lead = leadingOption(result);
  const option = lead === null ? undefined : result.options[lead];
  const own = option?.total.usdPerMillionTokens ?? null;
  if (lead === null || !option || own === null || own <= 0 || plan.options[lead]?.hosted) return null;
  const { value, pending } = ask('attentionCosts', { option: lead });
  const alone = isDecodeOnly(option);
  const found = (value ?? []).toSorted(
    (a, b) => (a.usdPerMillionTokens ?? Infinity) - (b.usdPerMillionTokens ?? Infinity),
  );
  const end = CUT * own;
  const rows = found.map(({ variant, usdPerMillionTokens: usd, reason }) => ({
    label: VARIANT_NAMES[variant],
    note: usd === null ? whyNot(reason) : costNote(usd, own, { cut: usd > end, alone }),
    limit: null,
    path: pathOf(variant),
  }));
  const title = l10n.t('{currency} per million tokens, all-in', { currency: moneyCode() });
  const finding = markedDecodeOnly(costOfAttention(plan.model.name, lead, found), alone);
  return {
    id: 'mla-cost',
    kind: 'bars',
    finding,
    subtitle: l10n.t(
      'All-in cost of {lead} with the same model under other attention; weights, drafts and load as they are, and whatever that takes is bought',
      { lead },
    ),
    summary: l10n.t('Bars of cost by attention. {finding}.', { finding }),
    missing: null,
    pending,
    axis: { title, logarithmic: false, unit: 'usd' },
    max: Math.min(end, Math.max(own, ...found.map(({ usdPerMillionTokens: usd }) => usd ?? 0))),
    rows,
    parts: [
      {
        label: title,
        colour: 0,
        texture: 'solid',
        values: found.map(({ usdPerMillionTokens: usd }) => (usd === null ? null : Math.min(usd, end))),
      },
    ],
    table: tableOf(
      l10n.t('Cost by attention'),
      [l10n.t('Attention'), title],
      found.map(({ variant, usdPerMillionTokens: usd, reason }) => [
        VARIANT_NAMES[variant],
        usd === null ? whyNot(reason) : markedUsd(usd, alone),
      ]),
    ),
  };
}

const whyNot = (reason: Reason | null) =>
  reason === null
    ? l10n.t('does not serve the plan')
    : l10n.t('does not serve the plan: {reason}', { reason: reasonText(reason) });

function costNote(
  usd: number,
  own: number,
  { cut, alone }: { readonly cut: boolean; readonly alone: boolean },
): string {
  const cost = markedUsd(usd, alone);
  const note = format.times(usd / own) === format.times(1) ? cost : `${cost} · ${format.times(usd / own)}`;
  return cut ? l10n.t('{note} (bar cut)', { note }) : note;
}

/** The saving in the bill: against grouped heads, or against all heads where the model's own are grouped. */
function costOfAttention(model: string, lead: string, found: readonly AttentionCost[]): string {
  const usdOf = (variant: VariantName) =>
    found.find((one) => one.variant === variant)?.usdPerMillionTokens ?? null;
  const own = usdOf('native');
  if (own === null) return l10n.t('What the attention of {model} saves in the bill', { model });
  const isSame = (usd: number | null) => usd !== null && format.times(usd / own) === format.times(1);
  const rival = isSame(usdOf('gqa8')) ? 'mha' : 'gqa8';
  const usd = usdOf(rival);
  const other = rival === 'mha' ? l10n.t('full MHA') : l10n.t('GQA-8');
  const values = { model, lead, other, own: format.usdPerMillion(own) };
  if (usd === null)
    return l10n.t('With {other} {lead} could not serve {model} at all; as it is, at {own}', values);
  return isSame(usd)
    ? l10n.t('{model} costs {own} on {lead}, and as much with {other}', values)
    : l10n.t('A million tokens of {model} cost {own} on {lead}; with {other} they would cost {usd}', {
        ...values,
        usd: format.usdPerMillion(usd),
      });
}

/** Bytes of one sequence over its length. */
export function savingsOverContext({ plan, workload, cache, context }: Sequence): LineFigure {
  const points = kvOverContext(plan);
  const finding = sequenceFinding(plan.model.name, cache, context.p50);
  return {
    id: 'mla-context',
    kind: 'lines',
    finding,
    subtitle: l10n.t(
      'KV bytes of one sequence over its context; both axes grow by factors. Upright lines: contexts of {workload}',
      { workload },
    ),
    summary: l10n.t('KV bytes of one sequence over context for five kinds of attention. {finding}.', {
      finding,
    }),
    missing: null,
    pending: false,
    x: contextAxis(),
    y: bytesAxis(l10n.t('KV bytes of one sequence')),
    series: VARIANTS.map((name, i) => ({
      id: name,
      label: VARIANT_NAMES[name],
      style: i,
      points: points.map((point) => ({ x: point.tokens, y: point[name] })),
      path: pathOf(name),
    })),
    rules: contextRules(context),
    spots: [],
    table: tableOf(
      l10n.t('KV bytes of one sequence by context'),
      [l10n.t('Context'), ...VARIANTS.map((name) => VARIANT_NAMES[name])],
      points.map((point) => [
        format.tokens(point.tokens),
        ...VARIANTS.map((name) => format.bytes(point[name])),
      ]),
    ),
  };
}

/** Contexts that coincide are named once, by the longest of their names. */
function contextRules({ p50, p95, max }: Workload['context']): Rule[] {
  const named = new Map([
    [p50, 'p50'],
    [p95, 'p95'],
    [max, 'max'],
  ]);
  return [...named].map(([value, label]) => ({ axis: 'x', value, label, tone: 'plan' }));
}

/** Bytes of a token that each rank holds, by how attention is spread. */
export function savingsOverRanks({ plan }: Pick<Subject, 'plan'>): LineFigure {
  const points = latentPerRank(plan);
  const finding = rankFinding(points);
  const ways = [
    { id: 'tensor-parallel', label: l10n.t('Tensor parallel'), of: 'tensorParallelBytesPerToken' },
    { id: 'data-parallel', label: l10n.t('Data-parallel attention'), of: 'dataParallelBytesPerToken' },
  ] as const;
  return {
    id: 'mla-ranks',
    kind: 'lines',
    finding,
    subtitle: l10n.t('KV bytes of each {model} token that one rank holds on average', {
      model: plan.model.name,
    }),
    summary: l10n.t(
      'KV bytes per token and rank over the number of ranks, for tensor parallelism and data-parallel attention. {finding}.',
      { finding },
    ),
    missing: points.length === 0 ? l10n.t('The layout of this cache over ranks is not known.') : null,
    pending: false,
    x: { title: l10n.t('ranks that share one replica'), logarithmic: true, unit: 'ranks' },
    y: bytesAxis(l10n.t('KV bytes per token and rank')),
    series: ways.map(({ id, label, of }, style) => ({
      id,
      label,
      style,
      points: points.map((point) => ({ x: point.tensor, y: point[of] })),
      path: 'serving.layout',
    })),
    rules: [],
    spots: [],
    table: tableOf(
      l10n.t('KV bytes per token and rank'),
      [l10n.t('Ranks'), ...ways.map(({ label }) => label)],
      points.map((point) => [String(point.tensor), ...ways.map(({ of }) => format.bytes(point[of]))]),
    ),
  };
}
