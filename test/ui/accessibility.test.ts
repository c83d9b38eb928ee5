import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test, { after, before } from 'node:test';
import type { FrameLocator, Page } from 'playwright-core';
import { hugePlan } from '../fixtures/hugePlan.js';
import { audit } from './audit.js';
import { openWorkbench, ready, type Workbench } from './workbench.js';

/** The panel for everybody: names, contrast, keyboard, in all themes, at all sizes, with nothing and too much in it. */

const EXAMPLE = 'agentic-deepseek-v4-pro.decodeplan';
const TABS = [
  'overview',
  'request',
  'memory',
  'mla',
  'breakEven',
  'attachRate',
  'sensitivity',
  'uncertainty',
  'evidence',
  'claims',
];
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
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let bench: Workbench;
let page: Page;
let charts: FrameLocator;

before(async () => {
  bench = await openWorkbench(EXAMPLE, {
    files: {
      'huge.decodeplan': hugePlan(30, 50),
      'empty.decodeplan': '',
      'broken.decodeplan': 'decodeplan: 1\nmodel: deepseek-v9\nworkloads: [\n',
    },
  });
  ({ page, charts } = bench);
  await ready(charts);
  await page.keyboard.press('Control+B');
});

after(async () => bench.close());

const findings = () => charts.locator('body').evaluate(audit);

void test('names, contrast, headings and targets are in order on all tabs in all themes', async () => {
  const found: string[] = [];
  for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
    await page.emulateMedia(THEMES[theme]);
    await charts.locator(BODY[theme]).waitFor();
    for (const id of TABS) {
      await bench.tab(id);
      for (const { rule, what } of await findings()) found.push(`${theme} ${id}: ${rule}: ${what}`);
    }
  }
  await page.emulateMedia(THEMES.dark);
  await charts.locator(BODY.dark).waitFor();
  assert.deepEqual(found, []);
});

/** What axe-core, which knows the rules of WCAG, finds wrong in the page as it stands. */
async function broken(): Promise<string[]> {
  const handle = await charts.locator('body').elementHandle();
  const frame = await handle.ownerFrame();
  assert.ok(frame);
  // Sent as an expression: the page itself runs no text.
  await frame.evaluate(AXE);
  return frame.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: Axe };
    const { violations } = await axe.run(document.body, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 120) ?? ''}`);
  });
}

interface Axe {
  readonly run: (
    root: Element,
    options: { readonly resultTypes: readonly string[] },
  ) => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>;
}

void test('axe finds nothing wrong on any tab', async () => {
  const found: string[] = [];
  for (const id of TABS) {
    await bench.tab(id);
    for (const what of await broken()) found.push(`${id}: ${what}`);
  }
  assert.deepEqual(found, []);
});

void test('the charts are within ten stops of the first', async () => {
  await bench.tab('breakEven');
  await charts.locator('.pin').focus();
  let reached = false;
  for (let i = 0; i < 10 && !reached; i++) {
    await page.keyboard.press('Tab');
    if (await charts.locator('.skip:focus').count()) await page.keyboard.press('Enter');
    reached = await charts
      .locator('body')
      .evaluate(() => document.activeElement?.closest('[role=tabpanel]') instanceof Element);
  }
  assert.ok(reached);
});

void test('every control is reached by Tab, and shows that it is', async () => {
  await bench.tab('breakEven');
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
    await bench.tab(id);
    await charts.locator('body').evaluate(() => new Promise(requestAnimationFrame));
    const wrong = (await findings()).filter(({ rule }) => rule !== 'contrast');
    assert.deepEqual(wrong, [], id);
    await bench.picture(`small-${id}`);
  }
  assert.ok(await charts.locator('body').evaluate(() => window.innerWidth < 340));
  await page.setViewportSize({ width: 1500, height: 900 });
});

void test('fifty options and thirty workloads stay readable and quick', async () => {
  await bench.openFile('huge.decodeplan');
  await charts.locator('h1', { hasText: 'portfolio' }).waitFor({ timeout: 60_000 });
  for (const id of ['overview', 'memory']) {
    await charts.locator(`#tab-${id}`).click();
    await charts.locator(`#panel-${id} .card:not([hidden])`).first().waitFor();
    assert.deepEqual(await findings(), [], id);
    await bench.picture(`huge-${id}`);
  }
});

void test('an empty and a broken plan say what to do', async () => {
  await bench.openFile('empty.decodeplan');
  await charts.locator('.notice h2').waitFor();
  assert.equal(await charts.locator('.notice h2').textContent(), 'This plan is empty');
  for (const way of ['New Plan…', 'Open an Example…'])
    await charts.locator('.notice').getByText(way).waitFor();
  assert.deepEqual(await findings(), []);
  await bench.picture('empty');
  await bench.openFile('broken.decodeplan');
  await charts.locator('.notice li').first().waitFor();
  assert.deepEqual(await findings(), []);
  assert.equal(await charts.locator('[role=tabpanel]:visible').count(), 0, 'no charts of another plan');
  await bench.picture('broken');
});

void test('no content was refused', () => assert.deepEqual(bench.violations, []));
