import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { launchBrowser, newPage, root, startServer, workbenchUrl, type Server } from '../harness/vscode.mjs';

/** The whole product as a user has it: the packaged extension in a real VS Code, driven through its page. */

const EXAMPLE = 'agentic-deepseek-v4-pro.decodeplan';
const out = path.join(root, 'test/out', process.env['VSCODE_FLAVOUR'] ?? 'newest');
let dir: string;
let server: Server;
let browser: Browser;
let page: Page;
let charts: FrameLocator;
let offsite: Set<string>;
const violations: string[] = [];

before(async () => {
  mkdirSync(out, { recursive: true });
  dir = mkdtempSync(path.join(tmpdir(), 'ws-'));
  cpSync(path.join(root, 'examples'), dir, { recursive: true });
  server = await startServer({
    flavour: process.env['VSCODE_FLAVOUR'] ?? 'newest',
    vsix: [path.join(root, 'dist/decodeplan.vsix')],
    settings: { 'window.autoDetectColorScheme': true, 'window.autoDetectHighContrast': true },
  });
  browser = await launchBrowser();
  ({ page, offsite } = await newPage(browser, server));
  page.on('console', (message) => {
    if (/Content Security Policy|violates the following/i.test(message.text()))
      violations.push(message.text());
  });
  await page.goto(workbenchUrl(server, { folder: dir, openFile: path.join(dir, EXAMPLE) }));
  charts = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  await page.locator('.view-line', { hasText: 'deepseek-v4-pro' }).first().waitFor({ timeout: 60_000 });
});

after(async () => {
  await browser.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const picture = (name: string) => page.screenshot({ path: path.join(out, `${name}.png`) });

async function command(name: string): Promise<void> {
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').first().waitFor();
  await page.keyboard.type(name);
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: name.replace(/^.*: /, '') })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
}

async function settled(): Promise<void> {
  await charts.locator('body[data-settled="true"]').waitFor({ timeout: 60_000 });
}

async function tab(id: string): Promise<void> {
  await charts.locator(`#tab-${id}`).click();
  await settled();
}

/** Replaces the first occurrence of a text in the editor by way of its find widget. */
async function replaceText(from: string, to: string): Promise<void> {
  await page.locator('.view-line', { hasText: 'decodeplan' }).first().click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Control+F');
  await page.locator('.find-widget.visible textarea, .find-widget.visible input').first().fill(from);
  await page.locator('.find-widget .matchesCount', { hasText: /of/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.find-widget .matchesCount', { hasText: /^1 of|^\d+ of/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.type(to);
}

const pixels = (canvas: string) =>
  charts
    .locator(canvas)
    .first()
    .evaluate((element) => {
      const target = element as HTMLCanvasElement;
      const data = target.getContext('2d')?.getImageData(0, 0, target.width, target.height).data ?? [];
      let inked = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i]) inked++;
      return inked;
    });

void test('the file opens in its language', async () => {
  await page.locator('#status\\.editor\\.mode', { hasText: 'Decode Plan' }).waitFor();
});

void test('the command opens the charts beside it', async () => {
  await page.locator('.view-line', { hasText: 'title' }).first().click();
  await command('Decode Plan: Open Charts to the Side');
  await charts.locator('.verdict').waitFor({ timeout: 60_000 });
  await settled();
  assert.match(await charts.locator('.verdict').innerText(), /cheapest/);
  assert.ok((await charts.locator('.tile').count()) >= 6);
  await picture('overview-dark');
});

void test('every tab draws its charts', async () => {
  for (const id of ['memory', 'mla', 'breakEven']) {
    await tab(id);
    assert.ok((await pixels(`#panel-${id} canvas`)) > 1000, id);
    await picture(`${id}-dark`);
  }
});

void test('toolkit controls are alive', async () => {
  await tab('memory');
  assert.ok(
    await charts
      .locator('vscode-dropdown')
      .first()
      .evaluate((element) => element.shadowRoot !== null),
  );
});

