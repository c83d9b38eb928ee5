import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Frame, Page } from 'playwright-core';
import { ensureChromium } from '../harness/chromium.mjs';
import { launchBrowser, newPage, startServer, workbenchUrl } from '../harness/vscode.mjs';
import { askEditor } from '../ui/workbench.js';
import { quantiles, type Goal, type Measure, type Times } from './measures.js';

declare global {
  interface Window {
    /** When a key was last pressed in the editor, and when the panel had painted each version of the plan. */
    benchKey: number;
    benchPainted: number[];
  }
}

const EXAMPLE = 'agentic-deepseek-v4-pro.decodeplan';
const KEYSTROKES = 30;

/** The packaged extension in a real VS Code in headless Chromium: what its user waits for. */
export async function benchEditor(): Promise<Measure[]> {
  execFileSync(process.execPath, ['test/harness/install.mjs', 'newest']);
  ensureChromium();
  const dir = mkdtempSync(path.join(tmpdir(), 'bench-'));
  cpSync('examples', dir, { recursive: true });
  const server = await startServer({ vsix: [path.resolve('dist/bench.vsix')] });
  const browser = await launchBrowser();
  try {
    const { context, page } = await newPage(browser, server, { width: 1600, height: 950 });
    await context.addInitScript(watchPainting);
    await page.goto(workbenchUrl(server, { folder: dir, openFile: path.join(dir, EXAMPLE) }));
    await page.locator('.view-line', { hasText: 'deepseek-v4-pro' }).first().waitFor({ timeout: 60_000 });
    return await measured(page, workbenchUrl(server, { folder: dir }));
  } finally {
    await browser.close();
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

/**
 * Runs in every frame before its own scripts: notes keys and paintings of the panel. A frame is on the screen when the
 * task after its drawing runs. What is drawn within a frame is painted with it; only for what is drawn outside of one the
 * next is waited for. (To wait for the next in each case, as was done until December 2026, noted the frame after: one commit
 * too late in a trace of Chromium, 11 to 60 ms, and as much as the page's engine takes to load where that came between.)
 */
function watchPainting(): void {
  const now = () => performance.timeOrigin + performance.now();
  window.benchKey = 0;
  window.benchPainted = [];
  window.addEventListener('keydown', () => (window.benchKey = now()), { capture: true });
  let version: string | undefined;
  const hasDrawn = () => {
    const drawn = document.querySelector('body')?.dataset['version'];
    const isNew = drawn !== version;
    version = drawn;
    return isNew && drawn !== undefined;
  };
  const note = () => setTimeout(() => window.benchPainted.push(now()));
  const ask = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (draw) =>
    ask((time) => {
      draw(time);
      if (hasDrawn()) note();
    });
  // VS Code opens the panel's document anew under its scripts, so it is looked at rather than observed.
  setInterval(() => {
    if (hasDrawn()) ask(note);
  }, 1);
}

async function measured(page: Page, folder: string): Promise<Measure[]> {
  const row = (what: string, times: Times, goal?: Goal): Measure => ({
    group: 'Editor',
    what: `in VS Code: ${what}`,
    unit: 'ms',
    value: times.median,
    ...(times.p95 === times.median ? {} : { p95: times.p95 }),
    ...(goal ? { goal } : {}),
  });
  const once = (value: number): Times => ({ median: value, p95: value });
  await page.locator('.view-line', { hasText: 'title' }).first().click();
  const frame = await openCharts(page);
  const opened = (await painted(frame, 0)) - (await page.evaluate(() => window.benchKey));
  await settled(frame);
  const typed = await keystrokes(page, frame);
  const slider = await sliderFrames(frame);
  const marked = await squiggles(page);
  const restored = await restore(page, folder);
  const activation = await activationTime(page);
  return [
    row(
      'code loaded and activated right after its own start, as its list of running extensions says',
      once(activation),
    ),
    row('the command to the first painted chart', once(opened)),
    row('keystroke to painted charts (first example, overview)', typed, { mostP95: 150 }),
    row('keystroke to the squiggle, with the 400 ms in which a line is still being typed', marked),
    row('slider: one frame, from the moved thumb to all charts drawn', slider, { mostP95: 16.7 }),
    row('panel restored with the window, from its first script to painted charts', once(restored), {
      most: 150,
    }),
  ];
}

async function command(page: Page, name: string): Promise<void> {
  await askEditor(page, 'F1', `>${name}`);
  await page.locator(`.quick-input-list .monaco-list-row.focused[aria-label^="${name}"]`).waitFor();
  await page.keyboard.press('Enter');
}

async function chartsFrame(page: Page): Promise<Frame> {
  const body = page
    .frameLocator('iframe.webview')
    .frameLocator('iframe#active-frame')
    .locator('body[data-version]');
  await body.waitFor({ timeout: 60_000 });
  const frame = await (await body.elementHandle()).ownerFrame();
  if (!frame) throw new Error('the panel has no frame');
  return frame;
}

async function openCharts(page: Page): Promise<Frame> {
  await command(page, 'Decode Plan: Open Charts to the Side');
  return chartsFrame(page);
}

const settled = (frame: Frame) => frame.locator('body[data-settled="true"]').waitFor({ timeout: 60_000 });

/** When the panel had painted once more than `before` times. */
async function painted(frame: Frame, before: number): Promise<number> {
  await frame.waitForFunction((count) => window.benchPainted.length > count, before, { polling: 5 });
  return frame.evaluate((count) => window.benchPainted[count] ?? NaN, before);
}

async function toEndOf(page: Page, text: string): Promise<void> {
  await page.locator('.view-line', { hasText: text }).first().click();
  await page.keyboard.press('End');
}

async function keystrokes(page: Page, frame: Frame): Promise<Times> {
  await toEndOf(page, 'concurrency: 6400');
  const samples: number[] = [];
  for (let i = 0; i < KEYSTROKES; i++) {
    const before = await frame.evaluate(() => window.benchPainted.length);
    await page.keyboard.press(i % 2 === 0 ? String(1 + (i % 9)) : 'Backspace');
    const at = await painted(frame, before);
    samples.push(at - (await page.evaluate(() => window.benchKey)));
    await page.waitForTimeout(150);
  }
  return quantiles(samples);
}

async function squiggles(page: Page): Promise<Times> {
  await toEndOf(page, 'concurrency: 6400');
  const samples: number[] = [];
  for (let i = 0; i < KEYSTROKES / 2; i++) {
    const marked = page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const look = () =>
            document.querySelector('.squiggly-error')
              ? resolve(performance.timeOrigin + performance.now() - window.benchKey)
              : requestAnimationFrame(look);
          look();
          setTimeout(() => resolve(NaN), 10_000);
        }),
    );
    await page.keyboard.press('x');
    samples.push(await marked);
    await page.keyboard.press('Backspace');
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
  }
  return quantiles(samples);
}

