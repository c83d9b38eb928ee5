import type { HardwareKind } from '../../catalog/shapes/resolvedPlan.js';
import type {
  Finding,
  FindingCode,
  FindingData,
  HostedMember,
  StatedPrice,
} from '../../engine/questions/findings/finding.js';
import * as l10n from '../../l10n/l10n.js';
import { displayQuantity } from '../../units/display.js';
import { partText } from './fleet/purchase.js';
import * as format from './format.js';
import { reasonText } from './reasons.js';

const count = (n: number) => displayQuantity(n, 'count');

/** What no option can use of what `buy` allows. */
const UNUSED: Readonly<Record<HardwareKind, () => string>> = {
  gpus: () => l10n.t('no option runs on accelerators of its own'),
  lpx: () => l10n.t('no option has LPX racks to buy'),
  prefill: () => l10n.t('no option computes prompts on accelerators of their own'),
};

/** What is owned for nothing. */
const IDLE: Readonly<Record<HardwareKind, (owned: string) => string>> = {
  gpus: (owned) => l10n.t('no option runs on the {owned} accelerators that are owned', { owned }),
  lpx: (owned) => l10n.t('no option uses the {owned} LPX racks that are owned', { owned }),
  prefill: (owned) =>
    l10n.t('no option computes prompts on the {owned} accelerators that are owned for them', { owned }),
};

/** What a service leaves out. */
const MISSING: Readonly<Record<HostedMember, (option: string) => string>> = {
  input: (option) =>
    l10n.t('requests bring prompts, so what `{option}` costs is not known without `input`', { option }),
  output: (option) => l10n.t('what `{option}` costs is not known without `output`', { option }),
  speed: (option) =>
    l10n.t('a speed is asked for, so whether `{option}` serves is not known without `speed`', { option }),
};

/** Why a variable that is asked for cannot be searched. */
const ABSENT: Readonly<Record<string, () => string>> = {
  price: () => l10n.t('no option buys LPX racks, so their price decides nothing'),
  rent: () => l10n.t('no option rents LPX racks, so their rent decides nothing'),
  racks: () => l10n.t('no option has LPX racks'),
  power: () => l10n.t('no option has LPX racks'),
  acceptedLength: () => l10n.t('no option drafts'),
  input: () => l10n.t('no workload says its `input` and `output`'),
  cachedInput: () => l10n.t('no workload says its `input` and `output`'),
  requests: () => l10n.t('no workload says its `requests`'),
  prefill: () => l10n.t('no option computes prompts on accelerators of their own'),
  gpuPrice: () => l10n.t('no accelerators are bought, so their price decides nothing'),
  gpuRent: () => l10n.t('no accelerators are rented, so their rent decides nothing'),
  hostedPrice: () => l10n.t('neither option is a hosted service'),
  salePrice: () => l10n.t('no workload has a `price` to sell at'),
};

