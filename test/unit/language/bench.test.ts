import assert from 'node:assert/strict';
import test from 'node:test';
import { benchLanguage } from '../../bench/language.js';

void test('completion and hover answer within 5 ms in a plan of 1,000 lines', () => {
  const { completion, hover } = benchLanguage();
  assert.ok(completion < 5, `completion ${completion} ms`);
  assert.ok(hover < 5, `hover ${hover} ms`);
});
