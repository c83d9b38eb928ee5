import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { launchBrowser, newPage, root } from '../harness/vscode.mjs';
import { startWebServer } from '../harness/webServer.mjs';
import { RESULT, type Result } from './host/result.js';

/** The extension-host tests in a web worker: no Node, no file system but the editor's. */

const TIMEOUT_MS = 180_000;

async function runInWorker(): Promise<Result[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ws-'));
  cpSync(path.join(root, 'test/fixtures/workspace'), folder, { recursive: true });
  cpSync(path.join(root, 'examples'), path.join(folder, 'examples'), { recursive: true });
  const server = await startWebServer({ folder, tests: path.join(root, 'dist/test/web/host.cjs') });
  const browser = await launchBrowser();
  try {
    const { page } = await newPage(browser, server);
    const results: Result[] = [];
    const errors: string[] = [];
    await page.exposeFunction('codeAutomationLog', (type: string, [mark, result]: unknown[]) => {
      if (mark === RESULT) results.push(JSON.parse(String(result)) as Result);
      else if (type === 'error') errors.push(String(mark));
    });
    const ended = new Promise<unknown>((resolve) => {
      void page.exposeFunction('codeAutomationExit', resolve);
      setTimeout(() => resolve('timed out'), TIMEOUT_MS).unref();
    });
    await page.goto(server.origin);
    const code = await ended;
    if (code !== 0) {
      const out = path.join(root, 'test/out/web');
      mkdirSync(out, { recursive: true });
      await page.screenshot({ path: path.join(out, 'worker-failed.png') });
      const error = [`${String(code)}; see test/out/web`, ...errors].join('\n');
      results.push({ name: 'the suite ends', error });
    }
    return results;
  } finally {
    await browser.close();
    server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const results = await runInWorker();

describe('in the web worker extension host', () => {
  it('runs tests', () => assert.ok(results.length > 0));
  for (const { name, error } of results)
    it(name, () => {
      if (error !== null) throw new Error(error);
    });
});
