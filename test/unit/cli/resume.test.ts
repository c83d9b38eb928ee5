import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { progressText } from '../../../src/cli/progress.js';
import { openOutput } from '../../../src/cli/sweepOutput.js';
import { sweepFile, type SweepCall } from '../../../src/cli/sweep.js';
import { answeredLines } from '../../../src/cli/sweepWorkers.js';
import { readPlanFiles } from '../../../src/cli/book.js';
import { parseAxis, sweepHeader, type SweepAxis } from '../../../src/report/answers/sweep.js';

const dir = mkdtempSync(path.join(tmpdir(), 'resume-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const PLAN = 'examples/small-team-llama-70b.decodeplan';
const SETS = ['workloads.assistants.concurrency=8,-1,32,64', 'serving.memoryUtilization=80%,90%'];
const axes = SETS.map((text) => parseAxis(text)).flatMap((result): SweepAxis[] =>
  result.ok ? [result.axis] : [],
);

/** What a whole sweep writes. */
const whole = (format: 'ndjson' | 'csv') => {
  const lines = answeredLines({ files: readPlanFiles(PLAN, null), axes, format });
  return (format === 'csv' ? sweepHeader(axes) : '') + Array.from({ length: 8 }, (_, i) => lines(i)).join('');
};

/** Continues `text` the way a sweep does, without threads. */
function resumed(text: string, format: 'ndjson' | 'csv'): string {
  const file = path.join(dir, `cut.${format}`);
  writeFileSync(file, text);
  const lines = answeredLines({ files: readPlanFiles(PLAN, null), axes, format });
  const { output, from } = openOutput(file, lines);
  if (from === null && format === 'csv') void output.write(sweepHeader(axes));
  for (let index = from ?? 0; index < 8; index++) void output.write(lines(index));
  output.close();
  return readFileSync(file, 'utf8');
}

void test('an output cut off anywhere is continued to the very bytes of the whole', () => {
  for (const format of ['ndjson', 'csv'] as const) {
    const expected = whole(format);
    for (let cut = 0; cut <= expected.length; cut += cut < 40 ? 1 : 83)
      assert.equal(resumed(expected.slice(0, cut), format), expected, `${format} cut at ${cut}`);
  }
});

void test('the output of another sweep is refused and left as it is', async () => {
  const file = path.join(dir, 'other.ndjson');
  const call: SweepCall = { set: SETS, format: 'ndjson', output: file, resume: true };
  for (const text of ['{"index":3,"set":{},"options":{}}\n', 'a letter\nof two lines\n']) {
    writeFileSync(file, text);
    assert.equal(await sweepFile(PLAN, call), 2);
    assert.equal(readFileSync(file, 'utf8'), text);
  }
  // A point of another shard is another sweep's too.
  const own = whole('ndjson').split(/(?<=\n)/)[7] ?? '';
  writeFileSync(file, own);
  assert.equal(await sweepFile(PLAN, { ...call, shard: '1/2' }), 2);
  assert.equal(readFileSync(file, 'utf8'), own);
});

void test('the bundled program resumes, begins a missing output, and needs one to resume', () => {
  const file = path.join(dir, 'out.csv');
  const run = (...args: string[]) =>
    spawnSync(
      process.execPath,
      ['dist/cli.cjs', 'sweep', PLAN, ...SETS.flatMap((set) => ['--set', set]), ...args],
      {
        encoding: 'utf8',
      },
    );
  assert.match(run('--resume').stderr, /needs the output to continue/);
  assert.equal(run('--format', 'csv', '-o', file, '--resume').status, 0);
  assert.ok(existsSync(file));
  const text = readFileSync(file, 'utf8');
  assert.equal(text, whole('csv'));
  writeFileSync(file, text.slice(0, 700));
  assert.equal(run('--format', 'csv', '-o', file, '--resume').status, 0);
  assert.equal(readFileSync(file, 'utf8'), text);
  assert.equal(run('-o', path.join(dir, 'nowhere', 'out')).status, 2);
});

void test('progress says how far, how fast and how long', () => {
  assert.equal(progressText(0, 400, 'points', 0), '0 of 400 points');
  assert.equal(progressText(1200, 40000, 'points', 4), '1,200 of 40,000 points, 300 a second, 3 min left');
  assert.equal(progressText(5, 400, 'points', 10), '5 of 400 points, 0.50 a second, 14 min left');
  assert.equal(progressText(10, 4e6, 'points', 10), '10 of 4,000,000 points, 1.0 a second, 1111.1 h left');
});
