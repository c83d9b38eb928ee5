// Tries inputs nobody would write until the time is up: what `npm run fuzz -- --minutes N` runs.
//   node test/harness/fuzz.mjs [--minutes 1] [--seed N] [--record] [--target units|plan|editor|answer|draws|book|gguf|launch|measured|trace|config|messages]
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './vscode.mjs';

const outfile = path.join(root, 'dist/test/fuzz.mjs');
await build({
  entryPoints: [path.join(root, 'test/fuzz/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  sourcemap: 'inline',
  logLevel: 'error',
});
const args = ['--enable-source-maps', outfile, ...process.argv.slice(2)];
process.exit(spawnSync(process.execPath, args, { stdio: 'inherit', cwd: root }).status ?? 1);
