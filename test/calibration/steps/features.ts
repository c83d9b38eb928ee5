import { contextMix } from '../../../src/engine/memory/contextMix.js';
import { lightAttention } from '../../../src/engine/time/kernels/attention.js';
import { attentionKind } from '../../../src/engine/time/kernels/linear.js';
import { stepKind, type StepKind } from '../../../src/engine/time/kernels/kind.js';
import type { KernelWork, Term } from '../../../src/engine/time/kernels/term.js';
import { stepWork, type StepWork } from '../../../src/engine/time/kernels/work.js';
import { workOf, type StepSeries } from './cases.js';

/** Amounts by the name of their coefficient. */
export type Amounts = ReadonlyMap<string, number>;

/** A measured step: amounts of all kernels, and milliseconds of the parts that were measured apart. */
export interface StepPoint {
  readonly series: StepSeries;
  readonly kind: StepKind;
  readonly batch: number;
  readonly context: number;
  readonly seconds: number;
  /** Sums of amounts that were measured as one, in seconds. */
  readonly parts: readonly { readonly amounts: Amounts; readonly seconds: number }[];
  readonly all: Amounts;
}

type Families = Readonly<Record<'linear' | 'attention' | 'experts' | 'collectives' | 'launch', Amounts>>;

/** Amount of a term in a step of so many tokens. */
function amountOf({ amount, grows }: Pick<Term, 'amount' | 'grows'>, tokens: number): number {
  switch (grows.kind) {
    case 'constant':
      return amount;
    case 'rows':
      return amount * tokens;
    case 'root':
      return amount * Math.sqrt(tokens);
    case 'above':
      return Math.max(0, amount * tokens - grows.from);
    case 'atLeast':
      return Math.max(amount, grows.product * tokens);
    case 'chance':
      return amount * Math.max(0, Math.exp(grows.miss) - Math.exp(grows.miss * tokens));
  }
}

function added(terms: readonly Term[], tokens: number, to = new Map<string, number>()): Map<string, number> {
  for (const term of terms) to.set(term.name, (to.get(term.name) ?? 0) + amountOf(term, tokens));
  return to;
}

/** Amounts of a step with so many sequences, each with so many tokens in it. */
export function amountsOf(
  work: KernelWork,
  kernels: StepWork,
  sequences: number,
  context: number,
  queries = 1,
): Families {
  const mix = contextMix({ p50: context, p95: context, max: context });
  const tokens = sequences * queries;
  const attention = added(kernels.attention.terms, tokens);
  for (const { name, fixed, shared, query, root } of kernels.attention.context(mix)) {
    const amount = fixed + sequences * (shared + queries * query) + root * Math.sqrt(sequences);
    attention.set(name, (attention.get(name) ?? 0) + amount);
  }
  const light = lightAttention(work, mix);
  const beyond = sequences * Math.max(0, queries * (light.flops - light.query) - light.shared);
  attention.set(kernels.attention.products, beyond);
  return {
    linear: added(kernels.linear, tokens),
    attention,
    experts: added(kernels.experts, tokens),
    collectives: added(kernels.collectives, tokens),
    launch: added(kernels.launch, tokens),
  };
}

export function merged(...all: readonly Amounts[]): Map<string, number> {
  const sum = new Map<string, number>();
  for (const amounts of all)
    for (const [name, amount] of amounts) sum.set(name, (sum.get(name) ?? 0) + amount);
  return sum;
}

export function pointsOf(series: StepSeries): StepPoint[] {
  const work = workOf(series);
  const kernels = stepWork(work);
  const together = attentionKind(work.model) !== 'plain';
  return series.points.map(([batch, context, total, ...apart]) => {
    const sequences = batch * work.layout.attentionData;
    const of = amountsOf(work, kernels, sequences, context);
    const part = (ms: number, ...amounts: readonly Amounts[]) => ({
      amounts: merged(...amounts),
      seconds: ms / 1e3,
    });
    const [gemm = 0, attention = 0, experts = 0, collectives = 0, other = 0] = apart;
    // Engines differ in which projections of a latent model are measured with its attention.
    const parts = together
      ? [part(gemm + attention, of.linear, of.attention)]
      : [part(gemm, of.linear), part(attention, of.attention)];
    parts.push(part(experts, of.experts), part(collectives, of.collectives), part(other, of.launch));
    const all = merged(of.linear, of.attention, of.experts, of.collectives, of.launch);
    return {
      series,
      kind: stepKind(work.model),
      batch,
      context,
      seconds: total / 1e3,
      parts: apart.length > 0 ? parts : [],
      all,
    };
  });
}
