import assert from 'node:assert/strict';
import test from 'node:test';
import { selectionRanges } from '../../../src/language/selection.js';
import { tokens } from '../../../src/language/tokens.js';
import { covered, marked, planOf } from './marked.js';

void test('tokens tell numbers, units, names and members that do not exist apart', () => {
  const analysis = planOf(
    'options:\n  mine: { lpx: { price: 2.5M..4.5M USD, racks: 13 } }\nserving: { kvCach: fp8 }\neconomics: { pue: 1.2, capitalCost: 9%/year }\nbreakEven: { baseline: mine, challenger: mine }',
  );
  const found = tokens(analysis).map((token) => `${token.kind} ${covered(analysis.document.text, token)}`);
  for (const expected of [
    'catalogueName llama-3.1-70b',
    'planName chat',
    'quantity 48',
    'quantity 8',
    'unit K',
    'planName mine',
    'quantity 2.5',
    'unit M',
    'quantity 4.5',
    'unit M USD',
    'unknownMember kvCach',
    'quantity 1.2',
    'unit %/year',
  ])
    assert.ok(found.includes(expected), `${expected} in ${found.join('; ')}`);
  assert.equal(found.filter((token) => token.startsWith('unknownMember')).length, 1);
});

void test('a selection grows from the word to the value, the member, the group and the file', () => {
  const { text, offset, analysis } = marked(
    'decodeplan: 1\nworkloads:\n  chat:\n    context: { p50: 8K, p95: 6|4K }\n    concurrency: 4\n',
  );
  const ranges = selectionRanges(text, analysis.document.root, offset).map((range) => covered(text, range));
  assert.deepEqual(ranges.slice(0, 4), [
    '64K',
    'p95: 64K',
    '{ p50: 8K, p95: 64K }',
    'context: { p50: 8K, p95: 64K }',
  ]);
  assert.equal(ranges.at(-1), text);
  assert.ok(ranges.every((range, i) => i === 0 || range.includes(ranges[i - 1] ?? '')));
  assert.deepEqual(selectionRanges('', null, 0), [{ start: 0, end: 0 }]);
});
