import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { CATALOGUE_FILES } from '../../../src/catalogCheck/data.js';
import { checkTexts, FILES } from '../../../src/catalogCheck/checkTexts.js';
import { KIND_NAMES, kindOf } from '../../../src/catalogCheck/kinds.js';
import { recognized } from '../../../src/catalogCheck/recognize.js';
import { checkEntries } from '../../../src/cli/catalogCheck.js';
import { ENTRY_KINDS } from '../../../src/cli/entryKinds.js';

const dir = mkdtempSync(path.join(tmpdir(), 'entries-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const file = path.join(dir, 'entry.json');
function check(text: string, kind: Parameters<typeof checkEntries>[1] = null) {
  writeFileSync(file, text);
  const { exitCode, err } = checkEntries(file, kind);
  return { exitCode, lines: err.replaceAll(`${file}:`, '').trimEnd().split('\n') };
}

const accelerators = CATALOGUE_FILES['src/catalog/data/accelerators.json'] as Record<string, unknown>[];
const OWN = { ...accelerators[0], id: 'own-chip', aliases: ['own'] };

void test('the command line names all kinds of entry', () => assert.deepEqual([...ENTRY_KINDS], KIND_NAMES));

void test('every entry of the catalogue is recognised by its members', () => {
  for (const kind of KIND_NAMES) {
    const { file: name, member, key } = kindOf(kind);
    const whole = CATALOGUE_FILES[name] as Record<string, unknown>;
    const list = key.length === 0 ? [whole] : ((member === null ? whole : whole[member]) as unknown[]);
    for (const entry of list) assert.equal(recognized(entry), kind);
  }
});

void test('a new entry, a list, and a correction of an entry that is there are fine', () => {
  assert.equal(check(JSON.stringify(OWN)).exitCode, 0);
  assert.equal(check(JSON.stringify(accelerators)).exitCode, 0);
  assert.equal(check(JSON.stringify({ ...accelerators[0], scaleUpDomain: 4 }), 'accelerator').exitCode, 0);
});

void test('each fault is told at its line and column', () => {
  const text = JSON.stringify({ ...OWN, aliases: ['h200'], generation: 'hoper', memoryByte: 1 }, null, '\t');
  const { exitCode, lines } = check(text);
  assert.equal(exitCode, 1);
  assert.equal(lines.length, 3, lines.join('\n'));
  assert.match(lines[0]!, /^5:3: `h200` already names `h200-sxm`$/);
  assert.match(lines[1]!, /^7:16: no generation .* `hoper`; did you mean `hopper`\?$/);
  assert.match(lines[2]!, /^\d+:2: no member `memoryByte`; did you mean `memoryBytes`\?$/);
});

void test('a member given twice, an id given twice, and an entry like none are faults; no JSON is unusable', () => {
  const twice = JSON.stringify(OWN).replace('{', '{"id": "first",');
  assert.deepEqual(check(twice), { exitCode: 1, lines: ['1:16: `id` is given twice'] });
  assert.match(check(JSON.stringify([OWN, OWN])).lines.join('\n'), /there is another `own-chip`/);
  assert.match(check('{ "id": "x" }').lines[0]!, /^1:1: not like any kind of entry; name one with --kind/);
  assert.deepEqual([check('{ "id": }').exitCode, check('').exitCode], [2, 2]);
  assert.equal(checkEntries(path.join(dir, 'none.json'), null).exitCode, 2);
});

void test('the build tells the line of a wrong entry deep in a long file', () => {
  const texts = Object.fromEntries(FILES.map((name) => [name, readFileSync(name, 'utf8')]));
  assert.deepEqual(checkTexts(texts), []);
  const name = 'src/catalog/data/accelerators.json';
  const text = texts[name]!;
  const at = text.lastIndexOf('"scaleUpDomain"');
  const line = text.slice(0, at).split('\n').length;
  const wrong = `${text.slice(0, at)}"scaleUpDoman"${text.slice(at + 15)}`;
  assert.deepEqual(checkTexts({ ...texts, [name]: wrong }), [
    `${name}:${line}:5: no member \`scaleUpDoman\`; did you mean \`scaleUpDomain\`?`,
  ]);
});
