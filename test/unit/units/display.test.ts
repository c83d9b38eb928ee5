import assert from 'node:assert/strict';
import test from 'node:test';
import type { Dimension } from '../../../src/units/dimensions.js';
import { displayQuantity, grouped } from '../../../src/units/display.js';

const SHOWN: Readonly<Partial<Record<Dimension, readonly (readonly [number, string])[]>>> = {
  tokens: [
    [1, '1'],
    [1000, '1,000'],
    [1024, '1,024'],
    [9999, '9,999'],
    [10_000, '9.77K'],
    [16_384, '16K'],
    [1023.4, '1023'],
    [2048.5, '2K'],
    [2 ** 20 - 2 ** 14, '1010K'],
    [2 ** 20, '1M'],
    [1.5 * 2 ** 20, '1.5M'],
  ],
  tokenRate: [
    [0, '0 tok/s'],
    [0.123, '0.12 tok/s'],
    [9.87, '9.9 tok/s'],
    [10, '10 tok/s'],
    [12.34, '12.3 tok/s'],
    [99.94, '99.9 tok/s'],
    [100, '100 tok/s'],
    [123.4, '123 tok/s'],
    [12_345, '12,345 tok/s'],
  ],
  tokenVolume: [
    [1 / 86400, '1 tokens/day'],
    [999 / 86400, '999 tokens/day'],
    [1e3 / 86400, '1K tokens/day'],
    [2.5e6 / 86400, '2.5M tokens/day'],
    [40e9 / 86400, '40B tokens/day'],
    [1.234e12 / 86400, '1.23T tokens/day'],
  ],
  bytes: [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 KB'],
    [1.5e6, '1.5 MB'],
    [288e9, '288 GB'],
    [1e12, '1 TB'],
    [2e15, '2 PB'],
    [3e18, '3 EB'],
    [4e22, '40000 EB'],
  ],
  byteRate: [[22e12, '22 TB/s']],
  flopRate: [
    [1000, '1 kFLOPS'],
    [2.5e15, '2.5 PFLOPS'],
  ],
  money: [
    [0, '$0'],
    [3e6, '$3M'],
    [1500, '$1.5K'],
  ],
  tokenPrice: [
    [0, '$0 per M tokens'],
    [0.87e-6, '$0.87 per M tokens'],
    [0.1e-6, '$0.10 per M tokens'],
    [0.0123e-6, '$0.012 per M tokens'],
    [999.99e-6, '$999.99 per M tokens'],
    [1500e-6, '$1.5K per M tokens'],
  ],
  energyPrice: [[0.08 / 3.6e6, '$0.08/kWh']],
  hourPrice: [[2.5 / 3600, '$2.50/h']],
  hostingPrice: [[150 / (1e3 * 730 * 3600), '$150.00/kW-month']],
  power: [
    [130e3, '130 kW'],
    [700, '700 W'],
  ],
  fraction: [
    [0.6, '60 %'],
    [0.025, '2.5 %'],
  ],
  fractionPerYear: [[0.08, '8 % a year']],
  duration: [
    [4 * 8760 * 3600, '4 years'],
    [4380 * 3600, '0.5 years'],
    [4379 * 3600, '182 days'],
    [8760 * 3600, '1 year'],
    [86_400, '1 day'],
    [86_399, '24 h'],
    [3600, '1 h'],
    [3599, '60 min'],
    [600, '10 min'],
    [599, '599 s'],
    [1, '1 s'],
    [0.999, '999 ms'],
    [0.0141, '14.1 ms'],
    [1e-3, '1 ms'],
    [0.999e-3, '999 µs'],
    [5e-7, '0.5 µs'],
  ],
  count: [
    [1417, '1,417'],
    [999, '999'],
    [2.345, '2.3'],
    [1234.5, '1,235'],
  ],
  acceptance: [[2.456, '2.46']],
};

for (const [dimension, pairs] of Object.entries(SHOWN)) {
  void test(`${dimension} as one would say them`, () => {
    for (const [si, text] of pairs) assert.equal(displayQuantity(si, dimension as Dimension), text);
  });
}

void test('what has no end is unlimited in every dimension', () => {
  for (const dimension of ['tokens', 'count', 'money', 'duration'] as const)
    assert.equal(displayQuantity(Infinity, dimension), 'unlimited');
});

void test('thousands are set apart from a thousand on, whatever the sign', () => {
  assert.deepEqual([0, 999, 1000, 1234567, -5, -1234, 12.5].map(grouped), [
    '0',
    '999',
    '1,000',
    '1,234,567',
    '-5',
    '-1,234',
    '13',
  ]);
});

void test('whole numbers are written as the platform writes them', () => {
  const platform = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
  for (let digits = 1; digits < 18; digits++)
    for (const lead of [1, 1.25, 4.999999, 9.5, 9.99999999])
      assert.equal(grouped(lead * 10 ** digits), platform.format(lead * 10 ** digits));
  for (const n of [0.4, 0.5, 999.4, 999.5, 1e15 - 0.5, 1e15]) assert.equal(grouped(n), platform.format(n));
});
