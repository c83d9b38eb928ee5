import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { writeReport } from '../../../src/cli/report.js';

const dir = mkdtempSync(path.join(tmpdir(), 'report-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const at = (name: string) => path.join(dir, name);
const EXAMPLE = 'examples/small-team-llama-70b.decodeplan';

void test('report writes HTML or Markdown by the ending of its output', async () => {
  assert.deepEqual(await writeReport(EXAMPLE, { output: at('out.html') }), {
    exitCode: 0,
    out: `${at('out.html')} written\n`,
    err: '',
  });
  assert.match(readFileSync(at('out.html'), 'utf8'), /^<!DOCTYPE html>\n<html lang="en">/);
  assert.equal((await writeReport(EXAMPLE, { output: at('out.md') })).exitCode, 0);
  assert.match(readFileSync(at('out.md'), 'utf8'), /^# Team assistant[\s\S]*## What it rests on/);
});

void test('CSV has a number a cell, with its unit in the heading', async () => {
  assert.equal((await writeReport(EXAMPLE, { output: at('numbers'), format: 'csv' })).exitCode, 0);
  const [head = '', ...rows] = readFileSync(at('numbers'), 'utf8').trim().split('\r\n');
  assert.match(head, /^Option,Workload,Works,Why not,"Cost, all-in \(USD per million tokens\)"/);
  assert.equal(rows.length, 2);
  for (const row of rows) {
    const cells = row.split(',').slice(4);
    assert.equal(cells.pop(), 'decode only');
    for (const cell of cells) assert.match(cell, /^(-?\d[\d.e+-]*)?$/);
  }
});

void test('PDF and XLSX are written by files of their own, loaded by the command line that was built', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [path.resolve('dist/cli.cjs'), 'report', path.resolve(EXAMPLE), ...args], {
      cwd: dir,
      encoding: 'utf8',
    });
  const pdf = run('--format', 'pdf');
  assert.deepEqual([pdf.status, pdf.stdout, pdf.stderr], [0, 'small-team-llama-70b.pdf written\n', '']);
  assert.equal(readFileSync(at('small-team-llama-70b.pdf')).subarray(0, 5).toString(), '%PDF-');
  assert.equal(run('-o', 'book.xlsx').status, 0);
  assert.equal(readFileSync(at('book.xlsx')).subarray(0, 2).toString(), 'PK');
  assert.equal(run().status, 2);
});

void test('a report that cannot be made or written exits 2, one of an invalid plan 1', async () => {
  const written = (file: string, name: string) => writeReport(file, { output: at(name) });
  assert.match((await written(EXAMPLE, 'out.doc')).err, /ends in \.html, \.md, \.pdf, \.xlsx, \.csv/);
  assert.equal((await written(EXAMPLE, 'nowhere/out.md')).exitCode, 2);
  assert.equal((await written(at('missing.decodeplan'), 'out.md')).exitCode, 2);
  writeFileSync(
    at('bad.decodeplan'),
    'decodeplan: 1\nmodel: nope\nworkloads: { one: { concurrency: 1, context: 1K } }\n',
  );
  const bad = await written(at('bad.decodeplan'), 'bad.html');
  assert.equal(bad.exitCode, 1);
  assert.match(bad.err, /bad\.decodeplan:2:8: /);
  assert.match(readFileSync(at('bad.html'), 'utf8'), /The plan is not valid/);
});
