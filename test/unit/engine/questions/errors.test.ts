import assert from 'node:assert/strict';
import test from 'node:test';
import { modelErrors } from '../../../../src/engine/questions/errors/modelErrors.js';
import { otherEngines, withEngine } from '../../../../src/engine/questions/errors/engineChoice.js';
import { sensitivity } from '../../../../src/engine/questions/sensitivity.js';
import { uncertainInputs } from '../../../../src/engine/questions/uncertainInputs.js';
import { sampleCosts, summarize } from '../../../../src/engine/questions/uncertainty.js';
import { differenceSentences } from '../../../../src/report/figures/spread.js';
import { variedName } from '../../../../src/report/words/inputs.js';
import { planOf } from '../../plans.js';

const HEAD = `decodeplan: 1
model: deepseek-v4-pro
workloads: { agents: { context: 96K, speed: 100 tok/s, demand: 5B tokens/day } }
gpus: { type: vera-rubin-nvl72, racks: 0 }
`;
const LPX = `${HEAD}options:
  software: { speculation: { method: dspark, acceptance: ACCEPTANCE } }
  lpx: { lpx: { racks: auto, role: ffn }, speculation: { method: dspark, acceptance: ACCEPTANCE } }
breakEven: { baseline: software, challenger: lpx }
`;
const withAcceptance = (text: string) => planOf(LPX.replaceAll('ACCEPTANCE', text));

void test('a range on acceptance is one input of both options, and moves the answer', () => {
  const plan = withAcceptance('2.5..3.4..4.2');
  const [input] = uncertainInputs(plan).filter(({ path }) => path.endsWith('acceptance'));
  const tornado = sensitivity(plan);
  assert.ok(input && tornado);
  const own = tornado.inputs.find(({ path }) => path === input.path);
  assert.ok(own);
  assert.equal(input.paths.length, 2);
  // At an end it is what the file says with that number.
  for (const [end, text] of [
    ['low', '2.5'],
    ['high', '4.2'],
  ] as const) {
    const written = sensitivity(withAcceptance(text))?.difference ?? Number.NaN;
    assert.ok(Math.abs((own.difference[end] ?? 0) - written) < 1e-9, end);
  }
  const spread = new Set(
    sampleCosts(plan, { seed: 1, from: 0, count: 24 }).map(({ usd }) => usd['software']),
  );
  const fixed = planOf(LPX.replaceAll('ACCEPTANCE', '3.4'));
  const ranges = { ...fixed.ranges };
  assert.ok(!Object.keys(ranges).some((path) => path.endsWith('acceptance')));
  assert.ok(spread.size > 8);
});

void test('a range beyond what its drafts can accept is an error at its place', () => {
  assert.throws(() => withAcceptance('2.5..3.4..6.5'), /accept 6 tokens at most/);
});

void test('golden acceptance spreads over what else was measured, a profile by name does not', () => {
  const golden = uncertainInputs(withAcceptance('golden')).find(({ path }) => path.endsWith('acceptance'));
  assert.deepEqual(golden?.range, { low: 3.26954, likely: 3.74, high: 4.74 });
  const named = withAcceptance('golden-deepseek-v4-pro-dspark-thinking-off');
  assert.equal(
    uncertainInputs(named).find(({ path }) => path.endsWith('acceptance')),
    undefined,
  );
});

void test('engine and LPX are rows of the tornado; racks are no matter of the engine', () => {
  const plan = { ...withAcceptance('3.4'), ranges: {} };
  const tornado = sensitivity(plan);
  assert.ok(tornado && tornado.difference !== null);
  const rows = Object.fromEntries(tornado.inputs.map((one) => [variedName(one).label, one]));
  assert.deepEqual(
    Object.keys(rows).toSorted(),
    ['Engine', 'step times of vllm on vera-rubin-nvl72', 'what is assumed of LPX'].toSorted(),
  );
  const steps = rows['step times of vllm on vera-rubin-nvl72'];
  assert.ok(steps);
  // Slower steps cost both options more, software more of the two: racks are not the engine's.
  assert.ok(steps.range.high > 1.2);
  const [source] = modelErrors(plan);
  assert.ok((source?.reach['software'] ?? 0) > (source?.reach['lpx'] ?? 0));
  assert.ok((source?.reach['lpx'] ?? 0) > 0);
  const lpx = rows['what is assumed of LPX'];
  assert.ok(lpx && (lpx.difference.low ?? 0) < tornado.difference);
});

void test('errors are shared by engine and hardware; measured options and services have none of it', () => {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-70b
workloads: { chat: { concurrency: 64, context: 4K } }
gpus: { type: h100-sxm, count: 16 }
serving: { layout: { tensor: 4 } }
options:
  a: {}
  b: {}
  c: { serving: { engine: sglang } }
  away: { hosted: { output: 1 USD/Mtok, speed: 100 tok/s } }
calibration: { steps: [{ batch: 8, context: 4K, step: 20 ms, option: b }] }
`);
  assert.deepEqual(
    modelErrors(plan).map(({ of, reach }) => [of, Object.keys(reach)]),
    [
      [{ code: 'steps', engine: 'vllm', accelerator: 'h100-sxm' }, ['a']],
      [{ code: 'measured-steps', option: 'b' }, ['b']],
      [{ code: 'steps', engine: 'sglang', accelerator: 'h100-sxm' }, ['c']],
    ],
  );
});

void test('other engines are those that drive the hardware', () => {
  const on = (type: string) =>
    otherEngines(
      planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 64, context: 4K } }
gpus: { type: ${type}, count: 8 }
`),
    );
  assert.deepEqual(on('h200-sxm'), ['sglang', 'trtllm']);
  assert.deepEqual(on('mi300x'), ['sglang']);
  assert.deepEqual(on('cerebras-cs3'), []);
  const plan = planOf(HEAD);
  assert.equal(withEngine(plan, 'sglang').serving.engine, 'sglang');
});

void test('where the middle of the draws is not the plan’s cost, a sentence says why', () => {
  const plan = planOf(`decodeplan: 1
model: llama-3.1-8b
workloads: { chat: { concurrency: 64, context: 4K } }
gpus: { type: h100-sxm, count: 8, price: 20K..25K..90K USD }
economics: { owned: priced }
`);
  const option = Object.keys(plan.options)[0] ?? '';
  const told = (samples: readonly (number | null)[]) =>
    differenceSentences(
      plan,
      summarize(
        plan,
        samples.map((usd) => ({ usd: { [option]: usd }, forbidden: [] })),
        1,
      ),
    );
  const own = sampleCosts(plan, { seed: 1, from: 0, count: 64 }).map(({ usd }) => usd[option] ?? null);
  assert.match(
    told(own).join(),
    /^as-is costs \$0\.26 \(decode only\) at the likely values, but \$0\.\d+ \(decode only\) in the middle of the draws: Accelerator price is \$25K as planned and \$4\d\.\dK in the middle of its range[.;]/,
  );
  const [point = 0] = sampleCosts({ ...plan, ranges: {} }, { seed: 1, from: 0, count: 1 }).map(
    ({ usd }) => usd[option] ?? 0,
  );
  assert.ok(point > 0);
  assert.match(
    told([...own.slice(0, 32), ...own.slice(0, 32).map(() => null)]).join(),
    /in 50 of 100 draws it does not serve/,
  );
  assert.deepEqual(told([]), []);
});
