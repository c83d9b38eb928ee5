import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kvBytesPerSequence, kvVariants, stateBytes } from '../../../src/catalog/shapes/cacheGroups.js';
import {
  PERFORMANCE_CLAIMS,
  SAVING_CLAIMS,
  savingOf,
  type ClaimedCache,
} from '../../../src/catalog/entries/claims.js';
import { kvCacheFormat, kvFormatName } from '../../../src/catalog/shapes/formats.js';
import { modelById } from '../../../src/catalog/entries/models.js';

function bytesOf({ model: id, kvCache, index, variant }: ClaimedCache, tokens: number): number {
  const model = modelById(id);
  assert.ok(model, id);
  assert.ok(kvFormatName(kvCache), kvCache);
  const format = { ...kvCacheFormat(model, kvCache), ...(index === undefined ? {} : { index }) };
  if (variant !== undefined) return kvVariants(model, format)[variant].bytesPerSequence(tokens);
  return kvBytesPerSequence(model, format, tokens) - stateBytes(model, format);
}

void test('the bytes behind each published saving are those of the catalogue', () => {
  for (const { frames } of SAVING_CLAIMS) {
    for (const { kept, against, tokens } of frames) {
      assert.equal(bytesOf(kept, tokens), kept.bytes);
      assert.equal(bytesOf(against, tokens), against.bytes);
    }
  }
});

void test('each claim is met in the frame that its publisher means, and has other readings', () => {
  for (const { id, published, frames, sources } of SAVING_CLAIMS) {
    const meant = frames.filter(({ claimed }) => claimed);
    assert.equal(meant.length, 1, id);
    for (const frame of meant) assert.ok(Math.abs(savingOf(frame) - published) < 0.006, id);
    assert.ok(frames.length > 1 && sources.length > 0, id);
  }
});

void test('each published gain says of what, against what and where it stands', () => {
  const ids = PERFORMANCE_CLAIMS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id, factor, against, sources, of, role } of PERFORMANCE_CLAIMS) {
    assert.ok(factor[0] >= 1 && factor[1] >= factor[0], id);
    assert.ok(against.length > 10 && sources.length > 0, id);
    assert.ok(of === 'lpx' || role === null, id);
  }
});
