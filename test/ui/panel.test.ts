import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { workbenchUrl } from '../harness/vscode.mjs';
import { openWorkbench, ready, settled, type Workbench } from './workbench.js';

/** The whole product as a user has it: the packaged extension in a real VS Code, driven through its page. */

const EXAMPLE = 'agentic-deepseek-v4-pro.decodeplan';
let bench: Workbench;
let page: Page;
let charts: FrameLocator;

before(async () => {
  bench = await openWorkbench(EXAMPLE, { settings: { 'decodeplan.charts.openAutomatically': false } });
  ({ page, charts } = bench);
  await bench.line('deepseek-v4-pro').waitFor({ timeout: 60_000 });
});

after(async () => bench.close());

/** Replaces the first occurrence of a text in the editor by way of its find widget. */
async function replaceText(from: string, to: string): Promise<void> {
  await bench.line('decodeplan').click();
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
  await bench.line('title').click();
  await bench.command('Decode Plan: Open Charts to the Side');
  await ready(charts);
  assert.match(await charts.locator('.verdict').innerText(), /cheapest/);
  assert.ok((await charts.locator('.tile').count()) >= 6);
  await bench.picture('overview-dark');
});

void test('every tab draws its charts', async () => {
  for (const id of ['memory', 'mla', 'breakEven']) {
    await bench.tab(id);
    assert.ok((await pixels(`#panel-${id} canvas`)) > 1000, id);
    await bench.picture(`${id}-dark`);
  }
});

void test('toolkit controls are alive', async () => {
  await bench.tab('memory');
  assert.ok(
    await charts
      .locator('vscode-dropdown')
      .first()
      .evaluate((element) => element.shadowRoot !== null),
  );
});

void test('512K for 96K moves the memory chart, the finding and the break-even', async () => {
  await bench.tab('breakEven');
  const table = charts.locator('#panel-breakEven section', { hasText: 'starts to pay against' }).first();
  const breakEvenBefore = await table.innerText();
  await bench.tab('memory');
  const title = charts.locator('#panel-memory h3').first();
  const memoryBefore = await title.innerText();
  const versionBefore = Number(await charts.locator('body').getAttribute('data-version'));
  await replaceText('96K', '512K');
  await bench.line('p50: 512K').waitFor();
  await charts.locator('body').evaluate(
    (body, before) =>
      new Promise<void>((resolve) => {
        const look = () => (Number(body.dataset['version']) >= before + 4 ? resolve() : setTimeout(look, 20));
        look();
      }),
    versionBefore,
  );
  await settled(charts);
  assert.notEqual(await title.innerText(), memoryBefore);
  await bench.picture('memory-512K');
  await bench.tab('breakEven');
  assert.notEqual(await table.innerText(), breakEvenBefore);
  await bench.picture('breakEven-512K');
  await page.keyboard.press('Control+Shift+M');
  await page
    .locator('.markers-panel .monaco-list-row', { hasText: 'a request of these lengths holds' })
    .first()
    .waitFor();
  await bench.picture('problems-512K');
  await page.keyboard.press('Control+J');
  await bench.line('title').click();
  for (let i = 0; i < 8; i++) await page.keyboard.press('Control+Z');
});

void test('a broken text keeps the last good charts and says so', async () => {
  await bench.tab('overview');
  await replaceText('model: deepseek-v4-pro', 'model: deepseek-v9');
  await charts.locator('.banner', { hasText: 'Line' }).waitFor();
  assert.ok((await charts.locator('.tile').count()) >= 6);
  await bench.picture('stale-dark');
  for (let i = 0; i < 30; i++) await page.keyboard.press('Control+Z');
  await charts.locator('.banner').waitFor({ state: 'hidden' });
});

void test('themes are followed live', async () => {
  await page.emulateMedia({ colorScheme: 'light' });
  await charts.locator('body.vscode-light').waitFor();
  await page.waitForTimeout(500);
  await bench.picture('overview-light');
  await page.emulateMedia({ colorScheme: 'dark', forcedColors: 'active' });
  await charts.locator('body.vscode-high-contrast').waitFor();
  await bench.tab('breakEven');
  await page.waitForTimeout(500);
  await bench.picture('breakEven-contrast');
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
  await settled(charts);
  assert.equal(await line.getAttribute('aria-pressed'), 'false');
  // VS Code in a browser writes down what is open every few seconds, while it has the focus itself.
  await page.locator('.tab', { hasText: 'agentic' }).first().click();
  await page.waitForTimeout(12_000);
  await page.goto(workbenchUrl(bench.server, { folder: bench.folder }));
  await charts.locator('#tab-breakEven[aria-selected="true"]').waitFor({ timeout: 60_000 });
  await settled(charts);
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
  assert.deepEqual([...bench.offsite], []);
  assert.deepEqual(bench.violations, []);
});
