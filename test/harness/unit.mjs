// Bundles the unit tests and runs them with Node's own test runner.
//   node test/harness/unit.mjs [part of a path ...]
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const wanted = process.argv.slice(2);
const tests = readdirSync(path.join(root, 'test'), { recursive: true })
  .filter((file) => /^(unit|cases)\/.*\.test\.ts$/.test(file))
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .map((file) => path.join(root, 'test', file));
const outdir = path.join(root, 'dist/test', wanted.length > 0 ? `only-${process.pid}` : 'unit');
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: tests,
  outdir,
  outbase: path.join(root, 'test'),
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'error',
});
const files = readdirSync(outdir, { recursive: true })
  .filter((file) => file.endsWith('.test.mjs'))
  .map((file) => path.join(outdir, file));
const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...files], {
  stdio: 'inherit',
  cwd: root,
});
if (wanted.length > 0) rmSync(outdir, { recursive: true, force: true });
process.exit(run.status ?? 1);
