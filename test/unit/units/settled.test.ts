import assert from 'node:assert/strict';
import test from 'node:test';
import { caches } from '../../../src/units/cacheRegistry.js';
import { settleCaches } from '../../../src/units/generations.js';
import { memo, perObject } from '../../../src/units/memo.js';

/** How much a named cache holds. */
const sizeOf = (wanted: string) =>
  caches()
    .find(({ name }) => name === wanted)
    ?.size() ?? 0;

void test('settled caches keep what few questions took, and answer as before', () => {
  const [large, small] = ['many numbers', 'few numbers'];
  const doubled = memo({ name: large, most: 1000 }, (n: number) => 2 * n);
  const halved = memo({ name: small, most: 1000 }, (n: number) => n / 2);
  const own = perObject('own numbers', ({ n }: { readonly n: number }) => ({ n }));
  for (let n = 0; n < 300; n++) doubled(n);
  for (let n = 0; n < 3; n++) halved(n);
  settleCaches();
  const given = Array.from({ length: 2000 }, (_, n) => ({ n }));
  for (const one of given) {
    assert.equal(doubled(one.n), 2 * one.n);
    assert.equal(halved(one.n), one.n / 2);
    const answer = own(one);
    assert.equal(answer.n, one.n);
    // What has just been asked is still there.
    assert.equal(own(one), answer);
  }
  assert.ok(sizeOf(large) >= 300 && sizeOf(large) <= 600, `${sizeOf(large)}`);
  assert.ok(sizeOf(small) <= 32, `${sizeOf(small)}`);
  assert.ok(sizeOf('own numbers') <= 128, `${sizeOf('own numbers')}`);
});
