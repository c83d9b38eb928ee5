import type { ResolvedPlan } from '../../catalog/shapes/resolvedPlan.js';
import { ownedGpus } from '../../catalog/shapes/owned.js';
import type { LatentRankPoint, WinnerMap } from '../../engine/questions/charts.js';
import type { Reason } from '../../engine/shapes/reasons.js';
import type { KvCacheResult, OptionResult, PlanResult, VariantName } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { isDecodeOnly, markedDecodeOnly, markedUsd } from './decodeOnly.js';
import { cheaperMix } from './fleet/cheaperMix.js';
import { mostServedSentence } from './fleet/mostServed.js';
import { costOnBasis, purchaseClaim } from './fleet/purchase.js';
import * as format from './format.js';
import { leadingOption, pricedOptions, type PricedOption } from './insight.js';
import { firstReason, reasonText } from './reasons.js';
import {
  costsTheSame,
  lossSentence,
  overRanges,
  readsTheSame,
  runnersUp,
  tiesWith,
  whatChanges,
} from './fleet/standing.js';
import { optionRemedy, planRemedy } from './fleet/remedies.js';

/** What a result says, in words: pure functions of plan and result, for panel, reports and editor alike. */

export interface Verdict {
  /** `caution`: it works, but at a loss, as a tie within what the model errs, or something cheaper is only short of hardware. */
  readonly tone: 'good' | 'caution' | 'bad' | 'unknown';
  /** The headline as a part of a sentence: without a full stop. */
  readonly claim: string;
  readonly headline: string;
  readonly detail: string;
  /** The detail, and where a mix of the options is cheaper than the best of them, that too: worked out when asked for. */
  readonly whole: () => string;
  /** At which price of hardware the verdict would be another; empty where nothing competes. Takes a search of each price. */
  readonly change: () => string;
  /** Where the plan's ranges leave the winner open, that: empty where it stays ahead. Takes many draws. */
  readonly ranges: () => string;
  /** The tone, where what the ranges leave open is told beside it. Takes the same draws. */
  readonly toneInAll: () => Verdict['tone'];
  /** What a report says behind the headline: the whole detail, what would change it, and whether ranges leave it open. */
  readonly told: () => string;
}

/** A sentence of what can be a part of one. */
export const fullStop = (claim: string) => l10n.t('{claim}.', { claim });

/** What to make of the plan, in one sentence, and what stands behind it in another. */
export function verdict(plan: ResolvedPlan, result: PlanResult): Verdict {
  const judged = judge(plan, result);
  const whole = () => format.joined(judged.detail, judged.tone === 'unknown' ? '' : cheaperMix(plan, result));
  const { tone, claim } = judged;
  const change = () => whatChanges(plan, result);
  const ranges = () => overRanges(plan, result);
  return {
    ...{ tone, claim, whole, change, ranges, headline: fullStop(claim) },
    toneInAll: () => toneBeside(tone, ranges()),
    told: () => format.joined(whole(), change(), ranges(), mostServedSentence(plan)),
    get detail() {
      return judged.detail;
    },
  };
}

/** The tone of a verdict beside what the plan's ranges leave open of its winner. */
export const toneBeside = (tone: Verdict['tone'], open: string): Verdict['tone'] =>
  tone === 'good' && open !== '' ? 'caution' : tone;

/** The verdict on what can be read of a text with errors: nothing is settled by a part. */
export function ofPart(all: Verdict): Verdict {
  const headline = l10n.t('Of what can be read: {headline}', { headline: all.headline });
  const tone = all.tone === 'good' ? 'caution' : all.tone;
  return {
    ...{
      claim: all.claim,
      headline,
      whole: all.whole,
      change: all.change,
      ranges: all.ranges,
      told: all.told,
    },
    tone,
    toneInAll: () => tone,
    get detail() {
      return all.detail;
    },
  };
}

type Judged = Pick<Verdict, 'tone' | 'claim' | 'detail'>;

function judge(plan: ResolvedPlan, result: PlanResult): Judged {
  const lead = leadingOption(result);
  if (Object.keys(plan.workloads).length === 0) return blank(withoutWorkloads());
  if (lead === null) return blank(l10n.t('The plan names no options to compare yet'));
  const leading = result.options[lead];
  if (!leading?.feasible) return noneWorks(plan, result, lead);
  return oneWorks(plan, result, lead);
}

/** Name of the speed that each user gets. */
export const speedPerUser = () => l10n.t('Speed per user');

/** What is said of a plan without workloads. */
export const noWorkloads = () => fullStop(withoutWorkloads());

const withoutWorkloads = () => l10n.t('The plan names no workloads yet');

/** What stands for an answer that is not there: it may still come. */
export const noAnswer = (pending: boolean) => (pending ? l10n.t('working it out') : l10n.t('not known'));

