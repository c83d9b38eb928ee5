import assert from 'node:assert/strict';
import test from 'node:test';
import {
  catalogueItem,
  catalogueItems,
  catalogueLines,
  CATALOGUES,
} from '../../../src/report/writers/catalogue.js';

const linesOf = (id: string): readonly string[] => {
  const item = catalogueItem(id);
  assert.ok(item, id);
  return catalogueLines(item);
};

void test('entries of the catalogue are read in units, ranges and unknown values too', () => {
  const rack = linesOf('groq3-lpx');
  for (const line of [
    'sramBytesPerLpu: 500 MB',
    'sramBandwidthBytesPerSecondPerLpu: 150 TB/s',
    'linkLatencySeconds: 3 µs',
    'layerFloorSeconds: low 1.5 µs, likely 3 µs, high 5 µs',
    'powerRangeWatts: 80 kW – 160 kW',
    'slowTierBandwidthBytesPerSecond: not known',
  ])
    assert.ok(rack.includes(line), `${line} is not in ${rack.join('; ')}`);
  assert.ok(linesOf('h100-sxm').includes('rentUsdPerHour: $2.00/h'));
});

void test('no entry is written with a value that is none', () => {
  for (const catalogue of CATALOGUES)
    for (const item of catalogueItems(catalogue))
      for (const line of catalogueLines(item)) assert.doesNotMatch(line, /NaN|undefined|\[object/, item.id);
});
