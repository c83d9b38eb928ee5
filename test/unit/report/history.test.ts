import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import MarkdownIt from 'markdown-it';
import { historyOf } from '../../../src/cli/git/history.js';
import { analyze } from '../../../src/report/answers/analysis.js';
import { planHistory, type Revision } from '../../../src/report/answers/history.js';
import { historyMarkdown, historyTable, historyText } from '../../../src/report/html/historyPage.js';

const PLAN = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');
const revision = (id: string): Revision => ({ id, date: '2026-01-01', author: 'A', subject: `says | ${id}` });
const versions = (...texts: string[]) =>
  texts.map((text, i) => ({ revision: revision(`c${i}`), analysis: analyze(text) }));
const faster = PLAN.replace('[1.75, 2.25, 2.6]', '[1.9, 2.6, 3.2]');

void test('versions that say the same are told apart from those that change something', () => {
  assert.notEqual(faster, PLAN);
  const entries = planHistory(versions(PLAN, `${PLAN}# a comment\n`, faster, 'decodeplan: 1\nmodel: nope\n'));
  assert.deepEqual(
    entries.map(({ changed }) => changed),
    [true, false, true, true],
  );
  assert.equal(entries[0]?.lead, 'eagle-3');
  assert.ok(
    (entries[2]?.usdPerMillionTokens['eagle-3'] ?? 9) < (entries[0].usdPerMillionTokens['eagle-3'] ?? 0),
  );
  assert.equal(entries[2]?.usdPerMillionTokens['as-is'], entries[0].usdPerMillionTokens['as-is']);
  assert.equal(entries[3]?.tone, 'invalid');
  assert.deepEqual(entries[3].usdPerMillionTokens, {});
});

void test('the report has a chart of costs, a row for each version, the newest first, and escapes what commits say', () => {
  const entries = planHistory(versions(PLAN, faster));
  const markdown = historyMarkdown('a_b', entries);
  assert.match(
    markdown,
    /^# How the results of a\\_b changed\n\n\*\*2 versions, of which 1 changed the results: from \$0\.91 \(decode only\) to \$/,
  );
  const html = new MarkdownIt({ html: true }).render(markdown);
  assert.match(html, /<div class="decodeplan"><figure>.*<svg class="chart"/);
  assert.match(html, /<td>says \| c1<\/td>/);
  const ticks = [...html.matchAll(/class="tick middle">([^<]*)</g)].map(([, tick]) => tick);
  assert.deepEqual(ticks, ['1', '2']);
  const { rows } = historyTable(entries);
  assert.deepEqual(
    rows.map(([number]) => number),
    ['2', '1'],
  );
  assert.match(historyText(entries), /eagle-3 is the cheapest option/);
});

void test('one version, or none, has no chart', () => {
  assert.doesNotMatch(historyMarkdown('a', planHistory(versions(PLAN))), /<svg/);
  assert.match(historyMarkdown('a', planHistory(versions(PLAN))), /One version of this plan\./);
  assert.match(historyMarkdown('a', []), /There is no version/);
});

const dir = mkdtempSync(path.join(tmpdir(), 'history-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const file = path.join(dir, '[a] plan.decodeplan');

void test('the command line reads the commits of a file, and says so where there are none', () => {
  writeFileSync(file, PLAN);
  assert.deepEqual(historyOf(file, { format: 'text', most: 9 }), {
    exitCode: 2,
    out: '',
    err: `${file}: there is no Git history here\n`,
  });
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], {
      cwd: dir,
      stdio: 'pipe',
    });
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'nothing');
  assert.match(historyOf(file, { format: 'text', most: 9 }).err, /never been committed/);
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  writeFileSync(path.join(dir, 'a plan.decodeplan'), 'not this one');
  writeFileSync(file, faster);
  git('add', '.');
  git('commit', '-q', '-m', 'faster');
  const { exitCode, out } = historyOf(file, { format: 'json', most: 9 });
  assert.equal(exitCode, 0);
  const { versions: found } = JSON.parse(out) as { versions: { subject: string; changed: boolean }[] };
  assert.deepEqual(
    found.map(({ subject, changed }) => [subject, changed]),
    [
      ['first', true],
      ['faster', true],
    ],
  );
  assert.match(historyOf(file, { format: 'text', most: 1 }).out, /^One version of this plan\./);
  const built = spawnSync(process.execPath, [path.resolve('dist/cli.cjs'), 'history', file], {
    encoding: 'utf8',
  });
  assert.equal(built.status, 0);
  assert.match(built.stdout, /of which 1 changed the results/);
});
