import type { ResolvedPlan } from '../catalog/resolvedPlan.js';
import { servingOf } from '../engine/machine.js';
import type { DecodeResult, MemoryResult, OptionResult, PlanResult } from '../engine/result.js';
import * as format from './format.js';
import { leadingOption } from './insight.js';

/** A plan with its answer. */
export interface Answered {
  readonly plan: ResolvedPlan;
  readonly result: PlanResult;
}

/**
 * What an input leads to, as sentences with this plan's numbers in the formulas; empty where nothing follows
 * from it alone. Names of the plan stand in them as they are written.
 */
export function consequences(answered: Answered, path: readonly string[]): string[] {
  const [group = '', name = '', member = ''] = path;
  switch (group) {
    case 'workloads':
      return workloadConsequences(answered, name, member);
    case 'options':
      return optionConsequences(answered, name, member);
    case 'serving':
      return Object.keys(answered.plan.workloads).flatMap((workload) =>
        name === 'kvCache'
          ? [...sequenceSentences(answered, workload), ...fitSentences(answered, workload)]
          : fitSentences(answered, workload),
      );
    case 'gpus':
      return leadSentences(answered);
    case 'economics':
      return costSentences(answered);
    default:
      return [];
  }
}

function workloadConsequences(answered: Answered, name: string, member: string): string[] {
  switch (member) {
    case 'concurrency':
      return [...fitSentences(answered, name), ...poolSentences(answered, name)];
    case 'context':
      return [...sequenceSentences(answered, name), ...fitSentences(answered, name)];
    case 'speed':
    case 'output':
      return speedSentences(answered, name);
    case 'demand':
      return demandSentences(answered, name);
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
  const asked = answered.plan.workloads[workload]?.concurrency;
  const lead = leadOf(answered);
  const memory = lead?.workloads[workload]?.memory;
  if (!lead || !memory || asked === undefined) return [];
  const fit = memory.maxConcurrency.p95;
  const full = `KV memory ${format.fill(memory.pressure)} full`;
  return fit >= asked
    ? [
        `All ${format.count(asked)} users of ${workload} fit at p95 on ${lead.name}: ${full}, room for ${format.count(fit)}.`,
      ]
    : [`${format.count(fit)} of ${format.count(asked)} users of ${workload} fit at p95 on ${lead.name}.`];
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
  const taken = [
    ['weights', memory.weightsBytes],
    ['drafter', memory.drafterBytes],
    ['activations', memory.activationBytes],
    ['driver and communication', memory.overheadBytes],
  ] as const;
  const parts = taken
    .filter(([, bytes]) => bytes > 0)
    .map(([what, bytes]) => ` − ${format.bytes(bytes)} ${what}`)
    .join('');
  const rest = taken.reduce((left, [, bytes]) => left - bytes, capacityBytes * utilization);
  if (Math.abs(rest - kvPoolBytes) > 0.01 * capacityBytes) return '';
  return `KV pool of an accelerator: ${format.bytes(capacityBytes)} × ${format.percent(utilization)}${parts} = ${format.bytes(kvPoolBytes)}.`;
}

function pressureFormula({ pressure, kvPoolBytes }: MemoryResult): string {
  return Number.isFinite(pressure)
    ? `Pressure: ${format.bytes(pressure * kvPoolBytes)} asked for at p95 ÷ ${format.bytes(kvPoolBytes)} = ${format.fill(pressure)}.`
    : '';
}

function sequenceSentences({ plan, result }: Answered, workload: string): string[] {
  const cache = result.workloads[workload]?.kvCache;
  const context = plan.workloads[workload]?.context;
  if (!cache || !context) return [];
  const lengths = (['p50', 'p95', 'max'] as const).filter(
    (at, i, all) => context[at] !== context[all[i - 1] ?? 'max'] || i === 0,
  );
  const sizes = lengths.map(
    (at) => `${format.bytes(cache.bytesPerSequence[at])} at ${format.tokens(context[at])}`,
  );
  const sum = cache.bytesPerToken * context.p50 + cache.fixedBytes;
  const exact = Math.abs(sum / cache.bytesPerSequence.p50 - 1) < 0.01;
  const fixed = cache.fixedBytes > 0 ? ` + ${format.bytes(cache.fixedBytes)}` : '';
  return [
    `KV cache of one sequence of ${workload}: ${sizes.join(', ')}.`,
    ...(exact
      ? [
          `${format.bytes(cache.bytesPerToken)} a token × ${format.count(context.p50)} tokens${fixed} = ${format.bytes(sum)}.`,
        ]
      : []),
  ];
}

function speedSentences({ result }: Answered, workload: string): string[] {
  return Object.entries(result.options).flatMap(([name, option]) => {
    const decode = option.workloads[workload]?.decode;
    return decode
      ? [`${name}: ${format.tokenRate(decode.tokensPerSecondPerUser)} per user${stepFormula(decode)}.`]
      : [];
  });
}

/** The speed as tokens a step over its time, where nothing else enters. */
function stepFormula({ acceptedLength, stepSeconds, tokensPerSecondPerUser }: DecodeResult): string {
  const plain = acceptedLength / stepSeconds;
  if (!(Math.abs(plain / tokensPerSecondPerUser - 1) < 0.01)) return '';
  const tokens = acceptedLength === 1 ? '1 token' : `${format.plain(acceptedLength)} tokens`;
  return ` (${tokens} a step ÷ ${format.quantity(stepSeconds, 'duration')})`;
}

function demandSentences({ result }: Answered, workload: string): string[] {
  return Object.entries(result.options).flatMap(([name, option]) => {
    const cost = option.workloads[workload]?.cost;
    const needed = cost?.acceleratorsNeeded;
    if (!cost || needed == null) return [];
    const paid = cost.usdPerHour === null ? '' : `, ${format.usdPerHour(cost.usdPerHour)} an hour`;
    return [`${name}: ${format.count(Math.ceil(needed))} accelerators are needed${paid}.`];
  });
}

function marginSentences({ plan, result }: Answered, workload: string): string[] {
  const price = plan.workloads[workload]?.price;
  return Object.entries(result.options).flatMap(([name, option]) => {
    const cost = option.workloads[workload]?.cost;
    if (price == null || cost?.usdPerMillionTokens == null || cost.margin === null) return [];
    const [sold, made] = [price * 1e6, cost.usdPerMillionTokens].map(format.usdPerMillion);
    return [
      `${name}: (${sold ?? ''} − ${made ?? ''}) ÷ ${sold ?? ''} = ${format.percent(cost.margin)} margin.`,
    ];
  });
}

function winnerSentences({ result }: Answered, workload: string): string[] {
  const won = result.attachRate.perWorkload[workload];
  if (!won?.winner) return [];
  const rest =
    won.runnerUp === null || won.margin === null
      ? ''
      : `, ${won.runnerUp} costs ${format.percent(won.margin)} more`;
  return [`${won.winner} is the cheapest for ${workload}${rest}.`];
}

function optionConsequences(answered: Answered, name: string, member: string): string[] {
  const option = answered.result.options[name];
  if (!option || member === '') return [];
  const cost = option.total.usdPerMillionTokens;
  const { lpx } = option;
  return [
    ...(member === 'lpx' && lpx
      ? [
          `${format.count(lpx.racks)} LPX racks as ${lpx.role}; the weights alone need ${format.count(lpx.minimumRacks)}.`,
        ]
      : []),
    ...(member === 'speculation' ? draftSentences(option) : []),
    ...(cost === null ? [] : [`${name} costs ${format.usdPerMillion(cost)} per million tokens.`]),
  ];
}

function draftSentences({ workloads }: OptionResult): string[] {
  return Object.entries(workloads).flatMap(([workload, { decode }]) =>
    decode && decode.acceptedLength > 1
      ? [
          `${workload}: ${format.plain(decode.acceptedLength)} tokens a step, ${format.tokenRate(decode.tokensPerSecondPerUser)} per user against ${format.tokenRate(decode.speedWithoutDrafts)} without drafts.`,
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
  return Object.entries(result.options).flatMap(([name, { total }]) =>
    total.usdPerMillionTokens === null
      ? []
      : [`${name} costs ${format.usdPerMillion(total.usdPerMillionTokens)} per million tokens.`],
  );
}
