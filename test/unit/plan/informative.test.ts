import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { applyEdits, setValue } from '../../../src/plan/edits.js';
import { memberOf } from '../../../src/plan/members.js';
import type { Path } from '../../../src/plan/path.js';
import type { TreeNode } from '../../../src/plan/yaml.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { rewritten } from '../../../src/units/rewrite.js';
import { likelyOf } from '../likely.js';
import { memberTable } from '../../members/table.js';

/** Plans that together give every quantity of the file, each where it can matter. */
const PLANS = [
  `decodeplan: 1
model: deepseek-v4-flash
workloads:
  chat: { share: 60%, concurrency: 80, context: { p50: 8K, p95: 32K, max: 64K }, input: 30K, output: 4K, speed: 20 tok/s, demand: 1B tokens/day, price: { input: 0.2 USD/Mtok, cachedInput: 0.02 USD/Mtok, output: 2 USD/Mtok }, cachedInput: 50% }
  code: { share: 40%, concurrency: 40, context: 16K, speed: 20 tok/s, demand: 1B tokens/day, price: 2 USD/Mtok }
currency: { EUR: 1.25 USD }
gpus: { type: vera-rubin-nvl72, racks: 2, price: 3.2M EUR, power: 1.8 kW }
serving: { blockSize: 256, memoryUtilization: 90%, maxBatchedTokens: 8192, maxSequences: 1024, layout: { tensor: 8, attentionData: 1, expert: 8, pipeline: 1, context: 2 } }
options:
  as-is: {}
  drafts: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5, drafterWeights: 10 GB, draftCost: 15% } }
  lpx: { lpx: { racks: 40, role: ffn, price: 2M USD, power: 130 kW } }
  together: { lpx: { role: ffn }, speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5, draftCost: 50% }, dynamo: { drafter: { type: h100-sxm, count: 8 }, overlap: 10% } }
  leased: { lpx: { racks: 40, role: ffn, rent: 120 USD/h } }
  away: { hosted: { output: 3 USD/Mtok, input: 0.5 USD/Mtok, speed: 30 tok/s } }
owned: { lpx: 2 racks }
buy: { gpus: 2 racks, lpx: 4 racks, prefill: 16, capital: 20M USD, power: 3 MW }
economics: { residual: 10%, electricity: 0.1 USD/kWh, pue: 1.2, amortization: 4 years, capitalCost: 9%/year, utilization: 60%, operations: 3%/year, hosting: 150 USD/kW-month }
budget: { total: 1 USD/year, perToken: 0.0001 USD/Mtok, power: 3 MW }
`,
  `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, speed: 20 tok/s } }
gpus: { type: h100-sxm, count: 16, rent: 2 USD/h }
serving: { maxModelLength: 128K, layout: { tensor: 4 } }
options:
  plain: {}
  listed: { speculation: { method: eagle3, draftTokens: 2, acceptance: [84%, 64%] } }
  counted: { speculation: { method: eagle3, draftTokens: 2, acceptance: { lengths: [1.8, 2.5] } } }
calibration: { steps: [{ batch: 16, context: 4K, step: 60 ms, option: plain }] }
`,
  `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, speed: 20 tok/s, input: 4K, output: 300 } }
gpus: { type: { memory: 80 GB, bandwidth: 3 TB/s, bf16: 1 PFLOPS, fp8: 2 PFLOPS, fp4: 4 PFLOPS, power: 1 kW, link: 100 GB/s, domain: 2 }, count: 16, price: 30K USD }
serving: { layout: { tensor: 4 } }
options: { wide: {}, eight: { serving: { weights: fp8 } }, four: { serving: { weights: nvfp4 } } }
calibration: { memory: { weights: 35 GiB, kvPool: 30 GiB } }
`,
  `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, speed: 20 tok/s, input: 4K, output: 300, cachedInput: 50%, turnDelay: 20 min, requests: 2 req/s } }
gpus: { type: h100-sxm, count: 16 }
serving: { layout: { tensor: 4 }, kvOffload: [{ capacity: 2 TB, bandwidth: 40 GB/s, price: 11 USD/GB }] }
calibration: { memory: { kvTokens: 1210304 } }
`,
  // Requests, and prompts on accelerators of their own.
  `decodeplan: 1
model: llama-3.1-70b
workloads:
  chat: { share: 50%, concurrency: 64, context: 8K, input: { p50: 4K, p95: 8K, max: 16K }, output: { p50: 300, p95: 600, max: 800 }, cachedInput: 50%, ttft: 100 ms, requests: 2 req/s, turnDelay: { p50: 2 s, p95: 2 min } }
  code: { share: 20%, concurrency: 8, context: 8K, input: 4K, output: 300, cachedInput: 40%, ttft: { p50: 100 ms }, turnDelay: 30 s }
  mean: { share: 10%, concurrency: 8, context: 8K, input: 4K, output: 300, ttft: { mean: 100 ms } }
  p95: { share: 10%, concurrency: 8, context: 8K, input: 4K, output: 300, ttft: { p95: 100 ms } }
  p99: { share: 10%, concurrency: 8, context: 8K, input: 4K, output: 300, ttft: { p99: 100 ms } }
gpus: { type: h100-sxm, count: 16, rent: 2 USD/h }
serving: { layout: { tensor: 4 }, kvOffload: { capacity: 2 TB, bandwidth: 40 GB/s, price: 11 USD/GB } }
options:
  own: { prefill: { type: { memory: 80 GB, bandwidth: 3 TB/s, bf16: 1 PFLOPS, fp8: 2 PFLOPS, fp4: 4 PFLOPS, power: 1 kW, link: 100 GB/s, domain: 8 }, count: 8, price: 30K USD, link: 400 Gb/s, serving: { layout: { tensor: 4 } } } }
  rented: { prefill: { type: h100-sxm, count: 8, rent: 3 USD/h, serving: { layout: { tensor: 4 } } } }
  racks: { prefill: { type: gb300-nvl72, racks: 1, power: 2 kW, serving: { layout: { tensor: 4 } } } }
  away: { hosted: { output: 3 USD/Mtok, input: 0.5 USD/Mtok, cachedInput: 0.05 USD/Mtok, speed: 30 tok/s } }
calibration: { prefill: [{ input: 8K, seconds: 350 ms, option: own }, { input: 8K, tokensPerSecond: 2000 tok/s, option: rented }] }
`,
  // Layouts of the engine's own choice, as far as the links reach.
  `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K } }
gpus: { type: { memory: 80 GB, bandwidth: 3 TB/s, bf16: 1 PFLOPS, link: 100 GB/s, domain: 2 }, count: 16, price: 30K USD }
`,
  // Workloads that different options win.
  `decodeplan: 1
model: deepseek-v4-flash
workloads:
  short: { share: 60%, concurrency: 20, context: 4K }
  long: { share: 40%, concurrency: 20, context: 1M }
gpus: { type: vera-rubin-nvl72, racks: 1 }
options: { lpx: { lpx: { racks: auto, role: ffn, price: 2M USD } }, away: { hosted: { output: 12 USD/Mtok } } }
`,
  // A tier that no GPU reaches.
  `decodeplan: 1
model: deepseek-v4-pro
workloads:
  slow: { share: 60%, concurrency: 2000, context: 16K, speed: 15 tok/s }
  fast: { share: 40%, concurrency: 200, context: 16K, speed: 150 tok/s }
gpus: { type: vera-rubin-nvl72, racks: 4 }
options: { plain: {}, lpx: { lpx: { racks: auto, role: ffn, price: 2M USD } } }
`,
  // Drafts of a smaller model, and of what stood in the prompt.
  `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 32, context: 8K } }
gpus: { type: h100-sxm, count: 8 }
serving: { layout: { tensor: 4 } }
options:
  small: { speculation: { method: draft-model, model: llama-3.2-1b, draftTokens: 3, acceptance: 2.5 } }
  looked-up: { speculation: { method: ngram, draftTokens: 3, acceptance: 1.6, draftCost: 2% } }
`,
  // A service whose speed nobody knows: only shares say how many tokens each workload has.
  `decodeplan: 1
model: llama-3.1-8b
workloads:
  long: { share: 60%, concurrency: 8, context: 32K, input: 30K, output: 500 }
  short: { share: 40%, concurrency: 8, context: 4K, input: 2K, output: 500 }
options: { away: { hosted: { input: 1 USD/Mtok, output: 2 USD/Mtok } } }
`,
  // Accelerators to buy of two types, as many as may be.
  `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, input: 4K, output: 300, requests: 40 req/s, speed: 20 tok/s } }
gpus: { type: { memory: 80 GB, bandwidth: 3 TB/s, bf16: 1 PFLOPS, fp8: 2 PFLOPS, fp4: 4 PFLOPS, power: 1 kW, link: 100 GB/s, domain: 8 }, count: 4, price: 30K USD }
buy: { gpus: 60, prefill: 100 }
serving: { layout: { tensor: 4 } }
options: { apart: { prefill: { type: h200-sxm, price: 35K USD } } }
`,
  // Steps beyond what a graph holds, on accelerators where they were measured.
  `decodeplan: 1
model: deepseek-v4-flash
workloads: { one: { concurrency: 1100, context: 1K } }
gpus: { type: b300, count: 4 }
serving: { engine: vllm, engineVersion: main-73b8394, graphTokens: 1024, layout: { tensor: 4, expert: 4 } }
`,
  // Adapters beside a model, part of whose weights lie with the host.
  `decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 64, context: 8K } }
gpus: { type: h100-sxm, count: 2 }
serving: { layout: { tensor: 2 }, lora: { maxLoras: 4, maxRank: 16 }, weightOffload: { capacity: 2 GB, bandwidth: 50 GB/s } }
`,
  // A server that looks for requests once in several steps.
  `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K, input: 4K, output: 300 } }
gpus: { type: h100-sxm, count: 16 }
serving: { engine: sglang, schedulerRecvInterval: 30, layout: { tensor: 4 } }
options: { apart: { prefill: { count: 8, serving: { layout: { tensor: 4 } } } }, together: {} }
`,
];

