import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { modelById } from '../../../../src/catalog/entries/models.js';
import { gpuTypeById } from '../../../../src/catalog/entries/hardware.js';
import { UNMEASURED } from '../../../../src/catalog/shapes/measured.js';
import { buildMachine, type Machine } from '../../../../src/engine/fleet/machine.js';
import { contextMix } from '../../../../src/engine/memory/contextMix.js';
import type { LpxUse } from '../../../../src/engine/shapes/machineInputs.js';
import { gathered, rampSeconds } from '../../../../src/engine/time/kernels/kernel.js';
import type { Term } from '../../../../src/engine/time/kernels/term.js';
import { mixtureCurve } from '../../../../src/engine/time/speculation/mixture.js';
import { verificationChooser } from '../../../../src/engine/time/speculation/verification.js';
import type { Verification } from '../../../../src/engine/time/speculation/verified.js';
import { stepKernel } from '../../../../src/engine/time/stepTime.js';
import { planOf, servingOf } from '../../plans.js';

/** The first of the fastest of all choices, each looked at. */
function ofAll(choices: readonly Verification[], seconds: (tokens: number) => number): Verification {
  const rate = (v: Verification) => v.acceptedLength / seconds(v.verifiedDrafts + 1);
  return choices.reduce((best, choice) => (rate(choice) > rate(best) ? choice : best));
}

/** Steps that never get shorter with more tokens: with bends, jumps, and stretches that are level. */
const risingSteps = fc
  .record({
    constant: fc.double({ min: 0.01, max: 10, noNaN: true }),
    slope: fc.double({ min: 0, max: 2, noNaN: true }),
    root: fc.double({ min: 0, max: 2, noNaN: true }),
    experts: fc.double({ min: 0, max: 5, noNaN: true }),
    bend: fc.double({ min: 1, max: 10, noNaN: true }),
    jump: fc.constantFrom(0, 0, 0.5),
  })
  .map(({ constant, slope, root, experts, bend, jump }) => (tokens: number) => {
    const level = Math.min(tokens, bend);
    return (
      constant +
      slope * level +
      root * Math.sqrt(level) -
      experts * Math.expm1(-tokens / 3) +
      (tokens > bend ? jump : 0)
    );
  });

void test('looking only at depths that could win finds what looking at all of them does', () => {
  const lengths = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 15 });
  fc.assert(
    fc.property(lengths, risingSteps, (survivals, seconds) => {
      let length = 1;
      const acceptance = survivals.map((survival) => (length += survival));
      const draftTokens = acceptance.length;
      const choices = [1, ...acceptance].map((acceptedLength, verifiedDrafts) => ({
        verifiedDrafts,
        acceptedLength,
      }));
      const rule = { method: 'adaptive', draftTokens, acceptance, betaMixture: null } as const;
      assert.deepEqual(verificationChooser(rule).choose(seconds), ofAll(choices, seconds));
    }),
  );
});

void test('a published profile whose last length is shorter is searched as well', () => {
  const acceptance = [1.9, 2.6, 3.1, 3, 2.9];
  const rule = { method: 'adaptive', draftTokens: 5, acceptance, betaMixture: null } as const;
  assert.equal(verificationChooser(rule).choose(() => 1).verifiedDrafts, 3);
});

void test('of a long curve the coarse best and its neighbours are what they were when all of both were looked at', () => {
  const mixture = { a: 1.19, b: 0.57, d: 0.995 };
  const curve = mixtureCurve(mixture, 5);
  const rule = { method: 'adaptive', draftTokens: 5, acceptance: [], betaMixture: mixture } as const;
  fc.assert(
    fc.property(risingSteps, (seconds) => {
      const coarse = curve.indexOf(
        ofAll(
          curve.filter((_, i) => i % 8 === 0),
          seconds,
        ),
      );
      const near = curve.slice(Math.max(0, coarse - 7), coarse + 8);
      const best = ofAll([curve[0] as Verification, ...near], seconds);
      assert.deepEqual(verificationChooser(rule).choose(seconds), best);
    }),
  );
});

void test('kernels whose products outlast their bytes add up, wherever each of them begins to', () => {
  const ramp = fc.record({
    amount: fc.double({ min: 1e-9, max: 1e-6, noNaN: true }),
    from: fc.double({ min: 0, max: 1e-3, noNaN: true }),
    times: fc.constantFrom(0, 0.3, 1, 8),
  });
  fc.assert(
    fc.property(
      fc.array(ramp, { maxLength: 12 }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (ramps, tokens) => {
        const terms = ramps.map(({ amount, from }, i): Term => {
          return { name: String(i), part: 'compute', amount, grows: { kind: 'above', from } };
        });
        const joined = gathered(terms, (name) => ramps[Number(name)]?.times ?? 0).ramps;
        const beyond = ramps.map(({ amount, from, times }) => times * Math.max(0, amount * tokens - from));
        const scale = ramps.reduce(
          (sum, { amount, from, times }) => sum + times * (amount * tokens + from),
          0,
        );
        const sum = beyond.reduce((total, seconds) => total + seconds, 0);
        assert.ok(Math.abs(rampSeconds(joined, tokens) - sum) <= 1e-14 * scale);
      },
    ),
  );
});

const RACKS = planOf(`decodeplan: 1
model: deepseek-v4-pro
workloads: { one: { concurrency: 8, context: 4K } }
gpus: { type: b300-sxm, count: 8 }
options: { racks: { lpx: { racks: 200, role: decode, price: 1M USD } } }
`).options['racks']?.lpx;

function machineOf(
  name: string,
  gpu: string,
  role: LpxUse['role'] | null,
  graphTokens: number | null,
): Machine {
  const [model, type] = [modelById(name), gpuTypeById(gpu)];
  assert.ok(model && type && RACKS);
  const use = { racks: 200, minimumRacks: 1, replicas: 2, prompts: false };
  return buildMachine({
    model,
    serving: servingOf(model, 'bf16', { graphTokens }),
    accelerator: type.accelerator,
    speculation: null,
    dynamo: null,
    lpx: role && { ...use, lpx: RACKS, role },
    measured: UNMEASURED,
    scale: null,
    layout: { tensor: 4, attentionData: 2, expert: 8, pipeline: 1, context: 1 },
    context: { p50: 32_768, p95: 32_768, max: 32_768 },
  });
}

void test('verifying more drafts of each sequence never takes less time, on accelerators, racks and wafers', () => {
  for (const name of ['deepseek-v4-pro', 'llama-3.1-70b', 'gpt-oss-120b', 'qwen3.5-397b-a17b'])
    for (const [gpu, role] of [
      ['h100-sxm', null],
      ['vera-rubin', null],
      ['b300-sxm', 'ffn'],
      ['b300-sxm', 'decode'],
      ['cerebras-cs3', null],
    ] as const)
      for (const graphTokens of [null, 64]) {
        const machine = machineOf(name, gpu, role, graphTokens);
        const { verify, kernel: replica } = machine.replica;
        const kernel = stepKernel(replica, contextMix(machine.context));
        for (const sequences of [1, 2, 3, 16, 100, 512]) {
          let before = 0;
          for (let drafts = 0; drafts <= 8; drafts += 0.25) {
            const seconds = verify.seconds(kernel, sequences, drafts);
            assert.ok(seconds >= before * (1 - 1e-10), `${name} ${gpu} ${role} ${sequences} ${drafts}`);
            before = seconds;
          }
        }
      }
});
