import { caseOf, servingOf } from '../../../engine/fleet/optionCase.js';
import { evaluateOption } from '../../../engine/fleet/optionResult.js';
import { withNumber } from '../../../engine/moves/held.js';
import type { PrefillResult, RequestResult } from '../../../engine/shapes/requestResult.js';
import type { OptionWorkloadResult } from '../../../engine/shapes/result.js';
import type { RequestTokens } from '../../../engine/time/request/colocated.js';
import * as l10n from '../../../l10n/l10n.js';
import { displayFlop } from '../../../units/display.js';
import type { Answered } from '../answered.js';
import * as format from '../format.js';
import { leadingOption } from '../insight.js';
import { promptSum, requestBill, tokensOf, ttftSum } from './requestSums.js';

/** What members about whole requests lead to, as sentences with this plan's numbers in the formulas. */

const seconds = (value: number) => format.quantity(value, 'duration');
const rate = (value: number) => format.quantity(value, 'requestRate');

/** A workload's requests on an option of the plan. */
interface Served extends OptionWorkloadResult {
  readonly name: string;
  readonly tokens: RequestTokens | null;
}

/** A workload on every option, the one that the headline is about first. */
function everywhere({ plan, result }: Answered, workload: string, only?: string): Served[] {
  const lead = leadingOption(result);
  return Object.entries(result.options)
    .filter(([name]) => only === undefined || name === only)
    .sort(([a], [b]) => Number(b === lead) - Number(a === lead))
    .flatMap(([name, { workloads }]) => {
      const found = workloads[workload];
      return found ? [{ ...found, name, tokens: tokensOf(plan, name, workload) }] : [];
    });
}

/** Where the plan says half of what a request is: which half is missing. */
function missing({ plan }: Answered, workload: string): string[] {
  const { input, output } = plan.workloads[workload] ?? {};
  if (input && !output)
    return [
      l10n.t('Decode only: without `output` it is not known how many prompts come with the decoded tokens.'),
    ];
  if (output && !input)
    return [l10n.t('Decode only: without `input` costs and speeds leave prompts and TTFT out.')];
  return [];
}

/** Behind `input`: the time and FLOP of a prompt, what prompts take, and the bill of a request. */
export function inputSentences(answered: Answered, workload: string): string[] {
  const [first, ...others] = everywhere(answered, workload);
  return [
    ...missing(answered, workload),
    ...(first ? [...promptSentences(first), ...loadSentences(first), ...billSentences(first)] : []),
    ...others.flatMap((other) => loadSentences(other).slice(0, 1)),
  ];
}

/** Behind `output`: what of a bill decoded tokens are. */
export function outputSentences(answered: Answered, workload: string): string[] {
  return [...missing(answered, workload), ...everywhere(answered, workload).flatMap(billSentences)];
}

function promptSentences({ name, tokens, prefill }: Served): string[] {
  if (!tokens || !prefill) return [];
  return [
    l10n.t('{name}: {prompt}: {flop} in {time}; at data-sheet rates {light}.', {
      name,
      prompt: promptSum(tokens),
      flop: displayFlop(prefill.flopsPerPrompt),
      time: seconds(prefill.secondsPerPrompt),
      light: seconds(prefill.speedOfLightSeconds),
    }),
  ];
}

/** What prompts take of the accelerators. */
function loadSentences({ name, prefill, request }: Served): string[] {
  if (!prefill || !request) return [];
  return [prefill.mode === 'colocated' ? sharedLoad(name, prefill, request) : poolLoad(name, prefill)];
}

function sharedLoad(name: string, { stepShare }: PrefillResult, { tpotSeconds }: RequestResult): string {
  return l10n.t(
    '{name}: prompts take {share} of the time between tokens: {own} of decoding + {prompts} of prompts = {all}.',
    {
      name,
      share: format.percent(stepShare ?? 0),
      own: seconds(tpotSeconds * (1 - (stepShare ?? 0))),
      prompts: seconds(tpotSeconds * (stepShare ?? 0)),
      all: seconds(tpotSeconds),
    },
  );
}

function poolLoad(name: string, prefill: PrefillResult): string {
  const { acceleratorsNeeded, tokensPerSecondPerAccelerator, utilization } = prefill;
  return l10n.t(
    '{name}: prompts keep {busy} accelerators of their own busy, {rate} each; the pool is {full} full.',
    {
      name,
      busy: format.plain(acceleratorsNeeded ?? 0),
      rate: format.tokenRate(tokensPerSecondPerAccelerator),
      full: format.percent(utilization ?? 0),
    },
  );
}

