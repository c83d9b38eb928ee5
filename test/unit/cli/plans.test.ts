import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { compareFiles, compareTwo } from '../../../src/cli/compare.js';
import { UnusableFile } from '../../../src/cli/files.js';
import { planFiles } from '../../../src/cli/planFiles.js';

const dir = mkdtempSync(path.join(tmpdir(), 'plans-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const GOOD =
  'decodeplan: 1\nmodel: llama-3.1-8b\nworkloads: { one: { concurrency: 4, context: 8K } }\ngpus: { type: h100-sxm, count: 1 }\n';
const file = (name: string, text: string) => {
  const target = path.join(dir, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
  return target;
};
const cli = (args: string[], input = '') =>
  spawnSync(process.execPath, ['dist/cli.cjs', ...args], { input, encoding: 'utf8' });

void test('folders and globs name the plans in them, each once and in order', () => {
  const b = file('tree/b.decodeplan', GOOD);
  const a = file('tree/deep/a.decodeplan', GOOD);
  file('tree/node_modules/x/c.decodeplan', GOOD);
  file('tree/notes.txt', '');
  const tree = path.join(dir, 'tree');
  assert.deepEqual(planFiles([tree]), [b, a]);
  assert.deepEqual(planFiles([`${tree}/**/a*.decodeplan`, a, '-']), [a, '-']);
  assert.deepEqual(planFiles([path.join(dir, 'missing.decodeplan')]), [path.join(dir, 'missing.decodeplan')]);
  assert.throws(() => planFiles([`${tree}/*.nothing`]), UnusableFile);
});

void test('a file whose name looks like a glob is that file', () => {
  const odd = file('odd/[a]*.decodeplan', GOOD);
  assert.deepEqual(planFiles([odd]), [odd]);
});

void test('check --against tells what changed, and fails as check does', () => {
  const base = file('base/x.decodeplan', GOOD);
  const same = compareFiles(base, [file('same/x.decodeplan', GOOD)], 'text');
  assert.deepEqual([same.exitCode, same.err], [0, '']);
  assert.match(same.out, /No result moves/);
  const more = file('more/x.decodeplan', GOOD.replace('concurrency: 4', 'concurrency: 4000'));
  const worse = compareFiles(path.dirname(base), [more], 'json');
  assert.equal(worse.exitCode, 1);
  const [compared] = JSON.parse(worse.out) as {
    after: { meetsTargets: boolean };
    results: { measure: string }[];
  }[];
  assert.equal(compared?.after.meetsTargets, false);
  assert.ok(compared.results.some(({ measure }) => measure === 'feasible'));
});

void test('check --against a folder says which plans are new, and refuses what cannot be', () => {
  const base = path.dirname(file('base/x.decodeplan', GOOD));
  const added = file('added/y.decodeplan', GOOD);
  assert.match(compareFiles(base, [added], 'text').out, /new: the base does not have it/);
  assert.equal(compareFiles(path.join(base, 'x.decodeplan'), [added, added], 'text').exitCode, 2);
  assert.equal(compareFiles(base, [added], 'sarif').exitCode, 2);
  assert.equal(compareFiles(path.join(dir, 'gone'), [added], 'text').exitCode, 2);
});

void test('the bundled program compares with standard input and summarizes folders', () => {
  const own = file('cli/x.decodeplan', GOOD.replace('concurrency: 4', 'concurrency: 8'));
  const compared = cli(['check', own, '--against', '-'], GOOD);
  assert.equal(compared.status, 0, compared.stderr);
  assert.match(compared.stdout, /Speed per user/);
  const summary = cli(['summary', path.dirname(own), '-', '--format', 'json'], GOOD);
  assert.equal(summary.status, 0, summary.stderr);
  assert.equal((JSON.parse(summary.stdout) as { plans: unknown[] }).plans.length, 2);
  assert.equal(cli(['summary', path.join(dir, 'gone')]).status, 2);
});

void test('Markdown of checked plans has a verdict and bars of costs, beside a base and without one', () => {
  const base = file('bars/base/x.decodeplan', GOOD);
  const own = file('bars/own/x.decodeplan', GOOD.replace('concurrency: 4', 'concurrency: 32'));
  const alone = cli(['check', own, '--format', 'markdown']);
  assert.equal(alone.status, 0, alone.stderr);
  assert.match(alone.stdout, /^## .*x\.decodeplan\n\n\*\*.*\*\*\n/);
  assert.match(alone.stdout, /```text\nas-is +█+ +\$[\d.]+ \(decode only\)\n```/);
  const beside = cli(['check', own, '--against', base, '--format', 'markdown']);
  assert.match(
    beside.stdout,
    /as-is +[█▏▎▍▌▋▊▉]+ +\$[\d.]+ \(decode only\)\n +█+ +\$[\d.]+ \(decode only\) before\n/,
  );
  assert.match(beside.stdout, /\| as-is \| USD per hour|\| as-is · one \| Speed per user/);
});

void test('annotations of what changed are one a plan, and none where nothing did', () => {
  const base = path.dirname(file('notes/base/x.decodeplan', GOOD));
  const same = compareFiles(base, [file('notes/same/x.decodeplan', GOOD)], 'github');
  assert.doesNotMatch(same.out, /results-changed/);
  const more = file('notes/more/x.decodeplan', GOOD.replace('concurrency: 4', 'concurrency: 4000'));
  const { out, exitCode } = compareFiles(base, [more], 'github');
  assert.equal(exitCode, 1);
  assert.equal(out.match(/title=results-changed/g)?.length, 1);
  assert.match(out, /^::error file=[^:]*x\.decodeplan,line=1,title=results-changed::\d+ results move/m);
  assert.equal(compareFiles(base, [more], 'gitlab').exitCode, 2);
});

void test('compare holds two plans of different models against each other, whether or not their targets hold', () => {
  const first = file('two/a.decodeplan', GOOD);
  const second = file(
    'two/b.decodeplan',
    GOOD.replace('llama-3.1-8b', 'llama-3.1-70b').replace('count: 1', 'count: 4'),
  );
  const { exitCode, out } = compareTwo(first, second, { format: 'json' });
  assert.equal(exitCode, 0);
  const [compared] = JSON.parse(out) as {
    inputs: { path: string }[];
    results: { measure: string; change: number }[];
  }[];
  assert.ok(
    compared?.inputs.some(({ path: at }) => at === 'model'),
    out,
  );
  const cost = compared?.results.find(({ measure }) => measure === 'usdPerMillionTokens');
  assert.ok((cost?.change ?? 0) > 1, 'the larger model costs more than twice as much');
  assert.match(compareTwo(first, second, { format: 'text' }).out, /USD/);
  const wrong = file('two/c.decodeplan', 'decodeplan: 1\nmodel: nothing-such\n');
  assert.equal(compareTwo(first, wrong, { format: 'text' }).exitCode, 1);
  assert.equal(compareTwo('-', '-', { format: 'text' }).exitCode, 2);
  assert.equal(compareTwo(first, path.join(dir, 'missing.decodeplan'), { format: 'text' }).exitCode, 2);
});
