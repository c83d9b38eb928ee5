import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DIMENSIONS } from '../../../src/units/dimensions.js';
import { formatQuantity, parseQuantity } from '../../../src/units/quantity.js';
import { rewritten } from '../../../src/units/rewrite.js';
import { likelyOf } from '../likely.js';
import { DIMENSION_NAMES } from '../../fuzz/targets.js';

/** Printing keeps six digits. */
const close = (a: number, b: number) => Math.abs(a - b) <= 5e-6 * Math.abs(b);
/** What a person would write before a unit, in up to six digits. */
const digits = fc.oneof(
  fc.integer({ min: 1, max: 999_999 }).map(String),
  fc.tuple(fc.integer({ min: 0, max: 999 }), fc.integer({ min: 1, max: 99 })).map(([a, b]) => `${a}.${b}`),
);

for (const dimension of DIMENSION_NAMES) {
  const { units, magnitudes } = DIMENSIONS[dimension];
  const unit = fc
    .tuple(
      fc.constantFrom('', ...Object.keys(magnitudes)),
      fc.constantFrom('', ' '),
      fc.constantFrom(...Object.keys(units)),
    )
    .map(([magnitude, blank, name]) => `${magnitude}${blank}${name}`.trimEnd())
    .filter((tail) => parseQuantity(`1${tail}`, dimension).ok);

  void test(`${dimension}: a quantity prints back to itself, in its own unit`, () => {
    fc.assert(
      fc.property(digits, unit, (number, tail) => {
        const text = `${number}${tail}`;
        const read = parseQuantity(text, dimension);
        assert.ok(read.ok);
        const printed = formatQuantity(read.quantity.likely, dimension, text);
        assert.equal(printed.replace(/^[\d.]+/, ''), text.replace(/^[\d.]+/, '').trimEnd());
        const again = parseQuantity(printed, dimension);
        assert.ok(again.ok && close(again.quantity.likely, read.quantity.likely), `${text} → ${printed}`);
      }),
      { numRuns: 200 },
    );
  });

  void test(`${dimension}: the middle of a range prints in the range's unit, whichever end has it`, () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), unit, fc.boolean(), (low, tail, first) => {
        const [a, b] = first ? [`${low}${tail}`, String(low + 2)] : [String(low), `${low + 2}${tail}`];
        const text = `${a}..${b}`;
        const read = parseQuantity(text, dimension);
        if (!read.ok) return;
        const again = parseQuantity(formatQuantity(read.quantity.likely, dimension, text), dimension);
        assert.ok(again.ok && close(again.quantity.likely, read.quantity.likely), text);
      }),
      { numRuns: 200 },
    );
  });

  void test(`${dimension}: a value written into a text is the value that the text then says`, () => {
    fc.assert(
      fc.property(digits, unit, fc.integer({ min: 2, max: 50 }), (number, tail, factor) => {
        const text = `${number}${tail}`;
        const wanted = (likelyOf(text, dimension) ?? 0) * factor;
        const said = likelyOf(rewritten(text, dimension, wanted, 6), dimension);
        // Bare counts and lengths are whole, and one at least.
        const whole = ['count', 'tokens'].includes(dimension);
        const meant = whole ? Math.max(1, wanted) : wanted;
        const off = 5e-6 * wanted + (whole ? 0.5 : 0);
        assert.ok(said !== null && Math.abs(said - meant) <= off, `${text} → ${said}`);
      }),
      { numRuns: 100 },
    );
  });
}

void test('a number that starts with its point keeps no exponent behind when it is rewritten', () => {
  assert.equal(rewritten('.5e3 USD', 'money', 250), '250 USD');
  assert.equal(rewritten('.11e-400', 'count', 5), '5');
  assert.equal(rewritten('1..3e30 USD', 'money', 1e30), '0.667..2e+30 USD');
});
