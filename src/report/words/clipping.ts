/** A name of at most `longest` letters, cut in its middle: names that differ often do so at their ends. */
export function clippedInside(name: string, longest: number): string {
  if (name.length <= longest) return name;
  const end = Math.floor((longest - 1) / 2);
  return `${name.slice(0, longest - 1 - end)}…${name.slice(name.length - end)}`;
}
