import { generations } from './generations.js';
import { registered } from './cacheRegistry.js';
import { weakStore } from './weakStore.js';

/** What keys are made of: data without functions, classes or cycles, as JSON could hold it. */
type Value = string | number | boolean | object | null | undefined;

const numbers = weakStore<object, number>();
/** Objects of a few long plans. Forgetting one only costs a recomputation: numbers are never used again. */
const contents = generations<string, number>(8192);
let last = 0;

registered({
  name: 'numbers of plain data',
  size: contents.size,
  clear: () => {
    numbers.clear();
    contents.clear();
  },
});

/**
 * A number that stands for plain data in the keys of caches: equal data, equal number, whichever object holds it
 * (each keystroke brings new objects with mostly the same content). Data is not changed once it has its number.
 * @throws {TypeError} for a function, symbol or object of a class: a key could not hold what it does.
 */
export function identity(data: object): number {
  const known = numbers.get(data);
  if (known !== undefined) return known;
  const text = keyOf(data);
  let number = contents.get(text);
  if (number === undefined) contents.set(text, (number = ++last));
  numbers.set(data, number);
  return number;
}

/** A text that is equal for equal plain data: its members by name, those that are objects by their numbers. */
export function keyOf(data: object): string {
  if (Array.isArray(data)) return `[${(data as readonly Value[]).map(partOf).join(' ')}`;
  assertPlain(data);
  let key = '';
  // Plain data has no inherited members; this is twice as fast as its entries.
  for (const name in data) key += `${name}:${partOf((data as Readonly<Record<string, Value>>)[name])} `;
  return key;
}

/**
 * Makes `keyOf` of data that mostly has the same members in the same order: their names are then left out of the
 * text, which is what the arguments of a remembered function look for in thousands.
 */
export function shapedKey(): (data: object) => string {
  let names: readonly string[] | null = null;
  return (data) => {
    if (!names) {
      assertPlain(data);
      names = Object.keys(data);
    }
    let [key, at] = ['', 0];
    for (const name in data) {
      if (name !== names[at++]) return keyOf(data);
      key += `${partOf((data as Readonly<Record<string, Value>>)[name])} `;
    }
    return at === names.length ? key : keyOf(data);
  };
}

function partOf(value: Value): string {
  switch (typeof value) {
    case 'number':
      return value === 0 && 1 / value < 0 ? '-0' : `${value}`;
    case 'string':
      // With its length, a text cannot be taken for what stands beside it.
      return `"${value.length}:${value}`;
    case 'object':
      return value === null ? 'null' : `#${identity(value)}`;
    case 'boolean':
    case 'undefined':
      return String(value);
    default:
      throw new TypeError(`no plain data: ${typeof value}`);
  }
}

/** Plain objects inherit from the top of their realm's classes, or from nothing. */
function assertPlain(data: object): void {
  const above: unknown = Object.getPrototypeOf(data);
  if (above !== null && Object.getPrototypeOf(above) !== null)
    throw new TypeError(`no plain data: ${data.constructor.name}`);
}
