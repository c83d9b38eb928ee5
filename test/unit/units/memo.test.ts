import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { caches, clearCaches } from '../../../src/units/cacheRegistry.js';
import { Indexed, memo, memoWithin, perIndex, perObject } from '../../../src/units/memo.js';
import { identity, keyOf } from '../../../src/units/plainKey.js';

/** A function that counts how often it is run. */
function counted<A, V>(answer: (argument: A) => V) {
  const run = (argument: A) => {
    run.times++;
    return answer(argument);
  };
  run.times = 0;
  return run;
}

void test('equal data has one answer, whichever objects hold it', () => {
  const add = counted(({ a, b }: { a: number; b: { c: number } }) => ({ sum: a + b.c }));
  const kept = memo({ name: 'a sum', most: 4 }, add);
  const first = kept({ a: 1, b: { c: 2 } });
  assert.equal(kept({ a: 1, b: { c: 2 } }), first);
  assert.equal(add.times, 1);
  assert.deepEqual(kept({ a: 1, b: { c: 3 } }), { sum: 4 });
  assert.deepEqual(kept({ a: 2, b: { c: 2 } }), { sum: 4 });
  assert.equal(add.times, 3);
});

void test('each member of the argument is in the key, also one that came later or stands elsewhere', () => {
  const kept = memo({ name: 'an echo', most: 8 }, (argument: Readonly<Record<string, unknown>>) => ({
    ...argument,
  }));
  const all = [
    { a: 1, b: 2 },
    { b: 1, a: 2 },
    { a: 1 },
    { a: 1, b: 2, c: 3 },
    { a: '1', b: 2 },
    { a: 1, b: undefined },
  ];
  for (const argument of [...all, ...all]) assert.deepEqual(kept(argument), argument);
});

void test('an answer of nothing is known like any other', () => {
  for (const nothing of [null, undefined]) {
    const say = counted((_: number) => nothing);
    const kept = memoWithin(2, say);
    for (let i = 0; i < 3; i++) assert.equal(kept(7), nothing);
    assert.equal(say.times, 1);
    const each = counted((_: object) => nothing);
    const beside = perObject('nothing', each);
    const key = {};
    for (let i = 0; i < 3; i++) assert.equal(beside(key), nothing);
    assert.equal(each.times, 1);
  }
});

void test('what belongs to numbers is made once for each, nothing and false among it', () => {
  const say = counted((index: number) => (index === 3 ? 0 : index === 5 ? false : `${index}`));
  const kept = perIndex(say);
  const asked = [3, 3, 5, 0, 3, 5, 0, 9];
  assert.deepEqual(asked.map(kept), [0, 0, false, '0', 0, false, '0', '9']);
  assert.equal(say.times, 4);
  const values = new Indexed<number>();
  assert.equal(values.get(0), undefined);
  for (const [index, value] of [
    [4, 0],
    [1, 7],
    [4, 2],
    [1, 8],
  ] as const) {
    values.set(index, value);
    assert.equal(values.get(index), value);
  }
  assert.deepEqual([values.get(4), values.get(1), values.get(2)], [2, 8, undefined]);
});

void test('numbers of data are equal where the data is, and only there', () => {
  const data = fc.jsonValue({ maxDepth: 3 }).map((value) => ({ value }));
  fc.assert(
    fc.property(data, data, (a, b) => {
      assert.equal(identity(structuredClone(a)), identity(a));
      assert.equal(identity(a) === identity(b), equal(a, b));
    }),
    { numRuns: 500 },
  );
  // What a key that joins its parts takes for the same.
  const alike = [
    ['a b', 'c'],
    ['a', 'b c'],
    ['a b c'],
    ['1'],
    [1],
    [[1]],
    [null],
    ['null'],
    [undefined],
    [0],
    [-0],
    { 0: 1 },
  ];
  assert.equal(new Set(alike.map((one) => identity(one))).size, alike.length);
});

/** Members in the same order, too: another order only costs an answer more. */
function equal(a: unknown, b: unknown): boolean {
  return keyText(a) === keyText(b);
}

function keyText(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => (Object.is(member, -0) ? '-0 as a number' : member));
}

void test('what a key cannot hold is refused', () => {
  const refused = [{ f: () => 1 }, { m: new Map() }, { d: new Date(0) }, { s: Symbol('s') }];
  for (const data of refused) assert.throws(() => keyOf(data), /no plain data/);
  const kept = memo({ name: 'refusing', most: 1 }, (argument: object) => argument);
  for (const data of [...refused, new Set([1])]) assert.throws(() => kept(data), /no plain data/);
  assert.doesNotThrow(() => keyOf(Object.create(null) as object));
});

void test('caches are listed with what they hold, stay within bounds, and are cleared together', () => {
  const square = counted((n: number) => n * n);
  const kept = memo({ name: 'squares for a test', most: 10 }, square);
  const own = () =>
    caches()
      .find(({ name }) => name === 'squares for a test')
      ?.size();
  for (let i = 0; i < 1000; i++) assert.equal(kept(i), i * i);
  assert.ok((own() ?? 0) >= 10 && (own() ?? 0) <= 20);
  // One in use is never forgotten, however many come beside it.
  const before = square.times;
  for (let i = 0; i < 1000; i++) assert.equal(kept(-1) + kept(2000 + i), 1 + (2000 + i) ** 2);
  assert.equal(square.times, before + 1001);
  clearCaches();
  assert.equal(own(), 0);
  kept(-1);
  assert.equal(square.times, before + 1002);
});
