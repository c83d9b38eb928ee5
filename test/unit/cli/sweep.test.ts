import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { checkFiles } from '../../../src/cli/commands.js';
import { inWholeSteps, parseAxis, shardRange, sweepSize } from '../../../src/report/answers/sweep.js';

const axis = (text: string) => {
  const result = parseAxis(text);
  assert.ok(result.ok, result.ok ? '' : result.message);
  return result.axis;
};
const SMALL = 'examples/small-team-llama-70b.decodeplan';
const sweep = (...args: string[]) =>
  spawnSync(process.execPath, ['dist/cli.cjs', 'sweep', SMALL, ...args], { encoding: 'utf8' });
const GRID = [
  '--set',
  'workloads.assistants.concurrency=8,16,32,64,128',
  '--set',
  'workloads.assistants.context=1K..31K/16',
];

void test('axes are lists or evenly spaced, in the unit written', () => {
  assert.deepEqual(axis('a.b=1,2, 3').values, ['1', '2', '3']);
  assert.deepEqual(axis('p=2M..4M USD/3').values, ['2M USD', '3M USD', '4M USD']);
  assert.deepEqual(axis('u=40%..60%/3').values, ['40%', '50%', '60%']);
  assert.deepEqual(axis('s=10..20 tok/s/2').values, ['10 tok/s', '20 tok/s']);
  for (const wrong of ['', '=1', 'a', 'a=1,,2', 'a=1..2/1', 'a=x..y/3', 'a=512..4K/4', 'a=1K..1M/3'])
    assert.equal(parseAxis(wrong).ok, false, wrong);
  assert.equal(sweepSize([axis('a=1,2,3'), axis('b=1,2')]), 6);
});

void test('steps of a count are whole numbers, each once; what was written by hand stays', () => {
  const text = readFileSync(SMALL, 'utf8');
  const values = (set: string) => inWholeSteps(text, axis(set)).values;
  const load = 'workloads.assistants.concurrency';
  assert.deepEqual(values(`${load}=10..20/4`), ['10', '13', '17', '20']);
  assert.deepEqual(values(`${load}=1..3/9`), ['1', '2', '3']);
  assert.deepEqual(values(`${load}=1.5,2`), ['1.5', '2']);
  assert.deepEqual(values('economics.pue=1..2/3'), ['1', '1.5', '2']);
  assert.deepEqual(values(`${load}=10..20/3`), ['10', '15', '20']);
});

void test('shards follow one another and leave nothing out', () => {
  for (const size of [1, 7, 100]) {
    for (const shards of [1, 3, 8]) {
      const ranges = Array.from({ length: shards }, (_, i) => shardRange(size, i + 1, shards));
      assert.equal(ranges[0]?.[0], 0);
      assert.equal(ranges.at(-1)?.[1], size);
      ranges.slice(1).forEach(([from], i) => assert.equal(from, ranges[i]?.[1]));
    }
  }
});

void test('a sweep answers every point in order, the same with any number of workers and shards', () => {
  const whole = sweep(...GRID, '--jobs', '1');
  assert.deepEqual([whole.status, whole.stderr], [0, '']);
  const lines = whole.stdout.trim().split('\n');
  assert.equal(lines.length, 80);
  lines.forEach((line, i) => assert.equal((JSON.parse(line) as { index: number }).index, i));
  assert.equal(sweep(...GRID, '--jobs', '3').stdout, whole.stdout);
  assert.equal(
    ['1/3', '2/3', '3/3'].map((shard) => sweep(...GRID, '--shard', shard).stdout).join(''),
    whole.stdout,
  );
  const csv = sweep(...GRID, '--format', 'csv');
  assert.equal(
    ['1/2', '2/2'].map((shard) => sweep(...GRID, '--format', 'csv', '--shard', shard).stdout).join(''),
    csv.stdout,
  );
  assert.match(csv.stdout, /^index,workloads\.assistants\.concurrency/);
});

