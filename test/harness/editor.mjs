// Runs the extension-host suite in one flavour of VS Code, on a copy of the fixture workspace.
//   node test/harness/editor.mjs newest|floor [part of the names of tests]
import { runTests } from '@vscode/test-electron';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { bundleTests } from './bundle.mjs';
import { root } from './vscode.mjs';

const flavour = process.argv[2] ?? 'newest';
const outdir = path.join(root, `dist/test/editor-${flavour}`);
await bundleTests(['editor'], { format: 'cjs', outdir });
await build({
  entryPoints: [path.join(root, 'test/editor/index.ts')],
  outfile: path.join(outdir, 'index.cjs'),
  bundle: true,
  platform: 'node',
  format: 'cjs',
  packages: 'external',
  logLevel: 'error',
});
const dir = mkdtempSync(path.join(tmpdir(), 'ws-'));
const workspace = path.join(dir, 'ws');
cpSync(path.join(root, 'test/fixtures/workspace'), workspace, { recursive: true });
cpSync(path.join(root, 'examples'), path.join(workspace, 'examples'), { recursive: true });
const results = path.join(dir, 'results.json');
let status = 0;
try {
  process.env.VSCODE_FLAVOUR = flavour;
  process.env.TEST_RESULTS = results;
  process.env.TEST_PART = process.argv[3] ?? '';
  await runTests({
    vscodeExecutablePath: path.join(root, 'test/harness/code.mjs'),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(outdir, 'index.cjs'),
    launchArgs: [workspace],
  });
} catch (error) {
  status = 1;
  console.log(String(error));
}
const { passed = 0, failed = 1 } = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : {};
rmSync(dir, { recursive: true, force: true });
console.log(`# pass ${passed}\n# fail ${failed}`);
process.exit(status !== 0 || failed > 0 || passed === 0 ? 1 : 0);
