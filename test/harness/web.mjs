// Runs the web suite: the extension-host tests in a web worker, and the charts, in VS Code for the Web.
//   node test/harness/web.mjs
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bundleTests } from './bundle.mjs';
import { root } from './vscode.mjs';

const outdir = path.join(root, 'dist/test/web');
const files = await bundleTests(['web'], { outdir });
await build({
  entryPoints: [path.join(root, 'test/web/host/index.ts')],
  outfile: path.join(outdir, 'host.cjs'),
  bundle: true,
  platform: 'browser',
  format: 'cjs',
  target: 'es2022',
  external: ['vscode'],
  alias: { 'node:assert/strict': path.join(root, 'test/web/host/assert.ts') },
  define: { global: 'globalThis', 'process.env.NODE_DEBUG': 'undefined' },
  sourcemap: 'inline',
  logLevel: 'error',
});
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', '--test-concurrency=1', ...files],
  {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, DECODEPLAN_ROOT: root },
  },
);
process.exit(run.status ?? 1);