void test('shards beyond the number of points are empty, and only the first has the heading', () => {
  const few = ['--set', 'workloads.assistants.concurrency=8,16,32', '--format', 'csv'];
  const parts = Array.from({ length: 5 }, (_, i) => sweep(...few, '--shard', `${i + 1}/5`).stdout);
  assert.equal(parts.join(''), sweep(...few).stdout);
  assert.equal(parts.filter((part) => part === '').length, 1);
});

void test('a point without an answer says why, in either form', () => {
  const grid = ['--set', 'workloads.assistants.concurrency=8,-1'];
  const [, none] = sweep(...grid)
    .stdout.trim()
    .split('\n');
  assert.equal((JSON.parse(none ?? '') as { reason: string }).reason, '`-1` is negative');
  assert.match(sweep(...grid, '--format', 'csv').stdout, /\r\n1,-1,,,,,,,,,,,,,,,`-1` is negative\r\n$/);
});

void test('what the plan does not have cannot be varied', () => {
  for (const [path, why] of [
    ['foo.bar', /a plan has no `foo`/],
    ['workloads.assistants.sped', /speed/],
    ['workloads.assistant.speed', /no `assistant` in workloads; did you mean `assistants`\?/],
    ['options.lpxx.lpx.price', /no `lpxx` in options/],
  ] as const) {
    const { status, stdout, stderr } = sweep('--set', `${path}=1,2`);
    assert.deepEqual([status, stdout], [2, ''], path);
    assert.match(stderr, why);
  }
});

void test('a point that is no valid plan says why, the others go on', () => {
  const { stdout, status } = sweep('--set', 'workloads.assistants.concurrency=8,-1');
  assert.equal(status, 0);
  const [good, bad] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { reason?: string });
  assert.equal(good?.reason, undefined);
  assert.match(bad?.reason ?? '', /negative/);
});

void test('calls that cannot be taken exit 2', () => {
  assert.equal(sweep().status, 2);
  assert.equal(sweep('--set', 'nonsense').status, 2);
  const twice = sweep('--set', 'economics.pue=1,2', '--set', 'economics.pue=3,4');
  assert.deepEqual([twice.status, twice.stderr], [2, '--set economics.pue stands there twice\n']);
  assert.equal(sweep(...GRID, '--shard', '4/3').status, 2);
  assert.equal(sweep(...GRID, '--jobs', '0').status, 2);
});

void test('Ctrl-C ends a sweep between lines', async () => {
  const child = spawn(process.execPath, [
    'dist/cli.cjs',
    'sweep',
    SMALL,
    '--set',
    'workloads.assistants.concurrency=1..200/200',
    '--set',
    'workloads.assistants.context=1K..31K/200',
    '--jobs',
    '2',
  ]);
  let printed = '';
  child.stdout.on('data', (data: Buffer) => {
    if (printed === '') setTimeout(() => child.kill('SIGINT'), 50);
    printed += data.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 130);
  assert.ok(printed.endsWith('\n'));
  printed
    .trim()
    .split('\n')
    .forEach((line, i) => assert.equal((JSON.parse(line) as { index: number }).index, i));
});

void test('check speaks SARIF and GitHub', () => {
  const file = 'examples/long-context-mla.decodeplan';
  const sarif = JSON.parse(checkFiles([file], 'sarif').out) as { runs: { results: { ruleId: string }[] }[] };
  assert.ok(sarif.runs[0]?.results.some(({ ruleId }) => ruleId === 'latent-cache-copied'));
  assert.match(
    checkFiles([file], 'github').out,
    /^::warning file=examples\/long-context-mla\.decodeplan,line=24,col=51,/m,
  );
});

void test('a sweep writes to a device or a pipe as to a file', () => {
  const few = ['--set', 'workloads.assistants.concurrency=8,16,32'];
  assert.equal(sweep(...few, '-o', '/dev/null').status, 0);
  const piped = `"${process.execPath}" dist/cli.cjs sweep ${SMALL} ${few.join(' ')} -o /dev/stdout | cat`;
  assert.equal(spawnSync('sh', ['-c', piped], { encoding: 'utf8' }).stdout, sweep(...few).stdout);
});
