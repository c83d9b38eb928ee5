import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { circles, longFunctions, sources } from './sources.js';

const files = sources();

void test('no files import one another in a circle, types included', () => {
  assert.deepEqual(circles(files), []);
});

void test('a circle is found where there is one', () => {
  const file = (name: string, ...imports: string[]) => ({ ...files[0]!, file: name, imports });
  assert.deepEqual(
    circles([file('a', 'b'), file('b', 'c'), file('c', 'b'), file('d', 'a')]).map((group) =>
      group.toSorted(),
    ),
    [['b', 'c']],
  );
});

void test('no folder holds more than 20 files', () => {
  const counts = new Map<string, number>();
  for (const { file } of files) {
    const folder = path.posix.dirname(file);
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  assert.deepEqual(
    [...counts].filter(([, count]) => count > 20),
    [],
  );
});

void test('no function is longer than 80 lines', () => {
  assert.deepEqual(longFunctions(files, 80), []);
});

/** Comments alone: programs also write documents, and name them. */
const commentsOf = (text: string): string =>
  [...text.matchAll(/\/\*[\s\S]*?\*\/|\/\/.*/g)].map(([comment]) => comment).join('\n');

void test('every document that a comment cites is there, with the section it names', () => {
  const missing = files.flatMap(({ file, text }) =>
    [...commentsOf(text).matchAll(/([\w/.-]+\.md)(?: (\d+))?/g)].flatMap(([whole, name = '', section]) => {
      const found = [name, path.posix.join('docs', name), path.posix.join('docs/method', name)].find(
        existsSync,
      );
      if (!found || name.startsWith('.')) return name.includes('/') || !found ? [`${file}: ${whole}`] : [];
      const sectioned = section === undefined || readFileSync(found, 'utf8').includes(`\n## ${section}.`);
      return sectioned ? [] : [`${file}: ${whole}`];
    }),
  );
  assert.deepEqual(missing, []);
});
