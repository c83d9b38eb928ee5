// Stands in for src/units/cache.ts while mutants are tried: what one mutant left behind must not answer for the next,
// and a test must reach all the code that its answer comes from.
const all = new Set();

export function boundedCache() {
  const kept = new Map();
  all.add(kept);
  return (key, make) => {
    if (!kept.has(key)) kept.set(key, make());
    return kept.get(key);
  };
}

export function once(make) {
  let made = null;
  return () => (made ??= { value: make() }).value;
}

globalThis.beforeEach?.(() => all.forEach((map) => map.clear()));
