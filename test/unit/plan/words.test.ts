import assert from 'node:assert/strict';
import test from 'node:test';
import { evaluate } from '../../../src/engine/questions/evaluate.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { memberTable } from '../../members/table.js';

const DENSE = `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 3000, context: 8K, speed: 20 tok/s } }
gpus: { type: h100-sxm, count: 64 }
serving: { engine: vllm, weights: fp8, kvCache: fp8, layout: { tensor: 4 } }
options:
  plain: {}
  drafts: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5, verification: fixed } }
  listed: { speculation: { method: eagle3, draftTokens: 3, acceptance: 2.5 } }
calibration: { steps: [{ batch: 16, context: 4K, step: 60 ms, option: plain }], prefill: [{ input: 8K, seconds: 350 ms, option: plain }] }
`;
const SPARSE = `decodeplan: 1
model: deepseek-v3.2
workloads: { chat: { concurrency: 64, context: 64K, speed: 20 tok/s, demand: 1B tokens/day } }
gpus: { type: vera-rubin-nvl72, racks: 1 }
serving: { kvCache: { key: bf16, value: bf16, index: fp8, state: bf16 } }
options:
  plain: {}
  lpx: { lpx: { racks: 40, role: ffn, storage: fp8 } }
  remote: { speculation: { method: mtp, draftTokens: 2, acceptance: 2.1 }, lpx: { racks: 4, role: drafter }, dynamo: { overlap: 50%, remoteDrafter: true } }
breakEven: { baseline: plain, challenger: lpx, variables: [speed] }
`;
/** Experts of four bits. */
const NARROW = SPARSE.replace('deepseek-v3.2', 'deepseek-v4-pro').replace(/serving: .*\n/, '');
/** A hybrid whose recurrent layers hold a state. */
const RECURRENT = SPARSE.replace('deepseek-v3.2', 'qwen3-next-80b-a3b');
/** A hybrid on the server that gives its states pages. */
const HYBRID = `decodeplan: 1
model: qwen3.5-27b
workloads: { chat: { concurrency: 4, context: 8K } }
gpus: { type: h100-sxm, count: 2 }
serving: { engine: vllm, engineVersion: 0.27.1, prefixCaching: true, layout: { tensor: 2 } }
`;
const OWN_TYPE = `decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 8K } }
gpus: { type: { name: Mine, generation: hopper, memory: 80 GB, bandwidth: 3 TB/s, bf16: 1 PFLOPS, fp8: 2 PFLOPS, power: 1 kW, link: 100 GB/s, domain: 8 }, count: 8, price: 30K USD }
serving: { layout: { tensor: 8 } }
`;

/** Adapters beside a model, part of whose weights lie with the host. */
const ADAPTED = `decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 64, context: 8K } }
gpus: { type: h100-sxm, count: 2 }
serving: { layout: { tensor: 2 }, lora: { maxLoras: 4, maxRank: 16, modules: [q_proj], fullySharded: true }, weightOffload: { capacity: 2 GB, prefetch: true } }
`;

