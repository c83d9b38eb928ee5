import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { formatted, type Run } from '../../bench/document.js';

void test('the page about speed says what was measured last (npm run bench writes both)', async () => {
  const run = JSON.parse(readFileSync('test/bench/results.json', 'utf8')) as Run;
  for (const [file, text] of Object.entries(await formatted(run)))
    assert.equal(readFileSync(file, 'utf8'), text, file);
});
