import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { modelById } from '../../../src/catalog/entries/models.js';
import { CACHE_KINDS } from '../../../src/catalog/shapes/families/families.js';
import { readCases } from '../cases/caseFiles.js';

void test('every family of cache is held to reference cases', () => {
  const cases = readCases<{ readonly model: string }>('kv-cache');
  const held = new Set(cases.flatMap(({ model }) => modelById(model)?.groups.map(({ kind }) => kind) ?? []));
  assert.deepEqual(
    CACHE_KINDS.filter((kind) => !([...held] as string[]).includes(kind)),
    [],
  );
});

void test('the method says of every family of cache what it keeps and reads', () => {
  const rows = readFileSync('docs/method/memory.md', 'utf8').split('\n');
  assert.deepEqual(
    CACHE_KINDS.filter((kind) => !rows.some((row) => row.startsWith(`| ${kind} `))),
    [],
  );
});
