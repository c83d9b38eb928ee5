import assert from 'node:assert/strict';
import test from 'node:test';
import type { Dimension } from '../../../src/units/dimensions.js';
import { repairs } from '../../../src/units/repair.js';

const REPAIRED: readonly (readonly [string, Dimension, readonly string[]])[] = [
  // Signs.
  ['-50 tok/s', 'tokenRate', ['50 tok/s']],
  ['>= 50 tok/s', 'tokenRate', ['50 tok/s']],
  ['  ~ 50 tok/s', 'tokenRate', ['50 tok/s']],
  ['- $3M', 'money', ['$3M']],
  // Turned round.
  ['60..30 tok/s', 'tokenRate', ['30..60 tok/s']],
  ['4M..2M USD', 'money', ['2M..4M USD']],
  ['2..1M USD', 'money', ['1..2M USD']],
  ['1.5M..900K USD', 'money', ['900K..1.5M USD']],
  ['4 GB..2 GB', 'bytes', ['2 GB..4 GB']],
  ['$4M..$2M', 'money', ['$2M..$4M']],
  ['64K..8K', 'tokens', ['8K..64K']],
  ['64K .. 8K tokens', 'tokens', ['8K..64K tokens']],
  ['3..2..1 USD', 'money', ['1..2..3 USD']],
  // Kindred units.
  ['20 ms', 'tokenRate', ['50 tok/s']],
  ['20ms/token', 'tokenRate', ['50 tok/s']],
  ['0.02 s/tok', 'tokenRate', ['50 tok/s']],
  ['3000 tok/min', 'tokenRate', ['50 tok/s']],
  ['3 ktokens/minute', 'tokenRate', ['50 tok/s']],
  ['1M tok/minute', 'tokenVolume', ['1440M tokens/day']],
  ['70M tokens/week', 'tokenVolume', ['10M tokens/day']],
  ['8 ct/kWh', 'energyPrice', ['0.08 USD/kWh']],
  ['8 cents/kWh', 'energyPrice', ['0.08 USD/kWh']],
  ['87 c/Mtok', 'tokenPrice', ['0.87 USD/Mtok']],
  ['640 Gbit', 'bytes', ['80 GB']],
  ['640 Gb', 'bytes', ['80 GB']],
  ['80 Gi', 'bytes', ['80 GiB']],
  ['2 weeks', 'duration', ['14 days']],
  ['1 w', 'duration', ['7 days']],
  ['4 yrs', 'duration', ['4 years']],
  ['4 y', 'duration', ['4 years']],
  // The unit that the dimension is usually written in.
  ['80', 'bytes', ['80 GB']],
  ['130', 'power', ['130 kW']],
  ['2.5M', 'money', ['2.5M USD']],
  ['8 tokens per prompt', 'tokens', ['8K']],
  ['60 percent', 'fraction', ['60%']],
  ['500 things', 'count', ['500']],
  ['500 tok/s', 'money', ['500 USD']],
  ['4..6', 'bytes', ['4..6 GB']],
  ['2.5M..4M', 'money', ['2.5M..4M USD']],
  // Nothing that is not near.
  ['many', 'count', []],
  ['', 'money', []],
  ['3 EUR', 'money', []],
  ['3 €', 'money', []],
  ['3 USD', 'money', []],
  ['x 20 ms', 'tokenRate', []],
  [`-${'1'.repeat(2000)} tok/s`, 'tokenRate', []],
];

void test('texts that are nearly quantities are mended as they were meant', () => {
  for (const [text, dimension, mended] of REPAIRED)
    assert.deepEqual(repairs(text, dimension), mended, `${text} as ${dimension}`);
});