function billSentences({ name, cost, tokens }: Served): string[] {
  const bill = tokens && requestBill(cost, tokens);
  return bill ? [l10n.t('{name}: {bill}.', { name, bill })] : [];
}

/** Behind `ttft`: the sum of what a first token takes, at each option. */
export function ttftSentences(answered: Answered, workload: string): string[] {
  const target = answered.plan.workloads[workload]?.ttft?.p95 ?? null;
  return [
    ...missing(answered, workload),
    ...everywhere(answered, workload).flatMap(({ name, request }) => {
      if (!request) return [];
      const { ttftSeconds: ttft, parts, maxRequestsPerSecond: most } = request;
      if (!ttft)
        return [l10n.t('{name}: requests arrive faster than they are served: TTFT has no end.', { name })];
      const asked = target === null ? '' : l10n.t(', {target} asked for', { target: seconds(target) });
      const sum = l10n.t('{name}: {sum} = {mean} TTFT on average; {p95} at p95{asked}.', {
        name,
        sum: ttftSum(parts),
        mean: seconds(ttft.mean),
        p95: seconds(ttft.p95),
        asked,
      });
      const longWaits =
        ttft.p95 < ttft.mean
          ? [l10n.t('{name}: a few requests wait so long that the average is above p95.', { name })]
          : [];
      return most === null
        ? [sum, ...longWaits]
        : [sum, ...longWaits, l10n.t('{name}: targets hold up to {most}.', { name, most: rate(most) })];
    }),
  ];
}

/** Behind `requests`: what the peak is, and how far it is from where targets break. */
export function arrivalSentences(answered: Answered, workload: string): string[] {
  const { plan } = answered;
  const own = plan.workloads[workload];
  const used = plan.economics.utilization;
  const average = own?.requests ?? null;
  return [
    ...missing(answered, workload),
    ...(average === null
      ? []
      : [
          l10n.t('{average} on average ÷ {utilization} utilization = {peak} at peak.', {
            average: rate(average),
            utilization: format.percent(used),
            peak: rate(average / used),
          }),
        ]),
    ...everywhere(answered, workload).flatMap(({ name, request }) => {
      if (!request) return [];
      const most = request.maxRequestsPerSecond;
      const asked = rate(request.requestsPerSecond);
      return [
        most === null
          ? l10n.t('{name}: targets do not hold at any rate; {asked} asked for.', { name, asked })
          : l10n.t('{name}: targets hold up to {most}; {asked} asked for.', {
              name,
              asked,
              most: rate(most),
            }),
      ];
    }),
  ];
}

/** Behind `cachedInput`: what hits save, against the same plan without any. */
export function hitSentences(answered: Answered, workload: string): string[] {
  const [first] = everywhere(answered, workload);
  const own = answered.plan.workloads[workload];
  if (!first || !own) return [];
  const { name, tokens, prefill } = first;
  const without = own.cachedInput > 0 ? withoutHits(answered, name, workload) : null;
  const saved =
    tokens && prefill && without?.prefill
      ? [
          l10n.t(
            '{name}: {cached} of {input} prompt tokens are not computed again: {flop} instead of {all}, {time} instead of {whole}.',
            {
              name,
              cached: format.count(tokens.cached),
              input: format.count(tokens.input),
              flop: displayFlop(prefill.flopsPerPrompt),
              all: displayFlop(without.prefill.flopsPerPrompt),
              time: seconds(prefill.secondsPerPrompt),
              whole: seconds(without.prefill.secondsPerPrompt),
            },
          ),
        ]
      : [];
  return [
    ...missing(answered, workload),
    ...saved,
    ...costWithoutHits(first, without),
    ...billSentences(first),
    ...keepSentences(first),
  ];
}

function costWithoutHits({ name, cost }: Served, without: OptionWorkloadResult | null): string[] {
  const before = without?.cost.usdPerMillionTokens ?? null;
  if (before === null || cost.usdPerMillionTokens === null) return [];
  return [
    l10n.t('{name}: {cost} per million decoded tokens, {before} without hits.', {
      name,
      cost: format.usdPerMillion(cost.usdPerMillionTokens),
      before: format.usdPerMillion(before),
    }),
  ];
}

