import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OptionWorkloadResult } from '../../../../src/engine/shapes/result.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { analyze } from '../../../../src/report/answers/analysis.js';

/** A plan of one workload of whole requests. Tokens, requests per second, parts of one. */
export interface RequestKnobs {
  readonly model: string;
  readonly gpus: { readonly type: string; readonly count: number };
  readonly layout: Readonly<Record<string, number>> | 'auto';
  readonly budget: number;
  readonly engine: string;
  readonly input: number;
  readonly output: number;
  /** Per cent. */
  readonly hit: number;
  readonly load: { readonly concurrency: number } | { readonly requests: number };
  readonly prefill: 'auto' | 'colocated' | 'apart';
  readonly drafts: boolean;
  /** Prefixes wait for their next turn, with room for few of them or for all. */
  readonly kept: null | 'few' | 'all';
}

/** Lengths in pages of any engine, so that a part in tenths of them is whole pages too. */
const PAGES = 2560;

const MODELS = ['llama-3.1-8b', 'llama-3.1-70b', 'deepseek-v3', 'deepseek-v4-flash', 'gpt-oss-120b'];

/** Plans with one load or another, on accelerators of their own or not. */
export const requestKnobs: fc.Arbitrary<RequestKnobs> = fc.record({
  model: fc.constantFrom(...MODELS),
  gpus: fc.record({
    type: fc.constantFrom('h200-sxm', 'gb300-nvl72', 'mi355x'),
    count: fc.constantFrom(8, 16, 72),
  }),
  layout: fc.constantFrom<RequestKnobs['layout']>('auto', { tensor: 8 }, { tensor: 1, attentionData: 8 }),
  budget: fc.constantFrom(2048, 8192, 16384),
  engine: fc.constantFrom('vllm', 'sglang', 'tensorrt-llm'),
  input: fc.integer({ min: 1, max: 24 }).map((pages) => pages * PAGES),
  output: fc.integer({ min: 2, max: 3000 }),
  hit: fc.integer({ min: 0, max: 9 }).map((tenths) => tenths * 10),
  load: fc.oneof(
    fc.integer({ min: 1, max: 300 }).map((concurrency) => ({ concurrency })),
    fc.integer({ min: 1, max: 60 }).map((requests) => ({ requests: requests / 4 })),
  ),
  prefill: fc.constantFrom('auto', 'colocated', 'apart'),
  drafts: fc.boolean(),
  kept: fc.constantFrom(null, 'few', 'all'),
});

/** The text of such a plan, with members of the workload beside those of the knobs. */
export function requestText(knobs: RequestKnobs, more: Readonly<Record<string, unknown>> = {}): string {
  const { model, gpus, layout, budget, engine, input, output, hit, load, prefill, drafts, kept } = knobs;
  const arrivals = 'requests' in load ? { requests: `${load.requests} req/s`, concurrency: 1 } : load;
  const turns = kept === null ? {} : { turnDelay: { p50: '5 s', p95: '2 min' } };
  const tier = { capacity: kept === 'few' ? '2 GB' : '40 TB', bandwidth: '40 GB/s', price: '11 USD/GB' };
  return JSON.stringify({
    decodeplan: 1,
    model,
    workloads: {
      one: { ...arrivals, context: '66K', input, output, cachedInput: `${hit}%`, ...turns, ...more },
    },
    gpus: { ...gpus, price: '40000 USD' },
    serving: {
      engine,
      layout,
      maxBatchedTokens: budget,
      kvCache: 'fp8',
      ...(kept === null ? {} : { kvOffload: tier }),
    },
    options: {
      own: {
        prefill: prefill === 'apart' ? { type: gpus.type } : prefill,
        ...(drafts ? { speculation: { method: 'eagle3', draftTokens: 3, acceptance: 2.2 } } : {}),
      },
    },
  });
}

/** What the plan says of its workload. */
export function answerOf(text: string): OptionWorkloadResult {
  const { plan, problems } = analyze(text);
  assert.ok(plan, JSON.stringify(problems));
  const { own } = evaluate(plan, { breakEven: false }).options;
  const one = own?.workloads['one'];
  assert.ok(one);
  noNonsense(one);
  return one;
}

/** Losses, and what is left at the end. */
const MAY_BE_NEGATIVE = new Set([
  'margin',
  'netPresentValueUsd',
  'internalRateOfReturn',
  'capitalUsd',
  'profitUsdPerHour',
  'profitUsdPerMegawattHour',
  'profitUsdPerRackHour',
]);

/** Numbers of an answer that mean nothing. */
export function noNonsense(answer: unknown): void {
  JSON.stringify(answer, (key, value: unknown) => {
    if (typeof value === 'number') assert.ok(!Number.isNaN(value), `${key} is not a number`);
    if (typeof value === 'number' && !/speed|pressure/i.test(key))
      assert.ok(value >= 0 || MAY_BE_NEGATIVE.has(key), `${key} is ${value}`);
    return value;
  });
}
