import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { BOOK_NAME } from '../../../src/catalogCheck/bookFile.js';
import { openFolder } from '../../../src/cli/mcp/folder.js';
import { readResource } from '../../../src/cli/mcp/resources.js';
import { readPlanFiles } from '../../../src/cli/book.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import type { Control, Host } from '../../../src/tools/tool.js';
import { callTool } from '../../../src/tools/tools.js';

/** Agents count with the price book as the command line does, and with none outside the folder that is served. */

const dir = mkdtempSync(path.join(tmpdir(), 'mcp-book-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const root = path.join(dir, 'served');
const PLAN = readFileSync('examples/catalog/tickets.decodeplan', 'utf8');

mkdirSync(path.join(root, 'deep/er'), { recursive: true });
mkdirSync(path.join(root, 'linked'));
mkdirSync(path.join(root, 'large'));
copyFileSync(`examples/catalog/${BOOK_NAME}`, path.join(root, BOOK_NAME));
for (const at of ['', 'deep/er', 'linked', 'large']) writeFileSync(path.join(root, at, 'a.decodeplan'), PLAN);
writeFileSync(
  path.join(dir, BOOK_NAME),
  'catalog: 1\ndate: 2026-11-20\naccelerators:\n  - { id: b300-sxm, priceUsd: 1 }\n',
);
symlinkSync(path.join(dir, BOOK_NAME), path.join(root, 'linked', BOOK_NAME));
writeFileSync(path.join(root, 'large', BOOK_NAME), `# ${'x'.repeat(1_000_001)}`);

const folder = openFolder(root);
const host: Host = {
  plan: (source) => Promise.resolve(folder.analysis(source)),
  book: () => Promise.resolve(folder.book()),
};
const patient: Control = { cancelled: () => false, progress: () => undefined };

void test('a plan counts with the nearest book, as the command line counts', () => {
  for (const file of ['a.decodeplan', 'deep/er/a.decodeplan']) {
    const { problems, plan } = folder.analysis({ path: file });
    assert.deepEqual(problems, []);
    assert.equal(plan?.gpus?.price, 47_500);
  }
  const { text, referenced, book } = readPlanFiles(
    path.join(root, 'a.decodeplan'),
    path.join(root, BOOK_NAME),
  );
  assert.deepEqual(
    folder.analysis({ path: 'deep/er/a.decodeplan' }).result(),
    analyze(text, referenced, book).result(),
  );
});

void test('a text counts with the book of the folder', () => {
  const { problems, plan } = folder.analysis({ text: PLAN });
  assert.deepEqual(problems, []);
  assert.equal(plan?.model.id, 'house-8b');
});

void test('a book above the folder, behind a link or too large counts for nothing, and the plan says so', () => {
  assert.notEqual(openFolder(path.join(root, 'deep')).analysis({ text: PLAN }).plan?.gpus?.price, 1);
  assert.match(
    folder.analysis({ path: 'linked/a.decodeplan' }).book.fault ?? '',
    /no such file in the served/,
  );
  assert.match(folder.analysis({ path: 'large/a.decodeplan' }).book.fault ?? '', /larger than 1 MB/);
  for (const at of ['linked', 'large']) {
    const { problems, plan } = folder.analysis({ path: `${at}/a.decodeplan` });
    assert.ok(problems.length > 0, at);
    assert.notEqual(plan?.gpus?.price, 1);
  }
});

void test('an edited book counts at the next call', () => {
  const file = path.join(root, 'deep', BOOK_NAME);
  writeFileSync(file, readFileSync(path.join(root, BOOK_NAME), 'utf8').replace('47500', '48000'));
  assert.equal(folder.analysis({ path: 'deep/er/a.decodeplan' }).plan?.gpus?.price, 48_000);
  rmSync(file);
  assert.equal(folder.analysis({ path: 'deep/er/a.decodeplan' }).plan?.gpus?.price, 47_500);
});

void test('the catalogue that agents look up has the entries of the book, as tool and as resource', async () => {
  const found = await callTool('catalogue', { search: 'house' }, host, patient);
  assert.match(found.text, /models: house-8b/);
  const { data } = await callTool('catalogue', { id: 'house-8b' }, host, patient);
  assert.equal((data['entry'] as { id: string }).id, 'house-8b');
  const b300 = await callTool('catalogue', { id: 'b300-sxm' }, host, patient);
  assert.equal((b300.data['entry'] as { priceUsd: number }).priceUsd, 47_500);
  const { text } = readResource(folder, 'decodeplan://catalogue/models/house-8b');
  assert.match(text, /house-8b/);
  const analyzed = await callTool('validate', { path: 'a.decodeplan' }, host, patient);
  assert.equal(analyzed.data['valid'], true);
});
