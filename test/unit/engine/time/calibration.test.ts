import assert from 'node:assert/strict';
import test from 'node:test';
import { measuredOf } from '../../../../src/catalog/shapes/measured.js';
import { caseOf } from '../../../../src/engine/fleet/optionCase.js';
import { measuredMemory, stepCalibration } from '../../../../src/engine/time/calibration.js';
import { evaluate } from '../../../../src/engine/questions/evaluate.js';
import { analyze } from '../../../../src/report/answers/analysis.js';
import { planOf } from '../../plans.js';
import { calibrationText, readBenchmark, readLog } from '../../../../src/exchange/measurements.js';
import { basisText } from '../../../../src/report/words/reasons.js';

const PLAN = `decodeplan: 1
model: llama-3.1-70b
workloads: { one: { concurrency: 32, context: 8K } }
gpus: { type: h200-sxm, count: 4 }
serving: { engine: vllm, weights: fp8, kvCache: fp8, layout: { tensor: 4 } }
`;
const answer = (text: string) => {
  const { plan, problems, diagnostics } = analyze(text);
  assert.deepEqual(problems, []);
  assert.ok(plan);
  const option = evaluate(plan, { breakEven: false }).options['as-is']?.workloads['one'];
  assert.ok(option?.decode && option.memory);
  return { decode: option.decode, memory: option.memory, codes: diagnostics().map(({ code }) => code) };
};

void test('a measured step moves the prediction to it and narrows the band', () => {
  const before = answer(PLAN).decode;
  const measured = before.stepSeconds * 1.3;
  const { decode } = answer(
    `${PLAN}calibration: { steps: [{ batch: 32, context: 8K, step: ${measured * 1e3} ms }] }\n`,
  );
  assert.ok(Math.abs(decode.stepSeconds / measured - 1) < 1e-6);
  assert.ok(decode.band.high < before.band.high);
  assert.match(basisText(decode.band.basis), /calibrated by 1 measured/);
  const sum = Object.values<number>({ ...decode.parts }).reduce((total, part) => total + part, 0);
  assert.ok(Math.abs(sum - decode.stepSeconds) < 1e-12);
});

void test('a measurement that beats light is reported, and not believed', () => {
  const { decode, codes } = answer(
    `${PLAN}calibration: { steps: [{ batch: 32, context: 8K, step: 0.1 ms }] }\n`,
  );
  assert.ok(codes.includes('faster-than-light'));
  assert.ok(decode.stepSeconds >= decode.speedOfLightSeconds * (1 - 1e-9));
});

void test('a measured step without a layout says that it needs one', () => {
  const text = `${PLAN.replace(', layout: { tensor: 4 }', '')}calibration: { steps: [{ batch: 32, context: 8K, step: 20 ms }] }\n`;
  assert.ok(answer(text).codes.includes('calibration-without-layout'));
});

void test('logged memory replaces what was counted', () => {
  const { memory } = answer(`${PLAN}calibration: { memory: { weights: 20 GiB, kvPool: 50 GiB } }\n`);
  assert.equal(memory.weightsBytes, 20 * 2 ** 30);
  assert.equal(memory.kvPoolBytes, 50 * 2 ** 30);
});

void test('start-up logs of vLLM, old and new, are read', () => {
  const log = `INFO 09-21 gpu_model_runner.py:2581] Model loading took 14.9889 GiB and 74.2 seconds
INFO 11-06 [gpu_worker.py:349] Available KV cache memory: 58.11 GiB
INFO 11-06 [kv_cache_utils.py:1229] GPU KV cache size: 476,016 tokens
INFO 11-06 [kv_cache_utils.py:1234] Maximum concurrency for 8,192 tokens per request: 58.11x`;
  assert.deepEqual(readLog(log).memory, { weights: '14.9889 GiB', kvPool: '58.11 GiB', kvTokens: '476016' });
  const old =
    'model weights take 21.21GiB; non_torch_memory takes 0.20GiB; the rest of the memory reserved for KV Cache is 1.57GiB.';
  assert.deepEqual(readLog(old).memory, { weights: '21.21 GiB', kvPool: '1.57 GiB' });
  assert.equal(calibrationText(readLog('nothing here')), '');
  const blocks = [
    'INFO gpu_executor.py:76] # GPU blocks: 28117, # CPU blocks: 2048',
    'INFO gpu_executor.py:80] Maximum concurrency for 131072 tokens per request: 3.43x',
  ];
  assert.deepEqual(readLog(blocks.join('\n')).memory, { kvTokens: String(28117 * 16) });
  assert.deepEqual(readLog(blocks.join('\n')).ignored, [
    'CPU blocks: 2048',
    'Maximum concurrency for 131072 tokens per request: 3.43x',
  ]);
  // Without the concurrency blocks are of vLLM's own size, which is said.
  const alone = readLog(blocks[0] ?? '');
  assert.deepEqual(alone.memory, { kvTokens: String(28117 * 16) });
  assert.ok(alone.ignored.includes('blocks are taken for 16 tokens each'), alone.ignored.join('; '));
});

