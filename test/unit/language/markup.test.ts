import assert from 'node:assert/strict';
import test from 'node:test';
import { hover } from '../../../src/language/hover.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { reportMarkdown } from '../../../src/report/writers/markdown.js';

const EVIL = '[x](command:workbench.action.quit) ![p](https://example.com/p.png) <img src=x> `a` | b';

void test('no word of a plan becomes a link, a picture or a tag in hovers and reports', () => {
  const quoted = `'${EVIL}'`;
  const text =
    `decodeplan: 1\ntitle: ${quoted}\nmodel: llama-3.1-70b\ngpus: { type: h100-sxm, count: 8 }\n` +
    `workloads:\n  ${quoted}: { concurrency: 4000, context: 8K, speed: 900 tok/s }\n` +
    `options:\n  ${quoted}: {}\n  other: { serving: { kvCache: fp8 } }\n` +
    `breakEven: { baseline: ${quoted}, challenger: other }\n`;
  const analysis = analyze(text);
  assert.ok(analysis.plan && analysis.result());
  const shown = [reportMarkdown(analysis)];
  for (let offset = 0; offset < text.length; offset++) shown.push(hover(analysis, offset)?.text ?? '');
  for (const markdown of shown) {
    assert.doesNotMatch(markdown, /(?<!\\)\]\((command:workbench|https:\/\/example)/);
    assert.doesNotMatch(markdown, /(?<!\\)!(?<!\\)\[p/);
    assert.doesNotMatch(markdown, /(?<!\\)<img/);
  }
});
