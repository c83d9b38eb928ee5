import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { BreakEven } from '../../../../src/engine/shapes/result.js';
import { breakEvensClaim } from '../../../../src/report/words/fleet/breakEven.js';
import * as format from '../../../../src/report/words/format.js';
import { opened, titlesHold } from './holds.js';
import { DEGENERATE } from './plans.js';

/** No title says what its own data does not: of plans that lack something, above all. */

const EXAMPLES = ['small-team-llama-70b'].map(
  (name) => [name, readFileSync(`examples/${name}.decodeplan`, 'utf8')] as const,
);

void test('where two options change places several times, all stretches are told', () => {
  const crossing = (value: number, cheaperBelow: string, cheaperAbove: string): BreakEven => ({
    ...{ variable: 'speed', unit: 'tok/s', baseline: 'gpus', challenger: 'lpx', workload: null },
    ...{ value, cheaperBelow, cheaperAbove, bracket: [value, value], aboutEqual: null, basis: 'priced' },
    ...{ searched: [1, 1000], otherBasis: null, reason: null },
  });
  const found = [crossing(249, 'gpus', 'lpx'), crossing(105, 'gpus', 'lpx'), crossing(168, 'lpx', 'gpus')];
  assert.equal(
    breakEvensClaim(found, 'per user', format.tokenRate, 100),
    'lpx is cheaper than gpus from 105 tok/s to 168 tok/s and above 249 tok/s per user (the plan: 100 tok/s)',
  );
  assert.match(
    breakEvensClaim(found.slice(1, 2), 'per user', format.tokenRate, null) ?? '',
    /becomes cheaper/,
  );
  assert.equal(
    breakEvensClaim([crossing(3, 'lpx', 'gpus'), crossing(5, 'gpus', 'lpx')], 'x', String, null),
    'lpx is cheaper than gpus below 3 and above 5 x',
  );
});

for (const [name, text] of [...Object.entries(DEGENERATE), ...EXAMPLES])
  void test(`titles hold: ${name}`, () => titlesHold(opened(text)));
