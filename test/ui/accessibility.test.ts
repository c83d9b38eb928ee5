import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { hugePlan } from '../fixtures/hugePlan.js';
import { launchBrowser, newPage, root, startServer, workbenchUrl, type Server } from '../harness/vscode.mjs';
import { audit } from './audit.js';

/** The panel for everybody: names, contrast, keyboard, in all themes, at all sizes, with nothing and too much in it. */

const EXAMPLE = 'agentic-deepseek-v4-pro.decodeplan';
const TABS = ['overview', 'memory', 'mla', 'breakEven', 'attachRate', 'sensitivity', 'uncertainty'];
const THEMES = {
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  light: { colorScheme: 'light', forcedColors: 'none' },
  contrast: { colorScheme: 'dark', forcedColors: 'active' },
  'contrast-light': { colorScheme: 'light', forcedColors: 'active' },
} as const;
const BODY = {
  dark: 'body.vscode-dark',
  light: 'body.vscode-light',
  contrast: 'body.vscode-high-contrast:not(.vscode-high-contrast-light)',
  'contrast-light': 'body.vscode-high-contrast-light',
} as const;
const out = path.join(root, 'test/out', process.env['VSCODE_FLAVOUR'] ?? 'newest');
let dir: string;
let server: Server;
let browser: Browser;
let page: Page;
let charts: FrameLocator;
const violations: string[] = [];

before(async () => {
  mkdirSync(out, { recursive: true });
  dir = mkdtempSync(path.join(tmpdir(), 'ws-'));
  cpSync(path.join(root, 'examples'), dir, { recursive: true });
  writeFileSync(path.join(dir, 'huge.decodeplan'), hugePlan(30, 50));
  writeFileSync(path.join(dir, 'empty.decodeplan'), '');
  writeFileSync(path.join(dir, 'broken.decodeplan'), 'decodeplan: 1\nmodel: deepseek-v9\nworkloads: [\n');
  server = await startServer({
    flavour: process.env['VSCODE_FLAVOUR'] ?? 'newest',
    vsix: [path.join(root, 'dist/decodeplan.vsix')],
    settings: {
      'window.autoDetectColorScheme': true,
      'window.autoDetectHighContrast': true,
      'decodeplan.charts.openAutomatically': true,
    },
  });
  browser = await launchBrowser();
  ({ page } = await newPage(browser, server, { width: 1500, height: 900 }));
  // A page reports what its policy refuses to the console, from its first byte on.
  page.on('console', (message) => {
    if (/Content Security Policy|violates the following/i.test(message.text()))
      violations.push(message.text());
  });
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

const settled = () => charts.locator('body[data-settled="true"]').waitFor({ timeout: 60_000 });
const picture = (name: string) => page.screenshot({ path: path.join(out, `${name}.png`) });
const findings = () => charts.locator('body').evaluate(audit);

async function tab(id: string): Promise<void> {
  await charts.locator(`#tab-${id}`).click();
  await settled();
}

async function openFile(name: string): Promise<void> {
  // Into the group of the texts, not over the charts.
  await page.locator('.tab[data-resource-name$=".decodeplan"]').first().click();
  await page.keyboard.press('Control+P');
  await page.locator('.quick-input-widget input').first().fill(name);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first().waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: name }).first().waitFor();
}

void test('names, contrast, headings and targets are in order on all tabs in all themes', async () => {
  const found: string[] = [];
  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    await page.emulateMedia(THEMES[theme]);
    await charts.locator(BODY[theme]).waitFor();
    for (const id of TABS) {
      await tab(id);
      for (const { rule, what } of await findings()) found.push(`${theme} ${id}: ${rule}: ${what}`);
    }
  }
  await page.emulateMedia(THEMES.dark);
  await charts.locator(BODY.dark).waitFor();
  assert.deepEqual(found, []);
});

void test('every control is reached by Tab, and shows that it is', async () => {
  await tab('breakEven');
  const wanted = await charts
    .locator('body')
    .evaluate(
      () =>
        [
          ...document.querySelectorAll<HTMLElement>(
            'button, input, summary, canvas, vscode-dropdown, .table-scroller',
          ),
        ].filter(
          (element) =>
            element.checkVisibility() && element.tabIndex >= 0 && !element.hasAttribute('disabled'),
        ).length,
    );
  await charts.locator('.pin').focus();
  // Focus shows once the keyboard is used.
  await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  const reached = new Set<string>();
  const unseen: string[] = [];
  for (let i = 0; i < wanted + 5; i++) {
    const at = await charts.locator('body').evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const inner = element.shadowRoot?.activeElement ?? element;
      const looks = [element, inner, ...(element.shadowRoot?.querySelectorAll('*') ?? [])].map((e) =>
        getComputedStyle(e),
      );
      const marked = looks.some(
        ({ outlineStyle, outlineWidth, borderColor }) =>
          (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) ||
          borderColor === getComputedStyle(document.body).getPropertyValue('--vscode-focusBorder'),
      );
      const all = [...document.querySelectorAll('*')];
      return {
        index: all.indexOf(element),
        marked,
        name: `${element.tagName} ${element.className} ${element.id}`,
      };
    });
    if (!at) break;
    reached.add(String(at.index));
    if (!at.marked && !at.name.startsWith('VSCODE-')) unseen.push(at.name);
    await page.keyboard.press('Tab');
  }
  assert.deepEqual(unseen, []);
  assert.ok(reached.size >= wanted, `${reached.size} of ${wanted}`);
});

void test('a small panel holds everything without scrolling sideways', async () => {
  await page.setViewportSize({ width: 700, height: 800 });
  for (const id of TABS) {
    await tab(id);
    await charts.locator('body').evaluate(() => new Promise(requestAnimationFrame));
    const wrong = (await findings()).filter(({ rule }) => rule !== 'contrast');
    assert.deepEqual(wrong, [], id);
    await picture(`small-${id}`);
  }
  assert.ok(await charts.locator('body').evaluate(() => window.innerWidth < 340));
  await page.setViewportSize({ width: 1500, height: 900 });
});

void test('fifty options and thirty workloads stay readable and quick', async () => {
  await openFile('huge.decodeplan');
  await charts.locator('h1', { hasText: 'portfolio' }).waitFor({ timeout: 60_000 });
  for (const id of ['overview', 'memory']) {
    await charts.locator(`#tab-${id}`).click();
    await charts.locator(`#panel-${id} .card`).first().waitFor();
    assert.deepEqual(await findings(), [], id);
    await picture(`huge-${id}`);
  }
});

void test('an empty and a broken plan say what to do', async () => {
  await openFile('empty.decodeplan');
  await charts.locator('.notice h2').waitFor();
  assert.deepEqual(await findings(), []);
  await picture('empty');
  await openFile('broken.decodeplan');
  await charts.locator('.notice li').first().waitFor();
  assert.deepEqual(await findings(), []);
  assert.equal(await charts.locator('[role=tabpanel]:visible').count(), 0, 'no charts of another plan');
  await picture('broken');
});

void test('no content was refused', () => assert.deepEqual(violations, []));
