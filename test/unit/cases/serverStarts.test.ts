import assert from 'node:assert/strict';
import test from 'node:test';
import { startCases, startOf, type StartCase } from '../../validation/starts.js';

const GiB = 2 ** 30;

/** What of each start is compared, as predicted over logged less one. */
function errorsOf(one: StartCase): Readonly<Record<string, number>> {
  const { memory } = startOf(one);
  const { weightsGib, poolGib, kvTokens, concurrency } = one.expected;
  const { context } = one.plan.workloads.one;
  const pairs: readonly (readonly [string, number | null | undefined, number | undefined])[] = [
    ['weights', memory && memory.weightsBytes / GiB, weightsGib],
    // What does not fit has no pool to compare.
    ['pool', memory && memory.kvPoolBytes / GiB, one.expected.fits ? poolGib : undefined],
    ['tokens', memory?.kvTokens, kvTokens],
    ['tokens', memory && memory.kvTokens / context, concurrency],
  ];
  return Object.fromEntries(
    pairs.flatMap(([what, is, logged]) =>
      is === undefined || is === null || logged === undefined ? [] : [[what, is / logged - 1]],
    ),
  );
}

for (const one of startCases())
  void test(`as logged: ${one.id}`, () => {
    assert.equal(startOf(one).feasible, one.expected.fits, 'starts and holds a sequence');
    for (const [what, error] of Object.entries(errorsOf(one)))
      assert.ok(
        Math.abs(error) <= (what === 'weights' ? 0.03 : 0.1),
        `${what} ${(100 * error).toFixed(1)} %`,
      );
  });

void test('tokens and pools of all logged starts are within 3 % at the median, weights within 1 %', () => {
  const all = startCases().map(errorsOf);
  const median = (what: string) => {
    const sorted = all
      .flatMap((errors) => (what in errors ? [Math.abs(errors[what] ?? 1)] : []))
      .sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 1;
  };
  assert.ok(median('tokens') <= 0.03, String(median('tokens')));
  assert.ok(median('pool') <= 0.03, String(median('pool')));
  assert.ok(median('weights') <= 0.01, String(median('weights')));
});
