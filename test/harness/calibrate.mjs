// `npm run calibrate`: fits the step-time coefficients to the measured cases and writes src/engine/coefficients.json.
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from './vscode.mjs';

const outfile = path.join(root, 'dist/test/calibrate.mjs');
await build({
  entryPoints: [path.join(root, 'test/calibration/main.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'error',
});
process.exit(spawnSync(process.execPath, [outfile], { stdio: 'inherit', cwd: root }).status ?? 1);
