import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { rewrites } from '../../../src/language/rewrites.js';
import { applyEdits } from '../../../src/plan/edits.js';
import { analyze } from '../../../src/report/analysis.js';
import { inOtherUnits } from '../../../src/units/convert.js';
import { DIMENSIONS, unitsOf, type Dimension } from '../../../src/units/dimensions.js';
import { parseQuantity } from '../../../src/units/quantity.js';
import { marked, planText } from './marked.js';

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

void test('the value under the cursor changes its text and nothing else', () => {
  const { analysis, offset, text } = marked(
    planText('workloads:\n  chat:\n    concurrency: 48 # all\n    context: "3|2K" # long'),
  );
  const [first] = rewrites(analysis, offset);
  assert.ok(first);
  assert.equal(first.title, 'Write as `32768`');
  const after = applyEdits(text, [first.edit]);
  assert.equal(after, text.replace('32K', '32768'));
  assert.deepEqual(analyze(after).plan?.workloads, analysis.plan?.workloads);
});

void test('names, aliases and what is no quantity are left alone', () => {
  const at = (overlay: string) => {
    const { analysis, offset } = marked(planText(overlay));
    return rewrites(analysis, offset).length;
  };
  assert.equal(at('model: llama-|3.1-70b'), 0);
  assert.equal(at('workloads:\n  a: { concurrency: 4, context: &c 32|K }'), 4);
  assert.equal(
    at('workloads:\n  a: { concurrency: 4, context: &c 32K }\n  b: { concurrency: 4, context: *|c }'),
    0,
  );
});
