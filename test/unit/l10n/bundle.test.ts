import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { BUNDLE, bundleText } from '../../harness/words.mjs';

void test('the bundle holds every text of the sources: `npm run l10n` writes it', async () => {
  assert.equal(readFileSync(BUNDLE, 'utf8'), await bundleText());
});

const KEY = /^%([\w.-]+)%$/;
/** Members of the manifest that people read; of tools, what language models read stays English. */
const READ_BY_PEOPLE = /^(title|category|displayName|userDescription|altText|markdownDescription)$/;

/** The texts of a manifest, each with the name of its member. */
function* membersOf(value: unknown, name = ''): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [name, value];
  else if (Array.isArray(value)) for (const one of value) yield* membersOf(one, name);
  else if (typeof value === 'object' && value !== null)
    for (const [member, one] of Object.entries(value)) yield* membersOf(one, member);
}

void test('what people read of the manifest stands in package.nls.json, and nothing else does', () => {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
  const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
  const members = [...membersOf(manifest)];
  const used = members.flatMap(([, text]) => KEY.exec(text)?.[1] ?? []);
  assert.deepEqual([...new Set(used)].sort(), Object.keys(texts).sort());
  const bare = members.filter(([name, text]) => READ_BY_PEOPLE.test(name) && !KEY.test(text));
  assert.deepEqual(bare, []);
});
