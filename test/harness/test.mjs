// `npm test`: installs what is missing, then runs every suite. The last line counts: N passed, N failed.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const run = (command, args) => spawnSync(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'], encoding: 'utf8' });
if (!existsSync(path.join(root, 'node_modules/esbuild'))) {
  const install = run('npm', ['ci', '--no-audit', '--no-fund']);
  if (install.status !== 0) process.exit(1);
}
const unit = run(process.execPath, ['test/harness/unit.mjs']);
process.stdout.write(unit.stdout);
const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(unit.stdout)?.[1] ?? new RegExp(`^ℹ ${word} (\\d+)$`, 'm').exec(unit.stdout)?.[1] ?? 0);
const failed = count('fail') + (unit.status !== 0 && count('fail') === 0 ? 1 : 0);
console.log(`${count('pass')} passed, ${failed} failed`);
process.exit(failed > 0 || count('pass') === 0 ? 1 : 0);
