import assert from 'node:assert/strict';
import test, { afterEach } from 'node:test';
import * as l10n from '../../../src/l10n/l10n.js';

afterEach(() => l10n.config(null));

void test('without a bundle a text is itself, its places filled by name', () => {
  assert.equal(l10n.t('Saved {target}.', { target: 'a {b} $& c' }), 'Saved a {b} $& c.');
  assert.equal(l10n.t('no places, as in `{ racks: auto }`'), 'no places, as in `{ racks: auto }`');
});

void test('a translation may put places in another order, and twice', () => {
  l10n.config({ '{a} against {b}': '{b}: {a}, {a}' });
  assert.equal(l10n.t('{a} against {b}', { a: 1, b: true }), 'true: 1, 1');
});

void test('a text that the bundle lacks stays English; a place it invents stays as it is', () => {
  l10n.config({ 'Saved {target}.': '{where}, {toString}' });
  assert.equal(l10n.t('Open'), 'Open');
  assert.equal(l10n.t('Saved {target}.', { target: 'x' }), '{where}, {toString}');
});

void test('a bundle is an object of texts, and nothing else is', () => {
  assert.deepEqual(l10n.readBundle({ a: 'b' }), { a: 'b' });
  for (const wrong of [null, undefined, 'a', ['a'], { a: 1 }, { a: { message: 'b' } }])
    assert.equal(l10n.readBundle(wrong), null);
});
