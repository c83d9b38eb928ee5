import assert from 'node:assert/strict';
import test from 'node:test';
import { modelById } from '../../../../src/catalog/entries/models.js';
import { lpxRack } from '../../../../src/catalog/entries/hardware.js';
import type { LpxRackSpec, WeightClass } from '../../../../src/catalog/shapes/types.js';
import {
  launchSaved,
  lpxDecodeParts,
  lpxFeedForward,
  lpxLayerSeconds,
  reachSeconds,
  splitStepParts,
  splitStepSeconds,
  type LpxFeedForward,
} from '../../../../src/engine/time/lpx.js';
import type { StepParts } from '../../../../src/engine/shapes/result.js';
import { totalSeconds } from '../../../../src/engine/time/stepTime.js';
import { servingOf } from '../../plans.js';
import { reasonText } from '../../../../src/report/words/reasons.js';

const NOTHING: StepParts = {
  weights: 0,
  adapters: 0,
  host: 0,
  kv: 0,
  compute: 0,
  communication: 0,
  fixed: 0,
  draft: 0,
  link: 0,
};

/** Ten layers whose times come out round: 1 µs of latency, 1 µs for what is always read, 4 µs for all experts. */
const FFN: LpxFeedForward = {
  layers: 10,
  denseBytesPerLayer: 1e6,
  expertBytesPerLayer: 4e6,
  expertMiss: Math.log(0.5),
  flopsPerTokenLayer: 1e6,
  sramBytesPerSecond: 1e12,
  flopsPerSecond: 1e13,
  oneExpertSeconds: 0,
  layerLatencySeconds: 1e-6,
  linkBytesPerSecond: 1e9,
  linkLatencySeconds: 2e-6,
  hiddenSize: 1000,
  replicas: 1,
};

const close = (actual: number, expected: number, what = '') => {
  assert.ok(Math.abs(actual - expected) <= 1e-9 * Math.abs(expected), `${what} ${actual}, not ${expected}`);
};

void test('reach follows the ladder, its steps joined by lines, the last one carried on', () => {
  const ladder = (reachLatency: LpxRackSpec['reachLatency']): LpxRackSpec => ({ ...lpxRack(), reachLatency });
  const rack = ladder([
    [10, 1],
    [20, 3],
    [40, 4],
  ]);
  const reached = [5, 10, 15, 20, 30, 40, 60].map((bytes) => reachSeconds(rack, bytes));
  // Below the first step nothing is known to be faster.
  assert.deepEqual(reached, [1, 1, 2, 3, 3.5, 4, 5]);
  assert.equal(reachSeconds(ladder([]), 5), 0);
  assert.equal(reachSeconds(ladder([[10, 1]]), 50), 1);
  const falling = ladder([
    [10, 2],
    [20, 1],
  ]);
  assert.equal(reachSeconds(falling, 100), 0);
});

void test('a layer reads what is always read and the experts that tokens touch, or computes, whichever is longer', () => {
  close(lpxLayerSeconds(FFN, 1), 1e-6 + (1e6 + 2e6) / 1e12);
  close(lpxLayerSeconds(FFN, 2), 1e-6 + (1e6 + 3e6) / 1e12);
  // 100 tokens compute for 10 µs.
  close(lpxLayerSeconds(FFN, 100), 1e-6 + 1e-5);
  // One expert alone may take longest.
  close(lpxLayerSeconds({ ...FFN, oneExpertSeconds: 7e-6 }, 1), 8e-6);
  // Three replicas: their work queues behind each other, latency and the one expert do not.
  close(lpxLayerSeconds({ ...FFN, replicas: 3 }, 1), 9e-6);
  close(lpxLayerSeconds({ ...FFN, replicas: 3, oneExpertSeconds: 20e-6 }, 1), 21e-6);
  close(lpxLayerSeconds({ ...FFN, replicas: 3 }, 100), 30e-6);
});

/** Seconds of each station for one of `m` micro-batches, written out. */
function stations(gpuSeconds: number, tokens: number) {
  return {
    attention: gpuSeconds / 10,
    there: 2e-6 + (tokens * 1000) / 1e9,
    feedForward: lpxLayerSeconds(FFN, tokens),
    back: 2e-6 + (tokens * 2000) / 1e9,
  };
}

void test('a split step is the fastest of one, two and three micro-batches', () => {
  // Attention of 1 µs and 1 µs a sequence in each layer.
  const gpuSeconds = (n: number) => 1e-5 * (1 + n);
  const steps = (sequences: number, drafts: number) =>
    [1, 2, 3].map((m) => {
      const n = sequences / m;
      const { attention, there, feedForward, back } = stations(gpuSeconds(n), n * (1 + drafts));
      const serial = attention + there + feedForward + back;
      const bottleneck = [
        serial,
        Math.max(attention + there, feedForward + back),
        Math.max(attention, feedForward, there + back),
      ][m - 1];
      return serial + (bottleneck ?? 0) * (m * 10 - 1);
    });
  for (const sequences of [3, 6, 12, 48, 200])
    for (const drafts of [0, 3])
      close(splitStepSeconds(FFN, gpuSeconds, sequences, drafts), Math.min(...steps(sequences, drafts)));
  // One sequence makes one micro-batch, two make two at most, and less than one is still a step.
  close(splitStepSeconds(FFN, gpuSeconds, 1, 0), steps(1, 0)[0] ?? 0);
  close(splitStepSeconds(FFN, gpuSeconds, 2, 0), Math.min(...steps(2, 0).slice(0, 2)));
  close(splitStepSeconds(FFN, gpuSeconds, 0.5, 0), steps(0.5, 0)[0] ?? 0);
});

