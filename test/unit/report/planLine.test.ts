import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { analyze } from '../../../src/report/answers/analysis.js';
import { hasProblems, lineDetails, planLine } from '../../../src/report/writers/planLine.js';

const read = (file: string) => readFileSync(file, 'utf8');
const lineOf = (text: string) => planLine(analyze(text));

void test('a plan in a line: verdict, cost, purchase and options', () => {
  const line = lineOf(read('examples/small-team-llama-70b.decodeplan'));
  assert.equal(line.tone, 'good');
  assert.match(line.headline, /eagle-3 is the cheapest option/);
  assert.equal(line.cost, '$0.91 per M tokens (decode only)');
  assert.equal(line.purchase, '');
  assert.deepEqual(
    line.options.map(({ name, works }) => [name, works]),
    [
      ['as-is', true],
      ['eagle-3', true],
    ],
  );
  assert.equal(hasProblems(line), false);
  const buyer = lineOf(read('examples/buyers/owner-of-gpus.decodeplan'));
  assert.match(lineDetails(buyer), /per M tokens · 1 LPX rack: \$3M/);
});

void test('old values of the catalogue are counted, by what is said of them', () => {
  const { plan } = analyze(read('examples/small-team-llama-70b.decodeplan'));
  const told = Object.values(plan!.provenance).filter(({ detail }) => /older than \d+ days$/.test(detail));
  assert.equal(lineOf(read('examples/small-team-llama-70b.decodeplan')).old, told.length);
  const old = {
    ...plan!,
    provenance: { x: { from: 'catalogue' as const, detail: 'a price; of 2020, older than 120 days' } },
  };
  const analysis = { ...analyze(read('examples/small-team-llama-70b.decodeplan')), plan: old as never };
  assert.equal(planLine(analysis).old, 1);
  assert.match(lineDetails(planLine(analysis)), /1 old values?/);
});

void test('plans that are not valid, or of which nothing works, are problems', () => {
  const invalid = lineOf('decodeplan: 1\nmodel: nope\n');
  assert.equal(invalid.tone, 'invalid');
  assert.ok(hasProblems(invalid));
  assert.match(lineDetails(invalid), /\d+ errors?/);
  const bad = lineOf(read('test/answers/cannot-serve.decodeplan'));
  assert.ok(hasProblems(bad));
  assert.ok(bad.options.every(({ works, told }) => !works && told !== ''));
});
