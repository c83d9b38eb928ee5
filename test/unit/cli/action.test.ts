import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { parse } from 'yaml';

/** The action of this repository: its very steps, run as GitHub runs them, in a repository of their own. */

interface Step {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly shell?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const ACTION = parse(readFileSync('action.yml', 'utf8')) as {
  inputs: Record<string, { description: string; default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { using: string; steps: Step[] };
};
const PLAN = readFileSync('examples/small-team-llama-70b.decodeplan', 'utf8');
const SPEED = PLAN.replace(/speed: .*/, 'speed: 3000 tok/s');
const COMMAND = `${process.execPath} ${path.resolve('dist/cli.cjs')}`;

const dir = mkdtempSync(path.join(tmpdir(), 'action-'));
after(() => rmSync(dir, { recursive: true, force: true }));
let made = 0;

interface Repository {
  readonly folder: string;
  readonly commit: (files: Readonly<Record<string, string>>) => string;
}

function repository(): Repository {
  const folder = path.join(dir, `repository-${made++}`);
  mkdirSync(folder);
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  git('init', '--quiet');
  return {
    folder,
    commit: (files) => {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
        writeFileSync(path.join(folder, name), text);
      }
      git('add', '--all');
      git('commit', '--quiet', '--allow-empty', '--message', 'plans');
      return git('rev-parse', 'HEAD');
    },
  };
}

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly summary: string;
  readonly outputs: Readonly<Record<string, string>>;
  /** Names of the steps that use another action, where they are reached. */
  readonly used: readonly string[];
  readonly reports: readonly string[];
}

/** Runs the action's steps in a repository, with the contexts that a workflow would have. */
function run(
  { folder }: Repository,
  given: Readonly<Record<string, string>> = {},
  event: Readonly<Record<string, string>> = {},
): Ran {
  const temp = mkdtempSync(path.join(dir, 'runner-'));
  const [outputFile, summaryFile] = ['output', 'summary'].map((name) => path.join(temp, name));
  assert.ok(outputFile !== undefined && summaryFile !== undefined);
  const context: Record<string, string> = {};
  for (const [name, input] of Object.entries(ACTION.inputs))
    context[`inputs.${name}`] = given[name] ?? input.default;
  context['inputs.command'] = given['command'] ?? COMMAND;
  for (const [name, value] of Object.entries(event)) context[name] = value;
  const filled = (text: string) =>
    text.replace(/\$\{\{ ([\w.-]+) \}\}/g, (_, name: string) => context[name] ?? '');
  let [status, out] = [0, ''];
  const used: string[] = [];
  for (const step of ACTION.runs.steps) {
    if (status !== 0) break;
    if (step.uses !== undefined) {
      if (holds(step.if ?? '', context)) used.push(step.uses);
      continue;
    }
    writeFileSync(outputFile, '');
    const script = path.join(temp, 'step.sh');
    writeFileSync(script, step.run ?? '');
    const env = Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]),
    );
    // The shell as GitHub calls it.
    const ran = spawnSync('bash', ['--noprofile', '--norc', '-e', '-o', 'pipefail', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: temp,
        RUNNER_TEMP: temp,
        GITHUB_OUTPUT: outputFile,
        GITHUB_STEP_SUMMARY: summaryFile,
        ...env,
      },
    });
    out += ran.stdout + ran.stderr;
    status = ran.status ?? 1;
    for (const line of readFileSync(outputFile, 'utf8').split('\n').filter(Boolean)) {
      const [name = '', ...value] = line.split('=');
      context[`steps.${step.id ?? ''}.outputs.${name}`] = value.join('=');
    }
  }
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      return '';
    }
  };
  const reports = path.join(folder, context['inputs.reports'] ?? '');
  return {
    status,
    out,
    used,
    summary: read(summaryFile),
    outputs: Object.fromEntries(
      Object.entries(ACTION.outputs).map(([name, { value }]) => [name, filled(value)]),
    ),
    reports: context['inputs.reports'] === '' ? [] : listed(reports),
  };
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Conditions of steps, of the one form that the action has. */
function holds(condition: string, context: Readonly<Record<string, string>>): boolean {
  return condition.split(' && ').every((part) => {
    const match = /^([\w.-]+) != '(.*)'$/.exec(part);
    assert.ok(match, part);
    return (context[match[1] ?? ''] ?? '') !== match[2];
  });
}

