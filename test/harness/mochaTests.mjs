// Node's test functions, run by mocha: Stryker can then try every mutant in one process.
import fc from 'fast-check';
import { clearCaches } from '../../src/units/cacheRegistry.ts';

// A mutant that fewer draws let pass counts as alive: that errs on the safe side.
fc.configureGlobal({ seed: 20261124, numRuns: 20 });

const { after, afterEach, before, beforeEach, it } = globalThis;

// What one mutant left behind must not answer for the next, and a test must reach all the code its answer comes from.
beforeEach?.(clearCaches);

const test = (name, ...rest) => {
  const run = rest.at(-1);
  it(name, () => run());
};

export default test;
export { after, afterEach, before, beforeEach, test };
