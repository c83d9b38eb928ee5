import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { CACHE_KINDS } from '../../../src/catalog/shapes/families/families.js';
import { circles, longFunctions, parsed, sharedNames, sources, unusedExports } from './sources.js';

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

/** What is called from outside: by the editor, by those who use the library, and in place of a package's own file. */
const CALLED_FROM_OUTSIDE = ['src/vscode/extension.ts', 'src/npm/engine.ts', 'src/cli/mcp/noValidator.ts'];

/** What tests, the build and pages that are made ask of the product: lists that they hold to be complete, and caches. */
const ASKED_FROM_OUTSIDE = [
  'src/catalog/shapes/families/families.ts: CACHE_KINDS',
  'src/catalogCheck/checkTexts.ts: checkTexts',
  // These fail to compile where two lists differ.
  'src/catalogCheck/sameTypes.ts: SAME',
  'src/catalogCheck/sameTypes.ts: SAME_ENGINES',
  'src/report/html/documentStyle.ts: documentStyle',
  'src/report/words/findings.ts: FINDING_CODES',
  'src/units/cacheRegistry.ts: caches',
];

void test('the product itself uses every function and value that a file exports', () => {
  const idle = unusedExports(
    files.filter(({ file }) => !CALLED_FROM_OUTSIDE.includes(file)),
    files,
  );
  assert.deepEqual(idle.toSorted(), ASKED_FROM_OUTSIDE);
});

void test('an export that no other file takes, and its own does not use, is found', () => {
  const code = 'export const a = 1; export function b() { return a; } export class C {}';
  const own = parsed('src/a.ts', code);
  const other = parsed('src/b.ts', "import { C } from './a.js'; const b = 1; void b; void C;");
  assert.deepEqual(unusedExports([own], [own, other]), ['src/a.ts: b']);
  const later = parsed('src/c.ts', "void import('./a.js').then(({ b }) => b());");
  assert.deepEqual(unusedExports([own], [own, other, later]), []);
});

/** Small languages, in whose words a room writes its own tables: quantities on screen, schemas, flags, cells, messages. */
const VOCABULARIES =
  /^src\/(?:report\/words\/format|report\/workbook\/workbook|report\/writers\/resultMembers|contract\/readers|exchange\/launch\/\w+Flags|catalogCheck\/schemas\/\w+|(?:plan|report\/writers)\/\w+Schema|tools\/\w+)\.ts$/;
/** What says the same as another room of the same name: a figure shows a question, the library gives results in words. */
const ECHOES = /^src\/(?:report\/figures|npm)\//;
/** Programs of their own, which never meet. */
const SURFACES = /^(?:src\/cli|src\/vscode|webview)\//;

void test('no two rooms export another thing by the same name', () => {
  const two = [...sharedNames(files)].filter(([, owners]) => {
    const own = owners.filter((file) => !VOCABULARIES.test(file) && !ECHOES.test(file));
    const surfaces = own.filter((file) => SURFACES.test(file)).map((file) => SURFACES.exec(file)?.[0]);
    return own.length > 1 && (surfaces.length < own.length || new Set(surfaces).size < surfaces.length);
  });
  // The extension starts in two places, and is called by the same name in both.
  assert.deepEqual(two, [['activate', ['src/vscode/extension.ts', 'src/vscode/web.ts']]]);
});

