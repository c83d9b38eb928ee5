import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { parse } from 'yaml';

/** A folder as a job finds it: the plan, and `decodeplan` on the path. */
function jobFolder(): { dir: string; run: (script: string, env: Record<string, string>) => void } {
  const dir = mkdtempSync(path.join(tmpdir(), 'sweep-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  copyFileSync('examples/small-team-llama-70b.decodeplan', path.join(dir, 'plan.decodeplan'));
  const program = path.join(dir, 'decodeplan');
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${path.resolve('dist/cli.cjs')}" "$@"\n`);
  chmodSync(program, 0o755);
  const run = (script: string, env: Record<string, string>) => {
    const { status, stderr } = spawnSync('sh', ['-c', script], {
      cwd: dir,
      env: { PATH: `${dir}:${process.env['PATH'] ?? ''}`, ...env },
      encoding: 'utf8',
    });
    assert.deepEqual([status, stderr], [0, '']);
  };
  return { dir, run };
}

const joined = (dir: string) =>
  readdirSync(dir)
    .filter((name) => name.startsWith('part-'))
    .sort()
    .map((name) => readFileSync(path.join(dir, name), 'utf8'))
    .join('');

const SETS = [
  'workloads.assistants.concurrency=8,16,32,64,128',
  'workloads.assistants.context=1K..31K/16',
].flatMap((set) => ['--set', set]);
const whole = spawnSync(
  process.execPath,
  ['dist/cli.cjs', 'sweep', 'examples/small-team-llama-70b.decodeplan', ...SETS],
  { encoding: 'utf8' },
).stdout;

interface Job {
  spec: {
    completions: number;
    template: { spec: { containers: { command: string[]; env: { name: string; value: string }[] }[] } };
  };
}

void test('the Kubernetes Indexed Job makes the whole sweep, its index counting from 0', () => {
  const { dir, run } = jobFolder();
  const { spec } = parse(readFileSync('docs/cluster/kubernetes.yaml', 'utf8')) as Job;
  const container = spec.template.spec.containers[0]!;
  const env = Object.fromEntries(container.env.map(({ name, value }) => [name, value]));
  assert.equal(env['SHARDS'], String(spec.completions));
  const [shell, flag, script] = container.command;
  assert.deepEqual([shell, flag], ['sh', '-c']);
  for (let index = 0; index < spec.completions; index++)
    run(script!, { ...env, JOB_COMPLETION_INDEX: String(index) });
  assert.equal(joined(dir), whole);
});

void test('the Slurm array makes the whole sweep, its task counting from 1', () => {
  const { dir, run } = jobFolder();
  const script = readFileSync('docs/cluster/slurm.sh', 'utf8');
  const [, first, last] = /^#SBATCH --array=(\d+)-(\d+)$/m.exec(script)!;
  assert.equal(first, '1');
  for (let task = 1; task <= Number(last); task++)
    run(script, {
      SLURM_ARRAY_TASK_ID: String(task),
      SLURM_ARRAY_TASK_COUNT: last!,
      SLURM_CPUS_PER_TASK: '1',
    });
  assert.equal(joined(dir), whole);
});

interface Workflow {
  jobs: {
    part: {
      strategy: { matrix: { shard: number[] } };
      steps: { name?: string; env?: Record<string, string>; run?: string }[];
    };
    join: { steps: { name?: string; run?: string }[] };
  };
}

void test('the GitHub Actions matrix makes the whole sweep and joins it in order', () => {
  const { dir, run } = jobFolder();
  const { jobs } = parse(readFileSync('docs/cluster/github-actions.yaml', 'utf8')) as Workflow;
  const shards = jobs.part.strategy.matrix.shard;
  const step = jobs.part.steps.find(({ name }) => name === 'Sweep')!;
  const filled = (shard: number) =>
    Object.fromEntries(
      Object.entries(step.env!).map(([name, value]) => [
        name,
        value
          .replace('${{ matrix.shard }}', String(shard))
          .replace('${{ strategy.job-total }}', String(shards.length)),
      ]),
    );
  for (const shard of shards) run(step.run!, filled(shard));
  run(jobs.join.steps.find(({ name }) => name === 'Join')!.run!, {});
  assert.equal(readFileSync(path.join(dir, 'sweep.ndjson'), 'utf8'), whole);
});

void test('the table of docs/cluster.md names the variables of the examples', () => {
  const doc = readFileSync('docs/cluster.md', 'utf8');
  for (const shard of [
    '$((JOB_COMPLETION_INDEX + 1))/',
    '$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT',
    '$SHARD/$SHARDS',
  ]) {
    assert.ok(doc.includes(shard), shard);
    const examples = ['kubernetes.yaml', 'slurm.sh', 'github-actions.yaml'];
    assert.ok(
      examples.some((name) => readFileSync(`docs/cluster/${name}`, 'utf8').includes(`"${shard}`)),
      shard,
    );
  }
});