const blank = (claim: string): Judged => ({ tone: 'unknown', claim, detail: '' });

function noneWorks(plan: ResolvedPlan, result: PlanResult, lead: string): Judged {
  const nearest = result.options[lead];
  const reasons = nearest?.reasons ?? [];
  const count = Object.keys(result.options).length;
  const claim =
    count === 1
      ? l10n.t('{lead} does not work as written', { lead })
      : l10n.t('None of the {count} options works as written', { count });
  if (reasons.length === 0) return { tone: 'bad', claim, detail: '' };
  const shown = reasonsInShort(reasons);
  const detail =
    count === 1
      ? // A name is written as the plan writes it.
        `${reasons[0]?.code === 'of-workload' ? shown : format.capitalized(shown)}.`
      : l10n.t('Nearest is {lead}: {reasons}.', { lead, reasons: shown });
  return {
    tone: 'bad',
    claim,
    // Lenses and sliders ask for the claim alone, and a remedy takes a search.
    get detail() {
      return format.joined(detail, planRemedy(plan) || (nearest ? optionRemedy(plan, nearest) : ''));
    },
  };
}

/** Two reasons; what an option lacks as a whole is not told again of its workloads. */
function reasonsInShort(reasons: readonly Reason[]): string {
  const whole = new Set(reasons.filter(({ code }) => code !== 'of-workload').map(reasonText));
  return reasons
    .filter((one) => one.code !== 'of-workload' || !whole.has(reasonText(one.reason)))
    .slice(0, 2)
    .map(reasonText)
    .join('; ');
}

function oneWorks(plan: ResolvedPlan, result: PlanResult, lead: string): Judged {
  const leading = result.options[lead];
  const priced = pricedOptions(result);
  const own = priced.find(({ option }) => option === lead);
  const count = Object.keys(result.options).length;
  const working = Object.values(result.options).filter(({ feasible }) => feasible).length;
  if (!own) {
    const claim =
      working > 1 ? l10n.t('{working} options work', { working }) : l10n.t('{lead} works', { lead });
    const reason = Object.values(result.options[lead]?.workloads ?? {})[0]?.cost.reason;
    const detail = reason
      ? l10n.t('The cost is not known: {reason}.', { reason: reasonText(reason) })
      : l10n.t('The cost is not known.');
    return { tone: 'good', claim, detail };
  }
  const cost = markedDecodeOnly(costOnBasis(own.usd, result.basis), own.decodeOnly);
  const purchase = leading ? purchaseClaim({ plan, name: lead, option: leading }) : null;
  const loss = leading ? lossSentence(plan, leading) : '';
  const allIn = format.joined(leading ? allInSentence(result, leading) : '', loss);
  const cheaper = priced[0];
  if (cheaper && cheaper.option !== lead && cheaper.usd < own.usd) {
    const dear = result.options[cheaper.option];
    return {
      tone: loss !== '' || (dear && isOnlyShort(dear)) ? 'caution' : 'good',
      claim: cheapestClaim(
        working === 1
          ? l10n.t('{lead} is the only option that works, at {cost}', { lead, cost })
          : l10n.t('{lead} is the cheapest option that works, at {cost}', { lead, cost }),
        purchase,
      ),
      detail: format.joined(allIn, wouldCost(result, cheaper, own)),
    };
  }
  const others = priced.filter(({ option, feasible }) => option !== lead && feasible);
  const barred = priced.find(({ option }) => option !== lead);
  return {
    tone: loss === '' && !(others[0] && tiesWith(plan, own, others[0])) ? 'good' : 'caution',
    claim: cheapestClaim(
      count === 1
        ? l10n.t('{lead} works, at {cost}', { lead, cost })
        : working === 1
          ? l10n.t('{lead} is the only option that works, at {cost}', { lead, cost })
          : leadsClaim(isAsOwned(plan, leading), others[0] !== undefined && costsTheSame(own, others[0]), {
              lead,
              cost,
            }),
      purchase,
    ),
    detail: format.joined(
      allIn,
      others.length > 0
        ? runnersUp(plan, own, others)
        : barred
          ? wouldCost(result, barred, own)
          : noneElse(result, lead),
    ),
  };
}

/** That an option is the cheapest of several; where another costs the same, none of them is. */
function leadsClaim(asOwned: boolean, shared: boolean, values: { lead: string; cost: string }): string {
  if (shared)
    return asOwned
      ? l10n.t('{lead} works as owned, and none is cheaper, at {cost}', values)
      : l10n.t('None is cheaper than {lead}, at {cost}', values);
  return asOwned
    ? l10n.t('{lead} works as owned and is the cheapest option, at {cost}', values)
    : l10n.t('{lead} is the cheapest option, at {cost}', values);
}