/** A word, or a number without a unit, that moves an answer: a plan, what stands in it, and what stands there instead. */
const MOVING: Readonly<Record<string, readonly [plan: string, written: string, other: string]>> = {
  model: [DENSE, 'model: llama-3.1-70b', 'model: llama-3.1-8b'],
  'gpus/type': [DENSE, 'type: h100-sxm', 'type: h200-sxm'],
  'gpus/type/generation': [OWN_TYPE, 'generation: hopper', 'generation: blackwell'],
  'serving/engine': [DENSE, 'engine: vllm', 'engine: trtllm'],
  'serving/weights': [DENSE, 'weights: fp8', 'weights: bf16'],
  'serving/kvCache': [DENSE, 'kvCache: fp8', 'kvCache: bf16'],
  'serving/kvCache/key': [SPARSE, 'key: bf16', 'key: fp8'],
  'serving/kvCache/value': [SPARSE.replace('deepseek-v3.2', 'llama-3.1-70b'), 'value: bf16', 'value: fp8'],
  'serving/kvCache/index': [SPARSE, 'index: fp8', 'index: bf16'],
  'serving/kvCache/state': [RECURRENT, 'state: bf16', 'state: fp32'],
  'serving/prefixCaching': [HYBRID, 'prefixCaching: true', 'prefixCaching: false'],
  'serving/lora/modules': [ADAPTED, '[q_proj]', '[o_proj]'],
  'serving/lora/fullySharded': [ADAPTED, 'fullySharded: true', 'fullySharded: false'],
  'serving/weightOffload/prefetch': [ADAPTED, 'prefetch: true', 'prefetch: false'],
  'serving/engineVersion': [HYBRID, 'engineVersion: 0.27.1', 'engineVersion: 0.19.0'],
  'serving/layout': [DENSE, 'layout: { tensor: 4 }', 'layout: { tensor: 8 }'],
  'options/*/speculation/method': [
    DENSE,
    'method: eagle3, draftTokens: 3, acceptance: 2.5 } }\ncal',
    'method: dflash, draftTokens: 3, acceptance: 2.5 } }\ncal',
  ],
  'options/*/speculation/model': [
    DENSE.replace(
      'method: eagle3, draftTokens: 3',
      'method: draft-model, model: llama-3.2-1b, draftTokens: 3',
    ),
    'model: llama-3.2-1b',
    'model: llama-3.2-3b',
  ],
  'options/*/speculation/verification': [DENSE, 'verification: fixed', 'verification: adaptive'],
  'options/*/lpx/role': [SPARSE, 'role: ffn', 'role: decode'],
  'options/*/lpx/storage': [NARROW, 'storage: fp8', 'storage: fp4'],
  'options/*/dynamo/remoteDrafter': [
    SPARSE.replace('lpx: { racks: 4, role: drafter }, ', '').replace(
      'dynamo: { ',
      'dynamo: { drafter: { type: h100-sxm, count: 8 }, ',
    ),
    'remoteDrafter: true',
    'remoteDrafter: false',
  ],
  'calibration/steps/*/option': [DENSE, 'option: plain }], prefill', 'option: drafts }], prefill'],
  'economics/basis': [`${SPARSE}economics: { basis: own }\n`, 'basis: own', 'basis: market'],
  'breakEven/baseline': [SPARSE, 'baseline: plain', 'baseline: remote'],
  'breakEven/challenger': [SPARSE, 'challenger: lpx', 'challenger: remote'],
  'breakEven/variables/*': [SPARSE, '[speed]', '[price]'],
};

const answer = (text: string): string => {
  const { plan, problems } = analyze(text);
  assert.deepEqual(problems, [], text);
  assert.ok(plan);
  return JSON.stringify(evaluate(plan, { breakEven: plan.breakEven !== null }));
};

for (const [pattern, [text, written, other]] of Object.entries(MOVING)) {
  void test(`another word at ${pattern} moves the answer`, () => {
    assert.ok(text.includes(written), `${written} stands in the plan`);
    assert.notEqual(answer(text.replace(written, other)), answer(text));
  });
}

/** Words that name something, and why no number follows from them. */
const NAMES: Readonly<Record<string, string>> = {
  'calibration/prefill/*/option': 'measured prompts inform',
  decodeplan: 'the version of the format; there is one',
  title: 'stands above the charts',
  'model/config': 'a file; what it holds moves the answer, its name does not',
  'model/name': 'stands beside the charts',
  'gpus/type/name': 'stands beside the charts',
  'serving/pools': 'not yet weighed',
  'economics/owned': 'not yet weighed',
  'options/*/hosted/name': 'stands beside the charts',
};

void test('every word of the file moves an answer in one of these plans, or is a name', () => {
  const patterns = Object.keys(memberTable());
  // Accelerators that are named elsewhere are read as the plan's own are.
  const leaves = patterns.filter(
    (pattern) =>
      !memberTable()[pattern]?.dimension &&
      !patterns.some((other) => other.startsWith(`${pattern}/`)) &&
      !/^options\/\*\/(prefill\/)?(gpus|serving|type)\//.test(pattern) &&
      !/^(owned\/(gpus|prefill)|options\/\*\/dynamo\/drafter)\//.test(pattern),
  );
  assert.deepEqual(
    leaves.filter((pattern) => !(pattern in MOVING) && !(pattern in NAMES)),
    [],
  );
});
