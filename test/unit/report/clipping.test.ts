import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { clippedInside, onTwoLines } from '../../../src/report/words/clipping.js';

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

void test('a name that is too long for a line stands on two before it is cut', () => {
  assert.deepEqual(onTwoLines('step times of vllm on vera-rubin-nvl72', 21), [
    'step times of vllm',
    'on vera-rubin-nvl72',
  ]);
  assert.deepEqual(onTwoLines('Accelerator price', 14), ['Accelerator', 'price']);
  assert.deepEqual(onTwoLines('workload-number-11', 14), ['workload-', 'number-11']);
  assert.deepEqual(onTwoLines('chat', 14), ['chat']);
  assert.deepEqual(onTwoLines('averyveryverylongname', 14), ['averyve…ngname']);
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 2, max: 40 }), (name, longest) => {
      const lines = onTwoLines(name, longest);
      assert.ok(lines.length <= 2 && lines.every(({ length }) => length <= longest));
    }),
  );
});
