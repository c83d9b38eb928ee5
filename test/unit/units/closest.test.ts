import assert from 'node:assert/strict';
import test from 'node:test';
import { closest } from '../../../src/units/closest.js';

const NAMES = ['concurrency', 'context', 'count', 'Speed'];

void test('the nearest name is what was meant, whatever the case', () => {
  assert.equal(closest('contxt', NAMES), 'context');
  assert.equal(closest('SPED', NAMES), 'Speed');
  assert.equal(closest('cuont', NAMES), 'count');
});

void test('what is far from every name means none of them', () => {
  assert.equal(closest('bandwidth', NAMES), null);
  assert.equal(closest('xyz', NAMES), null);
  assert.equal(closest('context', []), null);
});

void test('short texts may be two letters off, long ones two of five', () => {
  assert.equal(closest('abcd', ['abxy']), 'abxy');
  assert.equal(closest('abcd', ['axyz']), null);
  assert.equal(closest('abcdefghij', ['abcdefwxyz']), 'abcdefwxyz');
  assert.equal(closest('abcdefghij', ['abcdevwxyz']), null);
});

void test('a name cut short is nearer than its length says, from three letters on', () => {
  assert.equal(closest('con', ['can', 'concurrency']), 'can');
  assert.equal(closest('conc', ['concurrency', 'bond']), 'concurrency');
  assert.equal(closest('co', ['concurrency']), null);
});

void test('of equally near names the first is taken', () => {
  assert.equal(closest('cat', ['bat', 'hat']), 'bat');
});
