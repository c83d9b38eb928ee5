import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { inOtherUnits } from '../../../src/units/convert.js';
import { DIMENSIONS, unitsOf, type Dimension } from '../../../src/units/dimensions.js';
import { parseQuantity } from '../../../src/units/quantity.js';

const OFFERED: readonly (readonly [string, Dimension, readonly string[]])[] = [
  ['32K', 'tokens', ['32768', '32.768k', '0.03125M', '0.032768m']],
  [
    '80 GiB',
    'bytes',
    [
      ...['81920 MiB', '83886080 KiB', '0.078125 TiB', '85899345920 B', '85899345.92 KB', '85899.34592 MB'],
      ...['85.89934592 GB', '0.08589934592 TB'],
    ],
  ],
  ['8K..16K', 'tokens', ['8192..16384', '8.192..16.384k', '0.008192..0.016384m', '0.0078125..0.015625M']],
  // A thousandth of a unit is the least that anybody writes.
  ['1K..2K..4K', 'tokens', ['1024..2048..4096', '1.024..2.048..4.096k', '0.001024..0.002048..0.004096m']],
  ['$3M', 'money', ['3000k USD', '0.003B USD', '3000000 USD']],
  ['1..2M USD', 'money', ['1000..2000k USD', '0.001..0.002B USD', '1000000..2000000 USD']],
  ['60%', 'fraction', ['0.6']],
  ['0.25', 'fraction', ['25%']],
  ['0', 'count', ['0k', '0M']],
  ['20 ms', 'duration', ['0.02 s', '20000 us', '20000000 ns']],
  ['1 µs', 'duration', ['1000 ns', '0.001 ms']],
  ['100 tok/s', 'tokenRate', ['0.1k tok/s']],
  ['0.08 USD/kWh', 'energyPrice', ['80 USD/MWh']],
  ['130 kW', 'power', ['0.13 MW', '130000 W']],
  ['0..4 GB', 'bytes', ['0..4000 MB', '0..0.004 TB', '0..4000000 KB', '0..3906250 KiB', '0..4000000000 B']],
  ['8 %/year', 'fractionPerYear', ['0.08']],
  // Only one way to say it, and no quantity at all.
  ['3.5', 'acceptance', []],
  ['auto', 'count', []],
  ['5..3 USD', 'money', []],
];

void test('a quantity is offered in every other unit that says exactly the same, shortest first', () => {
  for (const [text, dimension, others] of OFFERED)
    assert.deepEqual(inOtherUnits(text, dimension), others, text);
  // Magnitudes and units together: the shortest first, none twice.
  const daily = inOtherUnits('24B tokens/day', 'tokenVolume');
  assert.deepEqual(daily.slice(0, 3), ['1B tokens/h', '1000M tokens/h', '24000M tokens/day']);
  assert.equal(new Set(daily).size, daily.length);
});

void test('a quantity in other units is exactly the same, or not offered', () => {
  assert.deepEqual(inOtherUnits('32K', 'tokens').slice(0, 2), ['32768', '32.768k']);
  assert.ok(inOtherUnits('80 GiB', 'bytes').includes('85.89934592 GB'));
  assert.ok(!inOtherUnits('288 GB', 'bytes').some((text) => text.endsWith('GiB')));
  assert.ok(inOtherUnits('0.87 USD/Mtok', 'tokenPrice').every((text) => !text.includes('Mtok')));
  assert.ok(inOtherUnits('8K..16K', 'tokens').includes('8192..16384'));
  assert.ok(inOtherUnits('24B tokens/day', 'tokenVolume').includes('1B tokens/h'));
  assert.ok(inOtherUnits('60%', 'fraction').includes('0.6'));
  assert.deepEqual(inOtherUnits('auto', 'count'), []);
});

void test('in every dimension and unit, what is offered reads as the same value and is not the same text', () => {
  // The keys of the facts are the dimensions.
  const dimensions = Object.keys(DIMENSIONS) as Dimension[];
  const written = fc.constantFrom(...dimensions).chain((dimension) =>
    fc.record({
      dimension: fc.constant(dimension),
      number: fc.oneof(fc.integer({ min: 1, max: 5000 }), fc.constantFrom(0.05, 0.87, 2.5, 12.75)),
      unit: fc.constantFrom('', ...Object.keys(DIMENSIONS[dimension].magnitudes), ...unitsOf(dimension)),
      range: fc.boolean(),
    }),
  );
  let offered = 0;
  fc.assert(
    fc.property(written, ({ dimension, number, unit, range }) => {
      const text = `${range ? `${number / 2}..` : ''}${number} ${unit}`.trim();
      const before = parseQuantity(text, dimension);
      for (const other of inOtherUnits(text, dimension)) {
        const after = parseQuantity(other, dimension);
        assert.ok(before.ok && after.ok && other !== text, other);
        for (const end of ['low', 'likely', 'high'] as const) {
          const error = after.quantity[end] / before.quantity[end] - 1;
          assert.ok(Math.abs(error) < 1e-13, `${text} as ${other}`);
        }
        offered++;
      }
    }),
    { numRuns: 1000 },
  );
  assert.ok(offered > 1000);
});