void test('a name that two files export is found, of a type as of a value', () => {
  const [a, b] = [
    parsed('a.ts', 'export interface T {} export const v = 1;'),
    parsed('b.ts', 'export type T = 1;'),
  ];
  assert.deepEqual([...sharedNames([a, b])], [['T', ['a.ts', 'b.ts']]]);
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

void test('only families and readers of configs ask which family of cache a group is of', () => {
  const asked = new RegExp(String.raw`\bkind\b\)? [!=]== '(?:${CACHE_KINDS.join('|')})'`);
  const homes = ['src/catalog/shapes/families/', 'src/catalog/config/'];
  const elsewhere = files.filter(
    ({ file, text }) => !homes.some((home) => file.startsWith(home)) && asked.test(text),
  );
  assert.deepEqual(
    elsewhere.map(({ file }) => file),
    [],
  );
});

/** Pages that say where things are to be found and put, and by which rules the numbers are made. */
const SIGNS = [
  ...['README.md', 'CONTRIBUTING.md', 'docs/architecture.md', 'docs/catalogue.md'],
  ...readdirSync('docs/method').map((page) => `docs/method/${page}`),
];
const signs = SIGNS.map((page) => ({ page, text: readFileSync(page, 'utf8') }));
const here = ['src', 'webview', 'test', 'docs'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
    path.posix.join(folder, ...file.split(path.sep)),
  ),
);

void test('every file and folder that the signs name is there', () => {
  const missing = signs.flatMap(({ page, text }) =>
    [...text.matchAll(/`([\w./-]+)`/g)].flatMap(([, name = '']) => {
      const named = /^(?:src|webview|test|docs)\//.test(name) || /\.(?:ts|mjs)$/.test(name);
      const found = here.some((file) => file === name || file.endsWith(`/${name}`) || file === `${name}.ts`);
      return named && !found ? [`${page}: ${name}`] : [];
    }),
  );
  assert.deepEqual(missing, []);
});

void test('every page is linked from the readme, or from a page that is', () => {
  const pages = here.filter((file) => /^docs\/.*\.md$/.test(file));
  const linked = new Set<string>();
  const follow = (page: string) => {
    for (const [, target = ''] of readFileSync(page, 'utf8').matchAll(/\]\(([^)#:]+\.md)(?:#[^)]*)?\)/g)) {
      const file = path.posix.join(path.posix.dirname(page), target);
      if (linked.has(file) || !existsSync(file)) continue;
      linked.add(file);
      follow(file);
    }
  };
  follow('README.md');
  assert.deepEqual(
    pages.filter((page) => !linked.has(page)),
    [],
  );
});

void test('the plan of the house names every room, and every room within it', () => {
  const plan = readFileSync('docs/architecture.md', 'utf8');
  const rooms = new Map<string, Set<string>>();
  for (const { file } of files) {
    const parts = path.posix.dirname(file).split('/');
    const [room = '', ...within] = parts[0] === 'src' ? parts.slice(1) : parts;
    if (room === '') continue;
    const known = rooms.get(room) ?? new Set();
    rooms.set(room, within[0] === undefined ? known : known.add(within[0]));
  }
  const missing = [...rooms].flatMap(([room, within]) => {
    const door = room === 'webview' ? room : `src/${room}`;
    const sign = plan.includes(`\n| \`${door}\` `) ? [] : [room];
    const row = new RegExp(String.raw`^\| \x60${room}\x60 +\|(.*)$`, 'gm');
    const told = [...plan.matchAll(row)].map(([, text = '']) => text).join(' ');
    return [
      ...sign,
      ...[...within].filter((one) => !told.includes(`\`${one}\``)).map((one) => `${room}/${one}`),
    ];
  });
  assert.deepEqual(missing, []);
});

void test('the plan of the house says of every folder within a sub-room what it holds', () => {
  const folders = new Set(files.map(({ file }) => path.posix.dirname(file).replace(/^src\//, '')));
  const deep = [...folders].filter((folder) => folder.split('/').length > 2).toSorted();
  const rows = readFileSync('docs/architecture.md', 'utf8').matchAll(/^\| `((?:\w+\/){2,}\w+)` +\| \S/gm);
  assert.deepEqual([...rows].map(([, folder]) => folder).toSorted(), deep);
});

void test('every name that the signs place in a file stands in it, and every script that they run is one', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  const missing = signs.flatMap(({ page, text }) => [
    ...[...text.matchAll(/`(\w+)` (?:of|in) `((?:src|webview|test)\/[\w./-]+\.\w+)`/g)].flatMap(
      ([whole, name = '', file = '']) =>
        readFileSync(file, 'utf8').includes(name) ? [] : [`${page}: ${whole}`],
    ),
    ...[...text.matchAll(/npm run ([\w-]+)/g)].flatMap(([whole, name = '']) =>
      name in scripts ? [] : [`${page}: ${whole}`],
    ),
  ]);
  assert.deepEqual(missing, []);
});
