import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { createContext, runInNewContext } from 'node:vm';
import { modelEntries } from '../../../src/catalog/entries/models.js';
import { PAGE_SCRIPTS, WORKER_SCRIPTS } from '../../../src/contract/scripts.js';
import { TABS } from '../../../src/contract/vocabulary.js';
import { examples } from '../../../src/language/starters/examples.js';
import { once } from '../../../src/units/memo.js';
import { metafiles, notices, packagesIn } from '../../harness/notices.mjs';
import { shippedFiles } from '../../harness/package.mjs';
import { extensionPage } from '../../harness/page.mjs';

/** What would be packaged. It takes a walk over many files, so that it is asked for once. */
const packaged = once(() => shippedFiles(process.cwd()));

/** What the extension loads, as the build lists it for the web. */
function filesOfExtension(): readonly string[] {
  return JSON.parse(readFileSync('dist/shared/host.json', 'utf8')) as string[];
}

void test('the vsix has what the editor needs and no sources, maps or tests', async () => {
  const files = await packaged();
  const { icon, main, browser } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>;
  const needed = [main, browser, icon].map((file) => (file ?? '').replace(/^\.\//, ''));
  for (const file of [
    ...needed,
    'README.md',
    'CHANGELOG.md',
    'LICENSE',
    'dist/THIRD-PARTY-NOTICES.txt',
    'dist/mcp.cjs',
    ...readdirSync('dist/webview').map((file) => `dist/webview/${file}`),
    'media/panel.css',
    'docs/validation.md',
  ])
    assert.ok(files.includes(file), file);
  for (const file of filesOfExtension()) assert.ok(files.includes(`dist/${file}`), file);
  for (const file of files)
    assert.doesNotMatch(file, /\.(ts|map|mjs|tgz|vsix)$|^(src|test|webview|node_modules)\//, file);
});

void test('every example that is offered is in the vsix', async () => {
  const files = await packaged();
  for (const { file } of examples()) assert.ok(files.includes(`examples/${file}`), file);
});

void test('the web can load the extension: CommonJS in a file that ends in .js', () => {
  // VS Code 1.100 for the Web adds `.js` to any other name, and no version loads modules there.
  const { type, browser } = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, string>;
  assert.equal(type, undefined);
  assert.match(browser ?? '', /\.js$/);
});

void test('the web is told of all files that load one another, and they want nothing but the editor', () => {
  const files = filesOfExtension();
  assert.equal(files[0], 'extension.cjs');
  for (const file of files) {
    const code = readFileSync(path.join('dist', file), 'utf8');
    for (const [, wanted = ''] of code.matchAll(/\brequire\(["']([^"']+)["']\)/g)) {
      const known = wanted.startsWith('.') && files.includes(path.join(path.dirname(file), wanted));
      assert.ok(known || wanted === 'vscode', `${file} wants ${wanted}`);
    }
  }
});

/** Names of parts that scripts of the page have, and want but do not have. */
function partsOf(scripts: readonly string[]): { readonly has: Set<string>; readonly lacks: string[] } {
  const page: { decodeplanPage?: { parts: Record<string, { readonly wanted: readonly string[] }> } } = {};
  for (const name of scripts) {
    // What begins at once finds no page here.
    try {
      runInNewContext(readFileSync(`dist/${name}.js`, 'utf8'), createContext(page));
    } catch (error) {
      assert.match(String(error), /ReferenceError/);
    }
  }
  const parts = page.decodeplanPage?.parts ?? {};
  const wanted = Object.values(parts).flatMap((part) => part.wanted);
  return { has: new Set(Object.keys(parts)), lacks: wanted.filter((name) => !(name in parts)) };
}

void test('the page and its worker begin with all scripts that they want, and with no other', () => {
  for (const [begins, scripts] of [
    ['main', PAGE_SCRIPTS],
    ['worker', WORKER_SCRIPTS],
  ] as const) {
    const { has, lacks } = partsOf(scripts);
    assert.deepEqual(lacks, []);
    assert.ok(has.has(begins), begins);
    for (const script of scripts) {
      const without = partsOf(scripts.filter((one) => one !== script));
      const isWanted = without.lacks.length > 0 || !without.has.has(begins);
      assert.ok(isWanted, `${begins} begins without ${script}`);
    }
  }
});

void test('the first picture of the page waits for neither the engine nor the charts', () => {
  const outputs = Object.fromEntries(metafiles().flatMap((one) => Object.entries(one.outputs)));
  const inputs = PAGE_SCRIPTS.flatMap((name) => Object.keys(outputs[`dist/${name}.js`]?.inputs ?? {}));
  assert.ok(inputs.includes('webview/main.ts'));
  const heavy = inputs.filter((file) =>
    /^src\/(engine|catalog|report)\/|node_modules\/chart\.js\//.test(file),
  );
  assert.deepEqual(heavy, []);
});

void test('nothing in the files that are written into the page ends the element that they stand in', () => {
  // A comment's beginning matters only before another element's.
  for (const file of [...PAGE_SCRIPTS.map((name) => `dist/${name}.js`), 'media/panel.css'])
    assert.doesNotMatch(readFileSync(file, 'utf8'), /<\/?(script|style)/i, file);
});

/** Pages for who has a clone: how it is made, measured, tested and translated. */
const OF_A_CLONE = [
  'CONTRIBUTING.md',
  'docs/architecture.md',
  'docs/benchmarks.md',
  'docs/robustness.md',
  'docs/translating.md',
];

void test('pictures and pages that the readme shows are in the vsix, but for those of a clone', async () => {
  const files = await packaged();
  const readme = readFileSync('README.md', 'utf8');
  for (const page of OF_A_CLONE) assert.ok(existsSync(page) && !files.includes(page), page);
  for (const [, target = ''] of readme.matchAll(/\]\(((?!https:)[^)#]+)\)/g)) {
    if (OF_A_CLONE.includes(target)) continue;
    const inside = files.some((file) => file === target || file.startsWith(`${target}/`));
    assert.ok(inside, target);
  }
});

void test('the readme counts the models of the catalogue, and names every tab', () => {
  const readme = readFileSync('README.md', 'utf8');
  assert.match(readme, new RegExp(`one of ${modelEntries().length}, `));
  const charts = (readme.split('- **Charts**')[1] ?? '').split('\n- **')[0]?.toLowerCase() ?? '';
  // The first word of each is enough: `breakEven` is written Break-even.
  const absent = TABS.filter((tab) => !charts.includes((/^[a-z]+/.exec(tab) ?? [tab])[0]));
  assert.deepEqual(absent, []);
});

void test('the extension’s page shows its pictures without files beside it, and nothing of a clone', () => {
  const readme = readFileSync('README.md', 'utf8');
  const page = extensionPage(readme, process.cwd());
  const pictures = [...page.matchAll(/!\[[^\]]+\]\(([^)]*)\)/g)].map(([, target = '']) => target);
  assert.ok(pictures.length > 0);
  for (const target of pictures) assert.match(target, /^data:image\/webp;base64,UklGR/);
  assert.deepEqual(page.match(/\]\((?!https:|data:|#)[^)]*\)/g), null);
  assert.match(readme, /`npm start`[\s\S]*`npm test`/);
  assert.doesNotMatch(page, /npm (?:start|test)|<!--/);
  for (const name of ['New Plan…', 'Open Example…', 'Five minutes']) assert.ok(page.includes(name), name);
});

void test('the notices name every package in the bundles, each under a licence that may be shipped', () => {
  const built = metafiles();
  const text = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
  assert.equal(text, notices(built));
  const packages = [...packagesIn(built).keys()].map((folder) => folder.replace(/^.*node_modules\//, ''));
  for (const name of [
    'zod',
    'yaml',
    'chart.js',
    'commander',
    '@modelcontextprotocol/sdk',
    '@vscode/webview-ui-toolkit',
  ])
    assert.ok(packages.includes(name), name);
  for (const name of packages) assert.match(text, new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
});

void test('a licence that may not be shipped stops the build', () => {
  const dir = mkdtempSync(path.join(tmpdir(), 'licences-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const closed = path.join(dir, 'node_modules/closed');
  mkdirSync(closed, { recursive: true });
  const manifest = { name: 'closed', version: '1.0.0', license: 'SEE LICENSE IN LICENSE.txt' };
  writeFileSync(path.join(closed, 'package.json'), JSON.stringify(manifest));
  const output = { inputs: { [`${closed}/index.js`]: { bytesInOutput: 10 } } };
  assert.throws(
    () => notices([{ inputs: {}, outputs: { 'dist/x.js': output } }]),
    /closed is under SEE LICENSE/,
  );
});