/** Every place of a text that holds one value, with that as it is written. */
function* values(node: TreeNode, path: Path, text: string): Generator<readonly [Path, string]> {
  if (node.kind === 'scalar') yield [path, text.slice(node.start, node.end).trim()];
  if (node.kind === 'map')
    for (const { key, value } of node.entries) yield* values(value, [...path, key], text);
  if (node.kind === 'list')
    for (const [i, item] of node.items.entries()) yield* values(item, [...path, i], text);
}

const answer = (text: string): string | null => {
  const { plan, problems } = analyze(text);
  return plan && problems.length === 0 ? JSON.stringify(evaluate(plan, { breakEven: false })) : null;
};

/** Shares add up to 100 % within half a percent. */
const SLIGHTLY = 1.005;

/** Whether any number of the answer is another where a value is larger or smaller; `null` where neither is valid. */
function moves(text: string, path: Path, written: string): boolean | null {
  const dimension = memberOf(path)?.dimension;
  const likely = dimension ? likelyOf(written, dimension) : null;
  if (!dimension || likely === null) return null;
  const { document } = analyze(text);
  const before = answer(text);
  assert.ok(before, text);
  let valid = false;
  for (const factor of [2, 0.5, 1.1, 0.9, SLIGHTLY]) {
    const edit = setValue(document, path, rewritten(written, dimension, likely * factor));
    const after = edit && answer(applyEdits(text, [edit]));
    if (after === null) continue;
    if (after !== before) return true;
    valid = true;
  }
  return valid ? false : null;
}

