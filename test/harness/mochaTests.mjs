// Node's test functions, run by mocha: Stryker can then try every mutant in one process.
import fc from 'fast-check';

// A mutant that fewer draws let pass counts as alive: that errs on the safe side.
fc.configureGlobal({ seed: 20261124, numRuns: 20 });

const { after, afterEach, before, beforeEach, it } = globalThis;

const test = (name, ...rest) => {
  const run = rest.at(-1);
  it(name, () => run());
};

export default test;
export { after, afterEach, before, beforeEach, test };
