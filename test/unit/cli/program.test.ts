import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const run = (args: string[], input?: string) =>
  spawnSync(process.execPath, ['dist/cli.cjs', ...args], {
    encoding: 'utf8',
    ...(input === undefined ? {} : { input }),
  });
const EXAMPLE = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');

void test('a reader that stops early is no error', () => {
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', `set -o pipefail; "${process.execPath}" dist/cli.cjs catalog --format json | head -c 10`],
    { encoding: 'utf8' },
  );
  assert.deepEqual([status, stderr], [0, '']);
});

void test('every command that reads a plan reads standard input', () => {
  assert.equal(run(['check', '-'], EXAMPLE).status, 0);
  assert.match(run(['analyze', '-'], EXAMPLE).stdout, /^Team assistant/);
  const swept = run(['sweep', '-', '--set', 'workloads.assistants.concurrency=8,16'], EXAMPLE);
  assert.equal(swept.stdout.trim().split('\n').length, 2);
});

void test('version and help are printed, unknown commands and options exit 2', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.equal(run(['--version']).stdout.trim(), version);
  assert.match(run(['help', 'sweep']).stdout, /PATH=LOW\.\.HIGH\/STEPS/);
  assert.equal(run(['check', '--nope', 'x']).status, 2);
  assert.equal(run(['analyze', '-', '--format', 'pdf'], EXAMPLE).status, 2);
  assert.equal(run(['report', '-'], EXAMPLE).status, 2);
});