/** What an option that does not work would cost, and what bars it. */
function wouldCost({ options }: PlanResult, dear: PricedOption, own: PricedOption): string {
  const { option, usd, decodeOnly } = dear;
  const obstacle = options[option] && firstReason(options[option]);
  if (readsTheSame(own, dear))
    return obstacle
      ? l10n.t('{option} would cost about the same, but {obstacle}.', { option, obstacle })
      : l10n.t('{option} would cost about the same.', { option });
  const would = { option, usd: markedUsd(usd, decodeOnly) };
  return obstacle
    ? l10n.t('{option} would cost {usd}, but {obstacle}.', { ...would, obstacle })
    : l10n.t('{option} would cost {usd}.', would);
}

/** What bars the first of the others, where no cost of them is known; empty where there are none. */
function noneElse({ options }: PlanResult, lead: string): string {
  const other = Object.entries(options).find(([name, { feasible }]) => name !== lead && !feasible);
  const obstacle = other && firstReason(other[1]);
  return other && obstacle
    ? l10n.t('{option} does not work: {obstacle}.', { option: other[0], obstacle })
    : '';
}

/** The winner, with what has to be bought for it. */
function cheapestClaim(claim: string, purchase: string | null): string {
  return purchase === null ? claim : l10n.t('{claim}: {purchase}', { claim, purchase });
}

/** Reasons that more hardware, or leave to buy it, would end. */
const SHORT: ReadonlySet<string> = new Set([
  'buy-none',
  'buy-kind',
  'buy-count',
  'buy-capital',
  'buy-power',
  'replica-over-plan',
  'too-few-accelerators',
  'too-few-for-prefill',
  'lpx-too-few-racks',
  'lpx-overloaded',
] satisfies Reason['code'][]);

/** Whether an option would work with more hardware. */
function isOnlyShort({ reasons }: OptionResult): boolean {
  return reasons.length > 0 && reasons.every(({ code }) => SHORT.has(code));
}

/** Whether an option runs on hardware that the plan owns: what is rented or hosted is not owned. */
function isAsOwned(plan: ResolvedPlan, option: OptionResult | undefined): boolean {
  const own = ownedGpus(plan);
  return option?.works === 'owned' && option.pools.length > 0 && own !== null && own.rent === null;
}

/** The all-in cost beside one that leaves out what is owned. */
function allInSentence({ basis }: PlanResult, option: OptionResult): string {
  const usd = option.basis.priced.usdPerMillionTokens;
  if (basis === 'priced' || usd === null || usd === option.basis.sunk.usdPerMillionTokens) return '';
  const [said, sunk] = [usd, option.basis.sunk.usdPerMillionTokens].map((one) =>
    markedUsd(one ?? 0, isDecodeOnly(option)),
  );
  return said === sunk
    ? l10n.t('All-in it costs about the same.')
    : l10n.t('All-in it costs {usd}.', { usd: said ?? '' });
}

export const VARIANT_NAMES: Readonly<Record<VariantName, string>> = {
  get native() {
    return l10n.t('As it is');
  },
  get mla() {
    return l10n.t('With MLA');
  },
  get mqa() {
    return l10n.t('With MQA');
  },
  get gqa8() {
    return l10n.t('With GQA-8');
  },
  get mha() {
    return l10n.t('With full MHA');
  },
};

/** What the model's own attention saves. */
export function savingsFinding(model: string, cache: KvCacheResult, tokens: number): string {
  const own = cache.bytesPerToken;
  const full = cache.variants.mha.bytesPerToken;
  if (!(own > 0))
    return l10n.t('{model} keeps {fixedBytes} for a sequence of any length', {
      model,
      fixedBytes: format.bytes(cache.fixedBytes),
    });
  if (Math.abs(full / own - 1) < 0.02)
    return l10n.t('{model} stores keys and values of every head: nothing is saved', { model });
  if (full < own)
    return l10n.t('{model} stores {own} a token at {tokens}, {factor} what full attention would', {
      model,
      own: format.bytes(own),
      tokens: format.tokens(tokens),
      factor: format.times(own / full),
    });
  return l10n.t('{model} stores {own} a token at {tokens}, {full} less than full attention would', {
    model,
    own: format.bytes(own),
    tokens: format.tokens(tokens),
    full: format.times(full / own),
  });
}

/** What a sequence comes to. */
export function sequenceFinding(model: string, cache: KvCacheResult, tokens: number): string {
  const native = cache.bytesPerSequence.p50;
  const gqa = cache.variants.gqa8.bytesPerSequence.p50;
  const values = { tokens: format.tokens(tokens), model, bytes: format.bytes(native) };
  if (format.times(gqa / native) === format.times(1))
    return l10n.t('At {tokens} tokens one {model} sequence takes {bytes}, as much as with GQA-8', values);
  return gqa > native
    ? l10n.t('At {tokens} tokens one {model} sequence takes {bytes}, {factor} less than with GQA-8', {
        ...values,
        factor: format.times(gqa / native),
      })
    : l10n.t('At {tokens} tokens one {model} sequence takes {bytes}, {factor} what it would with GQA-8', {
        ...values,
        factor: format.times(native / gqa),
      });
}

