import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { format, resolveConfig } from 'prettier';
import { referencePage } from '../../reference/document.js';

void test('the reference page is what the schema says now (npm run reference writes it)', async () => {
  const file = 'docs/reference.md';
  const config = await resolveConfig(file);
  assert.equal(readFileSync(file, 'utf8'), await format(referencePage(), { ...config, filepath: file }));
});

void test('the reference page has a section for every member, and its links lead somewhere', () => {
  const page = referencePage();
  const anchors = new Set(
    [...page.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) => title.toLowerCase().replace(/ /g, '-')),
  );
  for (const name of [
    'decodeplan',
    'workloads.NAME.context.p95',
    'options.NAME.lpx.price',
    'gpus.type.memory',
  ])
    assert.match(page, new RegExp(`^### ${name.replace(/[.*]/g, '\\$&')}$`, 'm'));
  for (const [, target = ''] of page.matchAll(/\]\(#([^)]*)\)/g)) assert.ok(anchors.has(target), target);
});
