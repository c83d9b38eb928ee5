import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { importFiles } from '../../../src/cli/importFile.js';

const dir = mkdtempSync(path.join(tmpdir(), 'import-'));
after(() => rmSync(dir, { recursive: true, force: true }));

const imported = (text: string) => {
  const file = path.join(dir, 'a.md');
  writeFileSync(file, text);
  return importFiles([file]);
};

const COMMAND = '```bash\nvllm serve Qwen/Qwen3-32B --tp 2\n```\n';
const RESULT = (concurrency: string) => `============ Serving Benchmark Result ============
Successful requests:                     100
${concurrency}Total input tokens:                      102400
Total generated tokens:                  12800
Median TPOT (ms):                        12.5
`;

test('a guide with a command and results says of both what is taken', () => {
  const both = imported(COMMAND + RESULT('Maximum request concurrency:             8\n'));
  assert.match(both.out, /batch: 8/);
  assert.match(both.err, /a launch command stands beside the measurements/);
  const unusable = imported(COMMAND + RESULT(''));
  assert.match(unusable.out, /model: qwen3-32b/);
  assert.match(unusable.err, /result 1: no concurrency/);
  assert.doesNotMatch(imported(RESULT('Maximum request concurrency: 8\n')).err, /launch command/);
});
