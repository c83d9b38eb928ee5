import assert from 'node:assert/strict';
import test from 'node:test';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import { modelById } from '../../../../src/catalog/entries/models.js';
import { UNMEASURED } from '../../../../src/catalog/shapes/measured.js';
import type { Serving } from '../../../../src/catalog/shapes/resolvedPlan.js';
import type { Accelerator } from '../../../../src/engine/shapes/machineInputs.js';
import { buildMachine } from '../../../../src/engine/fleet/machine.js';
import { chooseCoefficients, coefficientOf } from '../../../../src/engine/time/coefficients.js';
import { genericName, leastCoefficient } from '../../../../src/engine/time/kernels/names.js';
import { compareReleases } from '../../../../src/engine/time/release.js';
import { predates, serverStep, stepHost, WIDE_ONLY } from '../../../../src/engine/time/request/serverStep.js';
import { servingOf } from '../../plans.js';

const MODELS = [
  'llama-3.1-8b',
  'llama-3.1-70b',
  'qwen3-235b-a22b',
  'gpt-oss-120b',
  'gemma-4-26b-a4b',
  'deepseek-v3',
  'deepseek-v3.2',
  'deepseek-v4-pro',
  'qwen3.5-397b-a17b',
  'kimi-k3',
];
const HARDWARE = ['h100-sxm', 'h200-sxm', 'b200-sxm', 'gb300', 'mi355x', 'tpu-v7'];
const ENGINES: readonly Serving['engine'][] = ['vllm', 'sglang', 'trtllm', 'tuned'];
const LAYOUTS = [
  { tensor: 8, attentionData: 1, expert: 8, pipeline: 1, context: 1 },
  { tensor: 1, attentionData: 8, expert: 8, pipeline: 1, context: 1 },
  { tensor: 2, attentionData: 1, expert: 1, pipeline: 2, context: 1 },
];

interface Setting {
  readonly model: string;
  readonly gpu: string;
  readonly engine: Serving['engine'];
  readonly layout: (typeof LAYOUTS)[number];
  readonly context?: number;
  readonly change?: (accelerator: Accelerator) => Accelerator;
}

function machineOf({ model: name, gpu, engine, layout, context = 4096, change = (a) => a }: Setting) {
  const [model, type] = [modelById(name), gpuTypeById(gpu)];
  assert.ok(model && type, `${name} on ${gpu}`);
  return buildMachine({
    model,
    serving: servingOf(model, 'bf16', { engine }),
    accelerator: change(type.accelerator),
    speculation: null,
    dynamo: null,
    lpx: null,
    measured: UNMEASURED,
    scale: null,
    layout,
    context: { p50: context, p95: context, max: context },
  });
}

function* settings(): Generator<Setting> {
  for (const model of MODELS)
    for (const gpu of HARDWARE)
      for (const engine of ENGINES) for (const layout of LAYOUTS) yield { model, gpu, engine, layout };
}

const nameOf = ({ model, gpu, engine, layout }: Setting) =>
  `${model} ${gpu} ${engine} ${JSON.stringify(layout)}`;
const BATCHES = [1, 2, 3, 7, 8, 16, 33, 64, 130, 256, 700, 2048];
/** What rounding of sums may take. */
const AT_LEAST = 1 - 1e-12;

void test('a step never gets shorter with more sequences, and is never faster than light', () => {
  for (const setting of settings()) {
    const machine = machineOf(setting);
    let before = 0;
    for (const batch of BATCHES) {
      const { seconds, lightSeconds } = machine.step(batch);
      assert.ok(seconds >= before * AT_LEAST, `${nameOf(setting)} at ${batch}`);
      assert.ok(seconds >= lightSeconds * AT_LEAST, `${nameOf(setting)} at ${batch}: light`);
      before = seconds;
    }
  }
});

void test('a step never gets shorter with longer sequences', () => {
  for (const setting of settings()) {
    let before = 0;
    for (const context of [256, 1024, 2048, 3000, 8192, 20_000, 65_536, 131_072]) {
      const { seconds } = machineOf({ ...setting, context }).step(16);
      assert.ok(seconds >= before * AT_LEAST, `${nameOf(setting)} at ${context}`);
      before = seconds;
    }
  }
});

void test('hardware that reads, computes or sends faster is never slower', () => {
  const faster: readonly ((a: Accelerator) => Accelerator)[] = [
    (a) => ({ ...a, memoryBandwidthBytesPerSecond: 1.3 * a.memoryBandwidthBytesPerSecond }),
    (a) => ({ ...a, linkBytesPerSecond: a.linkBytesPerSecond === null ? null : 1.3 * a.linkBytesPerSecond }),
    (a) => ({
      ...a,
      flopsPerSecond: {
        bf16: a.flopsPerSecond.bf16 === null ? null : 1.3 * a.flopsPerSecond.bf16,
        fp8: a.flopsPerSecond.fp8 === null ? null : 1.3 * a.flopsPerSecond.fp8,
        fp4: a.flopsPerSecond.fp4 === null ? null : 1.3 * a.flopsPerSecond.fp4,
      },
    }),
  ];
  for (const setting of settings()) {
    const [now, ...than] = [(a: Accelerator) => a, ...faster].map((change) =>
      machineOf({ ...setting, change }),
    );
    assert.ok(now);
    // Beyond that products bind, and their tables say more of them where bytes take less.
    for (const machine of than)
      for (const batch of [1, 16])
        assert.ok(machine.step(batch).seconds <= now.step(batch).seconds / AT_LEAST, nameOf(setting));
  }
});

