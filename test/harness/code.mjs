#!/usr/bin/env node
// A stand-in for the `code` executable, for @vscode/test-electron's vscodeExecutablePath: opens the real VS Code
// in headless Chromium, runs extensionTestsPath in its extension host, prints the console, exits with its code.
import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { launchBrowser, newPage, remoteUri, root, startServer, workbenchUrl } from './vscode.mjs';

const TIMEOUT_MS = 480_000;
const NOISE =
  /^(%c|\s*(INFO|WARN) |\[(AgentHost|AccountPolicyGate|reconnection-grace-time)|Resolv(ing|ed) connection|Creating a socket|Ignoring fetching|(Updating|Found) additional|Starting extension host|Extension host )/;

const options = {};
const rest = [];
for (const argument of process.argv.slice(2)) {
  const match = /^--([\w-]+)(?:=(.*))?$/.exec(argument);
  if (match) (options[match[1]] ??= []).push((match[2] ?? 'true').replace(/^file:\/\//, ''));
  else rest.push(argument);
}
const [tests] = options.extensionTestsPath ?? [];
const [folder] = rest;
if (!tests || !folder) {
  console.error('usage: code.mjs FOLDER --extensionDevelopmentPath=DIR --extensionTestsPath=FILE');
  process.exit(2);
}
const server = await startServer({ flavour: process.env.VSCODE_FLAVOUR, smokeDriver: true });
const browser = await launchBrowser();
let code = 1;
try {
  const { page, offsite } = await newPage(browser, server);
  const ended = new Promise((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => resolve('page crashed'));
    setTimeout(() => resolve('timed out'), TIMEOUT_MS).unref();
  });
  await page.exposeFunction('codeAutomationLog', (type, args) => {
    const line = format(...args);
    if (!['error', 'warn', 'debug', 'trace'].includes(type) && !NOISE.test(line)) console.log(line);
  });
  const development = (options.extensionDevelopmentPath ?? []).map((dir) => [
    'extensionDevelopmentPath',
    remoteUri(server, dir),
  ]);
  await page.goto(
    workbenchUrl(server, {
      folder: path.resolve(folder),
      payload: [...development, ['extensionTestsPath', remoteUri(server, tests)]],
    }),
  );
  const result = await ended;
  code = result === 0 ? 0 : 1;
  if (code !== 0) {
    const out = path.join(root, 'test/out');
    mkdirSync(out, { recursive: true });
    await page.screenshot({ path: path.join(out, 'extension-host-failed.png') }).catch(() => {});
    copyFileSync(server.log, path.join(out, 'server.log'));
    console.log(`extension host tests ended with ${result}; see test/out`);
  }
  if (offsite.size > 0) console.log(`refused hosts: ${[...offsite].join(' ')}`);
} finally {
  await browser.close();
  await server.stop();
}
process.exit(code);
