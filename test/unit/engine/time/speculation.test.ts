import assert from 'node:assert/strict';
import test from 'node:test';
import {
  geometric,
  lengthsFromOne,
  lengthsFromSurvival,
} from '../../../../src/catalog/entries/acceptance.js';
import { kvBytesPerToken } from '../../../../src/catalog/shapes/cacheGroups.js';
import { kvCacheFormat } from '../../../../src/catalog/shapes/formats.js';
import { weightFormat } from '../../../../src/catalog/shapes/weightFormats.js';
import { modelById } from '../../../../src/catalog/entries/models.js';
import { acceptanceProfile, drafterFor } from '../../../../src/catalog/entries/speculators.js';
import {
  betaDistribution,
  betaQuantiles,
  mixtureCurve,
  verificationCurve,
} from '../../../../src/engine/time/speculation/mixture.js';
import { acceptedLength, verificationChooser } from '../../../../src/engine/time/speculation/verification.js';

/** Test vectors T1 to T14 of the published analyses that the engine's speculation rests on. */

const near = (actual: number, expected: number, relative: number, what = '') =>
  assert.ok(
    Math.abs(actual - expected) <= relative * Math.abs(expected),
    `${what}: ${actual} against ${expected}`,
  );
const last = (lengths: readonly number[]) => lengths.at(-1) ?? 0;

void test('T1: expected tokens with equal chances', () => {
  const vectors = [
    [0.6, 4, 2.3056],
    [0.8, 1, 1.8],
    [0.8, 3, 2.952],
    [0.8, 5, 3.68928],
    [0.9, 7, 5.695328],
    [0.5, 5, 1.96875],
  ] as const;
  for (const [chance, drafts, tokens] of vectors) near(geometric(chance, drafts), tokens, 1e-7);
});

void test('T2: speed-up of a drafter that drafts one token after the other', () => {
  const speedUp = (chance: number, drafts: number, cost: number) =>
    geometric(chance, drafts) / (drafts * cost + 1);
  near(speedUp(0.8, 5, 0.05), 2.951424, 1e-9);
  near(speedUp(0.6, 2, 0.1), 1.633333, 1e-6);
  near(speedUp(0.9, 10, 0.02), 5.718245, 1e-6);
  const best = (chance: number, cost: number) =>
    Array.from({ length: 30 }, (_, i) => i + 1).reduce((a, b) =>
      speedUp(chance, b, cost) > speedUp(chance, a, cost) ? b : a,
    );
  const vectors = [
    [0.8, 0.05, 8, 3.09208],
    [0.6, 0.1, 3, 1.673846],
    [0.9, 0.02, 19, 6.365387],
    [0.7, 0.15, 3, 1.746897],
  ] as const;
  for (const [chance, cost, drafts, gain] of vectors) {
    assert.equal(best(chance, cost), drafts);
    near(speedUp(chance, drafts, cost), gain, 1e-6);
  }
});

void test('T3: accepted length from chances by position', () => {
  const conditional = [0.7353, 0.7376, 0.7403, 0.7442, 0.7583, 0.7657, 0.761];
  let product = 1;
  near(last(lengthsFromSurvival(conditional.map((c) => (product *= c)))), 3.51007, 1e-5);
  near(last(lengthsFromSurvival([0.739, 0.478, 0.261, 0.174, 0.13, 0.087, 0.043])), 2.912, 1e-9);
});

void test('T4: one chance that is worth an accepted length', () => {
  const vectors = [
    [3.74, 5, 0.8058],
    [4.52, 5, 0.8852],
    [1.79, 1, 0.79],
    [6.11, 7, 0.9212],
    [3.49, 7, 0.7389],
  ] as const;
  for (const [length, drafts, chance] of vectors) {
    const lengths = lengthsFromOne(length, drafts);
    near(lengths[drafts - 1] ?? 0, length, 1e-9);
    near((lengths[0] ?? 0) - 1, chance, 2e-4);
  }
  const golden = acceptanceProfile('golden', 'dspark', 'deepseek-v4-pro');
  assert.ok(golden);
  const increments = golden.acceptedLength
    .slice(0, 5)
    .map((length, i) => length - (golden.acceptedLength[i - 1] ?? 1));
  [0.86, 0.69, 0.53, 0.35, 0.31].forEach((a, i) => near(increments[i] ?? 0, a, 1e-6));
});

