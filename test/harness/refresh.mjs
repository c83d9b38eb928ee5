// Fits everything to the measurements in test/cases anew, and writes what follows from the fits: what `npm run refresh` runs
// after rows were added. Each step is a program of its own, since it reads what the one before wrote.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './vscode.mjs';

/** In the order in which one stands on the other. */
const FITS = ['steps', 'kernels', 'hosts', 'servers', 'pools', 'tuned'];
const PAGES = ['validation', 'answers', 'claims', 'figures'];

/**
 * @param {string} command
 * @param {readonly string[]} args
 */
function run(command, args) {
  console.log(`== ${[path.basename(command), ...args].join(' ')}`);
  const { status } = spawnSync(command, args, { stdio: 'inherit', cwd: root });
  if (status !== 0) process.exit(status ?? 1);
}

const script = path.join(root, 'test/harness/script.mjs');
for (const fit of FITS) run(process.execPath, [script, 'calibration', fit]);
run(process.execPath, [
  path.join(root, 'node_modules/prettier/bin/prettier.cjs'),
  '--write',
  'src/engine/time',
]);
for (const page of PAGES) run(process.execPath, [script, page]);
console.log('What moved is in `git diff`; what an answer moves by goes into the CHANGELOG with its reason.');
