/** A name of at most `longest` letters, cut in its middle: names that differ often do so at their ends. */
export function clippedInside(name: string, longest: number): string {
  if (name.length <= longest) return name;
  const end = Math.floor((longest - 1) / 2);
  return `${name.slice(0, longest - 1 - end)}…${name.slice(name.length - end)}`;
}

/** A name on the one or two lines that are least wide, each of at most `longest` letters; it is cut where even those do not hold it. */
export function onTwoLines(name: string, longest: number): string[] {
  if (name.length <= longest) return [name];
  const breaks = [...name.matchAll(/ |(?<=-)/g)].map(({ index }) => index).filter((at) => at > 0);
  const pairs = breaks.map((at) => [name.slice(0, at), name.slice(at).trimStart()]);
  const widthOf = (pair: readonly string[]) => Math.max(...pair.map(({ length }) => length));
  const [best] = pairs.toSorted((a, b) => widthOf(a) - widthOf(b));
  if (!best || widthOf(best) > longest * MOST_OVER) return [clippedInside(name, longest)];
  return best.map((line) => clippedInside(line, longest));
}

/** Lines that would lose more than a third are cut as one. */
const MOST_OVER = 1.5;
