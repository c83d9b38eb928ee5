import assert from 'node:assert/strict';
import test from 'node:test';
import type { Dimension } from '../../../src/units/dimensions.js';
import { likelyText, rewritten } from '../../../src/units/rewrite.js';
import { likelyOf } from '../likely.js';

const REWRITTEN: readonly (readonly [string | null, Dimension, number, string])[] = [
  ['32K', 'tokens', 65_536, '64K'],
  ['32 K', 'tokens', 65_536, '64 K'],
  ['32K', 'tokens', 2048, '2K'],
  // Less than a tenth of its magnitude is said in the next smaller one.
  ['1M', 'tokens', 0.1 * 2 ** 20, '0.1M'],
  ['1M', 'tokens', 0.05 * 2 ** 20, '51.2K'],
  ['1m', 'tokens', 50_000, '50k'],
  ['1M', 'tokens', 20, '20'],
  ['1G tokens', 'tokens', 3 * 2 ** 20, '3M tokens'],
  ['4096', 'tokens', 12_345, '12300'],
  ['4096', 'tokens', 0.2, '1'],
  ['1,800', 'count', 2_512, '2510'],
  ['2.5M USD', 'money', 3.1234e6, '3.12M USD'],
  ['$3M', 'money', 250_000, '$0.25M'],
  ['.5 USD/h', 'hourPrice', 2 / 3600, '2 USD/h'],
  ['1e3 GB', 'bytes', 2e12, '2000 GB'],
  ['1e-3 USD', 'money', 1e-9, '0.000000001 USD'],
  // All ends of a range keep their ratio, and each its own unit and spaces.
  ['2M..4M USD', 'money', 6e6, '4M..8M USD'],
  ['1M..2M..4M USD', 'money', 4e6, '2M..4M..8M USD'],
  ['500K .. 1.5M USD', 'money', 2e6, '1000K .. 3M USD'],
  ['0..4 USD', 'money', 3, '0..6 USD'],
  ['0..0..4 USD', 'money', 3, '0..0..4 USD'],
  ['1,000..3,000', 'count', 4000, '2000..6000'],
  ['512K', 'tokens', 96 * 1024, '96K'],
  ['1M', 'tokens', 3 * 1024, '3K'],
  ['32k', 'tokens', 48_000, '48k'],
  ['8192', 'tokens', 16_384, '16400'],
  ['1_800', 'count', 1417, '1420'],
  ['100 tok/s', 'tokenRate', 62.34, '62.3 tok/s'],
  ['2.5M..4.5M USD', 'money', 7e6, '5M..9M USD'],
  ['2.5..3..4.5M USD', 'money', 1.5e6, '1.25..1.5..2.25M USD'],
  ['$3M', 'money', 2.5e6, '$2.5M'],
  ['0.08 USD/kWh', 'energyPrice', 0.1234 / 3.6e6, '0.123 USD/kWh'],
  ['60%', 'fraction', 0.5, '50%'],
  ['0.6', 'fraction', 0.5, '0.5'],
  // What is no quantity is written in the usual manner.
  [null, 'energyPrice', 0.1 / 3.6e6, '0.1 USD/kWh'],
  ['golden', 'acceptance', 3.456, '3.46'],
  ['auto', 'count', 13, '13'],
  [null, 'count', 1234, '1230'],
  ['cheap', 'money', 2e6, '2M USD'],
  [null, 'duration', 2.5 * 8760 * 3600, '2.5 years'],
];

void test('a value is written in the units, magnitude and spaces of the text that it takes the place of', () => {
  for (const [like, dimension, value, text] of REWRITTEN)
    assert.equal(rewritten(like, dimension, value), text, `${like} at ${value}`);
});

void test('as many digits are kept as are asked for, and of the ends of a range as many as are read', () => {
  assert.equal(rewritten('1.5M USD', 'money', 1_234_567, 6), '1.23457M USD');
  assert.equal(rewritten('1M..2M USD', 'money', 1_234_567, 5), '0.823M..1.65M USD');
  assert.equal(rewritten('4096', 'tokens', 123_456, 4), '123500');
});

void test('of a range the likely value is written, anything else as it stands', () => {
  assert.equal(likelyText('2M..4M USD', 'money'), '3M USD');
  assert.equal(likelyText('2.50M USD', 'money'), '2.50M USD');
  assert.equal(likelyText('soon', 'money'), 'soon');
});

void test('a text of many spaces that is read can be read when another value stands in it', () => {
  for (const dimension of ['tokens', 'fraction', 'money'] as const) {
    const spaced = `.5..${' '.repeat(193)}2.5`;
    assert.equal(spaced.length, 200);
    assert.notEqual(likelyOf(spaced, dimension), null);
    assert.notEqual(likelyOf(rewritten(spaced, dimension, 0.625), dimension), null);
  }
});
