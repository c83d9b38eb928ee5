import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { DIMENSIONS, unitsOf, type Dimension } from '../../../src/units/dimensions.js';
import { displayQuantity } from '../../../src/units/display.js';
import { formatQuantity, parseQuantity } from '../../../src/units/quantity.js';

const read = (text: string | number, dimension: Dimension) => {
  const result = parseQuantity(text, dimension);
  assert.ok(result.ok, result.ok ? '' : `${text}: ${result.error.message}`);
  return result.quantity;
};
const refused = (text: string | number, dimension: Dimension) => {
  const result = parseQuantity(text, dimension);
  assert.ok(!result.ok, `${text} was taken`);
  return result.error;
};
const DIMENSION_NAMES = Object.keys(DIMENSIONS) as Dimension[];

void test('lengths read as vLLM reads them', () => {
  const lengths = {
    '32k': 32000,
    '32K': 32768,
    '1M': 1048576,
    '1m': 1000000,
    '96K': 98304,
    '1.5K': 1536,
    '131072': 131072,
    '8K tokens': 8192,
  };
  for (const [text, tokens] of Object.entries(lengths))
    assert.equal(read(text, 'tokens').likely, tokens, text);
});

void test('volumes, money, power and bytes are decimal unless the unit is binary', () => {
  assert.equal(read('288 GB', 'bytes').likely, 288e9);
  assert.equal(read('80 GiB', 'bytes').likely, 80 * 2 ** 30);
  assert.equal(read('2.5M USD', 'money').likely, 2.5e6);
  assert.equal(read('$3M', 'money').likely, 3e6);
  assert.equal(read('130 kW', 'power').likely, 130e3);
  assert.equal(read('22 TB/s', 'byteRate').likely, 22e12);
  assert.ok(Math.abs(read('40B tokens/day', 'tokenVolume').likely - 40e9 / 86400) < 1e-6);
  assert.ok(Math.abs(read('0.08 USD/kWh', 'energyPrice').likely - 0.08 / 3.6e6) < 1e-18);
  assert.ok(Math.abs(read('0.87 USD/Mtok', 'tokenPrice').likely - 0.87e-6) < 1e-18);
  assert.equal(read('4 years', 'duration').likely, 4 * 8760 * 3600);
  assert.equal(read('60%', 'fraction').likely, 0.6);
});

void test('ranges share a unit and are likeliest in their middle, or where they say', () => {
  const price = read('2.5M..4.5M USD', 'money');
  assert.deepEqual([price.low, price.likely, price.high, price.isRange], [2.5e6, 3.5e6, 4.5e6, true]);
  assert.equal(read('1.5M..3M..5M USD', 'money').likely, 3e6);
  assert.equal(read('40..60%', 'fraction').low, 0.4);
});

void test('what cannot be is refused with a reason', () => {
  assert.equal(refused('-3 GB', 'bytes').code, 'negative');
  assert.equal(refused('1e999', 'count').code, 'too-large');
  assert.equal(refused(Number.NaN, 'tokens').code, 'not-a-quantity');
  assert.equal(refused('', 'tokens').code, 'not-a-quantity');
  assert.equal(refused('8 GBs', 'bytes').code, 'unknown-unit');
  assert.equal(refused('8', 'bytes').code, 'missing-unit');
  assert.equal(refused('5..3 USD', 'money').code, 'reversed-range');
  assert.equal(refused('1..2..3..4', 'money').code, 'not-a-quantity');
  assert.equal(refused('30 tok/s', 'money').code, 'unknown-unit');
  assert.equal(refused('100 tk/s', 'tokenRate').suggestion, '100 tok/s');
});

void test('a written quantity reads back as itself, in every unit', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...DIMENSION_NAMES),
      fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
      fc.nat(),
      (dimension, number, pick) => {
        const units = ['', ...unitsOf(dimension)];
        const unit = units[pick % units.length] ?? '';
        const text = `${Number(number.toPrecision(5))} ${unit}`.trim();
        const first = parseQuantity(text, dimension);
        if (!first.ok) return first.error.code === 'missing-unit';
        const again = read(formatQuantity(first.quantity.likely, dimension, text), dimension);
        return Math.abs(again.likely - first.quantity.likely) <= 1e-5 * first.quantity.likely;
      },
    ),
    { numRuns: 2000 },
  );
});

void test('any text is read or refused, never thrown at', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), fc.constantFrom(...DIMENSION_NAMES), (text, dimension) => {
      const result = parseQuantity(text, dimension);
      return result.ok
        ? Number.isFinite(result.quantity.likely) && result.quantity.low >= 0
        : result.error.message.length > 0;
    }),
    { numRuns: 5000 },
  );
});

void test('values are shown as one would say them', () => {
  assert.equal(displayQuantity(98304, 'tokens'), '96K');
  assert.equal(displayQuantity(5280404480, 'bytes'), '5.28 GB');
  assert.equal(displayQuantity(0.0141, 'duration'), '14.1 ms');
  assert.equal(displayQuantity(1417, 'count'), '1,417');
  // What rounds up to the next unit is said in it.
  assert.equal(displayQuantity(999_999_999.9 / 86400, 'tokenVolume'), '1B tokens/day');
  assert.equal(displayQuantity(999_999, 'bytes'), '1 MB');
  assert.equal(displayQuantity(999_499, 'bytes'), '999 KB');
});

