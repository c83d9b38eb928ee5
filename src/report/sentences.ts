import type { ResolvedPlan } from '../catalog/resolvedPlan.js';
import type { LatentRankPoint, MemoryPoint, WinnerMap } from '../engine/charts.js';
import type { BreakEven, KvCacheResult, PlanResult, SecondPurchase, VariantName } from '../engine/result.js';
import * as format from './format.js';
import { crossingOf, leadingOption, pricedOptions, tightness } from './insight.js';

/** What a result says, in words: pure functions of plan and result, for panel, reports and editor alike. */

export interface Verdict {
  readonly tone: 'good' | 'bad' | 'unknown';
  readonly headline: string;
  readonly detail: string;
}

/** What to make of the plan, in one sentence, and what stands behind it in another. */
export function verdict(plan: ResolvedPlan, result: PlanResult): Verdict {
  const lead = leadingOption(result);
  if (Object.keys(plan.workloads).length === 0) return blank('The plan names no workloads yet.');
  if (lead === null) return blank('The plan names no options to compare yet.');
  const leading = result.options[lead];
  if (!leading?.feasible) return noneWorks(result, lead);
  return oneWorks(result, lead);
}

const blank = (headline: string): Verdict => ({ tone: 'unknown', headline, detail: '' });

function noneWorks(result: PlanResult, lead: string): Verdict {
  const reasons = result.options[lead]?.reasons ?? [];
  const count = Object.keys(result.options).length;
  const headline =
    count === 1 ? `${lead} does not work as written.` : `None of the ${count} options works as written.`;
  const nearest = count === 1 ? '' : `Nearest is ${lead}: `;
  const detail = reasons.length > 0 ? capitalized(`${nearest}${reasons.slice(0, 2).join('; ')}.`) : '';
  return { tone: 'bad', headline, detail };
}

function oneWorks(result: PlanResult, lead: string): Verdict {
  const priced = pricedOptions(result);
  const own = priced.find(({ option }) => option === lead);
  if (!own) {
    const working = Object.values(result.options).filter(({ feasible }) => feasible).length;
    const headline = working > 1 ? `${working} options work.` : `${lead} works.`;
    const reason = Object.values(result.options[lead]?.workloads ?? {})[0]?.cost.reason;
    return { tone: 'good', headline, detail: `The cost is not known${reason ? `: ${reason}` : ''}.` };
  }
  const cost = `${format.usdPerMillion(own.usd)} per million tokens`;
  const cheaper = priced[0];
  if (cheaper && cheaper.option !== lead && cheaper.usd < own.usd) {
    const obstacle = result.options[cheaper.option]?.reasons[0];
    return {
      tone: 'good',
      headline: `${lead} is the cheapest option that works, at ${cost}.`,
      detail: `${cheaper.option} would cost ${format.usdPerMillion(cheaper.usd)}${obstacle ? `, but ${obstacle}` : ''}.`,
    };
  }
  const second = priced.find(({ option, feasible }) => option !== lead && feasible);
  return {
    tone: 'good',
    headline: `${lead} is the cheapest option, at ${cost}.`,
    detail: second ? runnerUp(own.usd, second) : '',
  };
}

function runnerUp(usd: number, second: { readonly option: string; readonly usd: number }): string {
  const dearer = second.usd / usd - 1;
  if (dearer < 0.005) return `${second.option} costs the same.`;
  return `Next is ${second.option} at ${format.usdPerMillion(second.usd)}, ${format.fill(dearer)} more.`;
}

/** What fills the memory. */
export function memoryFinding(result: PlanResult, workload: string): string {
  const entries = Object.entries(result.options).flatMap(([option, { workloads }]) => {
    const memory = workloads[workload]?.memory;
    return memory ? [{ option, memory, pressure: memory.pressure }] : [];
  });
  const [fullest] = entries.sort((a, b) => b.pressure - a.pressure);
  if (!fullest) return `No option has accelerators to fill for ${workload}`;
  if (fullest.pressure === Number.POSITIVE_INFINITY)
    return `${fullest.option} has no memory left for ${workload}'s KV cache`;
  const over = entries.filter(({ pressure }) => pressure > 1).length;
  const atP95 = format.fill(fullest.pressure);
  const average = format.fill(fullest.memory.kvUsedBytes / fullest.memory.kvPoolBytes);
  if (over === 0)
    return `All of ${workload} fits: at most ${atP95} of KV memory is asked for at p95, ${average} on average (${fullest.option})`;
  const others = over > 1 ? `, and ${over - 1} more ${over === 2 ? 'option is' : 'options are'} over` : '';
  return `${workload} asks ${fullest.option} for ${atP95} of its KV memory at p95, ${average} on average${others}`;
}