/** Mean survival of draft j where acceptance is spread by Beta(a, b): product of (a + i) / (a + b + i). */
function meanSurvival({ a, b }: { readonly a: number; readonly b: number }, j: number): number {
  let product = 1;
  for (let i = 0; i < j; i++) product *= (a + i) / (a + b + i);
  return product;
}

void test('T5: acceptance spread between requests', () => {
  const pro = [0.69773, 0.52588, 0.4166, 0.34172, 0.28761];
  pro.forEach((a, i) => near(meanSurvival({ a: 3.07, b: 1.33 }, i + 1), a, 1e-4));
  const flash = [0.67614, 0.5365, 0.45517, 0.40066, 0.36101];
  flash.forEach((a, i) => near(meanSurvival({ a: 1.19, b: 0.57 }, i + 1), a, 1e-4));
  near(last(mixtureCurve({ a: 3.07, b: 1.33, d: 1 }, 5).map((point) => point.acceptedLength)), 3.26954, 1e-3);
});

/** Step seconds of a measured set: fixed, experts, per token, per request (speculation.md section 4). */
interface MeasuredSet {
  readonly t0: number;
  readonly tw: number;
  readonly kappa: number;
  readonly tc: number;
  readonly perRequest: number;
}
const milliseconds = ({ t0, tw, kappa, tc, perRequest }: MeasuredSet, requests: number, tokens: number) =>
  t0 + tw * (1 - Math.exp(-kappa * tokens)) + tc * tokens + perRequest * requests;
const C: MeasuredSet = { t0: 9.61, tw: 12.68, kappa: 0.02233, tc: 0.043, perRequest: 0.0099 };
const C_LENGTHS = lengthsFromSurvival([0.836, 0.641, 0.451, 0.291, 0.172, 0.093, 0.046]);
const cStep = (requests: number, drafts: number) =>
  milliseconds(C, requests, requests * (1 + drafts)) + (drafts > 0 ? 1.75 + 0.0073 * requests : 0);
const fixed = (draftTokens: number, stepSeconds: (tokens: number) => number) =>
  verificationChooser({ method: 'fixed', draftTokens, acceptance: C_LENGTHS, betaMixture: null }).choose(
    stepSeconds,
  );

void test('T7: V4-Pro on eight B300, fixed drafts', () => {
  const vectors = [
    [1, 0, 9.943, 100.57],
    [1, 5, 13.225, 256.41],
    [60.7, 0, 22.231, 44.98],
    [58.7, 5, 40.189, 84.38],
    [118.1, 0, 27.63, 36.19],
    [117.5, 1, 36.099, 50.86],
    [215.2, 0, 33.57, 29.79],
    [221.7, 7, 104.118, 33.9],
  ] as const;
  for (const [requests, drafts, step, speed] of vectors) {
    const chosen = fixed(drafts, () => 1);
    near(cStep(requests, drafts), step, 2e-3, `step of ${requests} with ${drafts}`);
    near(
      (1000 * chosen.acceptedLength) / cStep(requests, drafts),
      speed,
      3e-3,
      `speed of ${requests} with ${drafts}`,
    );
  }
});

void test('T8: the gain of fixed drafts falls with load and turns negative', () => {
  const vectors = [
    [16, 1.344, 1.738, 1.795, 1.731],
    [64, 1.389, 1.836, 1.843, 1.695],
    [128, 1.398, 1.719, 1.621, 1.423],
    [256, 1.302, 1.446, 1.284, 1.084],
    [512, 1.179, 1.196, 1.015, 0.834],
  ] as const;
  for (const [requests, ...gains] of vectors) {
    [1, 3, 5, 7].forEach((drafts, i) => {
      const gain = (acceptedLength(C_LENGTHS, drafts) * cStep(requests, 0)) / cStep(requests, drafts);
      near(gain, gains[i] ?? 0, 6e-3, `${requests} requests, ${drafts} drafts`);
    });
  }
});