void test('the parts of a split step add up to it, and keep the names of what the accelerators do', () => {
  const gpu = (n: number): StepParts => ({
    ...NOTHING,
    weights: 2e-5,
    kv: n * 1e-5,
    compute: 4e-6,
    communication: 6e-6,
    fixed: 4e-5,
  });
  const seconds = (n: number) => totalSeconds(gpu(n)) - launchSaved(4e-5);
  close(launchSaved(1), 0.45);
  for (const sequences of [0.5, 1, 2, 3, 30, 300]) {
    const parts = splitStepParts(FFN, { parts: gpu, seconds }, sequences, 2);
    close(totalSeconds(parts), splitStepSeconds(FFN, seconds, sequences, 2), `${sequences} sequences:`);
    assert.equal(parts.draft, 0);
    // The shares among the accelerators' own parts stay.
    close(parts.communication / parts.compute, 1.5);
    close(parts.fixed / parts.compute, (4e-5 * 0.55) / 4e-6);
    assert.ok(parts.link > 0 && parts.weights > (parts.compute / 4e-6) * 2e-5);
  }
  // One sequence: all four stations one after the other, ten times.
  const alone = splitStepParts(FFN, { parts: gpu, seconds }, 1, 0);
  const { attention, there, feedForward, back } = stations(seconds(1), 1);
  close(alone.kv, 1e-5);
  close(alone.link, 10 * (there + back));
  close(alone.weights, 2e-5 + 10 * feedForward);
  close(totalSeconds(alone), 10 * (attention + there + feedForward + back));
});

void test('a whole decode pays each layer, attention weights and the cache; what spills waits for the slow tier', () => {
  const rack: LpxRackSpec = { ...lpxRack(), slowTierBandwidthBytesPerSecond: null };
  const layers = lpxLayerSeconds(FFN, 2) * 10;
  const fits = lpxDecodeParts(FFN, rack, 5e9, 2e9, 3e9, 3e9, 2).parts;
  assert.ok(fits);
  close(fits.fixed, 1e-5);
  close(fits.weights, layers - 1e-5 + 5e-3);
  close(fits.kv, 2e-3);
  assert.deepEqual([fits.compute, fits.communication, fits.draft, fits.link], [0, 0, 0, 0]);
  const spilt = lpxDecodeParts(FFN, rack, 5e9, 2e9, 4e9, 3e9, 2);
  assert.equal(spilt.parts, null);
  assert.match(reasonText(spilt.reason), /DDR5, whose bandwidth is not published/);
  const slow = { ...rack, slowTierBandwidthBytesPerSecond: 1e11 };
  const { parts } = lpxDecodeParts(FFN, slow, 5e9, 2e9, 4e9, 3e9, 2);
  assert.ok(parts);
  close(parts.kv, (2e9 * 0.75) / 1e12 + (2e9 * 0.25) / 1e11);
  close(parts.weights, fits.weights);
});

void test('what LPX needs to time a layer follows from the model, its racks and their links', () => {
  const model = modelById('deepseek-v4-flash');
  assert.ok(model?.moe);
  const rack = lpxRack();
  const serving = servingOf(model, 'fp8');
  const lpx = { rack, racks: 2, role: 'ffn', price: 0, power: 0, storage: 'fp8' } as const;
  const ffn = lpxFeedForward(model, serving, lpx, 2, 1, 4);
  const { moe, weights } = model;
  const sum = (roles: readonly string[], of: (w: WeightClass) => number) =>
    weights.filter(({ role }) => roles.includes(role)).reduce((total, w) => total + of(w), 0);
  const experts = sum(['experts'], ({ parameters }) => parameters);
  const always = sum(['dense-ffn', 'shared-experts'], ({ parameters }) => parameters);
  // LP30 holds everything as FP8: a byte for each parameter.
  close(ffn.expertBytesPerLayer, experts / model.layers);
  close(ffn.denseBytesPerLayer, always / model.layers);
  close(ffn.expertMiss, Math.log(1 - moe.expertsPerToken / moe.routedExperts));
  const active = sum(['dense-ffn', 'shared-experts', 'experts'], ({ activeParameters }) => activeParameters);
  close(ffn.flopsPerTokenLayer, (2 * active) / model.layers);
  const bandwidth = rack.sramBandwidthBytesPerSecondPerLpu * 0.8;
  close(ffn.sramBytesPerSecond, 2 * rack.lpus * bandwidth);
  close(ffn.flopsPerSecond, 2 * rack.lpus * rack.fp8FlopsPerSecondPerLpu * 0.5);
  const one = experts / (moe.layers * moe.routedExperts);
  close(ffn.oneExpertSeconds, one / (Math.max(1, Math.ceil(one / rack.sramBytesPerLpu)) * bandwidth));
  close(
    ffn.layerLatencySeconds,
    Math.max(rack.layerFloorSeconds.likely, 2 * reachSeconds(rack, experts + always)),
  );
  // The narrower of four accelerators' ports and the racks' own, at what Ethernet reaches of its line rate.
  close(ffn.linkBytesPerSecond, Math.min(4 * 0.2e12, 2 * rack.linkBytesPerSecond) * 0.8);
  const shared = lpxFeedForward(model, serving, lpx, 2, 1000, 4);
  close(shared.linkBytesPerSecond, ((2 * rack.linkBytesPerSecond) / 1000) * 0.8);
  assert.equal(shared.replicas, 1000);
  // Experts stored in four bits take half a byte and a scale for each 32; what is not narrow stays.
  const packed = lpxFeedForward(model, serving, { ...lpx, storage: 'fp4' }, 2, 1, 4);
  close(packed.expertBytesPerLayer, (experts * 0.53125) / model.layers);
  close(packed.denseBytesPerLayer, ffn.denseBytesPerLayer);
});
