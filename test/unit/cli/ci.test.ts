import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { parse } from 'yaml';

const [plan = '', withAction = '', workflow = '', gitlab = '', ownHooks = '', hooks = ''] = [
  ...readFileSync('docs/ci.md', 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g),
].map((match) => match[1] ?? '');

/** Plans that break one promise each. */
const BROKEN = {
  memory: plan.replace('concurrency: 32', 'concurrency: 3200').replace(/ {4}speed: [^\n]*\n/, ''),
  speed: plan.replace('speed: 30 tok/s', 'speed: 3000 tok/s'),
  budget: plan.replace('10K USD/month', '100 USD/month'),
  invalid: plan.replace('llama-3.1-70b', 'llama-3.1-71b'),
};

const dir = mkdtempSync(path.join(tmpdir(), 'ci-'));
after(() => rmSync(dir, { recursive: true, force: true }));
mkdirSync(path.join(dir, 'plans'));
const program = (name: string, command: string) => {
  writeFileSync(path.join(dir, name), `#!/bin/sh\n${command}\n`);
  chmodSync(path.join(dir, name), 0o755);
};
program('decodeplan', `exec "${process.execPath}" "${path.resolve('dist/cli.cjs')}" "$@"`);
// Stands in for npx, which would fetch the package: drops its own flag and runs what is named.
program('npx', '[ "$1" = --yes ] && shift\nexec "$@"');

function run(script: string, text: string) {
  writeFileSync(path.join(dir, 'plans/own.decodeplan'), text);
  return spawnSync('bash', ['-c', script], {
    cwd: dir,
    env: { PATH: `${dir}:${process.env['PATH'] ?? ''}` },
    encoding: 'utf8',
  });
}

interface Workflow {
  jobs: { check: { steps: { name?: string; run?: string }[] } };
}
const step = (name: string) =>
  (parse(workflow) as Workflow).jobs.check.steps.find((one) => one.name === name)?.run ?? '';

void test('the workflow passes a plan that holds, and fails and annotates those that do not', () => {
  assert.equal(run(step('Check plans'), plan).status, 0);
  const expected = {
    memory: /KV cache exceeds memory/,
    speed: /::warning .*,line=7,.*title=not-served::/,
    budget: /::warning .*title=over-budget::no option keeps the budget/,
    invalid: /::error .*,line=2,.*llama-3\.1-70b/,
  };
  for (const [what, text] of Object.entries(BROKEN)) {
    const { status, stdout } = run(step('Check plans'), text);
    assert.equal(status, 1, what);
    assert.match(stdout, expected[what as keyof typeof expected], what);
  }
});

void test('SARIF is written whether plans hold or not; an unusable call still fails', () => {
  for (const text of [plan, BROKEN.budget]) {
    assert.equal(run(step('Write SARIF'), text).status, 0);
    const { version } = JSON.parse(readFileSync(path.join(dir, 'decodeplan.sarif'), 'utf8')) as {
      version: string;
    };
    assert.equal(version, '2.1.0');
  }
  assert.equal(run(step('Write SARIF').replace('plans/*', 'nowhere/*'), plan).status, 1);
});

void test('the pre-commit hook takes the files that pre-commit appends', () => {
  const { repos } = parse(hooks) as { repos: { hooks: { entry: string; files: string }[] }[] };
  const hook = repos[0]?.hooks[0];
  assert.ok(hook && new RegExp(hook.files).test('plans/own.decodeplan'));
  assert.equal(run(`${hook.entry} plans/own.decodeplan`, plan).status, 0);
  assert.equal(run(`${hook.entry} plans/own.decodeplan`, BROKEN.speed).status, 1);
});

void test('the workflow with the action gives it inputs that it has', () => {
  const { jobs } = parse(withAction) as {
    jobs: { plans: { steps: { uses: string; with?: Record<string, string> }[] } };
  };
  const { inputs } = parse(readFileSync('action.yml', 'utf8')) as { inputs: Record<string, object> };
  const step = jobs.plans.steps.find(({ uses }) => uses.includes('/decodeplan@'));
  assert.ok(step?.with);
  for (const name of Object.keys(step.with)) assert.ok(name in inputs, name);
});

interface Issue {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: string;
  location: { path: string; lines: { begin: number; end: number } };
}

void test('the GitLab job writes a code quality report, whether plans hold or not, and fails as they do', () => {
  const [script = ''] = (parse(gitlab) as { plans: { script: string[] } }).plans.script;
  const report = () => JSON.parse(readFileSync(path.join(dir, 'gl-code-quality.json'), 'utf8')) as Issue[];
  assert.equal(run(script, plan).status, 0);
  const held = report();
  assert.equal(run(script, BROKEN.invalid).status, 1);
  const [invalid] = report();
  assert.ok(invalid);
  assert.deepEqual([invalid.severity, invalid.location.path], ['critical', 'plans/own.decodeplan']);
  assert.equal(invalid.location.lines.begin, 2);
  assert.match(invalid.description, /llama-3\.1-70b/);
  assert.equal(run(script, BROKEN.speed).status, 1);
  const slow = report();
  assert.ok(
    slow.some(({ check_name, severity }) => check_name === 'decodeplan/not-served' && severity === 'major'),
  );
  for (const issues of [held, slow])
    assert.equal(new Set(issues.map(({ fingerprint }) => fingerprint)).size, issues.length);
  // A line put in front moves a problem and does not make another of it.
  run(script, `# moved\n${BROKEN.speed}`);
  const moved = report();
  assert.deepEqual(
    moved.map(({ fingerprint }) => fingerprint),
    slow.map(({ fingerprint }) => fingerprint),
  );
  assert.notDeepEqual(moved, slow);
});

void test('the hook of the repository is called by its name', () => {
  const { repos } = parse(ownHooks) as { repos: { hooks: { id: string }[] }[] };
  const known = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as { id: string }[];
  assert.deepEqual(
    repos[0]?.hooks.map(({ id }) => id),
    known.map(({ id }) => id),
  );
});
