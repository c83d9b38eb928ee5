import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { cachedTokens } from '../../../../../src/engine/time/request/prefixHit.js';
import {
  breakEvenBytesPerSecond,
  cachedPart,
  holdSeconds,
  holdSecondsInMemory,
  reloadSeconds,
} from '../../../../../src/engine/time/request/reload.js';

void test('whole pages are cached, and never the last token', () => {
  assert.equal(cachedTokens(30_000, 0.9, 16), 26_992);
  assert.equal(cachedTokens(1024, 1, 16), 1008);
  assert.equal(cachedTokens(1025, 1, 16), 1024);
  assert.equal(cachedTokens(10, 1, 16), 0);
  assert.equal(cachedTokens(0, 1, 16), 0);
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), share, share, (input, a, b) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const cached = cachedTokens(input, high, 16);
      assert.ok(cachedTokens(input, low, 16) <= cached);
      assert.ok(cached < input);
      assert.equal(cached % 16, 0);
    }),
  );
});

void test('at the break-even bandwidth, bringing back takes as long as computing again', () => {
  const bandwidth = breakEvenBytesPerSecond(131_072, 2.58e-5);
  assert.ok(Math.abs(reloadSeconds(131_072, bandwidth) - 2.58e-5) < 1e-18);
  assert.equal(reloadSeconds(0, bandwidth), 0);
});

void test('a prefix is kept until keeping it has cost as much as computing it again', () => {
  const token = { bytes: 1000, prefillSeconds: 1e-4 };
  const prices = { acceleratorUsdPerSecond: 1e-3, tierUsdPerByteSecond: 1e-15 };
  const seconds = holdSeconds(token, prices);
  const kept = seconds * token.bytes * prices.tierUsdPerByteSecond;
  assert.ok(Math.abs(kept - token.prefillSeconds * prices.acceleratorUsdPerSecond) < 1e-18);
  // Memory that is priced as its whole accelerator gives the same answer by the other function.
  const memory = 80e9;
  const whole = { ...prices, tierUsdPerByteSecond: prices.acceleratorUsdPerSecond / memory };
  assert.ok(Math.abs(holdSeconds(token, whole) / holdSecondsInMemory(token, memory) - 1) < 1e-12);
});

void test('a tier that is slower than computing again is not asked, so that no hit makes a prompt slower', () => {
  const memory = { share: 0.5, bytesPerSecond: null };
  const fast = { share: 0.3, bytesPerSecond: 1e10 };
  const slow = { share: 0.2, bytesPerSecond: 1e6 };
  const { reloadSeconds: seconds, recomputedShare } = cachedPart(1e9, 1, [memory, fast, slow]);
  assert.ok(Math.abs(seconds - 0.03) < 1e-12);
  assert.ok(Math.abs(recomputedShare - 0.2) < 1e-12);
  const share = fc.double({ min: 0, max: 0.5, noNaN: true });
  const rate = fc.double({ min: 1e6, max: 1e12, noNaN: true });
  fc.assert(
    fc.property(share, rate, share, rate, (a, b, c, d) => {
      const tiers = [
        { share: a, bytesPerSecond: b },
        { share: c, bytesPerSecond: d },
      ];
      const part = cachedPart(1e9, 1, tiers);
      assert.ok(part.reloadSeconds + part.recomputedShare <= 1 + 1e-12);
    }),
  );
});
