import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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
  /** The charts' page. */
  readonly charts: FrameLocator;
  readonly command: (name: string) => Promise<void>;
  /** The first line of an editor that holds a text. */
  readonly line: (text: string | RegExp) => Locator;
  readonly picture: (name: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

const flavour = process.env['VSCODE_FLAVOUR'] ?? 'newest';
const pictures = path.join(root, 'test/out', flavour);

/** Charts within a page or within one panel of it. */
export function chartsIn(page: Page, panel = 0): FrameLocator {
  return page.locator('iframe.webview').nth(panel).contentFrame().frameLocator('iframe#active-frame');
}

export async function settled(charts: FrameLocator): Promise<void> {
  await charts.locator('body[data-settled="true"]').waitFor({ timeout: 60_000 });
}

/** Opens an example; `prepare` may change the page before anything is loaded. */
export async function openWorkbench(
  example: string,
  settings: Readonly<Record<string, unknown>> = {},
  prepare: (page: Page) => Promise<void> = () => Promise.resolve(),
): Promise<Workbench> {
  mkdirSync(pictures, { recursive: true });
  const folder = mkdtempSync(path.join(tmpdir(), 'ws-'));
  cpSync(path.join(root, 'examples'), folder, { recursive: true });
  const server = await startServer({
    flavour,
    vsix: [path.join(root, 'dist/decodeplan.vsix')],
    settings: { 'decodeplan.charts.openAutomatically': true, ...settings },
  });
  const browser = await launchBrowser();
  const { page, context } = await newPage(browser, server, { width: 1500, height: 900 });
  await prepare(page);
  await page.goto(workbenchUrl(server, { folder, openFile: path.join(folder, example) }));
  const command = async (name: string) => {
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().waitFor();
    await page.keyboard.type(name);
    const rows = page.locator('.quick-input-list .monaco-list-row');
    await rows.and(page.locator(`[aria-label="${name}"], [aria-label^="${name},"]`)).click();
  };
  return {
    context,
    server,
    page,
    folder,
    charts: chartsIn(page),
    command,
    line: (text) => page.locator('.view-line', { hasText: text }).first(),
    picture: (name) => page.screenshot({ path: path.join(pictures, `${name}.png`) }),
    close: async () => {
      await browser.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Writes a value into a slider's field, as a reader does. */
export async function setLever(charts: FrameLocator, at: string, value: string): Promise<void> {
  const field = charts.locator(`.lever[data-path="${at}"] .lever-value`);
  await field.fill(value);
  await field.press('Enter');
  assert.equal(await field.inputValue(), value);
}