function withoutHits({ plan }: Answered, name: string, workload: string): OptionWorkloadResult | null {
  const changed = withNumber(plan, ['workloads', workload, 'cachedInput'], 0);
  const option = changed.options[name];
  return option ? (evaluateOption(caseOf(changed, option)).workloads[workload] ?? null) : null;
}

/** Where prefixes wait, and for how long that pays. */
function keepSentences({ name, prefixCache: kept }: Served): string[] {
  if (!kept) return [];
  const { workingSetBytes, memoryBytes, offloadBytes, holdSeconds } = kept;
  return [
    ...(workingSetBytes === null
      ? []
      : [
          l10n.t(
            '{name}: prefixes that wait for their next turn take {all}: {memory} in accelerator memory, {beside} beside it.',
            {
              name,
              all: format.bytes(workingSetBytes),
              memory: format.bytes(memoryBytes ?? 0),
              beside: format.bytes(offloadBytes ?? 0),
            },
          ),
        ]),
    ...(holdSeconds === null
      ? []
      : [
          l10n.t('{name}: keeping a prefix in accelerator memory pays for waits up to {hold}.', {
            name,
            hold: seconds(holdSeconds),
          }),
        ]),
  ];
}

/** Behind `turnDelay`: what waits, and how long that pays. */
export function turnSentences(answered: Answered, workload: string): string[] {
  return everywhere(answered, workload).flatMap(keepSentences);
}

/** Behind `options.N.prefill`: where its prompts are computed, and what that takes. */
export function prefillSentences(answered: Answered, option: string): string[] {
  return Object.keys(answered.plan.workloads).flatMap((workload) =>
    everywhere(answered, workload, option).flatMap((served) => [
      ...promptSentences(served),
      ...loadSentences(served),
      ...handOverSentences(served),
    ]),
  );
}

function handOverSentences({ name, request }: Served): string[] {
  if (!request || request.kvTransferBytes === 0) return [];
  return [
    l10n.t(
      '{name}: the KV cache of a prompt, {bytes}, is handed over in {time}; {exposed} of it delay the first token.',
      {
        name,
        bytes: format.bytes(request.kvTransferBytes),
        time: seconds(request.kvTransferSeconds),
        exposed: seconds(request.parts.transfer),
      },
    ),
  ];
}

/** Behind `serving.maxBatchedTokens`: chunks of a prompt, and how full the budget of a step is. */
export function budgetSentences(answered: Answered, workload: string, only?: string): string[] {
  return everywhere(answered, workload, only).flatMap(({ name, prefill }) => {
    const option = answered.plan.options[name];
    if (!option || !prefill) return [];
    const budget = format.count(servingOf(answered.plan, option).maxBatchedTokens);
    const chunks = l10n.t('{name}: a prompt takes {chunks} of at most {budget} tokens', {
      name,
      budget,
      chunks: prefill.chunks === 1 ? l10n.t('1 step') : l10n.t('{count} steps', { count: prefill.chunks }),
    });
    return [
      prefill.mode === 'colocated'
        ? l10n.t('{chunks}; prompts fill {full} of what decoding leaves of a step.', {
            chunks,
            full: format.percent(prefill.utilization ?? 0),
          })
        : `${chunks}.`,
    ];
  });
}

/** Behind `serving.kvOffload`: what is kept there, and whether bringing it back pays. */
export function offloadSentences(answered: Answered, workload: string, only?: string): string[] {
  return everywhere(answered, workload, only).flatMap((served) => {
    const { name, prefixCache: kept } = served;
    if (!kept) return [];
    const { reloadSeconds, recomputeSeconds, breakEvenBytesPerSecond } = kept;
    return [
      ...(reloadSeconds === null
        ? []
        : [
            l10n.t(
              '{name}: bringing a cached part back takes {reload}, computing it again {again}; faster above {rate}.',
              {
                name,
                reload: seconds(reloadSeconds),
                again: seconds(recomputeSeconds),
                rate: format.orUnknown(breakEvenBytesPerSecond, (rate) => format.quantity(rate, 'byteRate')),
              },
            ),
          ]),
      ...keepSentences(served),
    ];
  });
}

/** Behind a hosted price: the bill of a request there. */
export function hostedSentences(answered: Answered, option: string): string[] {
  return Object.keys(answered.plan.workloads).flatMap((workload) =>
    everywhere(answered, workload, option).flatMap(billSentences),
  );
}
