import type { Answered } from './answered.js';
import { revenuePerToken } from '../../engine/fleet/costs.js';
import { servingOf } from '../../engine/fleet/optionCase.js';
import { MEMORY_PARTS, takenBytes, type MemoryPart } from '../../engine/shapes/parts.js';
import type { DecodeResult, MemoryResult, OptionResult } from '../../engine/shapes/result.js';
import * as l10n from '../../l10n/l10n.js';
import { loadSentences } from './fleet/load.js';
import { leavesPromptsOut, markedDecodeOnly } from './decodeOnly.js';
import { optionCost } from './fleet/purchase.js';
import { comparisonSentences, ownershipSentences } from './explainCosts.js';
import * as request from './request/explainRequest.js';
import * as format from './format.js';
import { leadingOption } from './insight.js';
import { poolsInShort } from './fleet/pools.js';
import { rolesOfRacks } from './fleet/rackRoles.js';
import { MILLION } from '../../units/constants.js';

/**
 * What an input leads to, as sentences with this plan's numbers in the formulas; empty where nothing follows
 * from it alone. Names of the plan stand in them as they are written.
 */
export function consequences(answered: Answered, path: readonly string[]): string[] {
  const [group = '', name = '', member = '', part = ''] = path;
  switch (group) {
    case 'workloads':
      return workloadConsequences(answered, name, member, part);
    case 'options':
      return member === 'serving'
        ? ownServingConsequences(answered, name, part)
        : optionConsequences(answered, name, member);
    case 'serving':
      if (name === 'layout') return layoutSentences(answered);
      if (name === 'pools') return servingPoolSentences(answered);
      return Object.keys(answered.plan.workloads).flatMap((workload) =>
        servingConsequences(answered, name, workload),
      );
    case 'gpus':
    case 'owned':
      return leadSentences(answered);
    case 'economics':
      return [...ownershipSentences(answered), ...costSentences(answered)];
    case 'breakEven':
      return comparisonSentences(answered);
    default:
      return [];
  }
}

/** Behind an option's own `serving`. */
function ownServingConsequences(answered: Answered, name: string, part: string): string[] {
  if (part === 'layout') return layoutSentences(answered, name);
  const own = Object.keys(answered.plan.workloads).flatMap((workload) =>
    part === 'maxBatchedTokens'
      ? request.budgetSentences(answered, workload, name)
      : part === 'kvOffload'
        ? request.offloadSentences(answered, workload, name)
        : [],
  );
  return [...own, ...optionConsequences(answered, name, 'serving')];
}

function servingConsequences(answered: Answered, member: string, workload: string): string[] {
  const fit = fitSentences(answered, workload);
  switch (member) {
    case 'kvCache':
      return [...sequenceSentences(answered, workload), ...fit];
    case 'maxBatchedTokens':
      return [...request.budgetSentences(answered, workload), ...fit];
    case 'kvOffload':
      return request.offloadSentences(answered, workload);
    default:
      return fit;
  }
}

function workloadConsequences(answered: Answered, name: string, member: string, part: string): string[] {
  switch (member) {
    case 'concurrency':
      return [
        ...fitSentences(answered, name),
        ...poolSentences(answered, name),
        ...loadSentences(answered.result, name),
      ];
    case 'context':
      return [
        ...sequenceSentences(answered, name, part === 'p95' || part === 'max' ? part : 'p50'),
        ...fitSentences(answered, name),
      ];
    case 'speed':
      return speedSentences(answered, name);
    case 'input':
      return request.inputSentences(answered, name);
    case 'output':
      return [...request.outputSentences(answered, name), ...speedSentences(answered, name)];
    case 'cachedInput':
      return request.hitSentences(answered, name);
    case 'ttft':
      return request.ttftSentences(answered, name);
    case 'requests':
      return [...request.arrivalSentences(answered, name), ...loadSentences(answered.result, name)];
    case 'turnDelay':
      return request.turnSentences(answered, name);
    case 'demand':
      return [...demandSentences(answered, name), ...loadSentences(answered.result, name)];
    case 'price':
      return marginSentences(answered, name);
    case 'share':
      return winnerSentences(answered, name);
    default:
      return [];
  }
}

/** The option that the headline is about. */
function leadOf({ result }: Answered): (OptionResult & { readonly name: string }) | null {
  const name = leadingOption(result);
  const option = name === null ? undefined : result.options[name];
  return name !== null && option ? { ...option, name } : null;
}

function fitSentences(answered: Answered, workload: string): string[] {
  const lead = leadOf(answered);
  const memory = lead?.workloads[workload]?.memory;
  if (!lead || !memory) return [];
  const { fleetConcurrency: fit, askedConcurrency: asked } = memory;
  if (asked === null) return [];
  const full = l10n.t('KV memory {pressure} full', { pressure: format.fill(memory.pressure) });
  return fit >= asked
    ? [
        l10n.t('All {asked} users of {workload} fit on {name} 95 % of the time: {full}, room for {fit}.', {
          asked: format.count(asked),
          workload,
          name: lead.name,
          full,
          fit: format.count(fit),
        }),
      ]
    : [
        l10n.t('{fit} of {asked} users of {workload} fit on {name} 95 % of the time.', {
          fit: format.count(fit),
          asked: format.count(asked),
          workload,
          name: lead.name,
        }),
      ];
}