/** Milliseconds of the frames in which the page draws a moved value. */
async function sliderFrames(frame: Frame): Promise<Times> {
  await frame.locator('.what-if-toggle[aria-expanded="false"]').click();
  await frame.locator('.lever').first().waitFor();
  const samples = await frame.evaluate(async (count) => {
    const slider = document.querySelector<HTMLInputElement>('.lever input[type="range"]');
    if (!slider) return [];
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const started = await new Promise<number>((resolve) => {
        requestAnimationFrame(() => resolve(performance.now()));
        slider.value = String(Number(slider.max) * (0.3 + (0.4 * i) / count));
        slider.dispatchEvent(new Event('input', { bubbles: true }));
      });
      // The page's own drawing was asked for in between and has run when this frame's tasks are done.
      await new Promise((resolve) => setTimeout(resolve));
      times.push(performance.now() - started);
    }
    return times;
  }, KEYSTROKES);
  await frame.locator('body').press('Escape');
  return quantiles(samples);
}

async function activationTime(page: Page): Promise<number> {
  await command(page, 'Developer: Show Running Extensions');
  const own = page.locator('.runtime-extensions-editor .extension', { hasText: /decode ?plan/i }).first();
  await own.waitFor();
  const [, time] = /Activation: (\d+)ms/.exec(await own.innerText()) ?? [];
  return Number(time);
}

async function restore(page: Page, folder: string): Promise<number> {
  await page.keyboard.press('Control+S');
  await page.locator('.tab.dirty').waitFor({ state: 'detached' });
  // With a file to open in its address, the window would not restore what it showed.
  await page.goto(folder);
  const frame = await chartsFrame(page);
  const at = await painted(frame, 0);
  return at - (await frame.evaluate(() => performance.timeOrigin));
}