/** The sentence of each finding; the compiler asks for one when a code is added. */
const FINDINGS: { readonly [C in FindingCode]: (data: FindingData[C]) => string } = {
  'kv-cache-over-memory': (data) => {
    const values = { excess: memoryExcess(data), fit: count(data.fit), asked: count(data.asked) };
    return data.fit >= data.asked
      ? l10n.t('{excess}: {asked} sequences fit, but not with the prompts that are in flight', values)
      : l10n.t('{excess}: {fit} of {asked} sequences fit', values);
  },
  'not-served': ({ workload: name, reason }) =>
    reason
      ? l10n.t('no option serves `{name}`: {reason}', { name, reason: reasonText(reason) })
      : l10n.t('no option serves `{name}`', { name }),
  'too-few-accelerators': (data) => {
    const values = { option: data.option, needed: count(data.needed), owned: count(data.owned) };
    const what = data.parts.map((part) => partText(part)).join(l10n.t(' and '));
    if (data.allowed && data.parts.every(({ rented }) => rented))
      return l10n.t('{option} works rented: rent {what} ({needed} accelerators needed, {owned} there)', {
        ...values,
        what,
      });
    return data.allowed
      ? l10n.t('{option} works with a purchase: buy {what} ({needed} accelerators needed, {owned} there)', {
          ...values,
          what,
        })
      : l10n.t('no option has enough accelerators: {option} needs {needed}, the plan has {owned}', values);
  },
  'over-budget': ({ option, reason }) =>
    l10n.t('no option keeps the budget: {option} {reason}', { option, reason: reasonText(reason) }),
  'lpx-too-small': ({ minimumRacks, racks }) =>
    l10n.t('{minimumRacks} LPX racks are needed to hold the weights; {racks} given', {
      minimumRacks: count(minimumRacks),
      racks: count(racks),
    }),
  'lpx-role-still-to-spend': ({ role, usdPerMillionTokens, takenUsdPerMillionTokens }) =>
    l10n.t(
      'still to spend, `role: {role}` costs {usd} per million tokens, the role that `auto` takes {taken}: `auto` is the cheapest all-in, whatever is owned',
      {
        role,
        usd: format.usdPerMillion(usdPerMillionTokens),
        taken: format.usdPerMillion(takenUsdPerMillionTokens),
      },
    ),
  'context-over-model': ({ model, limitTokens }) =>
    l10n.t('{name} is made for {limit} tokens of context at most', {
      name: model,
      limit: displayQuantity(limitTokens, 'tokens'),
    }),
  'prompt-over-model': ({ inputTokens, limitTokens }) =>
    l10n.t('a prompt of {input} tokens leaves no room for an answer in {limit}', {
      input: displayQuantity(inputTokens, 'tokens'),
      limit: displayQuantity(limitTokens, 'tokens'),
    }),
  'prompt-beside-context': ({ heldTokens, contextTokens }) =>
    l10n.t(
      'a request of these lengths holds {held} tokens while it decodes, `context` says {context}: `input` is the whole prompt, history included',
      { held: displayQuantity(heldTokens, 'tokens'), context: displayQuantity(contextTokens, 'tokens') },
    ),
  'hits-without-turn-delay': () =>
    l10n.t('without `turnDelay` no memory is set aside for kept prefixes: every hit counts as found'),
  'prefixes-without-room': ({ served, asked, tiers }) => {
    const values = { served: displayQuantity(served, 'fraction'), asked: displayQuantity(asked, 'fraction') };
    return tiers
      ? l10n.t('no option serves more than {served} of the prompt from its cache, {asked} asked', values)
      : l10n.t(
          'prefixes have no room to wait for their next turn: {served} of the prompt is served from the cache, not {asked}; `serving.kvOffload` keeps more',
          values,
        );
  },
  'prefix-tiers-too-small': (data) => keptTooFew(data),
  'prompts-over-budget': ({ factor }) =>
    l10n.t(
      'prompts bring {factor} times the tokens that steps have room for: raise `serving.maxBatchedTokens`, or compute prompts elsewhere with `prefill`',
      { factor: displayQuantity(Number(factor.toPrecision(3)), 'count') },
    ),
  'latent-cache-copied': ({ tensor, attentionData, context }) =>
    l10n.t(
      'each of {tensor} tensor-parallel ranks holds a copy of the latent cache; attentionData: {ranks} with tensor: {context} holds it once',
      { tensor, ranks: tensor * attentionData, context },
    ),
  'speculation-slows': ({ draftTokens, workloads }) => {
    const slowed = workloads.map((name) => `\`${name}\``).join(', ');
    return draftTokens === 1
      ? l10n.t('1 draft slows down {slowed} at this load: verify none, or adaptively', { slowed })
      : l10n.t('{draftTokens} drafts slow down {slowed} at this load: verify fewer, or adaptively', {
          draftTokens,
          slowed,
        });
  },
  'draft-time-unknown': () =>
    l10n.t('the time of looking up drafts on the host is not known and not counted: give `draftCost`'),
  'adapters-time-unknown': ({ maxLoras, maxRank }) =>
    l10n.t(
      'steps read the adapters in use ({maxLoras} slots of rank {maxRank}), which is counted; what their kernels take beyond that is not measured, and real steps are slower',
      { maxLoras, maxRank },
    ),
  'adapters-beyond-sequences': ({ maxLoras, maxSequences }) =>
    l10n.t(
      '{maxLoras} slots for adapters, but a rank runs {maxSequences} sequences at most: the others only take memory',
      { maxLoras, maxSequences },
    ),
  'offload-over-weights': ({ askedBytes, layersBytes }) =>
    l10n.t(
      '{asked} of weights were to lie in host memory, the layers on one accelerator are {layers}: all of them do',
      {
        asked: displayQuantity(askedBytes, 'bytes'),
        layers: displayQuantity(layersBytes, 'bytes'),
      },
    ),
  'weight-offload-slows': ({ option, stepSeconds, hostSeconds }) =>
    l10n.t(
      'reading weights from host memory takes {host} of each step of {step} (option {option}): fewer of them, or more accelerators, are faster',
      {
        option,
        host: displayQuantity(hostSeconds, 'duration'),
        step: displayQuantity(stepSeconds, 'duration'),
      },
    ),
  'calibration-without-layout': () =>
    l10n.t('a measured step belongs to one layout: give `serving.layout` to use it'),
  'faster-than-light': ({ measuredSeconds, leastSeconds }) =>
    l10n.t(
      'measured {measured}, but reading the bytes alone takes {least}: check batch, context and layout',
      {
        measured: displayQuantity(measuredSeconds, 'duration'),
        least: displayQuantity(leastSeconds, 'duration'),
      },
    ),
  'prompt-faster-than-light': ({ measured, bound, dimension }) =>
    dimension === 'duration'
      ? l10n.t(
          'measured {measured}, but at the data sheet’s rates the prompt takes {bound}: check `input`, the layout, and that no prefix was cached',
          { measured: displayQuantity(measured, dimension), bound: displayQuantity(bound, dimension) },
        )
      : l10n.t(
          'measured {measured}, but at the data sheet’s rates an accelerator reaches {bound}: check `input`, the layout, and that no prefix was cached',
          { measured: displayQuantity(measured, dimension), bound: displayQuantity(bound, dimension) },
        ),
  'range-crosses-break-even': ({ at, dimension, below, beyond }) =>
    l10n.t('this range decides the comparison: up to {at} `{below}` is cheaper, above it `{beyond}`', {
      at: format.quantity(at, dimension),
      below,
      beyond,
    }),
  'concurrency-below-volume': ({ users, speedEach, asked }) =>
    l10n.t('{users} users make this volume only at {each} each, {asked} asked', {
      users: count(users),
      each: displayQuantity(speedEach, 'tokenRate'),
      asked: displayQuantity(asked, 'tokenRate'),
    }),
  'concurrency-above-volume': ({ users, asked, made, volume }) =>
    l10n.t('{users} users at {asked} each make {made}, more than the volume of {volume}', {
      users: count(users),
      asked: displayQuantity(asked, 'tokenRate'),
      made: displayQuantity(made, 'tokenVolume'),
      volume: displayQuantity(volume, 'tokenVolume'),
    }),
  'requests-against-demand': ({ requests, made, demand }) =>
    l10n.t('{requests} make {made}, `demand` says {demand}; the larger counts', {
      requests: displayQuantity(requests, 'requestRate'),
      made: displayQuantity(made, 'tokenVolume'),
      demand: displayQuantity(demand, 'tokenVolume'),
    }),
  'buy-unused': ({ kind }) => UNUSED[kind](),
  'owned-unused': ({ kind, owned }) => IDLE[kind](count(owned)),
  'count-beside-racks': (said) =>
    l10n.t('`racks` come to {inRacks} accelerators, `count` says {count}, which is taken: keep one', {
      inRacks: count(said.inRacks),
      count: count(said.count),
    }),
  'compares-with-itself': ({ option }) =>
    l10n.t('`{option}` is held against itself: a comparison takes two options', { option }),
  'hosted-without-number': ({ option, member }) => MISSING[member](option),
  'buy-under-unit': ({ accelerator, unit }) =>
    l10n.t('{accelerator} comes {unit} at a time, so none can be bought', { accelerator, unit: count(unit) }),
  'buy-forbids-all': ({ option, reason }) => {
    const values = { option, reason: reasonText(reason) };
    return l10n.t('no option works; {option} would if `buy` allowed it: {reason}', values);
  },
  'owned-part-unit': ({ accelerator, owned, unit }) =>
    l10n.t('{accelerator} comes {unit} at a time: {owned} are {units} and part of another', {
      accelerator,
      unit: count(unit),
      owned: count(owned),
      units: count(Math.floor(owned / unit)),
    }),
  'baseline-not-working': ({ baseline, reason }) =>
    reason
      ? l10n.t('`{baseline}` does not work, so nothing is paid back against it: {reason}', {
          baseline,
          reason: reasonText(reason),
        })
      : l10n.t('`{baseline}` does not work, so nothing is paid back against it', { baseline }),
  'variable-not-in-plan': ({ variable }) => ABSENT[variable]?.() ?? l10n.t('no option or workload has this'),
  'sale-price-without-prompts': ({ option, usdPerMillionInput }) =>
    l10n.t(
      'decoded tokens alone are sold, and {option} bills prompts at {usd} per million tokens: the price has to carry them',
      { option, usd: format.usdPerMillion(usdPerMillionInput) },
    ),
  'sale-price-without-request': ({ workload }) =>
    l10n.t(
      'the price names prompts, and `{workload}` does not say what a request is: give `input` and `output`, or what it brings is not known',
      { workload },
    ),
  'workload-without-price': ({ workload }) =>
    l10n.t('`{workload}` has no sale price: revenue and returns leave it out, its costs are in', {
      workload,
    }),
  'mixed-price-bases': ({ prices }) =>
    l10n.t('costs of different bases are compared: {prices}; a rent holds a provider’s margin', {
      prices: prices.map(statedPrice).join(', '),
    }),
  'capital-costs-nothing': () =>
    l10n.t(
      'capital costs nothing here: a price is spread evenly over the years, and present values are plain sums',
    ),
  'amortization-under-a-year': ({ seconds }) =>
    l10n.t(
      'hardware is written off within {time}: costs an hour hold all of its price by then, and rates of return a year say little',
      { time: displayQuantity(seconds, 'duration') },
    ),
  'model-partly-unknown': ({ model, reason }) =>
    l10n.t('{name}: {reason}; results that need it are left out', {
      name: model,
      reason: reasonText(reason),
    }),
};

