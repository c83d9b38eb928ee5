import assert from 'node:assert/strict';
import test from 'node:test';
import { normalQuantile } from '../../../../src/engine/memory/contextMix.js';
import { demandAt } from './demandAt.js';

/** Lengths to draw from: middles of so many equal slices, so that only their choice is left to chance. */
const SLICES = 2 ** 16;

/** Marsaglia's xorshift, whole numbers below `SLICES`. */
function draws(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 16;
  };
}

interface Lengths {
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

function drawnFrom({ p50, p95, max }: Lengths, cost: (tokens: number) => number): Float64Array {
  const sigma = Math.log(p95 / p50) / normalQuantile(0.95);
  return Float64Array.from({ length: SLICES }, (_, i) =>
    cost(Math.min(max, p50 * Math.exp(sigma * normalQuantile((i + 0.5) / SLICES)))),
  );
}

/** The 95 % quantile of sums of `count` draws, simulated. */
function simulated(costs: Float64Array, count: number, runs: number, draw: () => number): number {
  const sums = Float64Array.from({ length: runs }, () => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += costs[draw()]!;
    return sum;
  }).sort();
  return sums[Math.floor(0.95 * runs)]!;
}

const COUNTS = [1, 2, 3, 5, 10, 30, 100, 1000, 10_000];
const RATIOS = [1, 1.5, 4, 20];
const paged = (block: number) => (tokens: number) => Math.ceil(tokens / block) * block;
const COSTS: Readonly<Record<string, (tokens: number) => number>> = {
  pages: paged(16),
  // Most layers look back on 4096 tokens.
  windows: (tokens) => paged(16)(tokens) + 5 * Math.min(4096, paged(16)(tokens)),
  // A state, and pages as long as many sequences.
  states: (tokens) => 5000 + paged(1024)(tokens),
};

for (const [name, cost] of Object.entries(COSTS))
  void test(`demand is within 3 % of simulation from 1 to 10,000 sequences: ${name}`, () => {
    const draw = draws(20_261);
    for (const spread of RATIOS)
      for (const tail of RATIOS) {
        const lengths = { p50: 2000, p95: 2000 * spread, max: 2000 * spread * tail };
        const { atOnce } = demandAt(lengths, cost);
        const costs = drawnFrom(lengths, cost);
        for (const count of COUNTS) {
          const runs = Math.max(100, Math.min(16_000, 1e5 / count));
          const want = simulated(costs, count, runs, draw);
          const found = atOnce(count) / want;
          // What is left to chance comes on top: three standard errors of a sum's quantile, from its own spread.
          const noise = 3 * errorOf(costs, count, runs, want);
          assert.ok(
            Math.abs(found - 1) < 0.03 + noise,
            `${count} at ${spread}, ${tail}: ${found} (${noise})`,
          );
        }
      }
  });

/** Standard error of a simulated 95 % quantile over the quantile itself, as of a normal sum: 2.1 deviations ÷ √runs. */
function errorOf(costs: Float64Array, count: number, runs: number, quantile: number): number {
  const mean = costs.reduce((sum, cost) => sum + cost, 0) / SLICES;
  const variance = costs.reduce((sum, cost) => sum + (cost - mean) ** 2, 0) / SLICES;
  return (2.1 * Math.sqrt(variance * count)) / Math.sqrt(runs) / quantile;
}

void test('more sequences never take less, whole or not, and none of the sums is below the mean', () => {
  for (const spread of RATIOS)
    for (const tail of RATIOS) {
      const lengths = { p50: 2000, p95: 2000 * spread, max: 2000 * spread * tail };
      const { atOnce, meanBytes } = demandAt(lengths, COSTS['windows']!);
      let before = 0;
      for (let count = 1; count < 1e6; count *= 1.013) {
        const asked = atOnce(count);
        assert.ok(
          asked > before && asked >= count * meanBytes * (1 - 1e-9),
          `${count} at ${spread}, ${tail}`,
        );
        before = asked;
      }
    }
});

void test('one sequence takes what 95 % of them do, one length what it takes, and parts lie between', () => {
  const lengths = { p50: 2000, p95: 9000, max: 20_000 };
  const { atOnce } = demandAt(lengths, (tokens) => 3 * tokens);
  assert.ok(Math.abs(atOnce(1) - 27_000) < 1e-6);
  assert.equal(atOnce(1.5), (atOnce(1) + atOnce(2)) / 2);
  const middle = (atOnce(4) + atOnce(5)) / 2;
  assert.ok(Math.abs(atOnce(4.5) / middle - 1) < 1e-12);
  const single = demandAt({ p50: 512, p95: 512, max: 512 }, (tokens) => 3 * tokens);
  assert.equal(single.atOnce(7), 7 * 3 * 512);
});

void test('a demand is the same to the last bit, whatever was asked for before', () => {
  for (const p95 of [4000, 8000, 24_000]) {
    const lengths = { p50: 2000, p95, max: 64_000 };
    const counts = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 20, 24, 32, 48];
    // A demand of its own each: it keeps what it was asked for.
    const alone = counts.map((count) => demandAt(lengths, paged(16)).atOnce(count));
    const { atOnce: rising } = demandAt(lengths, paged(16));
    assert.deepEqual(counts.map(rising), alone);
    const { atOnce: falling } = demandAt(lengths, paged(16));
    assert.deepEqual(counts.toReversed().map(falling).toReversed(), alone);
  }
});