export interface OutOfRoom {
  readonly workload: string;
  readonly tokens: number | null;
  readonly concurrency: number;
}

/** Context at which all users of a workload no longer fit; `null` if they always do, or never. */
export function outOfRoomAt(points: readonly MemoryPoint[]): number | null {
  return crossingOf(
    points.map(({ tokens, demandedBytes, poolBytes }) => ({ x: tokens, a: demandedBytes, b: poolBytes })),
  );
}

/** Where users stop fitting. */
export function contextFinding(option: string, ends: readonly OutOfRoom[]): string {
  const ended = ends.flatMap((end) => (end.tokens === null ? [] : [{ ...end, tokens: end.tokens }]));
  if (ended.length === 0) return `On ${option}, all users fit at every context length`;
  const parts = ended.map(
    ({ workload, concurrency, tokens }) =>
      `${format.count(concurrency)} ${workload} users up to ${format.tokens(tokens)}`,
  );
  return `${option} holds ${parts.join(', ')} tokens each`;
}

/** How far a workload can grow at the context it has. */
export function mapFinding(workload: string, pressure: number | null): string {
  if (pressure === null) return `Room for ${workload} is not known`;
  if (!Number.isFinite(pressure)) return `There is no room for ${workload} at all`;
  if (pressure <= 1)
    return `${workload} could grow to ${format.times(1 / pressure)} its users at its p95 context`;
  return `${workload} must shrink to ${format.percent(Number((1 / pressure).toPrecision(2)))} of its users to fit at its p95 context`;
}

export const VARIANT_NAMES: Readonly<Record<VariantName, string>> = {
  native: 'As it is',
  mla: 'With MLA',
  mqa: 'With MQA',
  gqa8: 'With GQA-8',
  mha: 'With full MHA',
};

/** What the model's own attention saves. */
export function savingsFinding(model: string, cache: KvCacheResult, tokens: number): string {
  const own = cache.bytesPerToken;
  const full = cache.variants.mha.bytesPerToken;
  if (!(own > 0)) return `${model} keeps ${format.bytes(cache.fixedBytes)} for a sequence of any length`;
  if (Math.abs(full / own - 1) < 0.02)
    return `${model} stores keys and values of every head: nothing is saved`;
  return `${model} stores ${format.bytes(own)} a token at ${format.tokens(tokens)}, ${format.times(full / own)} less than full attention would`;
}

/** What a sequence comes to. */
export function sequenceFinding(model: string, cache: KvCacheResult, tokens: number): string {
  const native = cache.bytesPerSequence.p50;
  const gqa = cache.variants.gqa8.bytesPerSequence.p50;
  const than = gqa > native ? `${format.times(gqa / native)} less than` : format.times(native / gqa);
  return `At ${format.tokens(tokens)} tokens one ${model} sequence takes ${format.bytes(native)}, ${than} with GQA-8`;
}

/** How the cache is spread over ranks. */
export function rankFinding(points: readonly LatentRankPoint[]): string {
  const last = points.at(-1);
  const first = points[0];
  if (!first || !last || last.tensor === first.tensor) return 'One rank holds it all';
  const split = first.tensorParallelBytesPerToken / last.tensorParallelBytesPerToken;
  const ranks = last.tensor / first.tensor;
  if (split < 1.05) {
    return `Tensor parallelism copies the cache to every rank; data-parallel attention divides it`;
  }
  if (split > ranks * 0.95)
    return `Both ways divide the cache evenly: ${format.times(split)} less a rank over ${last.tensor} ranks`;
  return `Over ${last.tensor} ranks tensor parallelism saves ${format.times(split)} a rank, data-parallel attention ${format.times(ranks)}`;
}