/** Codes of all findings. */
export const FINDING_CODES: readonly string[] = Object.keys(FINDINGS);

/** What is said at the other member that a finding follows from. */
const RELATED: { readonly [C in FindingCode]?: (data: FindingData[C]) => string } = {
  'not-served': () => l10n.t('none of these options'),
  'concurrency-below-volume': () => l10n.t('the volume'),
  'concurrency-above-volume': () => l10n.t('the volume'),
  'requests-against-demand': () => l10n.t('the demand'),
  'range-crosses-break-even': ({ challenger, baseline }) =>
    l10n.t('`{challenger}` is held against `{baseline}` here', { challenger, baseline }),
};

/** A finding in words, without a full stop. */
export function findingText<C extends FindingCode>({ code, data }: Finding<C>): string {
  return FINDINGS[code](data);
}

/** What to say at the member that a finding follows from; `null` where it names none. */
export function relatedText<C extends FindingCode>({ code, data }: Finding<C>): string | null {
  return RELATED[code]?.(data) ?? null;
}

/** By how much the KV cache does not fit, and in which options: not said where there is only one. */
function memoryExcess({ pressure, held, options: over }: FindingData['kv-cache-over-memory']): string {
  const byHowMuch =
    pressure < 10
      ? l10n.t('by {percent} %', { percent: count(Math.max(1, Math.round((pressure - 1) * 100))) })
      : l10n.t('{factor} times over', { factor: count(Math.round(pressure)) });
  if (held === 1) return l10n.t('KV cache exceeds memory {byHowMuch}', { byHowMuch });
  if (over.length === held)
    return l10n.t('KV cache exceeds memory {byHowMuch} in every option', { byHowMuch });
  return l10n.t('KV cache exceeds memory {byHowMuch} ({options})', {
    byHowMuch,
    options: over.join(', '),
  });
}

