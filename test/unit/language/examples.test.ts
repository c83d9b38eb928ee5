import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { examples } from '../../../src/language/starters/examples.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { verdict } from '../../../src/report/words/sentences.js';

/** Examples are offered to whoever begins; those of claims are read from the page about them. */
const FOLDERS = ['', 'buyers'];
const shipped = FOLDERS.flatMap((folder) =>
  readdirSync(`examples/${folder}`)
    .filter((file) => file.endsWith('.decodeplan'))
    .map((file) => (folder === '' ? file : `${folder}/${file}`)),
);

void test('every example is offered once', () => {
  assert.deepEqual(
    examples()
      .map(({ file }) => file)
      .sort(),
    shipped.toSorted(),
  );
});

void test('no example opens red, and each has a sentence of its own', () => {
  for (const { file, title, shows } of examples()) {
    const { plan, result, problems } = analyze(readFileSync(`examples/${file}`, 'utf8'));
    const answer = result();
    assert.ok(plan && answer);
    assert.deepEqual(problems, [], file);
    assert.notEqual(verdict(plan, answer).tone, 'bad', file);
    assert.ok(title.length < 50 && shows.length < 110, file);
  }
  assert.equal(new Set(examples().map(({ shows }) => shows)).size, shipped.length);
});
