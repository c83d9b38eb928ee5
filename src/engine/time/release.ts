/** Parts of a release: numbers, with `rc` before what it leads to and `post` after it; `null` where there are none. */
function partsOf(release: string): readonly number[] | null {
  const match = /^v?(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?(?:\.?(rc|post)(\d{1,4}))?/.exec(release);
  if (!match) return null;
  const [, major, minor, patch, mark, count] = match;
  const after = mark === 'rc' ? -1 : mark === 'post' ? 1 : 0;
  return [major, minor, patch].map((part) => Number(part ?? 0)).concat(after, Number(count ?? 0));
}

/** Negative where `a` came before `b`, positive where after, 0 for the same; `null` where either is no release. */
export function compareReleases(a: string, b: string): number | null {
  const [left, right] = [partsOf(a), partsOf(b)];
  if (!left || !right) return null;
  return left.map((part, i) => part - (right[i] ?? 0)).find((difference) => difference !== 0) ?? 0;
}