/** Hardware, whether it is rented or bought, and at whose price. */
function statedPrice({ hardware, rented, from, detail }: StatedPrice): string {
  const source =
    from === 'plan' ? l10n.t('price of the plan') : l10n.t('catalogue: {detail}', { detail: detail ?? '' });
  return rented
    ? l10n.t('{hardware} rented ({source})', { hardware, source })
    : l10n.t('{hardware} bought ({source})', { hardware, source });
}

/** Why a cache serves less of a prompt than is asked. */
function keptTooFew(data: FindingData['prefix-tiers-too-small']): string {
  const { option, workload, limit } = data;
  const values = {
    ...{ option, workload },
    kept: displayQuantity(data.keptBytes, 'bytes'),
    needed: displayQuantity(data.neededBytes, 'bytes'),
    served: displayQuantity(data.served, 'fraction'),
    asked: displayQuantity(data.asked, 'fraction'),
  };
  return {
    room: () =>
      l10n.t(
        '{option} keeps {kept} of the {needed} that prefixes of {workload} take between turns: {served} of the prompt is served from the cache, not {asked}',
        values,
      ),
    slow: () =>
      l10n.t(
        '{option} brings prefixes of {workload} back more slowly than it computes them again: {served} of the prompt is served from the cache, not {asked}',
        values,
      ),
    turns: () =>
      l10n.t(
        '{option} serves {served} of the prompt of {workload} from its cache, not {asked}: with all hits, turns would come faster than its tiers keep or bring back prefixes',
        values,
      ),
  }[limit]();
}
