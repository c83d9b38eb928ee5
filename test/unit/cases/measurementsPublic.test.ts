import assert from 'node:assert/strict';
import test from 'node:test';
import { readMeasurements } from '../../../src/exchange/measurements.js';
import cases from '../../cases/measurements-public.json' with { type: 'json' };

/** Logs and results that people published, with what they say read off by hand. */
for (const { name, source, text, expected } of cases) {
  test(`${name} (${source}) says what was measured`, () => {
    const { memory, steps } = readMeasurements(text);
    assert.deepEqual({ memory, steps }, expected);
  });
}