void test('T9: the most promising drafts of two requests are verified first', () => {
  const survive = (...chances: number[]) => {
    let product = 1;
    return chances.map((c) => (product *= c));
  };
  const curve = verificationCurve([survive(0.9, 0.8, 0.5), survive(0.6, 0.5, 0.3)]);
  const step = (tokens: number) => 10 + 0.05 * tokens + 0.5 * Math.max(0, tokens - 4);
  const rates = curve.map(
    ({ verifiedDrafts, acceptedLength: length }) => (2 * length * 1000) / step(2 * (1 + verifiedDrafts)),
  );
  [198.0198, 285.7143, 354.902, 392.5581, 405.3097, 411.8143, 400.8065].forEach((rate, i) =>
    near(rates[i] ?? 0, rate, 1e-6),
  );
  assert.equal(rates.indexOf(Math.max(...rates)), 5);
});

const SETS = {
  A: {
    curve: { t0: 10.13, tw: 3.1, kappa: 0.0506, tc: 0.025, perRequest: 0 },
    draft: 0.15,
    mixture: { a: 1.19, b: 0.57, d: 0.995 },
    mtp: 1.646,
  },
  B: {
    curve: { t0: 20.22, tw: 11.23, kappa: 0.0702, tc: 0.0713, perRequest: 0 },
    draft: 0.07,
    mixture: { a: 3.07, b: 1.33, d: 1 },
    mtp: 1.666,
  },
} as const;

void test('T10: production speeds of V4-Flash and V4-Pro with a load-adaptive verifier', () => {
  const vectors = {
    A: [
      [1, 267.99, 5.215],
      [5, 225.83, 4.96],
      [25, 179.52, 4.785],
      [50, 151.95, 4.475],
      [100, 117.55, 4.11],
      [200, 81.98, 3.705],
    ],
    B: [
      [1, 125.95, 5.36],
      [5, 96.03, 5.27],
      [25, 74.33, 5.04],
      [50, 61.17, 4.61],
      [100, 45.92, 4.075],
      [200, 31.29, 3.525],
    ],
  } as const;
  for (const name of ['A', 'B'] as const) {
    const { curve, draft, mixture } = SETS[name];
    for (const [requests, speed, budget] of vectors[name]) {
      const drafting = draft * milliseconds(curve, requests, 5 * requests);
      const stepSeconds = (tokens: number) => milliseconds(curve, requests, requests * tokens) + drafting;
      const chosen = verificationChooser({
        method: 'adaptive',
        draftTokens: 5,
        acceptance: [],
        betaMixture: mixture,
      }).choose(stepSeconds);
      const reached = (1000 * chosen.acceptedLength) / stepSeconds(1 + chosen.verifiedDrafts);
      near(reached, speed, 5e-3, `${name}, ${requests} requests`);
      near(1 + chosen.verifiedDrafts, budget, 2e-2, `budget of ${name}, ${requests} requests`);
    }
  }
});

void test('T11: a DSpark drafter of V4 holds three layers of experts in four bits', () => {
  near(3 * 256 * 3 * 4096 * 2048 * weightFormat('mxfp4').bytes, 10.268e9, 1e-3);
  near(drafterFor('dspark', 'deepseek-v4-flash')?.weightsBytes ?? 0, 10.268e9, 1e-6);
  near(drafterFor('dspark', 'deepseek-v4-pro')?.weightsBytes ?? 0, 40.429e9, 1e-6);
});

void test('T12: a remote drafter hides its time', () => {
  const verify = milliseconds(SETS.A.curve, 50, 50 * 4.475);
  near(verify, 18.824, 1e-3);
  near(3304 / (verify + 2.922), 151.94, 1e-3);
  near(3304 / verify, 175.52, 1e-3);
  near(3304 / (verify + 1), 166.67, 1e-3);
});

