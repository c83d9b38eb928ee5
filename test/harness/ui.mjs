// Runs the browser suite against one flavour of VS Code, with the packaged extension installed.
//   node test/harness/ui.mjs newest|floor [part of a path ...] [--without=part of a path ...]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { bundleTests } from './bundle.mjs';
import { root } from './vscode.mjs';

const WITHOUT = '--without=';
const [flavour = 'newest', ...parts] = process.argv.slice(2);
const wanted = parts.filter((part) => !part.startsWith(WITHOUT));
const unwanted = parts.filter((part) => part.startsWith(WITHOUT)).map((part) => part.slice(WITHOUT.length));
const outdir = path.join(root, `dist/test/ui-${flavour}`);
const files = await bundleTests(['ui'], { wanted, unwanted, outdir });
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