/** How the cache is spread over ranks. */
export function rankFinding(points: readonly LatentRankPoint[]): string {
  const last = points.at(-1);
  const first = points[0];
  if (!first || !last || last.tensor === first.tensor) return l10n.t('One rank holds it all');
  const split = first.tensorParallelBytesPerToken / last.tensorParallelBytesPerToken;
  const ranks = last.tensor / first.tensor;
  if (split < 1.05) {
    return l10n.t('Tensor parallelism copies the cache to every rank; data-parallel attention divides it');
  }
  if (split > ranks * 0.95)
    return l10n.t('Both ways divide the cache evenly: {split} less a rank over {tensor} ranks', {
      split: format.times(split),
      tensor: last.tensor,
    });
  return l10n.t(
    'Over {tensor} ranks tensor parallelism saves {split} a rank, data-parallel attention {ranks}',
    { tensor: last.tensor, split: format.times(split), ranks: format.times(ranks) },
  );
}

/** What the shade around a cost curve is; put after the curve's own description. */
export function bandNote(): string {
  return l10n.t('; shaded: the spread of its inputs and of the model');
}

/** Title of a cost chart: who is cheapest at the plan's value, or the crossing as a claim where there is one. */
export function costFinding(
  curves: readonly { readonly label: string; readonly at: number | null; readonly works: boolean }[],
  crossing: string | null,
  { where, decodeOnly }: { readonly where: string; readonly decodeOnly: boolean },
): string {
  if (crossing !== null) return crossing;
  const known = curves
    .flatMap(({ label, at, works }) => (at === null ? [] : [{ label, at, works }]))
    .sort((a, b) => a.at - b.at);
  const [first] = known;
  if (!first) return l10n.t('No option has a known cost {where}', { where });
  const found = first.works
    ? l10n.t('{label} is cheapest {where}, at {at} per million tokens', {
        label: first.label,
        where,
        at: format.usdPerMillion(first.at),
      })
    : costOfNone(first, known.find(({ works }) => works) ?? null, where);
  return markedDecodeOnly(found, decodeOnly);
}

interface CostHere {
  readonly label: string;
  readonly at: number;
}

/** Where the lowest line is of an option that does not work: a title names what can be had. */
function costOfNone(lowest: CostHere, working: CostHere | null, where: string): string {
  const usd = format.usdPerMillion(lowest.at);
  return working === null
    ? l10n.t('{label} costs least {where}, {at} per million tokens, but no option works', {
        ...{ label: lowest.label, where, at: usd },
      })
    : l10n.t(
        '{label} is the cheapest that works {where}, at {at} per million tokens; {other} at {usd} does not',
        {
          ...{ label: working.label, where, at: format.usdPerMillion(working.at), other: lowest.label, usd },
        },
      );
}

/** Who wins how much of a map. */
export function winnerFinding(map: WinnerMap): string {
  const cells = map.winner.flat();
  const wins = new Map<string, number>();
  for (const name of cells) if (name !== null) wins.set(name, (wins.get(name) ?? 0) + 1);
  const ranked = [...wins].sort((a, b) => b[1] - a[1]);
  const [first, second] = ranked;
  if (!first) return l10n.t('No option has a cost anywhere on the map');
  // All of it but a few cells is not all of it.
  const share = format.percent(Math.min(0.99, Number((first[1] / cells.length).toPrecision(2))));
  const unserved = cells.length - ranked.reduce((sum, [, n]) => sum + n, 0);
  if (!second)
    return unserved === 0
      ? l10n.t('{first} is cheapest everywhere', { first: first[0] })
      : l10n.t('{first} is cheapest wherever any option has a cost', { first: first[0] });
  return l10n.t('{first} is cheapest on {share} of the map, then {second}', {
    first: first[0],
    share,
    second: second[0],
  });
}

/** The banner over charts that do not show the text as it stands: parts of it, or what it was. */
export function staleBanner(
  problem: { readonly line: number; readonly message: string } | null,
  partial: boolean,
): string {
  const shown = partial ? l10n.t('showing the parts that are valid') : l10n.t('showing the last valid plan');
  if (!problem) return l10n.t('The plan cannot be read — {shown}', { shown });
  return l10n.t('Line {line}: {message} — {shown}', {
    line: problem.line,
    message: problem.message,
    shown,
  });
}

/** How bad a problem is, in a word. */
export function severityName(severity: 'error' | 'warning' | 'information'): string {
  return {
    error: l10n.t('error'),
    warning: l10n.t('warning'),
    information: l10n.t('information'),
  }[severity];
}
