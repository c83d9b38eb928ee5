// Bundles and runs a script of the tests: what `npm run calibrate` and `npm run validate` are made of.
//   node test/harness/script.mjs calibration|validation
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './vscode.mjs';

const [name = '', ...rest] = process.argv.slice(2);
const outfile = path.join(root, `dist/test/${name}.mjs`);
await build({
  entryPoints: [path.join(root, `test/${name}/main.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
  logLevel: 'error',
});
process.exit(spawnSync(process.execPath, [outfile, ...rest], { stdio: 'inherit', cwd: root }).status ?? 1);
