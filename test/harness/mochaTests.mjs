// Node's test functions, run by mocha: Stryker can then try every mutant in one process.
const { after, afterEach, before, beforeEach, it } = globalThis;

const test = (name, ...rest) => {
  const run = rest.at(-1);
  it(name, () => run());
};

export default test;
export { after, afterEach, before, beforeEach, test };
