import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchBrowser, newPage, root, workbenchUrl } from '../harness/vscode.mjs';
import { startWebServer, type WebServer } from '../harness/webServer.mjs';
import { chartsIn, setLever, settled } from '../ui/workbench.js';

/** The charts in VS Code for the Web, which serves webviews and the extension's files from elsewhere. */

const EXAMPLE = 'agentic-deepseek-v4-pro.decodeplan';
/** Where test-web shows the folder it serves. */
const MOUNT = 'vscode-test-web://mount/';
const out = path.join(root, 'test/out/web');
let server: WebServer;
let browser: Browser;
let page: Page;
let charts: FrameLocator;
let offsite: Set<string>;
const violations: string[] = [];

before(async () => {
  mkdirSync(out, { recursive: true });
  server = await startWebServer({ folder: path.join(root, 'examples') });
  browser = await launchBrowser();
  ({ page, offsite } = await newPage(browser, server));
  page.on('console', (message) => {
    if (/Content Security Policy|violates the following/i.test(message.text()))
      violations.push(message.text());
  });
  charts = chartsIn(page);
  await page.goto(workbenchUrl(server, { folder: MOUNT, payload: [['openFile', `${MOUNT}${EXAMPLE}`]] }));
  await page.locator('.view-line', { hasText: 'deepseek-v4-pro' }).first().waitFor({ timeout: 60_000 });
});

after(async () => {
  await browser.close();
  server.stop();
});

void test('draws the charts beside the plan', async () => {
  await page.locator('.editor-actions').getByLabel('Open Charts to the Side').first().click();
  await charts.locator('.verdict').waitFor({ timeout: 60_000 });
  await settled(charts);
  assert.match(await charts.locator('.verdict').innerText(), /cheapest/);
  await page.screenshot({ path: path.join(out, 'charts.png') });
});

void test('computes long analyses in a worker of the page', async () => {
  await charts.locator('#tab-uncertainty').click();
  await charts
    .locator('#panel-uncertainty [role=status]', { hasText: /^256 draws$/ })
    .waitFor({ timeout: 60_000 });
  const ownWorker = /^blob:http:\/\/\w+\.vscode\.localhost:/;
  const addresses = page.workers().map((worker) => worker.url());
  assert.ok(
    addresses.some((address) => ownWorker.test(address)),
    addresses.join(),
  );
});

void test('a value set in the charts is written into the plan', async () => {
  await setLever(charts, 'workloads.agents.concurrency', '1900');
  await page.locator('.view-line', { hasText: 'concurrency: 1900' }).waitFor();
});

void test('nothing is asked of another machine, and no content is refused', () => {
  assert.deepEqual([...offsite], []);
  assert.deepEqual(violations, []);
});
