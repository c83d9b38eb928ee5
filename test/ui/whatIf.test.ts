import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser, newPage, root, startServer, workbenchUrl, type Server } from '../harness/vscode.mjs';

/** What the reader does in the panel: moving values, pointing, zooming, pinning, exporting. */

const EXAMPLE = 'agentic-deepseek-v4-pro.decodeplan';
const out = path.join(root, 'test/out', process.env['VSCODE_FLAVOUR'] ?? 'newest');
let dir: string;
let server: Server;
let browser: Browser;
let page: Page;
let charts: FrameLocator;

before(async () => {
  mkdirSync(out, { recursive: true });
  dir = mkdtempSync(path.join(tmpdir(), 'ws-'));
  cpSync(path.join(root, 'examples'), dir, { recursive: true });
  server = await startServer({
    flavour: process.env['VSCODE_FLAVOUR'] ?? 'newest',
    vsix: [path.join(root, 'dist/decodeplan.vsix')],
    settings: {
      'window.autoDetectColorScheme': true,
      'window.autoDetectHighContrast': true,
      'decodeplan.charts.openAutomatically': true,
      'files.simpleDialog.enable': true,
    },
  });
  browser = await launchBrowser();
  ({ page } = await newPage(browser, server, { width: 1700, height: 950 }));
  await page.goto(workbenchUrl(server, { folder: dir, openFile: path.join(dir, EXAMPLE) }));
  charts = page.frameLocator('iframe.webview').frameLocator('iframe#active-frame');
  await charts.locator('.verdict').waitFor({ timeout: 60_000 });
  await settled();
  await page.keyboard.press('Control+B');
});

after(async () => {
  await browser.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

const picture = (name: string) => page.screenshot({ path: path.join(out, `${name}.png`) });
const settled = () => charts.locator('body[data-settled="true"]').waitFor({ timeout: 60_000 });
const version = async () => Number(await charts.locator('body').getAttribute('data-version'));
const lever = (at: string): Locator => charts.locator(`.lever[data-path="${at}"]`);
const line = (text: string | RegExp): Locator => page.locator('.view-line', { hasText: text }).first();

async function tab(id: string): Promise<void> {
  await charts.locator(`#tab-${id}`).click();
  await settled();
}

/** Presses the mouse on a slider's thumb and drags it by a part of the slider's width. */
async function drag(slider: Locator, by: number): Promise<void> {
  const box = await slider.boundingBox();
  assert.ok(box);
  const [steps, value] = await slider.evaluate((input) => {
    const { max, value } = input as HTMLInputElement;
    return [Number(max), Number(value)];
  });
  const start = box.x + 7 + ((box.width - 14) * value) / steps;
  const middle = box.y + box.height / 2;
  await page.mouse.move(start, middle);
  await page.mouse.down();
  for (const part of [0.25, 0.5, 0.75, 1]) {
    await page.mouse.move(start + box.width * by * part, middle);
    await page.waitForTimeout(30);
  }
}

void test('dragging previews without touching the file; letting go writes one value, undone in one step', async () => {
  await tab('overview');
  const context = lever('workloads.agents.context.p50');
  const before = await version();
  await drag(context.locator('input[type=range]'), -0.3);
  await charts.locator('body[data-moved="workloads.agents.context.p50"]').waitFor();
  await context.locator('.was', { hasText: 'was 96K' }).waitFor();
  await charts.locator('.tile .was:visible', { hasText: 'was' }).first().waitFor();
  assert.equal(await version(), before);
  assert.ok(await line('p50: 96K').isVisible());
  await picture('what-if-dragging');
  await page.mouse.up();
  const shown = await context.locator('.lever-value').inputValue();
  assert.match(shown, /^[\d.]+K$/);
  await line(`p50: ${shown}, p95: 512K, max: 1M`).waitFor();
  await charts.locator('body[data-moved=""]').waitFor();
  assert.equal(await version(), before + 1);
  await line('title').click();
  await page.keyboard.press('Control+Z');
  await line('p50: 96K, p95: 512K, max: 1M').waitFor();
});

void test('Esc while dragging takes the move back', async () => {
  const price = lever('options.lpx.lpx.price');
  const before = await version();
  await drag(price.locator('input[type=range]'), 0.2);
  await price.locator('.was:visible').waitFor();
  await page.keyboard.press('Escape');
  await charts.locator('body[data-moved=""]').waitFor();
  await page.mouse.up();
  await page.waitForTimeout(300);
  assert.equal(await version(), before);
  assert.equal(await price.locator('.lever-value').inputValue(), '3.5M USD');
});

void test('arrow keys preview, and are taken after a rest; a range keeps its ratio', async () => {
  const before = await version();
  const price = lever('options.lpx.lpx.price');
  await price.locator('input[type=range]').focus();
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  await charts.locator('body[data-moved="options.lpx.lpx.price"]').waitFor();
  assert.equal(await version(), before);
  await charts.locator('body[data-moved=""]').waitFor();
  assert.equal(await version(), before + 1);
  const text = (await line('lpx: { lpx:').innerText()).replace(/\s/g, ' ');
  const [, low = 0, high = 0] = /price: ([\d.]+)M\.\.([\d.]+)M USD/.exec(text) ?? [];
  assert.ok(Math.abs(Number(high) / Number(low) - 4.5 / 2.5) < 0.02, text);
  await line('title').click();
  await page.keyboard.press('Control+Z');
  await line('2.5M..4.5M USD').waitFor();
});

void test('a typed value is written on Enter; nonsense is not', async () => {
  const field = lever('workloads.agents.concurrency').locator('.lever-value');
  await field.fill('lots');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await field.fill('1417');
  await field.press('Enter');
  await line('concurrency: 1417 # sequences decoding').waitFor();
  await line('title').click();
  await page.keyboard.press('Control+Z');
  await line('concurrency: 1800 # sequences').waitFor();
});

void test('a value whose text changed meanwhile is not written, and the page says so', async () => {
  const speed = lever('workloads.agents.speed');
  await drag(speed.locator('input[type=range]'), 0.1);
  await speed.locator('.was:visible').waitFor();
  const before = await version();
  await line('title').evaluate(() => undefined);
  // The file changes while the thumb is held: typed in the editor, as by a second window.
  await page.evaluate(() => undefined);
  await page.keyboard.press('Escape');
  await page.mouse.up();
  assert.equal(await version(), before);
});