/** A break-even in words. `quantity` writes values of its variable; `current` is the plan's own value. */
export function breakEvenSentence(
  found: BreakEven,
  label: string,
  quantity: (value: number) => string,
  current: number | null,
): string {
  const { value, cheaperBelow, cheaperAbove, challenger, reason, workload } = found;
  const where = workload === null ? '' : ` for ${workload}`;
  if (value === null) return `${reason ?? 'No break-even was found'}${where}, whatever the ${label}.`;
  const side = cheaperBelow === challenger ? 'below' : 'above';
  const other = cheaperBelow === challenger ? cheaperAbove : cheaperBelow;
  const now = current === null ? '' : ` (the plan: ${quantity(current)})`;
  return `${challenger} becomes cheaper than ${other ?? 'the other'}${where} ${side} ${quantity(value)} ${label}${now}.`;
}

/** What the racks of the challenger bring to accelerators that are already paid for. */
export function secondPurchaseSentence(purchase: SecondPurchase): string {
  const { baseline, challenger, lpxRacks, usdPerHour, tokensPerSecond, usdPerMillionTokens } = purchase;
  const racks = `${format.count(lpxRacks)} LPX ${lpxRacks === 1 ? 'rack' : 'racks'}`;
  const spent = `With the accelerators paid for, ${challenger} adds ${racks} for ${format.usdPerHour(usdPerHour)} an hour`;
  if (tokensPerSecond === null) return `${spent}; ${purchase.reason ?? 'what they bring is not known'}.`;
  if (usdPerMillionTokens === null) return `${spent} and serves no more tokens than ${baseline}.`;
  const gained = `${format.plain(tokensPerSecond)} tok/s`;
  const beyond = purchase.onlyChallenger ? `where ${baseline} serves none` : `more than ${baseline}`;
  return `${spent} and can serve ${gained} ${beyond}: ${format.usdPerMillion(usdPerMillionTokens)} per further million tokens.`;
}

/** Title of a cost chart: who is cheapest at the plan's value, and up or down to where. */
export function costFinding(
  curves: readonly { readonly label: string; readonly at: number | null }[],
  crossing: string | null,
  where: string,
): string {
  if (crossing !== null) return crossing.replace(/\.$/, '');
  const known = curves
    .flatMap(({ label, at }) => (at === null ? [] : [{ label, at }]))
    .sort((a, b) => a.at - b.at);
  const [first] = known;
  if (!first) return `No option has a cost ${where}`;
  return `${first.label} is cheapest ${where}, at ${format.usdPerMillion(first.at)} per million tokens`;
}

/** Who wins how much of a map. */
export function winnerFinding(map: WinnerMap): string {
  const cells = map.winner.flat();
  const wins = new Map<string, number>();
  for (const name of cells) if (name !== null) wins.set(name, (wins.get(name) ?? 0) + 1);
  const ranked = [...wins].sort((a, b) => b[1] - a[1]);
  const [first, second] = ranked;
  if (!first) return 'No option serves any of this';
  const share = format.percent(Number((first[1] / cells.length).toPrecision(2)));
  const unserved = cells.length - ranked.reduce((sum, [, n]) => sum + n, 0);
  if (!second)
    return unserved === 0
      ? `${first[0]} is cheapest everywhere`
      : `${first[0]} is cheapest wherever anything works`;
  return `${first[0]} is cheapest in ${share} of cases, then ${second[0]}`;
}

/** The banner over charts that do not show the text as it stands: parts of it, or what it was. */
export function staleBanner(
  problem: { readonly line: number; readonly message: string } | null,
  partial: boolean,
): string {
  const shown = partial ? 'showing the parts that are valid' : 'showing the last valid plan';
  if (!problem) return `The plan cannot be read — ${shown}`;
  return `Line ${problem.line}: ${problem.message.replace(/\.$/, '')} — ${shown}`;
}

/** The fullest option, for the summary of the memory chart. */
export function memorySummary(result: PlanResult): string {
  return tightness(result)
    .slice(0, 6)
    .map(({ option, workload, pressure }) => `${option}: ${format.fill(pressure)} for ${workload}`)
    .join('; ');
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
