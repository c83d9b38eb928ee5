import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { conceptFigures } from '../../figures/figures.js';

void test('the figures of docs/concepts.md are what the product draws now, and all are shown', () => {
  const page = readFileSync('docs/concepts.md', 'utf8');
  for (const [file, svg] of Object.entries(conceptFigures())) {
    assert.ok(page.includes(file.replace('docs/', '')), file);
    assert.equal(readFileSync(file, 'utf8'), svg, `${file} is out of date: npm run figures`);
    assert.ok(svg.length < 20_000, file);
  }
});
