import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import { DICTIONARY, mutated, randomFrom, seedTexts, yamlDocuments } from '../../fuzz/mutate.js';
import { DIMENSION_NAMES, fuzzEditor, fuzzPlan, fuzzUnits } from '../../fuzz/targets.js';

const awkward = fc
  .array(fc.oneof(fc.constantFrom(...DICTIONARY), fc.string({ unit: 'binary', maxLength: 4 })), {
    maxLength: 12,
  })
  .map((pieces) => pieces.join(''));

void test('any text is a quantity in words and in order, or an error in words', () => {
  fc.assert(
    fc.property(awkward, fc.constantFrom(...DIMENSION_NAMES), (text, dimension) => {
      fuzzUnits(text, dimension);
    }),
    { numRuns: 20_000 },
  );
});

void test('any text is a plan, or is told why not, at its place', () => {
  fc.assert(
    fc.property(awkward, (text) => {
      fuzzPlan(text);
    }),
    { numRuns: 3000 },
  );
  const seeds = seedTexts();
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const random = randomFrom(seed);
      const pick = () => seeds[Math.floor(random() * seeds.length)] ?? '';
      fuzzPlan(mutated(pick(), pick(), random));
    }),
    { numRuns: 1500 },
  );
});

void test('the documents of the YAML test suite do no harm', () => {
  const documents = yamlDocuments();
  assert.ok(documents.length >= 350);
  for (const text of documents) fuzzEditor(text, text.length >> 1);
});

void test('texts that once broke something break nothing', () => {
  const folder = 'test/fixtures/fuzz';
  for (const file of readdirSync(folder)) {
    const text = readFileSync(`${folder}/${file}`, 'utf8');
    for (const offset of [0, text.length >> 1, text.length]) fuzzEditor(text, offset);
  }
});

void test('an example typed letter by letter, with slips, breaks nothing on the way', () => {
  const source = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');
  const random = randomFrom(7);
  let text = '';
  for (const letter of source) {
    const slip = random() < 0.1 ? (DICTIONARY[Math.floor(random() * DICTIONARY.length)] ?? '') : '';
    if (slip !== '') fuzzEditor(text + slip, text.length + slip.length);
    text += letter;
    if (text.length % 3 === 0) fuzzEditor(text, text.length);
  }
  assert.equal(text, source);
});
