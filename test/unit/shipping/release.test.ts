import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';

const made: string[] = [];
after(() => made.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

const CHANGELOG =
  '# Changelog\n\n## Unreleased\n\n- A new thing, at $1.\n- Another.\n\n## 0.1.0 - 2026-01-01\n\nFirst version.\n';

/** A repository as the project's is, at version 0.1.0. */
function repository(changelog = CHANGELOG) {
  const dir = mkdtempSync(path.join(tmpdir(), 'release-'));
  made.push(dir);
  const manifest = readFileSync('package.json', 'utf8').replace(/^( {2}"version": )"[^"]*"/m, '$1"0.1.0"');
  writeFileSync(path.join(dir, 'package.json'), manifest);
  writeFileSync(
    path.join(dir, 'package-lock.json'),
    `${JSON.stringify({ name: 'decodeplan', version: '0.1.0', packages: { '': { version: '0.1.0' } } }, null, 2)}\n`,
  );
  writeFileSync(path.join(dir, 'CHANGELOG.md'), changelog);
  const env = {
    ...process.env,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'a',
    GIT_AUTHOR_EMAIL: 'a@example.org',
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.org',
  };
  const run = (command: string, ...args: string[]) =>
    spawnSync(command, args, { cwd: dir, env, encoding: 'utf8' });
  run('git', 'init', '--quiet');
  run('git', 'add', '--all');
  run('git', 'commit', '--quiet', '--message', 'Start');
  return {
    run,
    read: (name: string) => readFileSync(path.join(dir, name), 'utf8'),
    write: (name: string, text: string) => {
      writeFileSync(path.join(dir, name), text);
    },
    release: (...args: string[]) => run(process.execPath, path.resolve('test/harness/release.mjs'), ...args),
  };
}

void test('a release turns what is unreleased into notes, raises the version and tags it', () => {
  const repo = repository();
  const before = repo.read('package.json');
  const { status, stdout } = repo.release('minor');
  assert.equal(status, 0);
  assert.match(stdout, /^0\.2\.0\n\n- A new thing, at \$1\.\n- Another\.\n/);
  assert.match(
    repo.read('CHANGELOG.md'),
    /^# Changelog\n\n## 0\.2\.0 - \d{4}-\d\d-\d\d\n\n- A new thing, at \$1\.\n- Another\.\n\n## 0\.1\.0 - 2026-01-01\n\nFirst version\.\n$/,
  );
  assert.equal(repo.read('package.json'), before.replace('"version": "0.1.0"', '"version": "0.2.0"'));
  assert.equal(repo.read('package-lock.json').match(/"0\.2\.0"/g)?.length, 2);
  assert.equal(repo.run('git', 'status', '--porcelain').stdout, '');
  assert.match(repo.run('git', 'tag', '--list', '-n9', 'v0.2.0').stdout, /A new thing/);
});

void test('a version can be named; the last part of a changelog is taken too', () => {
  const repo = repository('# Changelog\n\n## Unreleased\n\nFirst version.\n');
  assert.equal(repo.release('0.1.0').status, 0);
  assert.match(
    repo.read('CHANGELOG.md'),
    /^# Changelog\n\n## 0\.1\.0 - \d{4}-\d\d-\d\d\n\nFirst version\.\n$/,
  );
});

void test('nothing is changed where a release cannot be made', () => {
  const cases: readonly (readonly [RegExp, string[], (repo: ReturnType<typeof repository>) => void])[] = [
    [/major, minor, patch/, ['huge'], () => undefined],
    [/commit or put away/, ['minor'], (repo) => repo.write('new.txt', 'x')],
    [/released already/, ['minor'], (repo) => void repo.run('git', 'tag', 'v0.2.0')],
  ];
  for (const [message, args, prepare] of cases) {
    const repo = repository();
    prepare(repo);
    const head = repo.run('git', 'rev-parse', 'HEAD').stdout;
    const { status, stderr } = repo.release(...args);
    assert.equal(status, 1);
    assert.match(stderr, message);
    assert.equal(repo.run('git', 'rev-parse', 'HEAD').stdout, head);
    assert.equal(repo.read('CHANGELOG.md'), CHANGELOG);
  }
  assert.match(repository('# Changelog\n').release('minor').stderr, /nothing under/);
});
