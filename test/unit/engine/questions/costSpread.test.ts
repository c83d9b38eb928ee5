import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import type { ResolvedPlan } from '../../../../src/catalog/shapes/resolvedPlan.js';
import { costOf } from '../../../../src/engine/questions/comparison.js';
import { costOver, costOverSpeed } from '../../../../src/engine/questions/charts.js';
import { costBands } from '../../../../src/engine/questions/costSpread.js';
import { modelError } from '../../../../src/engine/questions/uncertainInputs.js';
import { planOf } from '../../plans.js';

/** Bands around costs. */

const root = process.env['DECODEPLAN_ROOT'] ?? '.';
const TEXT = readFileSync(`${root}/examples/agentic-deepseek-v4-pro.decodeplan`, 'utf8');
const same = (plan: ResolvedPlan) => plan;

void test('without ranges a band is the error of the model, the same factor up as down', () => {
  const plan = { ...planOf(TEXT), ranges: {} };
  const likely = costOf(plan, 'software', null);
  const band = costBands(plan, 'software', null).around(same);
  assert.ok(likely !== null && band);
  const factor = 1 + modelError(plan, 'software');
  assert.ok(Math.abs(band.high / likely - factor) < 1e-9);
  assert.ok(Math.abs(likely / band.low - factor) < 1e-9);
});

void test('a range widens the band of what it concerns, and of nothing else', () => {
  const narrow = planOf(TEXT.replaceAll('2.5M..4.5M USD', '3.5M USD'));
  const wide = planOf(TEXT.replaceAll('2.5M..4.5M USD', '1M..3.5M..9M USD'));
  const width = (plan: ResolvedPlan, option: string) => {
    const band = costBands(plan, option, null).around(same);
    assert.ok(band);
    return band.high / band.low;
  };
  assert.ok(width(wide, 'lpx') > width(narrow, 'lpx') * 1.2);
  assert.ok(Math.abs(width(wide, 'software') - width(narrow, 'software')) < 1e-9);
});

void test('a curve over an input has no band from the range of that input', () => {
  const plan = planOf(TEXT);
  const onlyPrice = {
    ...plan,
    ranges: Object.fromEntries(Object.entries(plan.ranges).filter(([path]) => path.endsWith('lpx.price'))),
  };
  assert.ok(Object.keys(onlyPrice.ranges).length > 0);
  const error = 1 + modelError(plan, 'lpx');
  for (const { usdPerMillionTokens, band } of costOver(onlyPrice, 'price', 'lpx', null, { bands: true })) {
    assert.ok(usdPerMillionTokens !== null && band);
    assert.ok(Math.abs(band.high / usdPerMillionTokens - error) < 1e-6);
  }
});

void test('bands lie around every cost of a curve, and are left out where not asked for', () => {
  const plan = planOf(TEXT);
  const banded = costOverSpeed(plan, 'lpx-and-software', 'agents', { bands: true });
  const plain = costOverSpeed(plan, 'lpx-and-software', 'agents');
  assert.deepEqual(
    banded.map(({ usdPerMillionTokens }) => usdPerMillionTokens),
    plain.map(({ usdPerMillionTokens }) => usdPerMillionTokens),
  );
  assert.ok(plain.every(({ band }) => band === null));
  for (const { usdPerMillionTokens: usd, band } of banded) {
    assert.equal(band === null, usd === null);
    if (usd !== null && band) assert.ok(band.low < usd && usd < band.high);
  }
  assert.ok(banded.some(({ band }) => band !== null));
});

void test('an option without a cost has no band', () => {
  assert.equal(costBands(planOf(TEXT), 'bedrock', null).around(same), null);
});
