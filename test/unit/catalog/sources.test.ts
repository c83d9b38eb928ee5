import assert from 'node:assert/strict';
import test from 'node:test';
import { CATALOGUES, catalogueItems } from '../../../src/report/writers/catalogue.js';

for (const catalogue of CATALOGUES) {
  void test(`every entry of ${catalogue} names its sources`, () => {
    for (const item of catalogueItems(catalogue)) {
      const sources = item['sources'];
      assert.ok(Array.isArray(sources) && (sources.length > 0 || item.id === 'none'), item.id);
      for (const source of sources as { title?: string }[]) assert.ok(source.title, item.id);
    }
  });
}

void test('figures that are no facts say how far they can be trusted', () => {
  for (const catalogue of ['accelerators', 'acceptance', 'hosted'] as const) {
    for (const item of catalogueItems(catalogue)) assert.ok(item['confidence'], item.id);
  }
});
