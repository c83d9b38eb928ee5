import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { clippedInside } from '../../../src/report/words/clipping.js';

void test('a long name keeps both its ends', () => {
  assert.equal(clippedInside('workload-with-a-long-name-11', 15), 'workloa…name-11');
  assert.equal(clippedInside('chat', 15), 'chat');
});

void test('no name is longer than asked, and short ones stay as they are', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 2, max: 40 }), (name, longest) => {
      const clipped = clippedInside(name, longest);
      assert.equal(clipped.length, Math.min(name.length, longest));
      if (name.length <= longest) assert.equal(clipped, name);
    }),
  );
});
