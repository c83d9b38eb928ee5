const numbers = new WeakMap<object, number>();
const contents = new Map<string, number>();
const MAX_CONTENTS = 4096;
let last = 0;

/**
 * A number that stands for plain data in the keys of caches: equal data, equal number, whichever object
 * holds it (each keystroke brings new objects with mostly the same content). 0 for none.
 */
export function identity(data: object | null): number {
  if (!data) return 0;
  const known = numbers.get(data);
  if (known !== undefined) return known;
  const text = JSON.stringify(data);
  let number = contents.get(text);
  if (number === undefined) {
    // Forgetting only costs a recomputation: new numbers are never reused.
    if (contents.size >= MAX_CONTENTS) contents.clear();
    number = ++last;
    contents.set(text, number);
  }
  numbers.set(data, number);
  return number;
}