void test('T13: long contexts make verified tokens cheap', () => {
  const llama = modelById('llama-3.1-8b');
  assert.ok(llama);
  const perToken = kvBytesPerToken(llama, kvCacheFormat(llama, 'bf16'), 8192);
  const step = (batch: number, context: number, tokens: number) =>
    (16e9 + batch * context * perToken) / 3.35e12 + (batch * tokens * 16e9) / 800e12;
  const vectors = [
    [1, 2000, 1.0164],
    [64, 2000, 1.4628],
    [256, 2000, 1.6843],
    [64, 32000, 1.0594],
    [256, 32000, 1.062],
  ] as const;
  for (const [batch, context, ratio] of vectors)
    near(step(batch, context, 5) / step(batch, context, 1), ratio, 2e-3, `${batch} at ${context}`);
});

void test('T14: trees of drafts', () => {
  const tree = (...widths: number[]) => {
    let product = 1;
    return last(lengthsFromSurvival(widths.map((width) => (product *= 1 - 0.3 ** width))));
  };
  near(tree(1, 1, 1), 2.533, 1e-4);
  near(tree(2, 1, 1), 2.9929, 1e-4);
  near(tree(4, 1, 1), 3.1723, 1e-4);
  near(tree(2, 2, 2), 3.4917, 1e-4);
});

/** Most requests of a set that still get a speed, found by walking up. */
function atSpeed(name: 'A' | 'B', speed: number, scheduled: boolean): number {
  const { curve, draft, mixture, mtp } = SETS[name];
  const speedOf = (requests: number) => {
    if (!scheduled)
      return (
        (1000 * mtp) /
        (milliseconds(curve, requests, 2 * requests) + (draft / 3) * milliseconds(curve, requests, requests))
      );
    const drafting = draft * milliseconds(curve, requests, 5 * requests);
    const stepSeconds = (tokens: number) => milliseconds(curve, requests, requests * tokens) + drafting;
    const chosen = verificationChooser({
      method: 'adaptive',
      draftTokens: 5,
      acceptance: [],
      betaMixture: mixture,
    }).choose(stepSeconds);
    return (1000 * chosen.acceptedLength) / stepSeconds(1 + chosen.verifiedDrafts);
  };
  let requests = 0;
  while (speedOf(requests + 0.25) >= speed) requests += 0.25;
  return requests * speed;
}

void test("DeepSeek's production throughput at both speeds of both models, within 10 %", () => {
  const published = [
    ['A', 80, 16036, 10613],
    ['A', 120, 11535, 1518],
    ['B', 35, 5668, 3738],
    ['B', 50, 4205, 832],
  ] as const;
  for (const [name, speed, scheduled, baseline] of published) {
    near(atSpeed(name, speed, true), scheduled, 0.1, `${name} at ${speed}, scheduled`);
    near(atSpeed(name, speed, false), baseline, 0.1, `${name} at ${speed}, one draft`);
  }
});

void test('the distribution of a beta mixture is the published one, at both of its ends', () => {
  // Closed forms: I_x(1, 1) = x, I_x(a, 1) = x^a, I_x(1, b) = 1 - (1 - x)^b, I_x(2, 2) = 3x² - 2x³.
  for (const x of [0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999]) {
    near(betaDistribution(1, 1, x), x, 1e-13);
    near(betaDistribution(3.5, 1, x), x ** 3.5, 1e-12);
    near(betaDistribution(1, 4.5, x), 1 - (1 - x) ** 4.5, 1e-12);
    near(betaDistribution(2, 2, x), 3 * x ** 2 - 2 * x ** 3, 1e-12);
    near(betaDistribution(0.3, 7, x), 1 - betaDistribution(7, 0.3, 1 - x), 1e-11);
  }
  // The arcsine distribution has both parameters below one.
  near(betaDistribution(0.5, 0.5, 0.2), (2 / Math.PI) * Math.asin(Math.sqrt(0.2)), 1e-12);
  assert.deepEqual(
    [-1, 0, 1, 2].map((x) => betaDistribution(2, 3, x)),
    [0, 0, 1, 1],
  );
});

void test('quantiles of a beta mixture are where its distribution has their share', () => {
  const quantiles = betaQuantiles(2.5, 0.8, 9);
  quantiles.forEach((x, i) => near(betaDistribution(2.5, 0.8, x), (i + 0.5) / 9, 1e-12));
  near(betaQuantiles(1, 1, 4)[3] ?? 0, 0.875, 1e-12);
});

