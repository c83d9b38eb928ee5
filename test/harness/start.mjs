// `npm start`: opens VS Code with the extension, the examples and their charts. An installed desktop VS Code if
// there is one, else a VS Code from npm, served on this machine only.
import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureDependencies } from './dependencies.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const EXAMPLE = path.join(root, 'examples/agentic-deepseek-v4-pro.decodeplan');
const SETTINGS = { 'decodeplan.charts.openAutomatically': true };

ensureDependencies();
const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(1);
const desktop = process.argv.includes('--browser') ? null : desktopCode();
if (desktop) openDesktop(desktop);
else await serve();

/** The `code` command of an installed VS Code; none inside a remote shell, where it means another machine. */
function desktopCode() {
  const candidates =
    process.platform === 'win32'
      ? ['code.cmd']
      : ['code', '/Applications/Visual Studio Code.app/Contents/Resources/app/bin/code'];
  return (
    candidates.find(
      (command) =>
        spawnSync(command, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status ===
        0,
    ) ?? null
  );
}

function openDesktop(command) {
  console.log(
    `Opening VS Code with the examples. The charts: “Open Charts to the Side”, at the top right of the editor.`,
  );
  const args = [
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    path.join(root, 'examples'),
    '--goto',
    EXAMPLE,
  ];
  spawn(command, args, { stdio: 'inherit', shell: process.platform === 'win32' });
}

async function serve() {
  const { installVscode } = await import('./install.mjs');
  const { packageExtension } = await import('./package.mjs');
  const { startServer, workbenchUrl } = await import('./vscode.mjs');
  console.log('No desktop VS Code found: getting one from npm (about 15 s, once).');
  installVscode('newest');
  const vsix = await packageExtension();
  const server = await startServer({ flavour: 'newest', vsix: [vsix], settings: SETTINGS });
  const address = workbenchUrl(server, { folder: path.join(root, 'examples'), openFile: EXAMPLE });
  console.log(`\nDecode Plan is open at\n\n  ${address}\n\nCtrl-C ends it.`);
  openInBrowser(address);
  process.once('SIGINT', () => void server.stop().then(() => process.exit(0)));
  process.once('SIGTERM', () => void server.stop().then(() => process.exit(0)));
  await server.exited;
}

function openInBrowser(address) {
  if (process.platform === 'darwin') spawn('open', [address], { stdio: 'ignore' });
  else if (process.platform === 'linux' && (process.env.DISPLAY || process.env.WAYLAND_DISPLAY)) {
    spawn('xdg-open', [address], { stdio: 'ignore' }).on('error', () => {});
  }
}
