// Bundles tests and runs them with Node's own test runner.
//   node test/harness/unit.mjs [part of a path ...]
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleTests } from './bundle.mjs';
import { root } from './vscode.mjs';

const wanted = process.argv.slice(2);
const outdir = path.join(root, 'dist/test', wanted.length > 0 ? `only-${process.pid}` : 'unit');
const files = await bundleTests(['unit', 'cases'], { wanted, outdir });
const seed = pathToFileURL(path.join(root, 'test/harness/seed.mjs')).href;
// Node leaves one core idle, which is half of a machine with two.
const atOnce = `--test-concurrency=${availableParallelism()}`;
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--import', seed, '--test', atOnce, ...files],
  {
    stdio: 'inherit',
    cwd: root,
  },
);
if (wanted.length > 0) rmSync(outdir, { recursive: true, force: true });
process.exit(run.status ?? 1);