void test('a plain sum is what the parts add up to, also with drafts', () => {
  for (const setting of settings()) {
    const whole = machineOf(setting);
    const { seconds, parts } = whole.step(16);
    const sum = Object.values<number>({ ...parts }).reduce((total, part) => total + part, 0);
    assert.ok(Math.abs(sum / seconds - 1) < 1e-9, nameOf(setting));
    assert.ok(Math.abs(whole.plainSeconds(16) / seconds - 1) < 1e-9, nameOf(setting));
    assert.ok(whole.replica.chosen.error > 0);
  }
});

void test('no coefficient is below physics, in any row, for any term', () => {
  const model = modelById('llama-3.1-8b');
  const type = gpuTypeById('h100-sxm');
  assert.ok(model && type);
  for (const engine of ENGINES)
    for (const engineVersion of [null, '0.19.0', '0.5.10', '1.2.0rc5'])
      for (const generation of ['hopper', 'blackwell', 'ampere', 'ada', 'blackwell-rtx', 'rubin']) {
        const accelerator = { ...type.accelerator, generation };
        const { coefficients } = chooseCoefficients({
          serving: { engine, engineVersion },
          accelerator,
          model,
        });
        const of = coefficientOf(coefficients);
        for (const name of [
          'linear bf16 bytes',
          'linear nvfp4 products',
          'heads wide bytes',
          'experts mxfp4 first',
        ])
          assert.ok(of(name) >= leastCoefficient(name), `${engine} ${generation} ${name}`);
      }
});

void test('releases are told apart: candidates come before what they lead to', () => {
  const order = ['0.5.10', '0.5.14', '1.1.0rc2.post2', '1.2.0rc5', '1.3.0rc20', '1.3.0', '1.3.0.post1'];
  for (let i = 1; i < order.length; i++)
    assert.ok((compareReleases(order[i - 1]!, order[i]!) ?? 0) < 0, `${order[i - 1]} before ${order[i]}`);
  assert.equal(compareReleases('main-73b8394', '1.0'), null);
});

void test('a release chooses its own times, an older one the oldest known, and none the newest', () => {
  const model = modelById('deepseek-v3');
  const type = gpuTypeById('h200-sxm');
  assert.ok(model && type);
  const release = (engineVersion: string | null) =>
    chooseCoefficients({
      serving: { engine: 'trtllm', engineVersion },
      accelerator: type.accelerator,
      model,
    }).coefficients.release;
  assert.equal(release(null), '1.3.0rc20');
  assert.equal(release('1.4.0'), '1.3.0rc20');
  assert.equal(release('1.2.0rc5'), '1.2.0rc5');
  assert.equal(release('1.2.1'), '1.2.0rc5');
  assert.equal(release('0.9'), '1.2.0rc5');
});

void test('a term without a measured format is that of all formats', () => {
  assert.equal(genericName('linear nvfp4 bytes'), 'linear bytes');
  assert.equal(genericName('linear sparse fp8-block bytes'), 'linear sparse bytes');
  assert.equal(genericName('experts mxfp4-wide spread layer'), 'experts spread layer');
  assert.equal(genericName('heads narrow bytes'), 'heads bytes');
  assert.equal(genericName('reduce latent root'), 'reduce root');
});

void test('the step of a server is not faster than light, and grows with sequences and with time of its host', () => {
  const machine = machineOf({ model: 'deepseek-v3', gpu: 'h200-sxm', engine: 'vllm', layout: LAYOUTS[0]! });
  const host = stepHost({
    engine: 'vllm',
    generation: 'hopper',
    ranks: 1,
    narrow: { eight: 1, nvfp4: 0, mxfp4: 0, int4: 0 },
    kind: 'latent',
    older: false,
  });
  assert.ok(host);
  let before = 0;
  for (const batch of BATCHES) {
    const step = machine.step(batch);
    const served = serverStep(step, batch, host);
    assert.ok(served.seconds >= before && served.seconds >= step.lightSeconds);
    before = served.seconds;
  }
});

void test('releases before the first that was timed take longer, those of other major releases are not known', () => {
  const place = {
    engine: 'trtllm',
    generation: 'blackwell',
    ranks: 1,
    narrow: WIDE_ONLY,
    kind: 'latent',
  } as const;
  const [older, timed] = [true, false].map((old) => stepHost({ ...place, older: old }));
  assert.ok(older && timed && older.factors.kv > timed.factors.kv);
  assert.equal(predates('1.1.0rc2', '1.2.0rc5'), true);
  assert.equal(predates('1.2.0rc5', '1.2.0rc5'), false);
  assert.equal(predates('0.8.1', '1.2.0rc5'), false);
  assert.equal(predates('nightly', '1.2.0rc5'), false);
  assert.equal(predates(null, '1.2.0rc5'), false);
});
