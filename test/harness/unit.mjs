// Bundles tests and runs them with Node's own test runner.
//   node test/harness/unit.mjs [part of a path ...]
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleTests } from './bundle.mjs';
import { root } from './vscode.mjs';

/** So few that the machine's cores end at about the same time. */
const FILES_A_PROCESS = 8;

const wanted = process.argv.slice(2);
const outdir = path.join(root, 'dist/test', wanted.length > 0 ? `only-${process.pid}` : 'unit');
const files = await bundleTests(['unit', 'cases'], { wanted, outdir });
const seed = pathToFileURL(path.join(root, 'test/harness/seed.mjs')).href;
// Node leaves one core idle, which is half of a machine with two.
const atOnce = `--test-concurrency=${availableParallelism()}`;
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--import', seed, '--test', atOnce, ...together(files)],
  {
    stdio: 'inherit',
    cwd: root,
  },
);
if (wanted.length > 0) rmSync(outdir, { recursive: true, force: true });
process.exit(run.status ?? 1);

/** Files that run the files of a folder a few to a process, which loads and compiles what they share once. */
function together(tests) {
  const folders = new Map();
  for (const file of tests)
    folders.set(path.dirname(file), [...(folders.get(path.dirname(file)) ?? []), file]);
  return [...folders].flatMap(([folder, inside]) => {
    const alone = inside.filter(isAlone);
    const shared = inside.filter((file) => !alone.includes(file)).toSorted();
    const processes = Array.from({ length: Math.ceil(shared.length / FILES_A_PROCESS) }, (_, k) => {
      const entry = path.join(folder, `together${k}.mjs`);
      const some = shared.slice(k * FILES_A_PROCESS, (k + 1) * FILES_A_PROCESS);
      writeFileSync(entry, some.map((file) => `import './${path.basename(file)}';\n`).join(''));
      return entry;
    });
    return [...alone, ...processes];
  });
}

/**
 * Whether a file does something before or after tests, or settles all caches: Node would do it for the others of its
 * process too, and with settled caches they would take many times as long.
 */
function isAlone(file) {
  return /^(before|after)(Each)?\(|\bsettleCaches\b/m.test(readFileSync(file, 'utf8'));
}