function poolSentences(answered: Answered, workload: string): string[] {
  const lead = leadOf(answered);
  const memory = lead?.workloads[workload]?.memory;
  const option = lead && answered.plan.options[lead.name];
  if (!memory || !option) return [];
  const pool = poolFormula(memory, servingOf(answered.plan, option).memoryUtilization);
  return [pool, pressureFormula(memory)].filter((text) => text !== '');
}

/** What is left for the KV cache on one accelerator, where the parts explain all of it. */
function poolFormula({ capacityBytes, kvPoolBytes, ...memory }: MemoryResult, utilization: number): string {
  const words: Readonly<Record<MemoryPart, string>> = {
    weightsBytes: l10n.t('weights'),
    adapterBytes: l10n.t('adapters'),
    drafterBytes: l10n.t('drafter'),
    activationBytes: l10n.t('activations'),
    overheadBytes: l10n.t('driver and communication'),
  };
  const parts = MEMORY_PARTS.filter((part) => memory[part] > 0)
    .map((part) => ` − ${format.bytes(memory[part])} ${words[part]}`)
    .join('');
  const rest = capacityBytes * utilization - takenBytes(memory);
  if (Math.abs(rest - kvPoolBytes) > 0.01 * capacityBytes) return '';
  return l10n.t('KV pool of an accelerator: {capacityBytes} × {utilization}{parts} = {kvPoolBytes}.', {
    capacityBytes: format.bytes(capacityBytes),
    utilization: format.percent(utilization),
    parts,
    kvPoolBytes: format.bytes(kvPoolBytes),
  });
}

function pressureFormula({ pressure, kvPoolBytes }: MemoryResult): string {
  return Number.isFinite(pressure)
    ? l10n.t('Pressure: {asked} hold all users 95 % of the time ÷ {pool} = {pressure}.', {
        asked: format.bytes(pressure * kvPoolBytes),
        pool: format.bytes(kvPoolBytes),
        pressure: format.fill(pressure),
      })
    : '';
}

function sequenceSentences(
  { plan, result }: Answered,
  workload: string,
  length: 'p50' | 'p95' | 'max' = 'p50',
): string[] {
  const cache = result.workloads[workload]?.kvCache;
  const context = plan.workloads[workload]?.context;
  if (!cache || !context) return [];
  const lengths = (['p50', 'p95', 'max'] as const).filter(
    (at, i, all) => context[at] !== context[all[i - 1] ?? 'max'] || i === 0,
  );
  const sizes = lengths.map((at) =>
    l10n.t('{bytes} at {tokens}', {
      bytes: format.bytes(cache.bytesPerSequence[at]),
      tokens: format.tokens(context[at]),
    }),
  );
  const sum = cache.bytesPerToken * context[length] + cache.fixedBytes;
  const exact = Math.abs(sum / cache.bytesPerSequence[length] - 1) < 0.01;
  const fixed = cache.fixedBytes > 0 ? ` + ${format.bytes(cache.fixedBytes)}` : '';
  return [
    l10n.t('KV cache of one sequence of {workload}: {sizes}.', { workload, sizes: sizes.join(', ') }),
    ...(exact
      ? [
          l10n.t('{bytes} a token × {tokens} tokens{fixed} = {sum}.', {
            bytes: format.bytes(cache.bytesPerToken),
            tokens: format.count(context[length]),
            fixed,
            sum: format.bytes(sum),
          }),
        ]
      : []),
  ];
}

function speedSentences({ result }: Answered, workload: string): string[] {
  return Object.entries(result.options).flatMap(([name, option]) => {
    const found = option.workloads[workload];
    const decode = found?.decode;
    return decode
      ? [
          l10n.t('{name}: {speed} per user{formula}.', {
            name,
            speed: format.tokenRate(decode.tokensPerSecondPerUser),
            formula: markedDecodeOnly(stepFormula(decode), leavesPromptsOut(found)),
          }),
        ]
      : [];
  });
}

/** The speed as tokens a step over its time, where nothing else enters. */
function stepFormula({ acceptedLength, stepSeconds, tokensPerSecondPerUser }: DecodeResult): string {
  const plain = acceptedLength / stepSeconds;
  if (!(Math.abs(plain / tokensPerSecondPerUser - 1) < 0.01)) return '';
  const tokens =
    acceptedLength === 1
      ? l10n.t('1 token')
      : l10n.t('{count} tokens', { count: format.plain(acceptedLength) });
  return ` ${l10n.t('({tokens} a step ÷ {time})', { tokens, time: format.quantity(stepSeconds, 'duration') })}`;
}