void test('a dollar sign before a range stands for both ends, and so does the magnitude behind it', () => {
  const ends = (text: string) => {
    const { low, high } = read(text, 'money');
    return [low, high];
  };
  assert.deepEqual(ends('$2..3M'), [2e6, 3e6]);
  assert.deepEqual(ends('$2..3M USD'), [2e6, 3e6]);
  assert.deepEqual(ends('$500..$2M'), [500, 2e6]);
  assert.deepEqual(ends('$2M..3'), [2e6, 3e6]);
  assert.deepEqual(ends('$2..3'), [2, 3]);
});

void test('a range whose first end has the unit is written with it', () => {
  assert.equal(formatQuantity(2.5e9, 'bytes', '2 GB..3'), '2.5 GB');
  assert.equal(formatQuantity(2e9, 'tokenRate', '2 tok/s..4B'), '2000000000 tok/s');
  assert.equal(formatQuantity(3, 'count', '1..5'), '3');
});

void test('units are offered with the usual one first, each once', () => {
  for (const dimension of DIMENSION_NAMES) {
    const { units, usual, inverse = {} } = DIMENSIONS[dimension];
    const offered = unitsOf(dimension);
    assert.equal(
      offered[0],
      usual === '' ? Object.keys(units).find((unit) => unit !== '') : usual,
      dimension,
    );
    assert.deepEqual(
      [...offered].sort(),
      [...Object.keys(units), ...Object.keys(inverse)].filter((unit) => unit !== '').sort(),
      dimension,
    );
  }
});

void test('ends of a range share unit and magnitude as one would say them', () => {
  const ends = (text: string, dimension: Dimension) => {
    const { low, likely, high } = read(text, dimension);
    return [low, likely, high];
  };
  const SHARED: readonly (readonly [string, Dimension, readonly number[]])[] = [
    ['2..4 GB', 'bytes', [2e9, 3e9, 4e9]],
    ['2 GB..4', 'bytes', [2e9, 3e9, 4e9]],
    ['500 MB..2 GB', 'bytes', [0.5e9, 1.25e9, 2e9]],
    ['1..2..4M USD', 'money', [1e6, 2e6, 4e6]],
    ['1M..2M USD', 'money', [1e6, 1.5e6, 2e6]],
    ['900K..2M USD', 'money', [0.9e6, 1.45e6, 2e6]],
    ['8..16K', 'tokens', [8192, 12_288, 16_384]],
    ['8K..16', 'tokens', [8192, 12_288, 16_384]],
    ['$2M..$3M', 'money', [2e6, 2.5e6, 3e6]],
    ['2B..3B tokens/day', 'tokenVolume', [2e9 / 86_400, 2.5e9 / 86_400, 3e9 / 86_400]],
  ];
  for (const [text, dimension, expected] of SHARED)
    ends(text, dimension).forEach((end, i) =>
      assert.ok(Math.abs(end / (expected[i] ?? 0) - 1) < 1e-12, `${text}: ${ends(text, dimension).join()}`),
    );
  for (const text of ['5..3..4 USD', '3..5..4 USD', '1M..900K USD']) {
    const error = refused(text, 'money');
    assert.deepEqual([error.code, error.message], ['reversed-range', `\`${text}\` runs from high to low`]);
  }
});

void test('what is refused says why, and what it may have meant', () => {
  const told = (text: string, dimension: Dimension) => {
    const { code, message, suggestion } = refused(text, dimension);
    return [code, message, suggestion];
  };
  assert.deepEqual(told('8', 'bytes'), ['missing-unit', '`8` needs a unit, as in `288 GB`', '8 GB']);
  assert.deepEqual(told('100 tk/s', 'tokenRate'), [
    'unknown-unit',
    '`tk/s` is not a unit here; write it as in `100 tok/s`',
    '100 tok/s',
  ]);
  assert.deepEqual(told('2 USD', 'hourPrice').slice(0, 1), ['unknown-unit']);
  assert.match(String(told('2 USD', 'hourPrice')[2]), /^2 USD\/h/);
  assert.deepEqual(told('-3 GB', 'bytes'), ['negative', '`-3 GB` is negative', undefined]);
  assert.deepEqual(told('1e999 GB', 'bytes'), ['too-large', '`1e999 GB` is too large', undefined]);
  // Too large with its unit only.
  assert.equal(told('1e308 GB', 'bytes')[0], 'too-large');
  assert.match(String(told('x'.repeat(60), 'count')[1]), /^`x{40}…` is not a value such as/);
  assert.match(String(told('x'.repeat(40), 'count')[1]), /^`x{40}` is not a value such as/);
  assert.equal(read('-0', 'count').likely, 0);
});

void test('a value is written in the manner of a text: unit, magnitude, sign and space', () => {
  const WRITTEN: readonly (readonly [number, Dimension, string | undefined, string])[] = [
    [80e9, 'bytes', undefined, '80 GB'],
    [80e9, 'bytes', '1 MB', '80000 MB'],
    [80e9, 'bytes', '1GB', '80GB'],
    [2.5e6, 'money', '$1M', '$2.5M'],
    [2.5e6, 'money', '$1', '$2500000'],
    [2.5 / 3600, 'hourPrice', '$1/h', '$2.5/h'],
    [2.5e6, 'money', '1k USD', '2500k USD'],
    [0.123456789, 'fraction', '0.5', '0.123457'],
    [0.5, 'fraction', '20%', '50%'],
    [2e24, 'count', '1', '2e+24'],
    [32_768, 'tokens', '8K', '32K'],
    [32_768, 'tokens', '8 K tokens', '32 K tokens'],
    [3, 'count', 'auto', '3'],
  ];
  for (const [si, dimension, like, text] of WRITTEN)
    assert.equal(formatQuantity(si, dimension, like), text, String(like));
});