void test('a mixture without spread over its depth verifies what its requests survive', () => {
  const [mixture, drafts] = [{ a: 3, b: 1.2, d: 0.95 }, 4];
  const curve = mixtureCurve(mixture, drafts);
  assert.deepEqual(curve[0], { verifiedDrafts: 0, acceptedLength: 1 });
  // Thinned to 96 points, both ends kept.
  assert.equal(curve.length, 96);
  const end = curve.at(-1);
  assert.equal(end?.verifiedDrafts, drafts);
  const requests = betaQuantiles(mixture.a, mixture.b, 200);
  const all = requests.map((x) =>
    [1, 2, 3, 4].reduce((sum, j) => sum + x ** j * 0.95 ** ((j * (j - 1)) / 2), 1),
  );
  near(end.acceptedLength, all.reduce((sum, n) => sum + n, 0) / 200, 1e-12);
  // A short curve keeps all its points.
  assert.equal(verificationCurve([[0.5, 0.25], [0.75]]).length, 4);
  assert.deepEqual(verificationCurve([[0.5, 0.25], [0.75]])[2], { verifiedDrafts: 1, acceptedLength: 1.625 });
});

void test('of a long curve the best choice is found as by trying all of it, with a fifth of the looks', () => {
  const mixture = { a: 4, b: 1.1, d: 0.98 };
  const drafts = 12;
  const curve = mixtureCurve(mixture, drafts);
  const chooser = verificationChooser({
    method: 'adaptive',
    draftTokens: drafts,
    acceptance: [],
    betaMixture: mixture,
  });
  for (const perToken of [0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.7, 1, 3]) {
    let looks = 0;
    const seconds = (tokens: number) => (looks++, 1 + perToken * tokens);
    const best = curve.reduce((a, b) => {
      const rate = (v: typeof a) => v.acceptedLength / (1 + perToken * (v.verifiedDrafts + 1));
      return rate(b) > rate(a) ? b : a;
    });
    const found = chooser.choose(seconds);
    assert.deepEqual(found, best, `${perToken}`);
    assert.ok(looks <= 12 + 15 + 1, `${looks} looks at ${perToken}`);
    near(chooser.speed(seconds), best.acceptedLength / seconds(best.verifiedDrafts + 1), 1e-15);
  }
});

void test('one chance for all requests cuts them at one depth; where drafts do not pay, none are verified', () => {
  const rule = {
    method: 'adaptive',
    draftTokens: 5,
    acceptance: [1.8, 2.4, 2.8, 3, 3.1],
    betaMixture: null,
  } as const;
  const chosen = (seconds: (tokens: number) => number, change: object = {}) =>
    verificationChooser({ ...rule, ...change }).choose(seconds).verifiedDrafts;
  assert.equal(
    chosen(() => 1),
    5,
  );
  assert.equal(
    chosen((tokens) => tokens),
    0,
  );
  // 1.8/2.4, 2.4/2.8, 2.8/3.2, 3/3.6, 3.1/4: three drafts.
  assert.equal(
    chosen((tokens) => 1.6 + 0.4 * tokens),
    3,
  );
  // As fast with drafts as without: nothing is drafted. Of equal depths, the shallower.
  assert.equal(
    chosen((tokens) => (tokens === 1 ? 1 : (rule.acceptance[tokens - 2] ?? 1))),
    0,
  );
  assert.equal(
    chosen((tokens) => (tokens === 1 ? 1.5 : (rule.acceptance[tokens - 2] ?? 1))),
    1,
  );
  assert.equal(
    chosen(() => 1, { draftTokens: 0 }),
    0,
  );
  assert.equal(
    chosen((tokens) => tokens, { method: 'fixed' }),
    5,
  );
  // Beyond the profile's end the last length is the length.
  assert.deepEqual(
    verificationChooser({ ...rule, method: 'fixed', draftTokens: 7 }).choose(() => 1),
    { verifiedDrafts: 7, acceptedLength: 3.1 },
  );
  assert.deepEqual(
    [-1, 0, 1, 5, 9].map((n) => acceptedLength(rule.acceptance, n)),
    [1, 1, 1.8, 3.1, 3.1],
  );
  assert.equal(acceptedLength([], 3), 1);
});