void test('512K for 96K moves the memory chart, the finding and the break-even', async () => {
  await tab('breakEven');
  const table = charts.locator('#panel-breakEven table', { hasText: 'LPX price per rack' }).first();
  const breakEvenBefore = await table.innerText();
  await tab('memory');
  const title = charts.locator('#panel-memory h3').first();
  const memoryBefore = await title.innerText();
  const versionBefore = Number(await charts.locator('body').getAttribute('data-version'));
  await replaceText('96K', '512K');
  await page.locator('.view-line', { hasText: 'p50: 512K' }).first().waitFor();
  await charts.locator('body').evaluate(
    (body, before) =>
      new Promise<void>((resolve) => {
        const look = () => (Number(body.dataset['version']) >= before + 4 ? resolve() : setTimeout(look, 20));
        look();
      }),
    versionBefore,
  );
  await settled();
  assert.notEqual(await title.innerText(), memoryBefore);
  await picture('memory-512K');
  await tab('breakEven');
  assert.notEqual(await table.innerText(), breakEvenBefore);
  await picture('breakEven-512K');
  await page.keyboard.press('Control+Shift+M');
  await page
    .locator('.markers-panel .monaco-list-row', { hasText: 'KV cache exceeds memory' })
    .first()
    .waitFor();
  await picture('problems-512K');
  await page.keyboard.press('Control+J');
  await page.locator('.view-line', { hasText: 'title' }).first().click();
  for (let i = 0; i < 8; i++) await page.keyboard.press('Control+Z');
});

void test('a broken text keeps the last good charts and says so', async () => {
  await tab('overview');
  await replaceText('model: deepseek-v4-pro', 'model: deepseek-v9');
  await charts.locator('.banner', { hasText: 'Line' }).waitFor();
  assert.ok((await charts.locator('.tile').count()) >= 6);
  await picture('stale-dark');
  for (let i = 0; i < 30; i++) await page.keyboard.press('Control+Z');
  await charts.locator('.banner').waitFor({ state: 'hidden' });
});

void test('themes are followed live', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await charts.locator('body.vscode-light').waitFor();
  await page.waitForTimeout(500);
  await picture('overview-light');
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' });
  await charts.locator('body.vscode-high-contrast').waitFor();
  await tab('breakEven');
  await page.waitForTimeout(500);
  await picture('breakEven-contrast');
});

void test('the panel is restored with the window: its tab, zoom and hidden lines', async () => {
  const chart = charts.locator('[data-figure="cost-speed"]');
  const whole = chart.locator('.tools button', { hasText: 'Whole axis' });
  const line = chart.locator('.legend button').first();
  await chart.locator('canvas').first().focus();
  await page.keyboard.press('+');
  await whole.waitFor();
  await line.focus();
  await page.keyboard.press('Enter');
  await settled();
  assert.equal(await line.getAttribute('aria-pressed'), 'false');
  // VS Code in a browser writes down what is open every few seconds, while it has the focus itself.
  await page.locator('.tab', { hasText: 'agentic' }).first().click();
  await page.waitForTimeout(12_000);
  await page.goto(workbenchUrl(server, { folder: dir }));
  await charts.locator('#tab-breakEven[aria-selected="true"]').waitFor({ timeout: 60_000 });
  await settled();
  await whole.waitFor();
  assert.equal(await line.getAttribute('aria-pressed'), 'false');
});

void test('the page allows no script or style that is not its own', async () => {
  const policy = await charts
    .locator('meta[http-equiv="Content-Security-Policy"]')
    .evaluate((element) => element.getAttribute('content') ?? '');
  // The editor's own addresses for styles and fonts may hold a wildcard for its host.
  assert.match(policy, /^default-src 'none'; script-src 'nonce-[0-9a-f]{32}'; style-src /);
  assert.doesNotMatch(policy, /unsafe|data:|strict-dynamic/);
});

void test('nothing left the machine, and no content was refused', () => {
  assert.deepEqual([...offsite], []);
  assert.deepEqual(violations, []);
});
