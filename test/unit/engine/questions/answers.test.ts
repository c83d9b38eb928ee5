import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { answeredPlans, answerFile, answerTo } from '../../../answers/answers.js';

/** Machines may round the last digits of a logarithm differently. */
const TOLERANCE = 1e-7;

for (const name of answeredPlans()) {
  void test(`nothing in the whole answer to ${name} changes unnoticed (npm run answers writes it)`, () => {
    assertSame(answerTo(name), JSON.parse(readFileSync(answerFile(name), 'utf8')), name);
  });
}

function assertSame(now: unknown, kept: unknown, at: string): void {
  if (typeof now === 'number' && typeof kept === 'number') {
    assert.ok(Math.abs(now - kept) <= TOLERANCE * Math.abs(kept), `${at}: ${now}, was ${kept}`);
    return;
  }
  if (typeof now !== 'object' || now === null || typeof kept !== 'object' || kept === null) {
    assert.equal(now, kept, at);
    return;
  }
  assert.deepEqual(Object.keys(now), Object.keys(kept), at);
  const members: Readonly<Record<string, unknown>> = { ...kept };
  for (const [key, value] of Object.entries(now)) assertSame(value, members[key], `${at}.${key}`);
}