void test('results of vllm bench and InferenceX become steps of a plan', () => {
  const bench = {
    mean_tpot_ms: 19.3,
    max_concurrency: 64,
    completed: 100,
    total_input_tokens: 102400,
    total_output_tokens: 51200,
  };
  const inferencex = { conc: 16, isl: 1024, osl: 1024, mean_tpot: 0.012, tp: 8 };
  const { steps, ignored } = readBenchmark([bench, inferencex, { mean_tpot_ms: 5 }]);
  assert.deepEqual(steps, [
    { batch: '64', context: '1280', step: '19.3 ms' },
    { batch: '16', context: '1536', step: '12 ms' },
  ]);
  assert.equal(ignored.length, 1);
  assert.deepEqual(analyze(`${PLAN}${calibrationText({ memory: {}, steps, ignored })}`).problems, []);
});

void test('measurements speak of the options that they name, else of what runs on the plan’s own hardware', () => {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { one: { concurrency: 32, context: 8K } }
gpus: { type: h200-sxm, count: 4 }
serving: { layout: { tensor: 4 } }
options:
  plain: {}
  other: { gpus: { type: h100-sxm, count: 8 }, serving: { layout: { tensor: 8 } } }
  searched: { serving: { layout: auto } }
  lpx: { lpx: { racks: 1, role: ffn, price: 1M USD } }
`);
  const step = (option: string | null, batch: number) => ({ option, batch, context: 8192, step: 0.02 });
  const memory = { weightsBytes: 1, kvPoolBytes: 2, kvTokens: null };
  const calibration = {
    steps: [step(null, 1), step('plain', 2), step('other', 3), step('lpx', 4)],
    prefill: [],
    memory,
  };
  const spoken = (name: string, own = calibration as typeof calibration | null) => {
    const option = plan.options[name]!;
    const found = caseOf(plan, { ...option, measured: measuredOf(own, name, option) }).measured;
    return [found.steps.map(({ batch }) => batch), found.memory];
  };
  assert.deepEqual(spoken('plain'), [[1, 2], memory]);
  assert.deepEqual(spoken('other'), [[3], null]);
  assert.deepEqual(spoken('lpx'), [[4], null]);
  // A measurement belongs to one layout.
  assert.deepEqual(spoken('searched'), [[], null]);
  assert.deepEqual(spoken('plain', null), [[], null]);
});

void test('steps are scaled by the geometric mean of what was measured, never below light', () => {
  const of = (...compared: readonly (readonly [number, number, number])[]) =>
    stepCalibration(compared.map(([measured, predicted, light]) => ({ measured, predicted, light })));
  assert.equal(of(), null);
  const close = (actual: number | undefined, expected: number) =>
    assert.ok(Math.abs((actual ?? 0) / expected - 1) < 1e-12, `${actual}, not ${expected}`);
  const two = of([2, 1, 0.1], [8, 1, 0.1]);
  close(two?.factor, 4);
  // Half of it and twice: what remains is the larger of both, relative to the factor.
  close(two?.error, 1);
  assert.equal(two?.measurements, 2);
  // One measurement says nothing of its own spread.
  assert.deepEqual(of([3, 2, 0.1]), { factor: 1.5, error: 0.05, measurements: 1 });
  close(of([0.1, 1, 0.5], [0.1, 1, 0.3])?.factor, 0.5);
});

void test('what was logged of a rank replaces what was counted, the rest is overhead', () => {
  const counted = {
    capacityBytes: 100,
    reserveBytes: 10,
    weightsBytes: 40,
    activationBytes: 5,
    overheadBytes: 3,
    hostWeightsBytes: 0,
    adapterBytes: 0,
    drafterBytes: 2,
    kvPoolBytes: 40,
  };
  const of = (weightsBytes: number | null, kvPoolBytes: number | null) => {
    const {
      weightsBytes: w,
      kvPoolBytes: kv,
      overheadBytes,
    } = measuredMemory(counted, {
      weightsBytes,
      kvPoolBytes,
      kvTokens: null,
    });
    return [w, kv, overheadBytes];
  };
  assert.equal(measuredMemory(counted, null), counted);
  assert.equal(measuredMemory(counted, { weightsBytes: null, kvPoolBytes: null, kvTokens: 7 }), counted);
  assert.deepEqual(of(50, 30), [50, 30, 3]);
  assert.deepEqual(of(50, null), [50, 30, 3]);
  assert.deepEqual(of(null, 20), [40, 20, 23]);
  // More than there is: nothing is left over.
  assert.deepEqual(of(60, 40), [60, 40, 0]);
});
