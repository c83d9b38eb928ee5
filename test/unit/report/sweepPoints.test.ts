import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { resolvePlan } from '../../../src/catalog/resolve/resolvePlan.js';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { parsePlan } from '../../../src/plan/document.js';
import { plainValue } from '../../../src/plan/yaml.js';
import { pointOption, sweeper, type SweepAxis, type SweepPoint } from '../../../src/report/answers/sweep.js';
import { clearCaches } from '../../../src/units/cacheRegistry.js';
import { settleCaches } from '../../../src/units/generations.js';

const SMALL = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');
const PROMPTS = readFileSync('examples/rag-llama-70b.decodeplan', 'utf8');
const RACKS = JSON.stringify({
  decodeplan: 1,
  model: 'deepseek-v4-flash',
  gpus: { type: 'vera-rubin-nvl72', racks: 1 },
  buy: { lpx: '2 racks' },
  workloads: {
    agents: { concurrency: 400, context: { p50: '32K', p95: '128K' }, speed: '60 tok/s', share: '70%' },
    chat: { concurrency: 900, context: '8K', speed: '30 tok/s', demand: '2B tokens/day', share: '30%' },
  },
  options: {
    plain: {},
    drafts: { speculation: { method: 'dspark', draftTokens: 3, acceptance: 2.1 } },
    lpx: { lpx: { racks: 'auto', role: 'auto', price: '3M USD' }, speculation: { method: 'dspark' } },
    service: { hosted: { output: '2 USD/Mtok', speed: '80 tok/s' } },
  },
  serving: { layout: { tensor: 8 } },
  economics: { utilization: '60%' },
});

/** Members and values of each plan, some of which no plan may have, and some that nothing else says. */
const PLANS: readonly {
  readonly text: string;
  readonly members: Readonly<Record<string, readonly string[]>>;
}[] = [
  {
    text: SMALL,
    members: {
      'workloads.assistants.concurrency': ['1', '48', '0', '400', 'many', '12..40'],
      'workloads.assistants.context.p50': ['1K', '6K', '30K', '100K'],
      'workloads.assistants.context': ['2K', '{ p50: 4K }', '16K'],
      'workloads.assistants.speed': ['10 tok/s', '30 tok/s', '5000 tok/s', '3 USD'],
      'gpus.type': ['h100-sxm', 'h200-sxm', 'h10', 'b200'],
      'gpus.count': ['1', '4', '16', '2.5'],
      'gpus.rent': ['1 USD/h', '9 USD/h'],
      'serving.engine': ['vllm', 'sglang', 'none-such'],
      'serving.kvCache': ['fp8', 'bf16', 'int3'],
      'serving.layout.tensor': ['2', '4', '8', '3'],
      'options.eagle-3.speculation.draftTokens': ['1', '3', '7'],
      'economics.owned': ['sunk', 'priced', 'lost'],
      'budget.perToken': ['1 USD/Mtok', '90 USD/Mtok'],
      'budget.power': ['1 kW', '1 MW'],
      model: ['llama-3.1-70b', 'llama-3.1-8b', 'lama'],
      buy: ['any', 'none', 'some'],
    },
  },
  {
    text: PROMPTS,
    members: {
      'workloads.questions.requests': ['1/s', '4/s', '40/s', '0/s'],
      'workloads.questions.cachedInput': ['0%', '50%', '120%'],
      'workloads.questions.ttft': ['100 ms', '2 s', '{ p50: 1 s }'],
      'workloads.questions.input': ['2K', '{ p50: 4K, p95: 3K }', '40K'],
      'economics.electricity': ['0.05 USD/kWh', '0.5 USD/kWh'],
      'serving.maxBatchedTokens': ['2048', '8192'],
      title: ['one', 'two'],
    },
  },
  {
    text: RACKS,
    members: {
      'workloads.agents.share': ['70%', '60%'],
      'workloads.chat.demand': ['1B tokens/day', '40B tokens/day'],
      'workloads.agents.speed': ['20 tok/s', '90 tok/s', '400 tok/s'],
      'gpus.racks': ['1', '3'],
      'buy.lpx': ['0 racks', '9 racks'],
      'options.lpx.lpx.price': ['1M USD', '3M USD', '9M USD'],
      'options.lpx.lpx.role': ['auto', 'ffn', 'drafter', 'decode'],
      'options.lpx.lpx.racks': ['auto', '1', '12'],
      'options.service.hosted.output': ['1 USD/Mtok', '3 USD/Mtok'],
      'economics.utilization': ['20%', '60%', '100%'],
      'breakEven.baseline': ['plain', 'nobody'],
    },
  },
];

/** A point as the whole plan of its text says it, read, resolved and evaluated by itself. */
function plainly(text: string, set: Readonly<Record<string, string>>, index: number): SweepPoint {
  const { root } = parsePlan(text);
  const value = Object.entries(set).reduce<unknown>(
    (plan, [path, written]) => placed(plan, path.split('.'), written),
    root ? plainValue(root) : {},
  );
  const { input, problems } = parsePlan(JSON.stringify(value));
  const resolved = input && problems.length === 0 ? resolvePlan(input) : null;
  const [problem] = [...problems, ...(resolved?.problems ?? [])];
  if (!resolved?.plan || problem)
    return { index, set, options: {}, reason: problem?.message ?? 'the plan is not valid' };
  const { options } = evaluate(resolved.plan, { breakEven: false });
  return {
    index,
    set,
    options: Object.fromEntries(Object.entries(options).map(([name, own]) => [name, pointOption(own)])),
  };
}

function placed(value: unknown, [head, ...rest]: readonly string[], written: string): unknown {
  if (head === undefined) return written;
  const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  return { ...fields, [head]: placed(fields[head], rest, written) };
}

/** Answers all points in a drawn order and compares each with the plain evaluation of its text. */
function compare(text: string, axes: readonly SweepAxis[], order: readonly number[]): void {
  const answer = sweeper(text, axes, new Map());
  const size = axes.reduce((product, { values }) => product * values.length, 1);
  const rows = order.map((at) => JSON.stringify(answer(at % size)));
  clearCaches();
  for (const [i, at] of order.entries()) {
    const { set } = JSON.parse(rows[i] ?? '') as SweepPoint;
    assert.equal(rows[i], JSON.stringify(plainly(text, set, at % size)));
  }
}

void test('each member of a plan in turn: rows are those of the plain evaluation of each text', () => {
  for (const { text, members } of PLANS.slice(0, 2))
    for (const [path, values] of Object.entries(members))
      compare(text, [{ path, values }], [...values.keys(), 0]);
});

const anyOrder = (numRuns: number) => {
  const drawn = fc.constantFrom(...PLANS).chain(({ text, members }) =>
    fc.record({
      text: fc.constant(text),
      paths: fc.uniqueArray(fc.constantFrom(...Object.keys(members)), { minLength: 1, maxLength: 3 }),
      members: fc.constant(members),
      order: fc.array(fc.nat(1000), { minLength: 2, maxLength: 5 }),
    }),
  );
  fc.assert(
    fc.property(drawn, ({ text, paths, members, order }) => {
      compare(
        text,
        paths.map((path) => ({ path, values: members[path] ?? [] })),
        order,
      );
    }),
    { numRuns },
  );
};

void test('members of a plan together, in any order: rows are those of the plain evaluation of each text', () => {
  anyOrder(40);
});

void test('the same once caches keep no more than a few points took', () => {
  compare(SMALL, [{ path: 'workloads.assistants.concurrency', values: ['1', '48', '400'] }], [0, 1, 2]);
  settleCaches();
  anyOrder(25);
});