void test('scripts hold no text of inputs or events, and every input is used and explained', () => {
  assert.equal(ACTION.runs.using, 'composite');
  for (const { run: script = '', shell, uses, name } of ACTION.runs.steps) {
    assert.doesNotMatch(script, /\$\{\{/, name);
    assert.ok(uses !== undefined || shell === 'bash', name);
  }
  const text = JSON.stringify(ACTION.runs) + JSON.stringify(ACTION.outputs);
  const page = readFileSync('docs/ci.md', 'utf8');
  for (const [name, { description }] of Object.entries(ACTION.inputs)) {
    assert.ok(text.includes(`inputs.${name}`), name);
    assert.ok(description.length > 10, name);
    assert.match(page, new RegExp(`^\\| \`${name}\` +\\|`, 'm'));
  }
});

void test('a pull request that makes a plan slower than asked for fails, annotated, with a page and reports', () => {
  const repo = repository();
  const base = repo.commit({ 'plans/team.decodeplan': PLAN, 'plans/deep/same.decodeplan': PLAN });
  repo.commit({ 'plans/team.decodeplan': SPEED, 'plans/new.decodeplan': PLAN });
  const { status, out, summary, outputs, used, reports } = run(
    repo,
    { plans: 'plans' },
    { 'github.event.pull_request.base.sha': base },
  );
  assert.equal(status, 1, out);
  assert.equal(outputs['status'], '1');
  assert.match(out, /^::warning file=plans\/team\.decodeplan,line=\d+,.*title=not-served::/m);
  const changed =
    /^::error file=plans\/team\.decodeplan,line=1,title=results-changed::(.*)$/m.exec(out)?.[1] ?? '';
  assert.match(changed, /results move/);
  assert.match(changed, /Who wins: eagle-3 → none works/);
  assert.doesNotMatch(out, /file=plans\/deep\/same/);
  assert.match(summary, /^## plans\/team\.decodeplan$/m);
  assert.match(summary, /█/);
  assert.match(summary, /\| plan \| Who wins \| eagle-3 \| none works \| changed \|/);
  assert.match(summary, /New: the base does not have it\./);
  assert.match(summary, /No result moves/);
  assert.deepEqual(reports, [
    'plans-deep-same.decodeplan.html',
    'plans-new.decodeplan.html',
    'plans-team.decodeplan.html',
  ]);
  assert.match(
    readFileSync(path.join(repo.folder, 'decodeplan-reports/plans-new.decodeplan.html'), 'utf8'),
    /<svg/,
  );
  assert.deepEqual(used, ['actions/upload-artifact@v4']);
});

void test('plans that hold pass; a push is held against the commit before; a budget that is passed fails', () => {
  const repo = repository();
  const before = repo.commit({ 'a.decodeplan': PLAN });
  repo.commit({ 'a.decodeplan': PLAN.replace(/concurrency: \d+/, 'concurrency: 60') });
  const held = run(repo, {}, { 'github.event.before': before });
  assert.equal(held.status, 0, held.out);
  assert.match(held.out, /::(warning|notice) file=a\.decodeplan,line=1,title=results-changed::/);
  repo.commit({ 'a.decodeplan': `${PLAN}\nbudget: { total: 10 USD/month }\n` });
  const dear = run(repo, { base: before });
  assert.equal(dear.status, 1);
  assert.match(dear.out, /title=over-budget::/);
});

void test('without a base there is nothing to compare with, and a first push is no error', () => {
  const repo = repository();
  repo.commit({ 'a.decodeplan': PLAN });
  for (const [given, event] of [
    [{ base: 'none' }, {}],
    [{}, { 'github.event.before': '0'.repeat(40) }],
    [{}, {}],
    [{ base: 'f'.repeat(40) }, {}],
  ] as const) {
    const { status, out, summary } = run(repo, given, event);
    assert.equal(status, 0, out);
    assert.doesNotMatch(out, /results-changed/);
    assert.match(summary, /^## a\.decodeplan$/m);
  }
});

void test('what fails can be chosen; what cannot be used always fails', () => {
  const repo = repository();
  repo.commit({ 'slow.decodeplan': SPEED });
  assert.equal(run(repo, { 'fail-on': 'invalid' }).status, 0);
  assert.equal(run(repo, { 'fail-on': 'never' }).status, 0);
  assert.equal(run(repo, { 'fail-on': 'sometimes' }).status, 2);
  for (const mode of ['targets', 'invalid', 'never'])
    assert.equal(run(repo, { plans: 'missing.decodeplan', 'fail-on': mode }).status, 2, mode);
  repo.commit({ 'slow.decodeplan': PLAN.replace('llama-3.1-70b', 'llama-3.1-71b') });
  assert.equal(run(repo, { 'fail-on': 'invalid' }).status, 1);
  assert.equal(run(repo, { 'fail-on': 'never' }).status, 0);
});

void test('names of files and of commits are no commands', () => {
  const repo = repository();
  const odd = "a $(touch pwned) `touch pwned` '; touch pwned #.decodeplan";
  const base = repo.commit({ [odd]: PLAN });
  repo.commit({ [odd]: SPEED });
  const { status, reports } = run(
    repo,
    { plans: `${odd}\n.` },
    { 'github.event.pull_request.base.sha': base },
  );
  assert.equal(status, 1);
  assert.equal(reports.length, 1);
  for (const evil of ['$(touch pwned)', '--upload-pack=touch pwned', '; touch pwned'])
    run(repo, { base: evil, plans: '.', version: evil });
  assert.ok(!listed(repo.folder).includes('pwned'));
});

void test('reports and artefacts can be left out', () => {
  const repo = repository();
  repo.commit({ 'a.decodeplan': PLAN });
  assert.deepEqual(run(repo, { reports: '' }).used, []);
  assert.deepEqual(run(repo, { artifact: '' }).used, []);
  assert.deepEqual(listed(path.join(repo.folder, 'decodeplan-reports')), ['a.decodeplan.html']);
});

void test('the pre-commit hook of this repository takes the files of a commit', () => {
  const [hook, ...more] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as {
    id: string;
    entry: string;
    files: string;
    language: string;
  }[];
  assert.ok(hook && more.length === 0);
  assert.deepEqual([hook.id, hook.language], ['decodeplan', 'node']);
  assert.ok(
    new RegExp(hook.files).test('plans/a.decodeplan') && !new RegExp(hook.files).test('a.decodeplan.txt'),
  );
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Record<string, string> };
  const folder = path.join(dir, 'hook');
  mkdirSync(folder);
  cpSync('examples/small-team-llama-70b.decodeplan', path.join(folder, 'a.decodeplan'));
  writeFileSync(path.join(folder, 'b.decodeplan'), SPEED);
  const [name = '', ...args] = hook.entry.split(' ');
  const program = path.resolve(bin[name] ?? '');
  const ran = (...files: string[]) =>
    spawnSync(process.execPath, [program, ...args, ...files], { cwd: folder, encoding: 'utf8' }).status;
  assert.deepEqual([ran('a.decodeplan'), ran('a.decodeplan', 'b.decodeplan')], [0, 1]);
});
