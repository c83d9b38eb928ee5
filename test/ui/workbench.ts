import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser, newPage, root, startServer, workbenchUrl, type Server } from '../harness/vscode.mjs';

/** The packaged extension in a real VS Code, with a copy of the examples as its workspace. */
export interface Workbench {
  readonly context: BrowserContext;
  readonly server: Server;
  readonly page: Page;
  /** Folder of the workspace. */
  readonly folder: string;
  /** Hosts that something asked for beside the editor's own. */
  readonly offsite: ReadonlySet<string>;
  /** What a content security policy refused. */
  readonly violations: readonly string[];
  /** The charts' page. */
  readonly charts: FrameLocator;
  readonly command: (name: string) => Promise<void>;
  /** Opens a file of the workspace beside the charts. */
  readonly openFile: (name: string) => Promise<void>;
  /** Puts the cursor on the first line of an open file. */
  readonly toTop: (name: string) => Promise<void>;
  /** Opens a tab of the charts, and waits until it is drawn. */
  readonly tab: (id: string) => Promise<void>;
  /** The first line of an editor that holds a text. */
  readonly line: (text: string | RegExp) => Locator;
  /** Scrolls to that line where it is out of sight, and back to the top. Returns its text. */
  readonly reveal: (text: string | RegExp) => Promise<string>;
  readonly picture: (name: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const flavour = process.env['VSCODE_FLAVOUR'] ?? 'newest';
const pictures = path.join(root, 'test/out', flavour);

/** Charts within a page or within one panel of it. */
export function chartsIn(page: Page, panel = 0): FrameLocator {
  return page.locator('iframe.webview').nth(panel).contentFrame().frameLocator('iframe#active-frame');
}

/** Tabs that ask for many break-evens take a minute where two browsers share two cores. */
export async function settled(charts: FrameLocator): Promise<void> {
  await charts.locator('body[data-settled="true"]').waitFor({ timeout: 240_000 });
}

/** Waits until charts show a plan's answer and have nothing left to work out. */
export async function ready(charts: FrameLocator): Promise<void> {
  await charts.locator('.verdict').waitFor({ timeout: 60_000 });
  await settled(charts);
}

/** How a workbench differs from one with the charts open beside an example. */
export interface WorkbenchOptions {
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly width?: number;
  readonly height?: number;
  /** More files of the workspace, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Changes the page before anything is loaded. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** The charts follow these as a reader's system changes, which tests do by emulation. */
const FOLLOWED = { 'window.autoDetectColorScheme': true, 'window.autoDetectHighContrast': true };

/** Opens an example, with its charts unless settings say otherwise. */
export async function openWorkbench(
  example: string,
  { settings = {}, width = 1500, height = 900, files = {}, prepare }: WorkbenchOptions = {},
): Promise<Workbench> {
  mkdirSync(pictures, { recursive: true });
  const folder = mkdtempSync(path.join(tmpdir(), 'ws-'));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  // First what may be missing: a server that nobody stops keeps the tests from ending.
  const browser = await launchBrowser();
  const server = await startServer({
    flavour,
    vsix: [path.join(root, 'dist/decodeplan.vsix')],
    settings: { ...FOLLOWED, 'decodeplan.charts.openAutomatically': true, ...settings },
  });
  const { page, context, offsite } = await newPage(browser, server, { width, height });
  // Four editors run beside each other on two cores.
  page.setDefaultTimeout(90_000);
  const violations: string[] = [];
  // A page reports what its policy refuses to the console, from its first byte on.
  page.on('console', (message) => {
    if (/Content Security Policy|violates the following/i.test(message.text()))
      violations.push(message.text());
  });
  await prepare?.(page);
  await page.goto(workbenchUrl(server, { folder, openFile: path.join(folder, example) }));
  const rows = page.locator('.quick-input-list .monaco-list-row');
  const command = async (name: string) => {
    await askEditor(page, 'F1', `>${name}`);
    await rows.and(page.locator(`[aria-label="${name}"], [aria-label^="${name},"]`)).click();
  };
  const charts = chartsIn(page);
  const line = (text: string | RegExp) => page.locator('.view-line', { hasText: text }).first();
  return {
    context,
    server,
    page,
    folder,
    offsite,
    violations,
    charts,
    command,
    openFile: async (name) => {
      // Into the group of the texts, not over the charts.
      await page.locator('.tab[data-resource-name$=".decodeplan"]').first().click();
      await askEditor(page, 'Control+P', name);
      await rows.filter({ hasText: name }).first().click();
      await page.locator('.tab.active', { hasText: name }).first().waitFor();
    },
    toTop: async (name) => {
      await page.locator(`.tab[data-resource-name="${name}"]`).first().click();
      const isTop = page.locator('#status\\.editor\\.selection', { hasText: 'Ln 1, Col 1' });
      await again(() => page.keyboard.press('Control+Home'), isTop);
    },
    tab: async (id) => {
      await charts.locator(`#tab-${id}`).click();
      await settled(charts);
    },
    line,
    reveal: async (text) => {
      await line('title').click();
      await again(async () => {
        await page.keyboard.press('Control+Home');
        await page.keyboard.press('Control+End');
      }, line(text));
      const read = await line(text).innerText();
      await page.keyboard.press('Control+Home');
      await line('title').waitFor();
      return read;
    },
    picture: (name) => page.screenshot({ path: path.join(pictures, `${name}.png`) }),
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Presses a key, or clicks, until something shows that it was heard: what is still loading, or losing the focus, hears none. */
export async function again(press: () => Promise<void>, shown: Locator): Promise<void> {
  for (let i = 1; i <= 10 && !(await shown.isVisible()); i++) {
    await press();
    // Longer each time: on a busy machine a second press would close what the first has not yet opened.
    await shown.waitFor({ timeout: 2000 * i }).catch(() => undefined);
  }
  await shown.waitFor();
}

/** Opens the editor's own list of commands or files by its key, and asks it for a text. */
export async function askEditor(page: Page, key: string, text: string): Promise<void> {
  // One that is closing is still to be seen, but takes nothing any more.
  const input = page.locator(
    'xpath=//*[contains(@class, "quick-input-widget")]//input[not(ancestor::*[@inert])]',
  );
  // At once: keys typed one by one get lost where the list is still opening. One that lost the focus is asked again.
  for (let left = 3; ; left--) {
    await again(() => page.keyboard.press(key), input.first());
    const filled = input.first().fill(text, left > 1 ? { timeout: 5000 } : {});
    if (left === 1) return filled;
    if (
      await filled.then(
        () => true,
        () => false,
      )
    )
      return;
  }
}

/** Opens the sliders, which begin folded. */
export async function openSliders(charts: FrameLocator): Promise<void> {
  const toggle = charts.locator('.what-if-toggle');
  if ((await toggle.getAttribute('aria-expanded')) === 'true') return;
  await toggle.click();
  await charts.locator('.lever').first().waitFor();
}

/** Writes a value into a slider's field, as a reader does. */
export async function setLever(charts: FrameLocator, at: string, value: string): Promise<void> {
  await openSliders(charts);
  const field = charts.locator(`.lever[data-path="${at}"] .lever-value`);
  await field.fill(value);
  await field.press('Enter');
  assert.equal(await field.inputValue(), value);
}