function demandSentences({ result }: Answered, workload: string): string[] {
  return Object.entries(result.options).flatMap(([name, option]) => {
    const cost = option.workloads[workload]?.cost;
    const needed = cost?.acceleratorsNeeded;
    if (!cost || needed == null) return [];
    const values = { name, needed: format.count(Math.ceil(needed)) };
    return [
      cost.usdPerHour === null
        ? l10n.t('{name}: {needed} accelerators are needed.', values)
        : l10n.t('{name}: {needed} accelerators are needed, {cost}.', {
            ...values,
            cost: markedDecodeOnly(
              l10n.t('{usdPerHour} an hour', { usdPerHour: format.usdPerHour(cost.usdPerHour) }),
              cost.decodeOnly,
            ),
          }),
    ];
  });
}

function marginSentences({ plan, result }: Answered, workload: string): string[] {
  const asked = plan.workloads[workload];
  const price = asked ? revenuePerToken(asked) : null;
  return Object.entries(result.options).flatMap(([name, option]) => {
    const cost = option.workloads[workload]?.cost;
    if (price === null || cost?.usdPerMillionTokens == null || cost.margin === null) return [];
    const [sold, made] = [price * MILLION, cost.usdPerMillionTokens].map(format.usdPerMillion);
    return [
      `${markedDecodeOnly(
        l10n.t('{name}: ({sold} − {made}) ÷ {sold} = {margin} margin', {
          name,
          sold: sold ?? '',
          made: made ?? '',
          margin: format.percent(cost.margin),
        }),
        cost.decodeOnly,
      )}.`,
    ];
  });
}

function winnerSentences({ result }: Answered, workload: string): string[] {
  const won = result.attachRate.perWorkload[workload];
  if (!won?.winner) return [];
  const { winner, runnerUp, margin } = won;
  return [
    runnerUp === null || margin === null
      ? l10n.t('In the best mix {winner} serves {workload}.', { winner, workload })
      : l10n.t('In the best mix {winner} serves {workload}; {runnerUp} would add {more} to its bill.', {
          ...{ winner, workload, runnerUp },
          more: format.fill(margin),
        }),
  ];
}

function optionConsequences(answered: Answered, name: string, member: string): string[] {
  const option = answered.result.options[name];
  if (!option || member === '') return [];
  const cost = optionCost(option, answered.result.basis);
  const { lpx } = option;
  return [
    ...(member === 'lpx' && lpx
      ? [
          lpx.racks === 1
            ? l10n.t('1 LPX rack as {role}, which the weights alone need.', { role: rolesOfRacks(lpx) })
            : l10n.t('{racks} LPX racks as {role}; the weights alone need {minimumRacks}.', {
                racks: format.count(lpx.racks),
                role: rolesOfRacks(lpx),
                minimumRacks: format.count(lpx.minimumRacks),
              }),
        ]
      : []),
    ...(member === 'speculation' ? draftSentences(option) : []),
    ...(member === 'prefill' ? request.prefillSentences(answered, name) : []),
    ...(member === 'hosted' ? request.hostedSentences(answered, name) : []),
    ...(cost === null ? [] : [l10n.t('{name} costs {cost}.', { name, cost })]),
  ];
}

function draftSentences({ workloads }: OptionResult): string[] {
  return Object.entries(workloads).flatMap(([workload, { decode }]) =>
    decode && decode.acceptedLength > 1
      ? [
          l10n.t('{workload}: {tokens} tokens a step, {speed} per user against {before} without drafts.', {
            workload,
            tokens: format.plain(decode.acceptedLength),
            speed: format.tokenRate(decode.tokensPerSecondPerUser),
            before: format.tokenRate(decode.speedWithoutDrafts),
          }),
        ]
      : [],
  );
}

function leadSentences(answered: Answered): string[] {
  return Object.keys(answered.plan.workloads).flatMap((name) => [
    ...fitSentences(answered, name),
    ...poolSentences(answered, name).slice(0, 1),
  ]);
}

function costSentences({ result }: Answered): string[] {
  return Object.entries(result.options).flatMap(([name, option]) => {
    const cost = optionCost(option, result.basis);
    return cost === null ? [] : [l10n.t('{name} costs {cost}.', { name, cost })];
  });
}

/** The pools of each option that has any. */
function servingPoolSentences({ result }: Answered): string[] {
  return Object.entries(result.options).flatMap(([name, option]) =>
    option.pools.length === 0 ? [] : [`${name}: ${poolsInShort(option)}.`],
  );
}

/** What `auto`, or a layout that was asked for, comes to in each option, or in one. */
function layoutSentences({ result }: Answered, only?: string): string[] {
  return Object.entries(result.options).flatMap(([name, { layout }]) => {
    if (!layout || (only !== undefined && name !== only)) return [];
    const { replicas, ...ranks } = layout;
    const split = Object.entries(ranks).filter(([, count]) => count > 1);
    const shown = split.map(([rank, count]) => `${rank} ${count}`).join(', ');
    return [
      l10n.t('{name}: {replicas} replicas of {layout}.', {
        name,
        layout: shown === '' ? l10n.t('one accelerator') : shown,
        replicas: format.count(replicas),
      }),
    ];
  });
}
