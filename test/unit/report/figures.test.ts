import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { conceptFigures, robustnessFigures } from '../../figures/figures.js';

for (const [page, figures] of [
  ['concepts', conceptFigures],
  ['robustness', robustnessFigures],
] as const) {
  void test(`the figures of docs/${page}.md are what the product draws now, and all are shown`, () => {
    const text = readFileSync(`docs/${page}.md`, 'utf8');
    for (const [file, svg] of Object.entries(figures())) {
      assert.ok(text.includes(file.replace('docs/', '')), file);
      assert.equal(readFileSync(file, 'utf8'), svg, `${file} is out of date: npm run figures`);
      assert.ok(svg.length < 20_000, file);
    }
  });
}
