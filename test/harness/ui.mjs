// Runs the browser suite against one flavour of VS Code, with the packaged extension installed.
//   node test/harness/ui.mjs newest|floor [part of a path ...]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bundleTests } from './bundle.mjs';
import { root } from './vscode.mjs';

const [flavour = 'newest', ...wanted] = process.argv.slice(2);
const files = await bundleTests(['ui'], { wanted, outdir: path.join(root, `dist/test/ui-${flavour}`) });
const run = spawnSync(
  process.execPath,
  ['--enable-source-maps', '--test', '--test-concurrency=1', ...files],
  {
    stdio: 'inherit',
    cwd: root,
    env: { ...process.env, VSCODE_FLAVOUR: flavour, DECODEPLAN_ROOT: root },
  },
);
process.exit(run.status ?? 1);
