import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { writeReport } from '../../../src/cli/report.js';

const dir = mkdtempSync(path.join(tmpdir(), 'report-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => path.join(dir, name);
const EXAMPLE = 'examples/small-team-llama-70b.decodeplan';

void test('report writes HTML or Markdown by the ending of its output', () => {
  assert.deepEqual(writeReport(EXAMPLE, at('out.html')), {
    exitCode: 0,
    out: `${at('out.html')} written\n`,
    err: '',
  });
  assert.match(readFileSync(at('out.html'), 'utf8'), /^<!DOCTYPE html>\n<html lang="en">/);
  assert.equal(writeReport(EXAMPLE, at('out.md')).exitCode, 0);
  assert.match(readFileSync(at('out.md'), 'utf8'), /^# Team assistant[\s\S]*## What it rests on/);
});

void test('a report that cannot be made or written exits 2, one of an invalid plan 1', () => {
  assert.match(writeReport(EXAMPLE, at('out.pdf')).err, /ends in \.md or \.html/);
  assert.equal(writeReport(EXAMPLE, at('nowhere/out.md')).exitCode, 2);
  assert.equal(writeReport(at('missing.decodeplan'), at('out.md')).exitCode, 2);
  writeFileSync(
    at('bad.decodeplan'),
    'decodeplan: 1\nmodel: nope\nworkloads: { one: { concurrency: 1, context: 1K } }\n',
  );
  const bad = writeReport(at('bad.decodeplan'), at('bad.html'));
  assert.equal(bad.exitCode, 1);
  assert.match(bad.err, /bad\.decodeplan:2:8: /);
  assert.match(readFileSync(at('bad.html'), 'utf8'), /The plan is not valid/);
});
