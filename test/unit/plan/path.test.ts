import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { keyPath, pathKey } from '../../../src/plan/path.js';

void test('a key reads as its path, names that hold dots in quotes', () => {
  const keys = [
    [['options', 'lpx', 'lpx', 'price'], 'options.lpx.lpx.price'],
    [['options', 'gpt-4.1', 'lpx'], 'options."gpt-4.1".lpx'],
    [['workloads', 'a/b'], 'workloads.a/b'],
    [['workloads', '"5.5" tall'], 'workloads."\\"5.5\\" tall"'],
    [['workloads', '5" tall'], 'workloads.5" tall'],
    [['workloads', ''], 'workloads.""'],
    [[''], '""'],
    [[], ''],
  ] as const;
  for (const [path, key] of keys) {
    assert.equal(pathKey(path), key);
    assert.deepEqual(keyPath(key), path);
  }
  assert.equal(pathKey(['calibration', 'steps', 0, 'batch']), 'calibration.steps.0.batch');
});

void test('any path comes back from its key, and no two paths share one', () => {
  const part = fc.oneof(
    fc.string({ unit: fc.constantFrom('.', '"', '\\', '/', 'a', ' ', '\n', '*') }),
    fc.string(),
  );
  const path = fc.array(part, { maxLength: 5 });
  fc.assert(fc.property(path, (parts) => assert.deepEqual(keyPath(pathKey(parts)), parts)));
});

void test('what somebody typed is read as far as it goes', () => {
  assert.deepEqual(keyPath('a."b'), ['a', '"b']);
  assert.deepEqual(keyPath('a."b"c.d'), ['a', '"b"c', 'd']);
  assert.deepEqual(keyPath('a.'), ['a', '']);
  assert.deepEqual(keyPath('"\\q".a'), ['"\\q"', 'a']);
  assert.deepEqual(keyPath('"\\'), ['"\\']);
});