void test('every quantity of the file moves the answer, but for those that say that they inform', () => {
  const moving = new Map<string, boolean>();
  for (const text of PLANS) {
    const { root } = analyze(text).document;
    assert.ok(root);
    for (const [path, written] of values(root, [], text)) {
      const pattern = path.map((part, i) => (i > 1 && typeof part === 'number' ? '*' : part));
      if (['workloads', 'options', 'currency'].includes(String(path[0]))) pattern[1] = '*';
      const key = pattern.join('/');
      if (moving.get(key)) continue;
      const seen = moves(text, path, written);
      if (seen !== null) moving.set(key, seen);
    }
  }
  // Accelerators that are named elsewhere are read as the plan's own are.
  const asked = Object.entries(memberTable()).filter(
    ([pattern, { dimension }]) =>
      dimension &&
      !/^options\/\*\/(prefill\/)?(gpus|serving|type)\//.test(pattern) &&
      !/^(owned\/(gpus|prefill)|options\/\*\/dynamo\/drafter)\//.test(pattern),
  );
  const unseen = asked.flatMap(([pattern]) => (moving.has(pattern) ? [] : [pattern]));
  assert.deepEqual(unseen, [], 'in none of the plans');
  const idle = asked.flatMap(([pattern]) => (moving.get(pattern) ? [] : [pattern]));
  assert.deepEqual(
    idle,
    asked.flatMap(([pattern, { informative }]) => (informative ? [pattern] : [])),
  );
});
